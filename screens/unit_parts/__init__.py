"""The parts of the Units screen."""
