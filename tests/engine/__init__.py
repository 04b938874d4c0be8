"""Tests of the engine: its tables, its stories, and many operators at once."""
