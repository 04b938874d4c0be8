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
from screens.list_screen import ONE_MOMENT_EMPTY, ListScreen
from screens.messages import ReadRedline
from screens.redline_lists.lines import RedlineLine, render_redline, since
from screens.redline_verbs import RedlineVerbs
from screens.widgets.row_list import RowList

NONE_IN_REVIEW: Final = (
    "No redline waits for approval. One that is submitted stands here until it is approved or rejected."
)


class RedlinesScreen(ListScreen, RedlineVerbs):
    """All that is in review; Space marks, Enter reads one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.REVIEW)

    redlines: getters.query_one[RowList[RedlineLine]] = getters.query_one(RowList)

    def __init__(self, floor: Floor) -> None:
        """Begin with nothing read, and nothing marked."""
        super().__init__(floor)
        self._rows: Sequence[RedlineRow] = ()
        self._marked: set[int] = set()

    def compose_body(self) -> ComposeResult:
        """A head with the number, and the list."""
        yield Static(id="title", markup=False)
        yield RowList(render_redline, row_height=2, empty=ONE_MOMENT_EMPTY)

    async def load_rows(self) -> None:
        """Ask for what is in review; marks stay on what still is."""
        self._rows = await self.ask(lambda reads: reads.redlines.in_review())
        self._marked &= {row.id for row in self._rows}
        self.redlines.empty = NONE_IN_REVIEW

    def show_rows(self) -> None:
        """Show what was read, as it stands now."""
        now, zone = self.floor.now(), self.floor.zone
        count = (
            f"{len(self._marked)} of {len(self._rows)} marked" if self._marked else f"{len(self._rows)} wait"
        )
        self.show_head("Redlines in review", Content.styled(count, "$strong"))
        self.redlines.update_rows(
            [
                RedlineLine(row, since(row, now, zone), row.id in self._marked, row.run_title)
                for row in self._rows
            ]
        )
        self.refresh_bindings()

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
            self.show_rows()
            self.redlines.action_cursor_down()

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[RedlineLine]) -> None:
        message.stop()
        self.post_message(ReadRedline(message.row.row.id))
