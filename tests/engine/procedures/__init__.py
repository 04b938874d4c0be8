"""Procedures: taken in, approved, released, and written as site files again."""
