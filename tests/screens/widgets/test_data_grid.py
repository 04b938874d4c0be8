"""The table that is filled in by keyboard: its cursor, its drafts, what it shows, and the ways through it."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.geometry import Region
from textual.pilot import Pilot

from screens.widgets.data_grid import DataGrid
from screens.widgets.grid_layout import Cell, Column, GridLine, Look, lay_out
from screens.widgets.grid_ways import WAYS, Extent, Place, after_value, next_open
from tests.screens.hands import press, type_text
from tests.screens.widgets.stage import Stage, screen_text

COLUMNS = (
    Column("Pad", width=4, is_settable=False, is_typed=False),
    Column("Volts", "1.5 to 2 V", width=10, is_right=True),
    Column("Look", width=6, is_typed=False, choices=("pass", "fail")),
    Column("Side", width=6, is_typed=False, choices=("left", "right"), is_numbered=True),
)


def rows(count: int, *, allows_na: bool = False) -> list[GridLine]:
    return [
        GridLine(str(number + 1), (Cell(f"T{number}", Look.FIXED), Cell(), Cell(), Cell()), True, allows_na)
        for number in range(count)
    ]


def stage(count: int = 5, *, columns: tuple[Column, ...] = COLUMNS, **options: Any) -> tuple[Stage, DataGrid]:
    grid = DataGrid(judge=lambda *typed: typed[-1] != "9", **options)
    lines = rows(count) if columns is COLUMNS else [_blank(number, columns) for number in range(count)]
    app = Stage(grid)

    def fill() -> None:
        grid.update(columns, lines)
        grid.focus()

    app.call_later(fill)
    return app, grid


def _blank(number: int, columns: tuple[Column, ...]) -> GridLine:
    return GridLine(str(number + 1), tuple(Cell() for _ in columns), True)


def entered(app: Stage) -> list[tuple[int, int, str]]:
    return [(message.row, message.column, message.text) for message in app.heard(DataGrid.Entered)]


async def shown(app: Stage, pilot: Pilot[Any]) -> list[str]:
    await pilot.pause()
    return screen_text(app)


async def test_the_head_stays_and_says_what_is_asked_for() -> None:
    app, grid = stage(100)
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "ctrl+end")
        first, second, *_, last = await shown(app, pilot)
        assert first.split() == ["Pad", "Volts", "Look", "Side"]
        assert second.split() == ["1.5", "to", "2", "V"]
        assert last.startswith("▌100*  T99")
        assert grid.place == (99, 3)


async def test_typing_begins_a_value_and_enter_enters_it_and_goes_down() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "right")
        await type_text(pilot, "1.6")
        assert (grid.draft, entered(app)) == ("1.6", [])
        assert any("1.6" in line for line in await shown(app, pilot))
        await press(pilot, "enter")
        assert (grid.draft, grid.place) == (None, (1, 1))
        assert entered(app) == [(0, 1, "1.6")]
        assert grid.lines[0].cells[1] == Cell("1.6", Look.BUSY)


@pytest.mark.parametrize(
    "key", ["up", "down", "left", "right", "tab", "shift+tab", "home", "end", "ctrl+end"]
)
async def test_leaving_the_cell_in_any_direction_enters_what_is_typed(key: str) -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        grid.move_to(2, 1)
        await type_text(pilot, "1.6")
        await press(pilot, key)
        assert entered(app) == [(2, 1, "1.6")]
        assert grid.place != (2, 1)


async def test_esc_lets_go_and_is_the_screens_where_nothing_is_typed() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "right")
        assert not grid.check_action("restore", ())
        await type_text(pilot, "1.6")
        await press(pilot, "escape")
        assert (grid.draft, entered(app)) == (None, [])
        grid.set_cell(0, 1, Cell("abc", Look.REFUSED))
        await press(pilot, "escape")
        assert len(app.heard(DataGrid.Restored)) == 1


async def test_a_draft_that_is_found_fault_with_is_told_at_once() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "right")
        await type_text(pilot, "9")
        assert grid.is_bad_draft
        await type_text(pilot, "0")
        assert not grid.is_bad_draft


async def test_keys_of_choices_enter_them_only_in_their_column() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        grid.move_to(0, 2)
        await press(pilot, "p", "f", "1")
        grid.move_to(0, 3)
        await press(pilot, "2", "3", "p")
        assert entered(app) == [(0, 2, "pass"), (1, 2, "fail"), (0, 3, "right")]


async def test_enter_on_an_empty_cell_opens_it_and_goes_on_over_what_is_fixed() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "enter")
        assert grid.place == (1, 0)
        await press(pilot, "right", "enter")
        assert [(message.row, message.column) for message in app.heard(DataGrid.Opened)] == [(1, 1)]


async def test_a_click_puts_the_cursor_and_a_second_one_opens() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.click(DataGrid, offset=(14, 4))
        assert grid.place == (2, 1)
        await pilot.click(DataGrid, offset=(14, 4))
        assert [(message.row, message.column) for message in app.heard(DataGrid.Opened)] == [(2, 1)]
        await pilot.click(DataGrid, offset=(14, 0))
        await pilot.click(DataGrid, offset=(14, 11))
        assert grid.place == (2, 1)


async def test_the_first_line_of_what_is_pasted_is_typed() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "right")
        grid.post_message(events.Paste("1.61\r\n1.62"))
        await pilot.pause()
        assert grid.draft == "1.61"


async def test_nothing_is_entered_where_the_table_is_only_read() -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        grid.is_editable = False
        await press(pilot, "right", "1", "p", "delete", "backspace", "x")
        assert (grid.draft, entered(app)) == (None, [])


async def test_new_rows_come_in_place_with_the_cursor_and_the_draft() -> None:
    app, grid = stage(30)
    async with app.run_test(size=(50, 12)) as pilot:
        grid.move_to(20, 1)
        await type_text(pilot, "1.6")
        top = grid.scroll_offset
        lines = rows(30)
        lines[19] = lines[19].with_cell(1, Cell("1.9", Look.VALUE))
        grid.update(COLUMNS, lines)
        assert (grid.place, grid.draft, grid.scroll_offset) == ((20, 1), "1.6", top)
        assert any("T19" in line and "1.9" in line for line in await shown(app, pilot))


async def test_only_the_cell_that_changed_is_painted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app, grid = stage(30)
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.pause()
        painted: list[Region] = []
        monkeypatch.setattr(grid, "refresh", lambda *regions, **_: painted.extend(regions))
        grid.set_cell(3, 1, Cell("1.6", Look.VALUE))
        grid.set_cell(3, 1, Cell("1.6", Look.VALUE))
        assert [(region.height, region.width) for region in painted] == [(1, 2 + COLUMNS[1].width)]


@pytest.mark.parametrize("text", ["[red]1[/red]", "測定測定測定測定測定", "\x1b[31mred", "a\nb", "אבג"])
async def test_what_people_write_is_shown_in_its_cell_and_nowhere_else(text: str) -> None:
    app, grid = stage()
    async with app.run_test(size=(50, 12)) as pilot:
        before = await shown(app, pilot)
        grid.update(COLUMNS, [grid.lines[0].with_cell(1, Cell(text, Look.REFUSED)), *grid.lines[1:]])
        after = await shown(app, pilot)
        assert "! " in after[2]
        assert [line for number, line in enumerate(before) if number != 2] == [
            line for number, line in enumerate(after) if number != 2
        ]


@pytest.mark.parametrize("width", [10, 20, 40, 80, 200])
async def test_a_wide_table_scrolls_by_whole_columns_under_the_first(width: int) -> None:
    columns = (
        Column("Pad", width=4, is_settable=False),
        *(Column(f"Reading {number}", width=9) for number in range(11)),
    )
    app, grid = stage(5, columns=columns)
    async with app.run_test(size=(width, 12)) as pilot:
        for number in range(12):
            grid.move_to(0, number)
            lines = await shown(app, pilot)
            assert max(len(line) for line in lines) <= width
            span = grid.layout_now.seen_span(number, grid.scroll_offset.x)
            assert width < 20 or 0 <= span.start < span.stop <= width
        grid.move_to(0, 0)
        await pilot.pause()
        assert grid.scroll_offset.x == 0


async def test_an_empty_table_takes_every_key_without_harm() -> None:
    app, grid = stage(0, columns=())
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "up", "enter", "1", "tab", "ctrl+g", "delete", "escape", "end")
        assert grid.first_open() is None


# The ways, without a screen

EXTENT = Extent.of(4, COLUMNS, page=2)


@pytest.mark.parametrize(
    ("way", "place", "target"),
    [
        ("up", (0, 1), None),
        ("up", (2, 1), (1, 1)),
        ("down", (3, 1), None),
        ("down", (2, 1), (3, 1)),
        ("left", (0, 0), (0, 0)),
        ("right", (0, 3), (0, 3)),
        ("page down", (0, 1), (2, 1)),
        ("page down", (3, 1), (3, 1)),
        ("page up", (3, 1), (1, 1)),
        ("row start", (2, 3), (2, 0)),
        ("row end", (2, 0), (2, 3)),
        ("start", (2, 2), (0, 0)),
        ("end", (0, 0), (3, 3)),
        ("next", (0, 0), (0, 1)),
        ("next", (0, 3), (1, 1)),
        ("next", (3, 3), None),
        ("previous", (1, 1), (0, 3)),
        ("previous", (0, 1), None),
    ],
)
def test_each_way_leads_where_it_says(way: str, place: Place, target: Place | None) -> None:
    assert WAYS[way](EXTENT, place) == target


@pytest.mark.parametrize(
    ("place", "began", "target"),
    [
        ((0, 1), None, (1, 1)),
        ((0, 3), 1, (1, 1)),
        ((3, 1), None, (0, 2)),
        ((3, 3), None, None),
        ((3, 3), 1, None),
    ],
)
def test_after_a_value_one_goes_on_down_then_to_the_next_column(
    place: Place, began: int | None, target: Place | None
) -> None:
    assert after_value(EXTENT, place, began) == target


def test_what_is_to_be_done_is_gone_through_the_worst_first_around_the_end() -> None:
    lines = rows(4)
    assert next_open(lines, EXTENT, (0, 0)) == (0, 1)
    assert next_open(lines, EXTENT, (3, 3)) == (0, 1)
    lines[1] = lines[1].with_cell(1, Cell("9", Look.BAD))
    assert next_open(lines, EXTENT, (2, 1)) == (1, 1)
    lines[3] = lines[3].with_cell(2, Cell("abc", Look.REFUSED))
    assert next_open(lines, EXTENT, (0, 0)) == (3, 2)
    done = [GridLine("1", (Cell("T", Look.FIXED), *[Cell("1", Look.VALUE)] * 3), True)] * 3
    assert next_open([*done, rows(1)[0]._replace(is_required=False)], EXTENT, (0, 0)) is None


def test_the_first_column_is_not_frozen_where_it_would_take_the_view() -> None:
    wide = (Column("A long text", width=30), Column("Volts", width=8))
    assert lay_out(wide, 4, 80).frozen == 36
    assert lay_out(wide, 4, 40).frozen == 4
