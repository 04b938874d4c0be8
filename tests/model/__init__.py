"""A slow, obvious model of the spec, for the tests that hold the engine against it."""
