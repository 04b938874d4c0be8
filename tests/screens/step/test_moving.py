"""Moving: through the fields, through the run's steps, and out; and what the live floor leaves in place."""

from __future__ import annotations

import asyncio

from textual import events

from tests.engine.workshop import Field, Need, Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import head, kiosk, line_of, part_of, put_cursor, tree, typed_in
from tests.screens.step.kiosk import open_step, settle


def fields(count: int) -> tuple[Field, ...]:
    """That many numbers."""
    return tuple(Field(f"Reading {number}") for number in range(count))


async def test_arrows_go_through_fields_and_parts(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=fields(2), needs=(Need("B4", 8),)))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        assert line_of(pilot, "Reading 0").is_here
        await press(pilot, "down", "down")
        assert part_of(pilot, "B4").is_here
        await press(pilot, "down")
        assert part_of(pilot, "B4").is_here
        await press(pilot, "up")
        assert line_of(pilot, "Reading 1").is_here


async def test_tab_goes_through_the_fields_both_ways_and_keeps_what_is_typed(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=fields(3)))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "tab")
        await type_text(pilot, "1.5")
        assert typed_in(pilot, "Reading 1") == "1.5"
        await press(pilot, "tab")
        await settle(pilot)
        assert line_of(pilot, "Reading 2").is_here
        await press(pilot, "shift+tab")
        await settle(pilot)
        assert line_of(pilot, "Reading 1").is_here
        assert typed_in(pilot, "Reading 1") == "1.5"
        await press(pilot, "shift+tab")
        await settle(pilot)
        assert line_of(pilot, "Reading 0").is_here
        assert [line.field.name for line in kiosk(pilot).step.sheet.dirty] == ["Reading 1"]


async def test_a_key_that_comes_before_the_input_is_there_is_typed(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=fields(2)))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        line = line_of(pilot, "Reading 1")
        line.focus()
        line.post_message(events.Focus())
        for character in "1.5":
            line.post_message(events.Key(character, character))
        await settle(pilot)
        assert typed_in(pilot, "Reading 1") == "1.5"


async def test_a_field_out_of_sight_comes_into_sight(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=fields(30)))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step, size=(80, 24)) as pilot:
        last = line_of(pilot, "Reading 29")
        await put_cursor(pilot, "Reading 29")
        await pilot.pause()
        sheet = kiosk(pilot).step.sheet
        assert sheet.region.contains_region(last.region)


async def test_the_tree_opens_a_step_and_brackets_go_to_the_one_beside(shop: Workshop) -> None:
    run = shop.run(Step("One", steps=(Step("Part"),)), Step("Two"))
    async with open_step(shop, run["One"]) as pilot:
        assert tree(pilot) == ["○ 0 One", "  ◌ 0.0 Part", "○ 1 Two"]
        kiosk(pilot).step.run_tree.focus()
        await press(pilot, "down", "down", "enter")
        await settle(pilot)
        assert "1 Two" in head(pilot)
        await press(pilot, "left_square_bracket")
        await settle(pilot)
        assert "0.0 Part is part of 0 One, which is not started." in head(pilot)
        await press(pilot, "right_square_bracket")
        await settle(pilot)
        assert kiosk(pilot).step.step_id == run["Two"]


async def test_the_tree_shows_who_is_at_which_step(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    shop.start("op2", run["Two"])
    async with open_step(shop, run["One"]) as pilot:
        assert tree(pilot)[1].split() == ["●", "1", "Two", "op2"]


async def test_a_narrow_tree_opens_out_while_the_cursor_is_in_it(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    async with open_step(shop, run["One"], size=(80, 24)) as pilot:
        run_tree = kiosk(pilot).step.run_tree
        assert run_tree.size.width < 12
        run_tree.focus()
        await pilot.pause()
        assert run_tree.size.width > 30
        kiosk(pilot).step.sheet.focus()
        await pilot.pause()
        assert run_tree.size.width < 12


async def test_a_change_elsewhere_leaves_cursor_place_and_typing(shop: Workshop) -> None:
    run = shop.run(Step("One", fields=fields(30)), Step("Two"))
    step = run["One"]
    shop.start("op1", step)
    async with open_step(shop, step, size=(80, 24)) as pilot:
        await put_cursor(pilot, "Reading 20")
        await type_text(pilot, "1.2")
        sheet = kiosk(pilot).step.sheet
        place, widget = sheet.scroll_offset, pilot.app.focused
        shop.start("op2", run["Two"])
        shop.record("op2", step, "Reading 3", "7")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert sheet.scroll_offset == place
        assert pilot.app.focused is widget
        assert typed_in(pilot, "Reading 20") == "1.2"
        assert typed_in(pilot, "Reading 3") == "7"
        assert "op2" in tree(pilot)[1]


async def test_a_change_by_another_process_is_seen_by_itself(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=fields(1)))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        app = kiosk(pilot)
        shop.record("op2", step, "Reading 0", "7")
        async with asyncio.timeout(20):
            while typed_in(pilot, "Reading 0") != "7":
                await pilot.pause()
        await settle(pilot)
        assert app.step.view is not None


async def test_the_cursor_of_the_tree_stays_where_it_was_moved(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"), Step("Three"))
    async with open_step(shop, run["One"]) as pilot:
        run_tree = kiosk(pilot).step.run_tree
        run_tree.focus()
        await press(pilot, "down", "down")
        shop.start("op2", run["Two"])
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert run_tree.highlighted is not None
        assert run_tree.highlighted.row.title == "Three"
