"""The redline editor."""
