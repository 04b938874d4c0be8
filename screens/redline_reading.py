"""One redline to be read: whose, why and where it stands, what it changes, and the run as it will be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll

from data.rows.redlines import RedlineRow
from ion_tui.engine.redlines.views import RedlineView
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.redline_lists.changes import RedlineChanges, RedlineTree
from screens.redline_lists.facts import RedlineFacts
from screens.redline_verbs import RedlineVerbs
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside


class RedlineReadingScreen(RedlineVerbs):
    """A redline, live."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.READING)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - no ClassVar in Textual
    AUTO_FOCUS = "#changes"
    SCAN_HINT = "a unit, a run, a work center, or another person's badge"

    facts = getters.query_one(RedlineFacts)
    changes = getters.query_one(RedlineChanges)
    tree_after = getters.query_one(RedlineTree)

    def __init__(self, floor: Floor, redline_id: int) -> None:
        """Begin with nothing read."""
        super().__init__(floor)
        self.redline_id = redline_id
        self._view: RedlineView | None = None
        self._time = SiteTime(floor.clock, floor.zone)

    def compose_body(self) -> ComposeResult:
        """The facts; beneath them what is changed, and the run's steps as they will be."""
        yield RedlineFacts(self._time)
        with Horizontal(id="parts"):
            with VerticalScroll(id="changes") as changes:
                changes.border_title = "What it changes"
                yield RedlineChanges()
            with VerticalScroll(id="after") as after:
                after.border_title = "The run with it"
                yield RedlineTree()

    def on_mount(self) -> None:
        """Read it, and begin to follow the clock."""
        self.refresh_status()
        self.refresh_floor()
        self._follow_the_clock()

    def open_redline(self, redline_id: int) -> None:
        """Show another one, from its beginning."""
        if redline_id != self.redline_id:
            self.redline_id, self._view = redline_id, None
            for scroll in self.query(VerticalScroll):
                scroll.scroll_home(animate=False)
        self.refresh_floor()

    def refresh_floor(self) -> None:
        """Read it again, and show it in place."""
        self.do(self._load(), group="load", exclusive=True)

    async def _load(self) -> None:
        redline_id = self.redline_id
        view = await self.ask(lambda reads: reads.redlines.view(redline_id))
        if view is None:
            self.refuse("This redline is not there any more.")
            return
        self._view = view
        self.facts.show(view.row)
        self.changes.show(view.changes)
        self.tree_after.show(view.tree)
        self.refresh_status()
        self.refresh_bindings()

    def _follow_the_clock(self) -> None:
        now = self.floor.now()
        self.facts.redraw()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)

    def chosen_redlines(self) -> Sequence[RedlineRow]:
        """The one that is read."""
        return [] if self._view is None else [self._view.row]

    def redlines_changed(self) -> None:
        """Show what became of it."""
        self.refresh_floor()
