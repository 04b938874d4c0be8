"""The Lock screen."""
