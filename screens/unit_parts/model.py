"""The units of a batch as rows of a table, with what was entered and is not read yet; knows no widget."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Final

from data.rows.units import UnitGrid, UnitRow
from data.rows.work import CellRow, GridColumn, GridRow
from ion_tui.engine.states import State
from ion_tui.engine.wording import ended
from screens.step_parts.grid_model import GridModel
from screens.step_parts.site_time import SiteTime
from screens.theme import STATE_LOOKS
from screens.widgets.grid_layout import Cell, GridLine, Look

_UNIT: Final = -1
_RUN: Final = -2
_STATE: Final = -3
"""Columns that are no fields, where a field has its id."""
_QUIET: Final = frozenset({Look.EMPTY, Look.VALUE, Look.GOOD, Look.ASK})
"""How cells look that are shown dim in a unit that cannot be recorded; what is out of range stays red."""


def _beside(column_id: int, name: str) -> GridColumn:
    return GridColumn(
        column_id=column_id,
        name=name,
        type="string",
        unit=None,
        settable=False,
        limits="",
        minimum=None,
        maximum=None,
        target=None,
        tolerance=None,
        options=(),
        role=None,
    )


_FIRST: Final = (_beside(_UNIT, "Unit"), _beside(_RUN, "Run"))
_LAST: Final = (_beside(_STATE, "State"),)


class UnitModel(GridModel):
    """One row a unit: who it is, its fields, its state."""

    frozen: ClassVar[int] = len(_FIRST)

    def __init__(self, time: SiteTime) -> None:
        """Begin without units."""
        super().__init__(time)
        self.units: tuple[UnitRow, ...] = ()

    def show_units(self, grid: UnitGrid, kept: Collection[int]) -> list[UnitRow]:
        """Take the units as they are now; answers those of `kept` that are in the batch no more.

        They stay as the last rows, so that what is typed there is not lost.
        """
        there = {unit.step_id for unit in grid.units}
        gone = [
            unit._replace(why_not=ended(f"{name_of(unit)} has left the batch"))
            for unit in self.units
            if unit.step_id in kept and unit.step_id not in there
        ]
        self.units = (*grid.units, *gone)
        self.show((*_FIRST, *grid.columns, *_LAST), tuple(map(_row, self.units)))
        return gone

    @property
    def progress(self) -> tuple[int, int]:
        """How many units have what is asked of each, and how many there are; canceled ones do not count.

        Where nothing is asked of each, there are none.
        """
        is_asked = any(unit.cells for unit in self.units)
        counted = [unit for unit in self.units if is_asked and unit.state != State.CANCELED]
        return sum(unit.is_filled for unit in counted), len(counted)

    def number(self, row: int) -> int | None:
        """The engine names a field without its unit."""
        del row
        return None

    def row_name(self, row: int) -> str:
        """A unit by its serial or lot, else by its run."""
        return name_of(self.units[row])

    def row_place(self, row: int) -> str:
        """The unit and its run."""
        unit = self.units[row]
        return f"{unit.identity}, {run_name(unit)}" if unit.identity else unit.run_title

    def unit_with(self, code: str) -> int | None:
        """The row of the one unit that a code names: its serial, or the label of its run or step."""
        code = code.strip()
        found = [
            number
            for number, unit in enumerate(self.units)
            if code == unit.identity or code.upper() in (f"RUN-{unit.run_id}", f"STEP-{unit.step_id}")
        ]
        return found[0] if len(found) == 1 else None

    def _line(self, number: int, row: GridRow) -> GridLine:
        unit = self.units[number]
        look = STATE_LOOKS[State(unit.state)]
        return (
            super()
            ._line(number, row)
            ._replace(label=f"{number + 1} ", mark=look.glyph, token=look.token, is_open=not unit.why_not)
        )

    def _cell(self, number: int, cell: CellRow, column: GridColumn) -> Cell:
        shown = super()._cell(number, cell, column)
        if self.units[number].why_not and shown.look in _QUIET:
            return Cell(shown.text, Look.FIXED)
        return shown


def name_of(unit: UnitRow) -> str:
    """A unit as sentences name it."""
    return unit.identity or unit.run_title


def run_name(unit: UnitRow) -> str:
    """A run as it is called beside its unit: without the unit at the end of its title."""
    return unit.run_title.removesuffix(f" · {unit.identity}") or unit.run_title


def state_words(unit: UnitRow) -> str:
    """The state in words: who is at work, or why it stopped."""
    word = STATE_LOOKS[State(unit.state)].word
    if unit.people:
        return f"{word}  {', '.join(person.code for person in unit.people)}"
    return f"{word}: {unit.state_reason}" if unit.state_reason else word


def _row(unit: UnitRow) -> GridRow:
    # A row is painted anew where its cells are others: the last one's value stands for all else that it looks by.
    beside = (
        CellRow(unit.step_id, _UNIT, False, None, unit.identity or unit.unit),
        CellRow(unit.step_id, _RUN, False, None, run_name(unit)),
    )
    state = CellRow(unit.step_id, _STATE, False, f"{unit.state} {unit.why_not}", state_words(unit))
    return GridRow(unit.step_id, False, True, (*beside, *unit.cells, state))
