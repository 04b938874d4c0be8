"""Tests, mirroring the packages; `house` holds the tests of the house itself."""
