"""My time: what I am checked in to, across work centers, and the last days."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from data.rows.work import SessionRow
from ion_tui.engine.commands import CheckOut
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.list_screen import ONE_MOMENT_EMPTY, ListScreen
from screens.messages import OpenStep
from screens.scan_routes import ScanScreen
from screens.session_lines import SessionLine, render_session, session_lines, worked
from screens.times import day_name, elapsed
from screens.widgets.lines import clean
from screens.widgets.row_list import RowList

DAYS: Final = 7


class MySessionsScreen(ListScreen, ScanScreen):
    """The operator's sessions, open ones first; an open one can be ended from here."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.SESSIONS)

    sessions: getters.query_one[RowList[SessionLine]] = getters.query_one(RowList)

    def __init__(self, floor: Floor) -> None:
        """Begin with nothing read."""
        super().__init__(floor)
        self._rows: list[SessionRow] = []

    def compose_body(self) -> ComposeResult:
        """A head with the totals, and the list."""
        yield Static(id="title", markup=False)
        yield RowList(
            render_session, row_height=2, section_of=lambda line: line.section, empty=ONE_MOMENT_EMPTY
        )

    async def load_rows(self) -> None:
        """Ask for this person's sessions."""
        operator = self.floor.operator
        if operator is not None:
            self._rows = await self.ask(lambda reads: reads.my_sessions(operator.id, days=DAYS))
            self.sessions.empty = f"{operator.name} was checked in to nothing in the last {DAYS} days."

    def show_rows(self) -> None:
        """Show what was read, as it stands now."""
        now, zone, operator = self.floor.now(), self.floor.zone, self.floor.operator
        today = [
            row
            for row in self._rows
            if row.ended_at is None or day_name(row.started_at, now, zone) == "Today"
        ]
        totals = f"today {elapsed(worked(today, now))}   {DAYS} days {elapsed(worked(self._rows, now))}"
        who = clean(operator.name) if operator else ""
        self.show_head(f"My time: {who}", Content.styled(totals, "$strong"))
        self.sessions.update_rows(session_lines(self._rows, now, zone))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Checking out is dim on a session that has ended."""
        if action != "check_out":
            return super().check_action(action, parameters)
        line = self.sessions.highlighted if self.is_mounted else None
        return True if line is not None and line.is_open and not self.floor.is_saying else None

    def explain(self, action: str) -> None:
        """Why checking out is dim."""
        if action == "check_out" and not self.floor.is_saying:
            self.refuse(
                "This session has ended already." if self.sessions.rows else "There is no session here."
            )
        else:
            super().explain(action)

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[SessionLine]) -> None:
        message.stop()
        self.refresh_bindings()

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[SessionLine]) -> None:
        message.stop()
        self.post_message(OpenStep(message.row.row.step_id))

    def action_check_out(self) -> None:
        """End the session under the cursor, on its step."""
        line = self.sessions.highlighted
        if line is not None:
            self.do(self._check_out(line.row.step_id), group="verbs")

    async def _check_out(self, step_id: int) -> None:
        self.answer(await self.say(CheckOut(step_id=step_id)))
