"""Redlines on real stores."""
