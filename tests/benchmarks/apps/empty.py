"""An empty Textual app: a header, and nothing under it."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Header


class EmptyApp(App[None]):
    """Nothing but a header."""

    TITLE = "EmptyApp"

    def compose(self) -> ComposeResult:
        """The header."""
        yield Header()


if __name__ == "__main__":
    EmptyApp().run()
