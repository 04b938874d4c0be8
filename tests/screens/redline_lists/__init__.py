"""Redlines besides their editor: opened, listed, read, decided on, merged."""
