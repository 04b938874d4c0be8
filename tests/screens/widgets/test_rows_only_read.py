"""Rows of a table that are only read: Enter passes them by, nothing is typed there, a draft goes with its row."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from screens.widgets.data_grid import DataGrid
from screens.widgets.grid_layout import Cell, Column, GridLine, Look, lay_out
from screens.widgets.grid_ways import Extent, next_open
from tests.screens.hands import press, type_text
from tests.screens.widgets.stage import Stage, screen_text

COLUMNS = (
    Column("Unit", width=8, is_settable=False, is_typed=False),
    Column("Run", width=6, is_settable=False, is_typed=False),
    Column("Play *", width=8, is_right=True, is_required=True),
    Column("Turns", width=6, is_typed=False, choices=("pass", "fail")),
)


def unit(number: int, *, is_open: bool = True) -> GridLine:
    cells = (Cell(f"RB-{number}", Look.FIXED), Cell(f"Run {number}", Look.FIXED), Cell(), Cell())
    mark, token = ("●", "in-progress") if is_open else ("‖", "hold")
    return GridLine(f"{number} ", cells, mark=mark, token=token, is_open=is_open)


def stage(*lines: GridLine) -> tuple[Stage, DataGrid]:
    grid = DataGrid(frozen=2)
    app = Stage(grid)

    def fill() -> None:
        grid.update(COLUMNS, lines)
        grid.focus()
        grid.move_to(0, 2)

    app.call_later(fill)
    return app, grid


async def lines_of(app: Stage, pilot: Pilot[Any]) -> list[str]:
    await pilot.pause()
    return screen_text(app)


async def test_enter_passes_closed_rows_by_and_arrows_go_there() -> None:
    app, grid = stage(unit(1), unit(2, is_open=False), unit(3), unit(4, is_open=False))
    async with app.run_test(size=(60, 10)) as pilot:
        await type_text(pilot, "0.3")
        await press(pilot, "enter")
        assert grid.place == (2, 2)
        await type_text(pilot, "0.4")
        await press(pilot, "enter")
        assert grid.place == (0, 3), "from the last open row to the top of the next column"
        await press(pilot, "down")
        assert grid.place == (1, 3)


async def test_what_is_typed_into_a_closed_row_is_barred_and_chooses_nothing() -> None:
    app, grid = stage(unit(1), unit(2, is_open=False))
    async with app.run_test(size=(60, 10)) as pilot:
        await press(pilot, "down")
        await type_text(pilot, "5")
        await press(pilot, "right", "p", "x", "delete")
        assert grid.draft is None
        assert app.heard(DataGrid.Entered) == []
        assert [message.row for message in app.heard(DataGrid.Barred)] == [1, 1, 1]


async def test_the_state_stands_behind_the_row_s_number_and_the_first_columns_stay() -> None:
    app, grid = stage(unit(1), unit(2, is_open=False))
    async with app.run_test(size=(44, 10)) as pilot:
        await press(pilot, "right")
        first = [line for line in await lines_of(app, pilot) if "RB-" in line]
        assert [line[:24].strip("▌ ") for line in first] == ["1 ●  RB-1      Run 1", "2 ‖  RB-2      Run 2"]
        assert grid.layout_now.frozen == lay_out(COLUMNS[:2], 4, 100, 2).frozen


def test_as_many_of_the_first_columns_stay_as_the_width_lets() -> None:
    frozen = [lay_out(COLUMNS, 4, width, 2).frozen for width in (60, 40, 30, 10)]
    assert frozen == [22, 14, 14, 4]


async def test_the_cursor_and_what_is_typed_go_with_their_row() -> None:
    app, grid = stage(unit(1), unit(2), unit(3))
    async with app.run_test(size=(60, 10)) as pilot:
        await press(pilot, "down", "down")
        await type_text(pilot, "0.4")
        grid.update(COLUMNS, [unit(1), unit(3)], (1, 2))
        await pilot.pause()
        assert (grid.place, grid.draft, app.heard(DataGrid.Entered)) == ((1, 2), "0.4", [])


def test_a_required_column_is_missing_in_every_open_row_and_another_is_not() -> None:
    lines = [unit(1, is_open=False), unit(2)]
    extent = Extent.of(2, COLUMNS, 5)
    assert next_open(lines, extent, (0, -1)) == (1, 2)
    filled = [lines[0], lines[1].with_cell(2, Cell("0.3", Look.VALUE))]
    assert next_open(filled, extent, (0, -1)) is None
    refused = [lines[0].with_cell(2, Cell("x", Look.REFUSED)), filled[1]]
    assert next_open(refused, extent, (1, 3)) == (0, 2)
