"""Fields that are typed: judged while they are, recorded by Enter, and not lost when somebody else is faster."""

from __future__ import annotations

from decimal import Decimal

from data import models
from tests.engine.workshop import Field, Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import (
    answer,
    dialog_text,
    is_refused,
    kiosk,
    line_of,
    missing,
    put_cursor,
    text_of,
    typed_in,
)
from tests.screens.step.kiosk import open_step, settle

VOLTS = Field("T1 to T2", more={"unit": "V", "minimum": Decimal(12), "maximum": Decimal("16.7")})
PIECES = Field("Pieces", more={"target": Decimal(2), "tolerance": Decimal(0)})
CLEAN = Field("Clean", "boolean")
SET_AT = Field("Set at", "datetime", more={"allow_not_applicable": True})
BUILT_BY = Field("Built by", "signoff", role="Operator")


def on_step(shop: Workshop, *fields: Field) -> int:
    """A step with these fields, in progress."""
    step = shop.run(Step("Test", fields=fields))["Test"]
    shop.start("op1", step)
    return step


async def test_a_reading_is_judged_while_it_is_typed_and_stays_in_red_once_it_is_recorded(
    shop: Workshop,
) -> None:
    step = on_step(shop, VOLTS)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "11.9")
        assert "✗ 11.9 V is below 12 V" in text_of(line_of(pilot, "T1 to T2"))
        assert shop.field(step, "T1 to T2").value is None

        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "T1 to T2").value == "11.9"
        assert answer(pilot) == "T1 to T2 recorded: 11.9 V is below 12 V."
        assert is_refused(pilot)
        assert "T1 to T2: 11.9 V is below 12 V" in missing(pilot)
        assert line_of(pilot, "T1 to T2").is_here

        await type_text(pilot, "12.40")
        assert "✔ in range" in text_of(line_of(pilot, "T1 to T2"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "T1 to T2").value == "12.40"
        assert "✔ Operator One 08:00" in text_of(line_of(pilot, "T1 to T2"))
        assert "Ready to sign off" in missing(pilot)


async def test_a_number_that_is_only_begun_is_not_found_fault_with(shop: Workshop) -> None:
    async with open_step(shop, on_step(shop, VOLTS)) as pilot:
        await type_text(pilot, "-")
        assert "✗" not in text_of(line_of(pilot, "T1 to T2"))


async def test_enter_goes_on_to_the_next_field(shop: Workshop) -> None:
    step = on_step(shop, PIECES, CLEAN, VOLTS)
    async with open_step(shop, step) as pilot:
        assert line_of(pilot, "Pieces").is_here
        await type_text(pilot, "2")
        await press(pilot, "enter")
        await settle(pilot)
        assert line_of(pilot, "Clean").is_here
        await press(pilot, "y")
        await settle(pilot)
        assert shop.field(step, "Clean").value == "yes"
        assert line_of(pilot, "T1 to T2").is_here


async def test_enter_on_what_is_recorded_already_says_nothing_to_the_engine(shop: Workshop) -> None:
    step = on_step(shop, PIECES, CLEAN)
    shop.record("op1", step, "Pieces", "2")
    before = shop.record_length()
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Pieces")
        await press(pilot, "enter")
        await settle(pilot)
        assert line_of(pilot, "Clean").is_here
    assert shop.record_length() == before


async def test_a_refused_value_stays_in_its_input_with_the_sentence_beneath(shop: Workshop) -> None:
    async with open_step(shop, on_step(shop, PIECES)) as pilot:
        await type_text(pilot, "two")
        await press(pilot, "enter")
        await settle(pilot)
        sentence = "Pieces needs a number, such as 0.45; “two” is none."
        assert answer(pilot) == sentence
        assert typed_in(pilot, "Pieces") == "two"
        assert text_of(line_of(pilot, "Pieces")).count(sentence) == 1
        assert line_of(pilot, "Pieces").is_here


async def test_esc_puts_the_stored_value_back_then_leaves_the_input_then_the_screen(shop: Workshop) -> None:
    step_id = on_step(shop, PIECES)
    shop.record("op1", step_id, "Pieces", "2")
    async with open_step(shop, step_id) as pilot:
        step = kiosk(pilot).step
        await put_cursor(pilot, "Pieces")
        await type_text(pilot, "7")
        assert typed_in(pilot, "Pieces") == "7"
        await press(pilot, "escape")
        assert typed_in(pilot, "Pieces") == "2"
        assert line_of(pilot, "Pieces").is_here
        await press(pilot, "escape")
        assert step.focused is step.sheet
        await press(pilot, "escape")
        await settle(pilot)
        assert step not in pilot.app.screen_stack


async def test_leaving_asks_about_what_is_typed_and_not_recorded(shop: Workshop) -> None:
    run = shop.run(Step("One", fields=(PIECES,)), Step("Two"))
    shop.start("op1", run["One"])
    async with open_step(shop, run["One"]) as pilot:
        step = kiosk(pilot).step
        await type_text(pilot, "7")
        step.action_next_step()
        await settle(pilot)
        assert "Pieces is typed, and not recorded." in dialog_text(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert step.step_id == run["One"]
        assert typed_in(pilot, "Pieces") == "7"

        step.action_next_step()
        await settle(pilot)
        await press(pilot, "left", "enter")
        await settle(pilot)
        assert step.step_id == run["Two"]


async def test_a_value_of_another_kiosk_appears_in_place(shop: Workshop) -> None:
    step = on_step(shop, PIECES, CLEAN)
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Clean")
        shop.record("op2", step, "Pieces", "2")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert typed_in(pilot, "Pieces") == "2"
        assert "Operator Two" in text_of(line_of(pilot, "Pieces"))
        assert line_of(pilot, "Clean").is_here


async def test_what_is_typed_survives_the_value_of_another_kiosk_and_is_not_put_over_it_unseen(
    shop: Workshop,
) -> None:
    step = on_step(shop, PIECES)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "3")
        shop.record("op2", step, "Pieces", "2")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert typed_in(pilot, "Pieces") == "3"
        assert "! Operator Two recorded 2 at 08:00" in text_of(line_of(pilot, "Pieces"))

        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "Operator Two recorded 2 for Pieces at 08:00. Look again."
        assert typed_in(pilot, "Pieces") == "3"
        assert shop.field(step, "Pieces").value == "2"

        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Pieces").value == "3"


async def test_esc_takes_the_value_of_another_kiosk(shop: Workshop) -> None:
    step = on_step(shop, PIECES)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "3")
        shop.record("op2", step, "Pieces", "2")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        await press(pilot, "escape")
        assert typed_in(pilot, "Pieces") == "2"
        assert "!" not in text_of(line_of(pilot, "Pieces"))


