"""The house itself: imports, the tree, the wheel."""
