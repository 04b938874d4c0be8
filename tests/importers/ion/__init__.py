"""Reading ION's own files."""
