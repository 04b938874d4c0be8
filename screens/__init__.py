"""The Textual screens: one screen, one module, one style sheet beside it."""
