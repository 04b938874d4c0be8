"""The store: tables, connections, transactions, reads. Imports neither the engine nor the screens."""
