"""The Runs screen, and starting a run."""
