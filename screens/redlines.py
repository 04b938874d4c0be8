"""The redlines in review, on every run: the longest first; one or several are approved or rejected at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from data.rows.redlines import RedlineRow
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.messages import ReadRedline
from screens.redline_lists.lines import RedlineLine, render_redline, since
from screens.redline_verbs import RedlineVerbs
from screens.styles import sheet_beside
from screens.widgets.lines import spread
from screens.widgets.row_list import RowList

NONE_IN_REVIEW: Final = (
    "No redline waits for approval. One that is submitted stands here until it is approved or rejected."
)


class RedlinesScreen(RedlineVerbs):
    """All that is in review; Space marks, Enter reads one."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.REVIEW)
    AUTO_FOCUS = "RowList"
    SCAN_HINT = "a unit, a run, a work center, or another person's badge"

    title_line = getters.query_one("#title", Static)
    redlines: getters.query_one[RowList[RedlineLine]] = getters.query_one(RowList)

    def __init__(self, floor: Floor) -> None:
        """Begin with nothing read, and nothing marked."""
        super().__init__(floor)
        self._rows: Sequence[RedlineRow] = ()
        self._marked: set[int] = set()

    def compose_body(self) -> ComposeResult:
        """A head with the number, and the list."""
        yield Static(id="title", markup=False)
        yield RowList(render_redline, row_height=2, empty="One moment …")

    def on_mount(self) -> None:
        """Ask, and begin to follow the clock."""
        self.refresh_status()
        self.refresh_floor()
        self._follow_the_clock()

    def refresh_floor(self) -> None:
        """Ask again; marks stay on what is still in review."""
        self.do(self._load(), group="load", exclusive=True)

    async def _load(self) -> None:
        self._rows = await self.ask(lambda reads: reads.redlines.in_review())
        self._marked &= {row.id for row in self._rows}
        self.redlines.empty = NONE_IN_REVIEW
        self._show()
        self.refresh_status()

    def _show(self) -> None:
        """Show what was read, as it stands now."""
        now, zone = self.floor.now(), self.floor.zone
        count = (
            f"{len(self._marked)} of {len(self._rows)} marked" if self._marked else f"{len(self._rows)} wait"
        )
        name = Content.styled("Redlines in review", "bold $strong")
        width = max(0, self.size.width - 2)
        self.title_line.update(spread(name, Content.styled(count, "$strong"), width, gap=2))
        self.redlines.update_rows(
            [
                RedlineLine(row, since(row, now, zone), row.id in self._marked, row.run_title)
                for row in self._rows
            ]
        )
        self.refresh_bindings()

    def _follow_the_clock(self) -> None:
        now = self.floor.now()
        self._show()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)

    def on_resize(self) -> None:
        """Draw the head anew."""
        self._show()

    def chosen_redlines(self) -> Sequence[RedlineRow]:
        """Those that are marked, else the one under the cursor."""
        if self._marked:
            return [row for row in self._rows if row.id in self._marked]
        line = self.redlines.highlighted
        return [] if line is None else [line.row]

    def redlines_changed(self) -> None:
        """What was decided is marked no more."""
        self._marked.clear()
        self.refresh_floor()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to mark where there is a redline."""
        if action == "mark_redline":
            return bool(self._rows)
        return super().check_action(action, parameters)

    def action_mark_redline(self) -> None:
        """Mark the redline under the cursor or no longer, and go on to the next."""
        line = self.redlines.highlighted
        if line is not None:
            self._marked ^= {line.row.id}
            self._show()
            self.redlines.action_cursor_down()

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[RedlineLine]) -> None:
        message.stop()
        self.post_message(ReadRedline(message.row.row.id))
