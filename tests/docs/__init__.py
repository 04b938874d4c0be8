"""The documents that are made from the code's own tables: `make docs` writes them, a test holds them to it."""
