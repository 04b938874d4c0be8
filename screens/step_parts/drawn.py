"""A widget that draws its own lines, as many as it needs in its width."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from screens.styles import sheet_beside


class Drawn(Widget):
    """Lines of text, drawn for the width that there is."""

    DEFAULT_CSS = sheet_beside(__file__)

    def draw(self, width: int) -> Sequence[Content]:
        """The lines, each at most `width` cells; none: the widget takes no room."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw anew; what is below moves where the number of lines has changed."""
        self.refresh(layout=True)

    def render(self) -> Content:
        """All lines."""
        return Content("\n").join(self.draw(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many as there are lines."""
        del container, viewport
        return len(self.draw(width))
