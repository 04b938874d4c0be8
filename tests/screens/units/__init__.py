"""The units of a batch, filled in as one table."""
