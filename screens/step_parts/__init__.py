"""The parts of the Step screen, one a file."""
