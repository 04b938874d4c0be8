"""The list of rows: cursor, place, repainting, and what comes from people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from textual.content import Content
from textual.geometry import Region

from screens.widgets.lines import clean
from screens.widgets.row_list import RowList
from tests.screens.hands import press
from tests.screens.widgets.stage import Stage, screen_text


@dataclass(frozen=True)
class Step:
    """A row."""

    key: int
    title: str
    section: str = "Available"


def render(step: Step, width: int, selected: bool) -> Sequence[Content]:
    del width, selected
    return Content(clean(step.title)), Content.styled(f"  number {step.key}", "$dim")


def steps(count: int, first: int = 0) -> list[Step]:
    return [Step(number, f"Step {number}") for number in range(first, first + count)]


def stage(**options: Any) -> tuple[Stage, RowList[Step]]:
    rows: RowList[Step] = RowList(render, **options)
    return Stage(rows), rows


def shown(app: Stage) -> list[str]:
    """The lines without the cursor's mark and the scroll bar."""
    return [line[1 : app.size.width - 1].strip() for line in screen_text(app)]


def cursor_lines(app: Stage) -> list[str]:
    return [line[1 : app.size.width - 1].strip() for line in screen_text(app) if line.startswith("▌")]


async def test_it_begins_with_what_it_says_when_empty_and_then_on_the_first_row() -> None:
    app, rows = stage(empty="Nothing waits here.")
    async with app.run_test(size=(40, 10)) as pilot:
        assert shown(app)[1] == "Nothing waits here."
        assert rows.highlighted is None
        rows.update_rows(steps(3))
        await pilot.pause()
        assert shown(app)[:3] == ["Step 0", "number 0", "Step 1"]
        assert cursor_lines(app) == ["Step 0", "number 0"]
        rows.update_rows([])
        await pilot.pause()
        assert shown(app)[1] == "Nothing waits here."
        highlighted = [message.row for message in app.heard(RowList.Highlighted)]
        assert highlighted == [Step(0, "Step 0"), None]


async def test_the_keys_move_and_stop_at_the_ends() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(20))
        rows.focus()
        for key, place in (
            ("up", 0), ("down", 1), ("pagedown", 6), ("end", 19), ("down", 19), ("pageup", 14), ("home", 0),
        ):  # fmt: skip
            await press(pilot, key)
            assert rows.cursor == place, key
            assert cursor_lines(app) == [f"Step {place}", f"number {place}"]


async def test_enter_and_a_click_open_a_row() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(20))
        rows.focus()
        await press(pilot, "down", "enter")
        await pilot.click(RowList, offset=(4, 7))
        assert [message.row.key for message in app.heard(RowList.Opened)] == [1, 3]
        assert rows.cursor == 3
        await press(pilot, "end")
        await pilot.click(RowList, offset=(4, 0))
        assert app.heard(RowList.Opened)[-1].row.key == 15


async def test_the_cursor_stays_on_its_row_wherever_that_goes() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(20))
        rows.move_to(3)
        rows.update_rows([*steps(2, first=100), *steps(20)])
        await pilot.pause()
        assert (rows.cursor, rows.highlighted) == (5, Step(3, "Step 3"))
        assert cursor_lines(app) == ["Step 3", "number 3"]
        rows.update_rows(list(reversed(steps(20))))
        await pilot.pause()
        assert rows.highlighted == Step(3, "Step 3")
        assert cursor_lines(app) == ["Step 3", "number 3"]


async def test_when_its_row_is_gone_the_cursor_stays_near_its_place() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(5))
        rows.move_to(2)
        rows.update_rows([step for step in steps(5) if step.key != 2])
        await pilot.pause()
        assert rows.highlighted == Step(3, "Step 3")
        rows.update_rows(steps(1))
        await pilot.pause()
        assert rows.highlighted == Step(0, "Step 0")
        assert not rows.move_to(77)


async def test_a_change_elsewhere_does_not_scroll() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(50))
        rows.focus()
        await press(pilot, *["down"] * 10)
        before, offset = shown(app), rows.scroll_offset
        rows.update_rows([replace(step, title="Changed") if step.key == 45 else step for step in steps(50)])
        await pilot.pause()
        assert rows.scroll_offset == offset
        assert shown(app) == before


async def test_only_what_changed_in_view_is_painted_again() -> None:
    painted: list[int] = []

    def counting(step: Step, width: int, selected: bool) -> Sequence[Content]:
        painted.append(step.key)
        return render(step, width, selected)

    rows: RowList[Step] = RowList(counting)
    app = Stage(rows)
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(200))
        rows.focus()
        await pilot.pause()
        painted.clear()
        changed = {1, 3, 150}
        refreshed: list[Region] = []
        refresh = rows.refresh

        def spy(*regions: Region, **options: Any) -> RowList[Step]:
            refreshed.extend(regions)
            return refresh(*regions, **options)

        rows.refresh = spy  # type: ignore[method-assign]
        rows.update_rows(
            [replace(step, title="Changed") if step.key in changed else step for step in steps(200)]
        )
        await pilot.pause()
        assert painted == [1, 3]
        assert [(region.y, region.height) for region in refreshed] == [(2, 2), (6, 2)]
        painted.clear()
        await press(pilot, "down", "up", "down")
        assert painted == [0, 1], "each once more, in its other light"


