"""What one may trust: derived values, the record, and what was acknowledged."""