async def test_correcting_what_was_signed_over_asks_why(shop: Workshop) -> None:
    step = on_step(shop, PIECES, BUILT_BY)
    shop.record("op1", step, "Pieces", "2")
    shop.sign(step, "Built by", "op1")
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Pieces")
        await type_text(pilot, "3")
        await press(pilot, "enter")
        await settle(pilot)
        assert "Pieces has been signed over; changing it needs a reason in words." in dialog_text(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert shop.field(step, "Pieces").value == "2"
        assert typed_in(pilot, "Pieces") == "3"

        await press(pilot, "enter")
        await settle(pilot)
        await type_text(pilot, "counted again")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Pieces").value == "3"


async def test_not_applicable_is_typed_where_the_field_allows_it(shop: Workshop) -> None:
    step = on_step(shop, SET_AT, PIECES)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "n/a")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Set at").not_applicable
        assert typed_in(pilot, "Set at") == "N/A"
        assert line_of(pilot, "Pieces").is_here
        await type_text(pilot, "n/a")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "Pieces needs a number, such as 0.45; “n/a” is none."


async def test_now_is_a_time_and_is_read_in_the_sites_zone(shop: Workshop) -> None:
    step = on_step(shop, SET_AT)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "now")
        assert "✔ 2026-11-24 08:00" in text_of(line_of(pilot, "Set at"))
        await press(pilot, "enter")
        await settle(pilot)
        assert typed_in(pilot, "Set at") == "2026-11-24 08:00"
        assert not line_of(pilot, "Set at").is_dirty


async def test_a_text_of_users_is_never_markup(shop: Workshop) -> None:
    step = on_step(shop, Field("Remark [red]now[/red]", "string", required=False))
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "[bold]fits[/bold]")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Remark [red]now[/red]").value == "[bold]fits[/bold]"
        assert answer(pilot) == "Remark [red]now[/red]: [bold]fits[/bold]."
        assert "[red]now[/red]" in text_of(line_of(pilot, "Remark [red]now[/red]"))


async def test_what_cannot_be_recorded_is_read_and_takes_no_cursor(shop: Workshop) -> None:
    step_id = shop.run(Step("Test", fields=(PIECES, CLEAN)))["Test"]
    async with open_step(shop, step_id) as pilot:
        step = kiosk(pilot).step
        assert step.sheet.stops == []
        assert step.focused is step.sheet


async def test_starting_puts_the_cursor_on_the_first_thing_that_is_missing(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=(Field("Remark", "string", required=False), PIECES)))["Test"]
    async with open_step(shop, step) as pilot:
        await press(pilot, "f2")
        await settle(pilot)
        assert line_of(pilot, "Pieces").is_here


async def test_two_values_in_flight_are_both_recorded(shop: Workshop) -> None:
    step = on_step(shop, PIECES, VOLTS)
    async with open_step(shop, step) as pilot:
        line_of(pilot, "Pieces").enter("2")
        line_of(pilot, "T1 to T2").enter("13")
        await settle(pilot)
        assert shop.field(step, "Pieces").value == "2"
        assert shop.field(step, "T1 to T2").value == "13"


async def test_a_value_to_be_confirmed_is_confirmed_by_enter(shop: Workshop) -> None:
    step = on_step(shop, PIECES)
    shop.record("op1", step, "Pieces", "2")
    shop.set(models.FieldValue, 1, confirmed=False)
    async with open_step(shop, step) as pilot:
        assert "? confirm it or measure again" in text_of(line_of(pilot, "Pieces"))
        assert line_of(pilot, "Pieces").is_here
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Pieces").confirmed


async def test_a_step_is_not_signed_off_over_a_reading_that_is_typed_and_not_recorded(shop: Workshop) -> None:
    step = on_step(shop, VOLTS)
    shop.record("op1", step, "T1 to T2", "13.3")
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "T1 to T2")
        await type_text(pilot, "14")
        await press(pilot, "f4")
        await settle(pilot)
        assert "T1 to T2 is typed, and not recorded" in answer(pilot)
        assert is_refused(pilot)
        view = shop.engine.reads.step(step)
        assert view is not None
        assert view.step.state == "In Progress"
