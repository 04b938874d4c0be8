"""Fields that are chosen by a key: yes or no, pass or fail, options by number, long lists."""

from __future__ import annotations

import pytest

from tests.engine.workshop import Field, Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import kiosk, line_of, missing, put_cursor, text_of
from tests.screens.step.kiosk import open_step, settle

HOLE = Field("Hole", "select", more={"options": ["1 from bottom", "2 from bottom", "3 from bottom"]})
DEFECTS = Field("Defects", "multiselect", more={"options": ["none", "scratch", "stain", "dent"]})
COLORS = Field("Color", "select", more={"options": [f"RAL {number}" for number in range(9001, 9013)]})


def on_step(shop: Workshop, *fields: Field) -> int:
    """A step with these fields, in progress."""
    step = shop.run(Step("Test", fields=fields))["Test"]
    shop.start("op1", step)
    return step


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("boolean", "y", "yes"),
        ("boolean", "n", "no"),
        ("pass_fail", "p", "pass"),
        ("pass_fail", "f", "fail"),
    ],
)
async def test_one_key_records(shop: Workshop, kind: str, key: str, value: str) -> None:
    step = on_step(shop, Field("Deburred", kind))
    async with open_step(shop, step) as pilot:
        await press(pilot, key)
        await settle(pilot)
        assert shop.field(step, "Deburred").value == value
        assert pilot.app.screen is kiosk(pilot).step, "the key was the field's, not the screen's"
        assert "Operator One" in text_of(line_of(pilot, "Deburred"))


async def test_the_same_letters_are_the_screens_where_the_cursor_is_somewhere_else(shop: Workshop) -> None:
    step = on_step(shop, Field("Deburred", "pass_fail"))
    async with open_step(shop, step) as pilot:
        kiosk(pilot).step.run_tree.focus()
        await press(pilot, "p")
        await settle(pilot)
        assert shop.field(step, "Deburred").value is None
        assert shop.at_work(step) == []


async def test_a_number_records_that_option(shop: Workshop) -> None:
    step = on_step(shop, HOLE)
    async with open_step(shop, step) as pilot:
        await press(pilot, "2")
        await settle(pilot)
        assert shop.field(step, "Hole").value == "2 from bottom"
        assert "✔ 2 from bottom" in text_of(line_of(pilot, "Hole"))
        await put_cursor(pilot, "Hole")
        await press(pilot, "9")
        await settle(pilot)
        assert shop.field(step, "Hole").value == "2 from bottom"


async def test_numbers_mark_several_options_and_enter_records_them(shop: Workshop) -> None:
    step = on_step(shop, DEFECTS)
    async with open_step(shop, step) as pilot:
        await press(pilot, "4", "2", "1", "1")
        assert shop.field(step, "Defects").value is None
        assert "Enter records" in text_of(line_of(pilot, "Defects"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Defects").value == "scratch\ndent"
        assert "Ready to sign off" in missing(pilot)


async def test_esc_lets_go_of_what_was_marked(shop: Workshop) -> None:
    step = on_step(shop, DEFECTS)
    async with open_step(shop, step) as pilot:
        await press(pilot, "2", "escape")
        assert not line_of(pilot, "Defects").is_dirty
        assert pilot.app.screen is kiosk(pilot).step
        await press(pilot, "escape")
        await settle(pilot)
        assert len(pilot.app.screen_stack) == 1


async def test_a_long_list_is_picked_from(shop: Workshop) -> None:
    step = on_step(shop, COLORS)
    async with open_step(shop, step) as pilot:
        await press(pilot, "enter")
        await settle(pilot)
        await type_text(pilot, "9011")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Color").value == "RAL 9011"
        assert "✔ RAL 9011" in text_of(line_of(pilot, "Color"))


async def test_x_is_not_applicable_where_it_is_allowed(shop: Workshop) -> None:
    allowed = Field("Sealed", "boolean", more={"allow_not_applicable": True})
    step = on_step(shop, allowed, HOLE)
    async with open_step(shop, step) as pilot:
        await press(pilot, "x")
        await settle(pilot)
        assert shop.field(step, "Sealed").not_applicable
        assert "✔ N/A" in text_of(line_of(pilot, "Sealed"))
        await put_cursor(pilot, "Hole")
        await press(pilot, "x")
        await settle(pilot)
        assert not shop.field(step, "Hole").not_applicable


async def test_enter_where_not_applicable_stands_only_goes_on(shop: Workshop) -> None:
    step = on_step(
        shop, Field("Deburred", "boolean", more={"allow_not_applicable": True}), Field("Note", "string")
    )
    async with open_step(shop, step) as pilot:
        await press(pilot, "x")
        await settle(pilot)
        await put_cursor(pilot, "Deburred")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Deburred").not_applicable
