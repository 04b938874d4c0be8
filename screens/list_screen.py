"""A list of what waits or lasts, under a head of one line: read anew with the floor, and older each minute."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import getters
from textual.content import Content
from textual.widgets import Static

from screens.base import FloorScreen
from screens.styles import sheet_beside
from screens.widgets.lines import spread

ONE_MOMENT_EMPTY: Final = "One moment …"
"""What stands in a list before anything was read."""


class ListScreen(FloorScreen):
    """A head, `#title`, and a list beneath it; a screen says what is asked, and how it is shown."""

    DEFAULT_CSS = sheet_beside(__file__)
    AUTO_FOCUS: ClassVar[str | None] = "RowList"
    SCAN_HINT = "a unit, a run, a work center, or another person's badge"

    title_line = getters.query_one("#title", Static)

    async def load_rows(self) -> None:
        """Ask for what the list shows."""
        raise NotImplementedError

    def show_rows(self) -> None:
        """Show what was read, as it stands now."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Ask, and begin to follow the clock."""
        self.refresh_status()
        self.refresh_floor()
        self._follow_the_clock()

    def refresh_floor(self) -> None:
        """Ask again."""
        self.do(self._load(), group="load", exclusive=True)

    async def _load(self) -> None:
        await self.load_rows()
        self.show_rows()
        self.refresh_status()

    def _follow_the_clock(self) -> None:
        now = self.floor.now()
        self.show_rows()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)

    def on_resize(self) -> None:
        """Draw the head anew."""
        self.show_rows()

    def show_head(self, name: str, totals: Content) -> None:
        """What the list is of, and at the right how much there is of it."""
        width = max(0, self.size.width - 2)
        self.title_line.update(spread(Content.styled(name, "bold $strong"), totals, width, gap=2))
