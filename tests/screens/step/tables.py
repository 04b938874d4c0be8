"""Tables of datagrid steps worth filling in, and an eye for them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import insert
from textual.pilot import Pilot

from data import models
from data.rows.work import CellRow
from ion_tui.engine.commands import RecordCell
from screens.step_parts.grid import GridPart
from screens.widgets.data_grid import DataGrid
from screens.widgets.grid_layout import Cell
from tests.engine.workshop import Field, Grid, Step, Workshop, table
from tests.screens.step.eyes import kiosk, text_of

PAD: Final = Field("Pad", "string", more={"settable": False})
VOLTS: Final = Field("Volts", more={"unit": "V", "minimum": Decimal("1.5"), "maximum": Decimal("2.0")})
LOOK: Final = Field("Look", "pass_fail")
READ_BY: Final = Field("Read by", "signoff", role="Operator")
OHMS: Final = tuple(
    Field(f"R{number}", more={"unit": "Ω", "maximum": Decimal(50)}) for number in range(1, 10)
)


def dividers(shop: Workshop, *columns: Field, rows: int = 4, who: str = "op1") -> int:
    """A table of pads in progress; its last row is optional and may be N/A."""
    asked = columns or (VOLTS, LOOK, READ_BY)
    grid = Grid((PAD, *asked), (*[True] * (rows - 1), False))
    asked_for = Step("Dividers", instructions="Measure each pad to ground.", grid=grid)
    step = shop.run(asked_for, serial="CB-0101")["Dividers"]
    content = shop.row(models.RunStep, step).content_id
    made = shop.rows(models.DatagridRow, content_id=content)
    pad = next(row.id for row in shop.rows(models.DatagridColumn, content_id=content) if row.name == "Pad")
    with shop.store.write() as tx:
        presets = [{"row_id": row.id, "column_id": pad, "value": f"T{row.position + 1}"} for row in made]
        tx.execute(insert(table(models.DatagridPreset)), presets)
    shop.set(models.DatagridRow, made[-1].id, allow_not_applicable=True)
    shop.start(who, step)
    return step


def recording(shop: Workshop, step: int, row: int, name: str, text: str, **more: Any) -> RecordCell:
    """The command that records a cell, by the number of its row from 1."""
    cell = stored(shop, step, row, name)
    return RecordCell(step_id=step, row_id=cell.row_id, column_id=cell.column_id, text=text, **more)


def record(shop: Workshop, step: int, row: int, name: str, text: str, *, who: str = "op1") -> None:
    """Have a cell recorded by another kiosk."""
    shop.do(who, recording(shop, step, row, name, text), kiosk="K2")


def stored(shop: Workshop, step: int, row: int, name: str) -> CellRow:
    """A cell as it is stored."""
    view = shop.view(step)
    return view.grid[row - 1].cells[[column.name for column in view.columns].index(name)]


def values(shop: Workshop, step: int, name: str) -> list[str]:
    """What is stored in a column."""
    return [stored(shop, step, row, name).shown for row in range(1, len(shop.view(step).grid) + 1)]


def part(pilot: Pilot[Any]) -> GridPart:
    """The table with its foot."""
    found = kiosk(pilot).step.sheet.grid
    assert found is not None
    return found


def grid(pilot: Pilot[Any]) -> DataGrid:
    """The table."""
    return part(pilot).grid


def foot(pilot: Pilot[Any]) -> str:
    """What is said beneath the table."""
    return text_of(part(pilot).foot)


def seen(pilot: Pilot[Any], row: int, name: str) -> Cell:
    """A cell as it looks, by the number of its row from 1."""
    return grid(pilot).lines[row - 1].cells[_column(pilot, name)]


def at(pilot: Pilot[Any]) -> tuple[int, str]:
    """Where the cursor is: the row from 1, and the column."""
    row, column = grid(pilot).place
    return row + 1, grid(pilot).columns[column].name


def lines(pilot: Pilot[Any]) -> Sequence[str]:
    """The screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def _column(pilot: Pilot[Any], name: str) -> int:
    return [column.name for column in grid(pilot).columns].index(name)
