"""Reads: each a function of a connection that answers frozen rows. Statements are built once, at import."""
