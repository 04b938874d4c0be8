"""ION TUI: a terminal system for the work centers of a factory that builds hardware."""

__version__ = "0.1.0"
