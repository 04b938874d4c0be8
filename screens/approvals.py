"""What waits for my approval: the gates at which one of my roles is asked for, across work centers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from data.rows.work import ApprovalRow
from ion_tui.engine.wording import step_label
from screens.floor import Floor
from screens.keys import KEYS, Place, bindings_for
from screens.list_screen import ONE_MOMENT_EMPTY, ListScreen
from screens.messages import OpenStep
from screens.scan_routes import ScanScreen
from screens.times import elapsed
from screens.widgets.lines import clean, fit, spread
from screens.widgets.row_list import RowList

_REDLINES: Final = next(key.names[0] for key in KEYS if key.id == "redlines")


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A gate that waits, and for how long its step has been worked."""

    row: ApprovalRow
    age: str

    @property
    def key(self) -> int:
        """The gate."""
        return self.row.gate_id


def render_approval(line: ApprovalLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """The step and the role that is asked for; below, of which run, where and since when."""
    del selected
    row = line.row
    step = Content.styled(clean(step_label(row.number, row.title)), "bold $strong")
    asked = Content.assemble((f"{row.approved} of {row.needed} ", "$ink"), (clean(row.role), "bold $hold"))
    below = Content.styled(f"  {clean(row.run_title)}", "$dim")
    place = Content.styled(f"{fit(row.work_center or '', 16)}  {line.age}", "$dim")
    return (spread(step, asked, width, gap=2), spread(below, place, width, gap=2))


class ApprovalsScreen(ListScreen, ScanScreen):
    """What waits for whoever is at the kiosk, the most urgent first; Enter opens the step."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.APPROVALS)

    gates: getters.query_one[RowList[ApprovalLine]] = getters.query_one(RowList)

    def __init__(self, floor: Floor) -> None:
        """Begin with nothing read."""
        super().__init__(floor)
        self._rows: list[ApprovalRow] = []
        self._in_review = 0

    def compose_body(self) -> ComposeResult:
        """A head with the number, and the list."""
        yield Static(id="title", markup=False)
        yield RowList(render_approval, row_height=2, empty=ONE_MOMENT_EMPTY)

    async def load_rows(self) -> None:
        """Ask for what this person can approve."""
        operator = self.floor.operator
        if operator is not None:
            self._rows = await self.ask(lambda reads: reads.waiting_for_my_approval(operator.id))
            self._in_review = len(await self.ask(lambda reads: reads.redlines.in_review()))
            self.gates.empty = f"Nothing waits for an approval by {operator.name}."

    def show_rows(self) -> None:
        """Show what was read, as it stands now."""
        now, operator = self.floor.now(), self.floor.operator
        who = clean(operator.name) if operator else ""
        count = Content.styled(f"{len(self._rows)} to decide", "$strong")
        if self._in_review:
            redlines = f"{self._in_review} redline{'s' if self._in_review > 1 else ''} in review"
            count = Content.assemble((f"{_REDLINES} ", "bold $accent"), (redlines, "$redline"), "   ", count)
        self.show_head(f"Waits for my approval: {who}", count)
        self.gates.update_rows(
            [ApprovalLine(row, f"for {elapsed((now - row.since).total_seconds())}") for row in self._rows]
        )

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[ApprovalLine]) -> None:
        message.stop()
        self.post_message(OpenStep(message.row.row.step_id))
