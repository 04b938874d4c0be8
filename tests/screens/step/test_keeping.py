"""What is typed and not recorded is kept while it cannot be; what is said of a value goes with the value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screens.dialogs.confirm import ConfirmDialog
from tests.engine.workshop import Field, Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import (
    answer,
    dialog_text,
    head,
    is_refused,
    kiosk,
    line_of,
    put_cursor,
    said_of,
    typed_in,
)
from tests.screens.step.kiosk import open_step, settle

PLAY = Field("Play", required=False, more={"unit": "mm", "maximum": Decimal("0.5")})
PIECES = Field("Pieces", required=False)
FINISH = Field("Finish", "multiselect", required=False, more={"options": ["scratch", "stain", "dent"]})


def on_step(shop: Workshop, *fields: Field) -> int:
    """A step with these fields, in progress."""
    step = shop.run(Step("Test", fields=fields))["Test"]
    shop.start("op1", step)
    return step


async def test_what_is_typed_is_kept_when_another_kiosk_puts_the_step_on_hold(shop: Workshop) -> None:
    step = on_step(shop, PLAY, PIECES)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "0.42")
        shop.hold("op2", step)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "‖ On hold" in head(pilot)
        assert "! 0.42 is typed here and not recorded" in said_of(pilot, "Play")
        assert is_refused(pilot)
        assert answer(pilot) == "Play: typed and not recorded. It stays here until you leave the step."

        shop.release("op2", step)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert typed_in(pilot, "Play") == "0.42"
        assert line_of(pilot, "Play").is_dirty
        await put_cursor(pilot, "Play")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Play").value == "0.42"
        assert "not recorded" not in said_of(pilot, "Play")


async def test_what_is_typed_is_kept_beside_the_value_with_which_the_step_was_completed(
    shop: Workshop,
) -> None:
    step = on_step(shop, PLAY)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "0.42")
        shop.record("op2", step, "Play", "0.31")
        shop.complete("op2", step)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "✔ Completed" in head(pilot)
        said = said_of(pilot, "Play")
        assert "0.31 mm" in said
        assert "! 0.42 is typed here and not recorded" in said
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ConfirmDialog), "leaving asks"
        assert "Play is typed, and not recorded." in dialog_text(pilot)


async def test_what_somebody_else_recorded_just_the_same_is_typed_no_more(shop: Workshop) -> None:
    step = on_step(shop, PIECES)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "3")
        shop.record("op2", step, "Pieces", "3")
        shop.complete("op2", step)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert not line_of(pilot, "Pieces").is_dirty
        assert "not recorded" not in said_of(pilot, "Pieces")


async def test_what_is_chosen_is_kept_too(shop: Workshop) -> None:
    step = on_step(shop, FINISH)
    async with open_step(shop, step) as pilot:
        await press(pilot, "1", "3")
        shop.hold("op2", step)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "! scratch, dent is typed here and not recorded" in said_of(pilot, "Finish")
        shop.release("op2", step)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        await put_cursor(pilot, "Finish")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Finish").value == "scratch\ndent"


async def test_ones_own_hold_keeps_what_is_typed(shop: Workshop) -> None:
    step = on_step(shop, PLAY)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "0.42")
        await press(pilot, "f5")
        await settle(pilot)
        await type_text(pilot, "gauge is empty")
        await press(pilot, "enter")
        await settle(pilot)
        assert "! 0.42 is typed here and not recorded" in said_of(pilot, "Play")


@pytest.mark.parametrize("typed", ["x", "0.62"])
async def test_a_sentence_about_a_value_goes_when_another_one_is_typed(shop: Workshop, typed: str) -> None:
    step = on_step(shop, PLAY)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, typed)
        await press(pilot, "enter")
        await settle(pilot)
        assert is_refused(pilot)
        await type_text(pilot, "0.4")
        await settle(pilot)
        assert answer(pilot) == ""
        assert said_of(pilot, "Play").endswith("✔ in range")


async def test_a_refusal_goes_when_somebody_else_records_another_value(shop: Workshop) -> None:
    step = on_step(shop, Field("Meter", "tool", required=False, part="DMM-01"))
    shop.part("DMM-01", "serial", tool=True)
    shop.stock("DMM-01", serial="DMM-7")
    async with open_step(shop, step) as pilot:
        kiosk(pilot).step.do(kiosk(pilot).step.scanned("DMM-9"))
        await settle(pilot)
        assert "✗" in said_of(pilot, "Meter")
        sentence = answer(pilot)
        shop.record("op2", step, "Meter", "DMM-7")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "✗" not in said_of(pilot, "Meter")
        assert answer(pilot) != sentence


async def test_an_answer_about_something_else_stays_when_a_value_changes(shop: Workshop) -> None:
    step = on_step(shop, PLAY)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "x")
        await press(pilot, "enter")
        await settle(pilot)
        kiosk(pilot).step.tell("Something else.")
        await type_text(pilot, "0.4")
        await settle(pilot)
        assert answer(pilot) == "Something else."
