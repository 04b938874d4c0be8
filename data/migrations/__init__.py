"""Alembic's folder: the schema's history. Configured from the package alone, without an ini file."""
