"""The batch manager and the Run screen on a real store."""
