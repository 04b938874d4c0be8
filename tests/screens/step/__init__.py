"""The Step screen on a real store."""
