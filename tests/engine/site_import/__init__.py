"""Importing a site, on both kinds of store."""
