"""At suppliers: what is out, where, and since when; the longest first."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from data.rows.outside import OutsideRow
from ion_tui.engine.wording import amount, step_label
from screens.dialogs.pick import Choice, PickDialog
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.list_screen import ONE_MOMENT_EMPTY, ListScreen
from screens.messages import OpenStep
from screens.outside_lines import OutLine, out_line, render_out
from screens.scan_routes import ScanScreen
from screens.widgets.row_list import RowList

NOTHING_OUT: Final = (
    "Nothing is at a supplier now. What is sent out from a step stands here until it is back."
)


class OutsideScreen(ListScreen, ScanScreen):
    """All that is out, on the whole floor; Enter opens the step, which receives it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.OUTSIDE)
    SCAN_HINT = "a unit that has come back, or its purchase order"

    out: getters.query_one[RowList[OutLine]] = getters.query_one(RowList)

    def __init__(self, floor: Floor) -> None:
        """Begin with nothing read."""
        super().__init__(floor)
        self._rows: list[OutsideRow] = []

    def compose_body(self) -> ComposeResult:
        """A head with the totals, and the list."""
        yield Static(id="title", markup=False)
        yield RowList(render_out, row_height=2, empty=ONE_MOMENT_EMPTY)

    async def load_rows(self) -> None:
        """Ask for what is out."""
        self._rows = await self.ask(lambda reads: reads.out_at_suppliers())
        self.out.empty = NOTHING_OUT

    def show_rows(self) -> None:
        """Show what was read, as it stands now."""
        now, zone = self.floor.now(), self.floor.zone
        lines = [out_line(row, now, zone) for row in self._rows]
        late = sum(line.is_late for line in lines)
        counts = [(f"{len(lines)} out", "$strong")] if lines else []
        if late:
            counts.insert(0, (f"{late} late", "bold $late"))
        totals = Content("   ").join(Content.styled(*count) for count in counts)
        self.show_head("At suppliers", totals)
        self.out.update_rows(lines)

    async def scanned(self, code: str) -> None:
        """A unit that is out, or the order it went out on: its step, to receive it; else as on every screen."""
        named = [row for row in self._rows if code in (row.identity, row.order)]
        if not named:
            await super().scanned(code)
            return
        row: OutsideRow | None = named[0]
        if len(named) > 1:
            choices = [Choice(one, _name(one), _amount(one)) for one in named]
            row = await self.app.push_screen_wait(PickDialog(f"{code}: which has come back", choices))
        if row is not None:
            self.post_message(OpenStep(row.step_id))

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[OutLine]) -> None:
        message.stop()
        self.post_message(OpenStep(message.row.key))


def _name(row: OutsideRow) -> str:
    return f"{row.identity}  {step_label(row.number, row.title)}"


def _amount(row: OutsideRow) -> str:
    return f"{amount(row.quantity)} of {amount(row.units)}"
