"""The Units screen: a step's fields per unit on every unit of its batch, filled in as one table."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType

from data.rows.work import ScanKind, ScanMatch
from ion_tui.engine.wording import listed
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.messages import OpenStep
from screens.step_parts import filling
from screens.step_parts.cell_table import CellTable
from screens.step_parts.desk import Desk
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.unit_parts.head import UnitsHead
from screens.unit_parts.model import name_of
from screens.unit_parts.table import UnitTable
from screens.widgets.data_grid import DataGrid


class UnitsScreen(Desk):
    """One step on all units of its batch; each value goes to its own unit."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.UNITS)
    AUTO_FOCUS = "DataGrid"
    SCAN_HINT = "a unit or its run to go there, then its reading"

    head = getters.query_one(UnitsHead)
    table = getters.query_one(UnitTable)

    def __init__(self, floor: Floor, step_id: int) -> None:
        """Open the units around a step."""
        super().__init__(floor)
        self.step_id = step_id
        self._asked = self._shown = 0
        """Numbers of the last reading that was asked for, and of the one that is shown."""
        self._was_batched = False
        self._scanning = asyncio.Lock()

    def compose_body(self) -> ComposeResult:
        """The step's line, what is missing, and the table."""
        yield UnitsHead()
        yield UnitTable(SiteTime(self.floor.clock, self.floor.zone))

    def on_mount(self) -> None:
        """Read the units."""
        self.refresh_status()
        self.refresh_floor()

    @property
    def unrecorded(self) -> list[str]:
        """The cells in which something stands that is not recorded."""
        return self.table.unrecorded

    def refresh_floor(self) -> None:
        """Read the units again, and show them in place."""
        self.do(self.reload(), group="load", exclusive=True)

    async def reload(self) -> None:
        """Read the units again, and show them in place; what has left the batch is said."""
        self._asked += 1
        number, operator = self._asked, self.floor.operator
        operator_id = operator.id if operator else None
        grid = await self.ask(lambda reads: reads.unit_grid(self.step_id, operator_id))
        if number < self._shown:
            return
        self._shown = number
        if grid is None:
            self.refuse("This run step is not there any more.")
            return
        gone = self.table.show(grid)
        self.head.show(grid)
        if self._was_batched and grid.batch_id is None:
            self.refuse("This run is no longer in a batch.")
        elif gone:
            names = listed([name_of(unit) for unit in gone])
            self.refuse(
                f"{names} left the batch: what is typed there stays until it is recorded or let go of."
            )
        self._was_batched = grid.batch_id is not None
        self.refresh_bindings()

    def action_open_unit(self) -> None:
        """Open the step of the unit under the cursor."""
        unit = self.table.unit
        if unit is not None:
            self.do(self._leave_for(unit.step_id), group="open")

    def go_back(self) -> None:
        """Back to the step, once what is typed here is recorded or let go of."""
        self.do(self._go_back(), group="open")

    async def _go_back(self) -> None:
        if await self.may_leave():
            self.dismiss()

    async def _leave_for(self, step_id: int) -> None:
        if await self.may_leave():
            self.post_message(OpenStep(step_id))

    @on(CellTable.Entered)
    def _cell_entered(self, message: CellTable.Entered) -> None:
        message.stop()
        self.do(filling.record(self, message.part, message.spot), group="work")

    @on(CellTable.PickWanted)
    def _cell_pick_wanted(self, message: CellTable.PickWanted) -> None:
        message.stop()
        self.do(filling.pick(self, message.part, message.spot), group="work")

    @on(CellTable.Moved)
    def _cell_under_cursor(self, message: CellTable.Moved) -> None:
        """Esc lets go of what is typed, where something is."""
        message.stop()
        self.refresh_bindings()

    @on(DataGrid.Barred)
    def _cell_barred(self, message: DataGrid.Barred) -> None:
        message.stop()
        self.refuse(self.table.model.units[message.row].why_not)

    # Scans

    async def scanned(self, code: str) -> None:
        """A unit, or its run: to its row. A reading, a tool, a person: into the cell. Else as on every screen."""
        async with self._scanning:
            await self._scanned(code)

    async def _scanned(self, code: str) -> None:
        row = self.table.model.unit_with(code)
        matches = [] if row is not None else await self.ask(lambda reads: reads.scan(code))
        if row is None:
            row = self._row_of(matches)
        if row is not None:
            self.table.go_to_unit(row)
            unit = self.table.model.units[row]
            if unit.why_not:
                self.refuse(unit.why_not)
            else:
                self.tell(self.table.model.row_place(row))
        elif not await filling.taken_by_cell(self, self.table, code, matches):
            await super().scanned(code)

    def _row_of(self, matches: Sequence[ScanMatch]) -> int | None:
        """The row of the unit that a code names in other words than its own."""
        runs = {match.id for match in matches if match.kind is ScanKind.RUN}
        found = [number for number, unit in enumerate(self.table.model.units) if unit.run_id in runs]
        return found[0] if len(found) == 1 else None

    async def run_scanned(self, code: str, match: ScanMatch) -> None:
        """The run of another batch: its step, once what is typed here is let go of."""
        if await self.may_leave():
            await super().run_scanned(code, match)

    async def step_scanned(self, code: str, match: ScanMatch) -> None:
        """Another step's label: that step, once what is typed here is let go of."""
        if await self.may_leave():
            await super().step_scanned(code, match)

    async def work_center_scanned(self, code: str, match: ScanMatch) -> None:
        """A work center's code: its queue, once what is typed here is let go of."""
        if await self.may_leave():
            await super().work_center_scanned(code, match)
