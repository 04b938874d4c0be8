"""The table of a batch's units: each cell is recorded on its own unit's step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.content import Content

from data.rows.units import UnitGrid, UnitRow
from ion_tui.engine.commands import Record
from ion_tui.engine.words import FieldType
from screens.keys import KEYS
from screens.step_parts import grid_reading as reading
from screens.step_parts.cell_table import CellTable
from screens.step_parts.grid_foot import GridFoot
from screens.step_parts.grid_model import Spot
from screens.step_parts.grid_reading import Entry
from screens.step_parts.layout import GUTTER
from screens.step_parts.reading import NOTHING, Remark, Tone
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.theme import OK_GLYPH
from screens.unit_parts.model import UnitModel, name_of, state_words
from screens.widgets.grid_layout import GAP, Column
from screens.widgets.lines import clean, wrapped

_OPEN: Final = next(key.names[0] for key in KEYS if key.id == "open-unit")
_RUN_LEAST: Final = 8
_STATE_LEAST: Final = 14
_EDGE: Final = 8
"""Cells for the rows' numbers, the marks of their states, and the gaps between."""


class UnitFoot(GridFoot):
    """What is said of a cell; beneath, what its unit lacks to be signed off, or why nothing can be recorded on it."""

    DEFAULT_CSS = sheet_beside(__file__)
    HEIGHT: ClassVar[int] = 3
    COUNTED: ClassVar[str] = "units"

    def __init__(self) -> None:
        """Begin without a unit."""
        super().__init__()
        self._unit: UnitRow | None = None

    def show_unit(self, unit: UnitRow) -> None:
        """Say what this unit lacks."""
        if unit != self._unit:
            self._unit = unit
            self.refresh()

    def draw(self, width: int) -> Sequence[Content]:
        """The cell's lines, and the unit's; why nothing can be recorded takes two where it is long."""
        where, remark = super().draw(width)
        line = Content("") if self._unit is None else _of_unit(self._unit)
        lines = wrapped(line, width - GUTTER)[: 1 if self.remark else 2]
        if len(lines) > 1:
            return [where, *(Content.assemble(" " * GUTTER, one) for one in lines)]
        line = line.truncate(width - GUTTER, ellipsis=True)
        return [where, remark, Content.assemble(" " * GUTTER, line)]


class UnitTable(CellTable[UnitModel], can_focus=False):
    """A row a unit, a column a field."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, time: SiteTime) -> None:
        """Begin without units."""
        super().__init__(UnitModel(time), time, can_record=True)

    def make_foot(self) -> UnitFoot:
        """What is said of the cell and its unit."""
        return UnitFoot()

    @property
    def unit(self) -> UnitRow | None:
        """The unit under the cursor."""
        return self.model.units[self.grid.place[0]] if self.model.units else None

    def show(self, grid: UnitGrid) -> list[UnitRow]:
        """Take the units as they are now; the cursor, what is typed and what is on its way stay with their units.

        Answers the units that have left the batch and stay for what is typed there.
        """
        is_first = not self.model.rows
        spot = None if is_first else self.spot
        gone = self.model.show_units(grid, {kept.row_id for kept in self.unrecorded_spots})
        place = self.model.place(spot) if spot is not None and self.model.has(spot) else None
        self.grid.update(self._columns_now(), self.model.lines, place)
        if is_first:
            self._begin_at(grid.step_id)
        self.say()
        return gone

    def go_to_unit(self, row: int) -> None:
        """Put the cursor on a unit: in the column where it is, or in the first one that is filled in."""
        column = self.grid.place[1]
        if not self.grid.columns[column].is_settable:
            column = self._first_field
        self.grid.move_to(row, column)

    def say(self) -> None:
        """What is to be said of the cell and its unit."""
        super().say()
        foot = self.foot
        if self.unit is not None and isinstance(foot, UnitFoot):
            foot.show_unit(self.unit)

    def command(self, spot: Spot, entry: Entry, reason: str | None) -> Record:
        """What records an entry on its unit."""
        return Record(
            step_id=spot.row_id,
            field_id=spot.column_id,
            text=entry.text,
            not_applicable=entry.not_applicable,
            seen_value=entry.seen,
            reason=reason,
        )

    def step_of(self, spot: Spot) -> int:
        """The unit's step."""
        return spot.row_id

    def addressed(self, spot: Spot, sentence: str) -> str:
        """The engine's sentence is about a field; whose it is, stands before."""
        return (
            f"{self.model.row_name(self.model.place(spot)[0])}: {sentence}"
            if self.model.has(spot)
            else sentence
        )

    def remark_of(self, place: tuple[int, int]) -> Remark:
        """What is to be said of a cell; of a file, where it is attached."""
        column, stored = self.model.columns[place[1]], self.model.stored(place)
        if column.type == FieldType.FILE and not stored.shown:
            return Remark(Tone.PLAIN, f"A file is attached on the unit's own step, {_OPEN}")
        return NOTHING if place[1] < self.model.frozen else super().remark_of(place)

    def on_resize(self) -> None:
        """Let the columns follow the width."""
        if self.model.rows:
            self.grid.update(self._columns_now(), self.model.lines)

    @property
    def _first_field(self) -> int:
        settable = (number for number, column in enumerate(self.grid.columns) if column.is_settable)
        return next(settable, 0)

    def _begin_at(self, step_id: int) -> None:
        """On what is missing on the unit from which the table was opened; else on what is missing first."""
        row = next(number for number, unit in enumerate(self.model.units) if unit.step_id == step_id)
        missing = (
            column
            for column, cell in enumerate(self.model.rows[row].cells)
            if self.grid.columns[column].is_required and not (cell.shown and cell.confirmed)
        )
        column = next(missing, None) if self.can_record_at(row) else None
        here = (row, self._first_field) if column is None else (row, column)
        first = self.grid.first_open() if column is None else None
        self.grid.move_to(*(first or here))

    def _columns_now(self) -> list[Column]:
        """The columns: the run's and the state's as wide as what is left lets them."""
        unit, run, *fields, state = reading.columns_of(self.model.columns, self.model.rows)
        width = self.size.width or self.app.size.width
        room = width // 2 - _EDGE - unit.width - GAP
        run = replace(run, width=max(_RUN_LEAST, min(run.width, room)))
        taken = _EDGE + sum(column.width + GAP for column in (unit, run, *fields)) + GAP
        wanted = max(cell_len(clean(state_words(one))) for one in self.model.units)
        state = replace(state, width=max(_STATE_LEAST, min(wanted, width - taken)))
        return [unit, run, *fields, state]


def _of_unit(unit: UnitRow) -> Content:
    name = clean(name_of(unit))
    if unit.why_not:
        return Content.styled(clean(unit.why_not), "bold $hold")
    if unit.lacks:
        return Content.assemble((f"{name} lacks: ", "bold $hold"), (clean(" · ".join(unit.lacks)), "$ink"))
    return Content.styled(f"{OK_GLYPH} {name} is ready to sign off", "$ok")
