"""A widget that draws its own lines, as many as it needs in its width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget

from screens.styles import sheet_beside


class Drawn(Widget):
    """Lines of text, drawn for the width that there is, and kept until something is refreshed."""

    DEFAULT_CSS = sheet_beside(__file__)

    _kept: tuple[int, Sequence[Content]] | None = None

    def draw(self, width: int) -> Sequence[Content]:
        """The lines, each at most `width` cells; none: the widget takes no room."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw anew; what is below moves where the number of lines has changed."""
        before = self._kept
        self.refresh()
        if before is None or len(self._lines(before[0])) != len(before[1]):
            self.refresh(layout=True)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Forget the lines: something in them, or how they look, is another."""
        self._kept = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render(self) -> Content:
        """All lines."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many as there are lines."""
        del container, viewport
        return len(self._lines(width))

    def _lines(self, width: int) -> Sequence[Content]:
        if self._kept is None or self._kept[0] != width:
            self._kept = (width, self.draw(width))
        return self._kept[1]
