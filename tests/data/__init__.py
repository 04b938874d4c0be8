"""The store: databases, schema, backups, turns, news."""