async def test_ten_thousand_rows_are_painted_as_they_come_into_view() -> None:
    painted: list[int] = []

    def counting(step: Step, width: int, selected: bool) -> Sequence[Content]:
        painted.append(step.key)
        return render(step, width, selected)

    rows: RowList[Step] = RowList(counting)
    app = Stage(rows)
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(10_000))
        rows.focus()
        await press(pilot, "end")
        assert cursor_lines(app) == ["Step 9999", "number 9999"]
        assert len(set(painted)) <= 12


async def test_sections_have_a_heading_each_which_the_cursor_passes_over() -> None:
    app, rows = stage(section_of=lambda step: step.section)
    async with app.run_test(size=(40, 12)) as pilot:
        rows.update_rows([Step(1, "One", "In progress"), Step(2, "Two"), Step(3, "Three")])
        rows.focus()
        await pilot.pause()
        assert shown(app)[:8] == [
            "In progress", "One", "number 1", "Available", "Two", "number 2", "Three", "number 3",
        ]  # fmt: skip
        await press(pilot, "down")
        assert cursor_lines(app) == ["Two", "number 2"]
        await pilot.click(RowList, offset=(4, 0))
        assert app.heard(RowList.Opened) == []


async def test_the_first_heading_comes_back_into_view() -> None:
    app, rows = stage(section_of=lambda step: step.section)
    async with app.run_test(size=(40, 6)) as pilot:
        rows.update_rows(steps(10))
        rows.focus()
        await press(pilot, "end", "home")
        assert shown(app)[0] == "Available"


async def test_names_are_never_markup_and_never_wider_than_the_list() -> None:
    app, rows = stage()
    async with app.run_test(size=(20, 8)) as pilot:
        rows.update_rows(
            [
                Step(1, "[A12] [red]not red[/]"),
                Step(2, "陽極酸化処理陽極酸化処理"),
                Step(3, "a\x1b[2Jb\u202ec"),
            ]
        )
        await pilot.pause()
        lines = shown(app)
        assert lines[0] == "[A12] [red]not re…"
        assert lines[2] == "陽極酸化処理陽極 …"
        assert lines[4] == "a\ufffd[2Jbc"


async def test_a_new_width_and_new_colors_paint_anew() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows([Step(1, "A name that is longer than twenty")])
        await pilot.resize_terminal(20, 10)
        await pilot.pause()
        assert shown(app)[0].endswith("…")
        before = rows.render_line(0)
        app.theme = "ion-bright"
        await pilot.pause()
        assert rows.render_line(0) != before
        assert rows.render_line(0).text == before.text


async def test_without_colors_the_cursor_and_the_words_are_still_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    rows: RowList[Step] = RowList(lambda step, _width, _selected: (Content.styled(step.title, "$failed"),))
    app = Stage(rows)
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows([Step(1, "✖ Failed")])
        await pilot.pause()
        assert cursor_lines(app)[0] == "✖ Failed"
        for strip in rows.render_lines(rows.size.region):
            for segment in strip:
                assert segment.style is not None
                for color in (segment.style.color, segment.style.bgcolor):
                    red, green, blue = color.get_truecolor() if color else (0, 0, 0)
                    assert red == green == blue


async def test_keys_that_a_site_maps_move_too() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.set_keymap({"cursor-down": "j"})
        rows.update_rows(steps(5))
        rows.focus()
        await press(pilot, "j", "j", "down")
        assert rows.cursor == 3


async def test_rows_are_painted_whole_when_the_scroll_bar_goes() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(20))
        await pilot.pause()
        rows.update_rows(steps(2))
        await pilot.pause()
        assert shown(app)[:4] == ["Step 0", "number 0", "Step 1", "number 1"]


async def test_a_stretch_that_moves_on_keeps_what_is_on_the_screen() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(30))
        rows.move_to(20)
        rows.move_to(18)
        await pilot.pause()
        before = shown(app)
        rows.update_rows(steps(30, first=10), steady=True)
        await pilot.pause()
        assert shown(app) == before
        assert cursor_lines(app) == ["Step 18", "number 18"]


async def test_rows_become_lower_under_the_cursor() -> None:
    app, rows = stage()
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows(steps(20))
        rows.move_to(12)
        rows.row_height = 1
        await pilot.pause()
        assert cursor_lines(app) == ["Step 12"]
        assert rows.virtual_size.height == 20


async def test_a_section_without_a_name_has_no_heading() -> None:
    app, rows = stage(section_of=lambda step: step.section)
    async with app.run_test(size=(40, 10)) as pilot:
        rows.update_rows([Step(1, "Alone", ""), Step(2, "Below", "Batch 1")])
        await pilot.pause()
        assert shown(app)[:4] == ["Alone", "number 1", "Batch 1", "Below"]
