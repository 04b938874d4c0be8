"""The spec's tables, row by row: each row has a test named for it."""
