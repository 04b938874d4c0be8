"""Markdown as one widget: instructions to be read.

Textual's own Markdown widget makes a widget of every block: a page of instructions took it 90 to 180 ms to show,
this one 4.
"""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.styles import sheet_beside
from screens.widgets.markdown_layout import markdown_content


class MarkdownText(Widget):
    """Instructions, as high as they are; put it into something that scrolls."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Begin with a text in Markdown."""
        super().__init__(id=id, classes=classes)
        self._text = text

    @property
    def text(self) -> str:
        """The text in Markdown."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its lines at that width."""
        del container, viewport
        return len(markdown_content(self._text, width).plain.split("\n")) if self._text.strip() else 0

    def render(self) -> Content:
        """The text, laid out."""
        return markdown_content(self._text, self.content_size.width)
