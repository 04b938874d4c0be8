"""Files that are read into definitions."""
