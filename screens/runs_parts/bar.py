"""The bar over the table while runs are selected: how many, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.widget import Widget

from screens.keys import ActiveKey
from screens.styles import sheet_beside

_GAP: Final = 2


class SelectionBar(Widget):
    """N selected, and the keys that act on them; not there while nothing is selected."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self) -> None:
        """Begin with nothing selected."""
        super().__init__()
        self._number = 0
        self._keys: tuple[ActiveKey, ...] = ()

    def show(self, number: int, keys: Sequence[ActiveKey]) -> None:
        """Show how many runs are selected, and these keys."""
        self._number, self._keys = number, tuple(keys)
        self.display = number > 0
        self.refresh()

    def render(self) -> Content:
        """The number and the keys; below each other where the line is too short."""
        head = Content.styled(f"{self._number} selected", "bold")
        keys = [
            Content.assemble((active.names[-1], "bold" if active.allowed else "dim"), " ", active.key.label)
            for active in self._keys
        ]
        line = Content(" " * _GAP).join([head, *keys])
        if line.cell_length <= self.content_size.width:
            return line
        first, *others = keys or [Content("")]
        above = Content(" " * _GAP).join([head, first, Content("Esc: none")])
        return Content("\n").join([above, Content(" " * _GAP).join(others)])
