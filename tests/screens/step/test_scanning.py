"""Scans on a step: tools, people and parts into the field under the cursor, and what names another place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from data import models
from screens.messages import OpenQueue
from tests.engine.workshop import Field, Need, Step, Workshop, badge_of
from tests.screens.hands import press, scan, send_keys, type_text
from tests.screens.step.eyes import (
    answer,
    is_refused,
    kiosk,
    line_of,
    picked_from,
    put_cursor,
    text_of,
    typed_in,
)
from tests.screens.step.kiosk import open_step, settle

METER = Field("Meter", "tool", part="DMM-01", more={"calibrated": True})
HELPER = Field("Helper", "user", required=False)
BRACKET = Field("Bracket type", "part", required=False)
PLAY = Field("Play")


def on_step(shop: Workshop, *fields: Field, needs: tuple[Need, ...] = ()) -> int:
    """A step with these fields, in progress."""
    step = shop.run(Step("Test", fields=fields, needs=needs))["Test"]
    shop.start("op1", step)
    return step


def meters(shop: Workshop) -> None:
    """Two meters: one in date and one that is not."""
    shop.part("DMM-01", "serial", tool=True)
    shop.stock("DMM-01", serial="DMM-7", calibration_due=date(2027, 6, 30))
    shop.stock("DMM-01", serial="DMM-9", calibration_due=date(2026, 1, 31))


async def test_a_tool_goes_into_the_field_that_asks_for_it(shop: Workshop) -> None:
    meters(shop)
    step = on_step(shop, PLAY, METER)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "0.4")
        await scan(pilot, "DMM-7")
        await settle(pilot)
        assert shop.field(step, "Meter").value == "DMM-7"
        assert typed_in(pilot, "Play") == "0.4"
        assert line_of(pilot, "Play").is_here


async def test_a_tool_out_of_date_is_refused_in_words(shop: Workshop) -> None:
    meters(shop)
    step = on_step(shop, METER)
    async with open_step(shop, step) as pilot:
        await scan(pilot, "DMM-9")
        await settle(pilot)
        assert is_refused(pilot)
        assert answer(pilot) == "Meter: DMM-9 was due for calibration on 2026-01-31; take one in date."
        assert shop.field(step, "Meter").value is None


async def test_a_refused_scan_leaves_what_is_typed_in_the_field(shop: Workshop) -> None:
    meters(shop)
    step = on_step(shop, METER)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "DMM-")
        await scan(pilot, "DMM-9")
        await settle(pilot)
        assert typed_in(pilot, "Meter") == "DMM-"
        assert "was due for calibration" in text_of(line_of(pilot, "Meter"))
        await scan(pilot, "NOBODY-1")
        await settle(pilot)
        assert answer(pilot) == "Meter asks for DMM-01: no tool here has the serial NOBODY-1."
        await scan(pilot, "DMM-7")
        await settle(pilot)
        assert shop.field(step, "Meter").value == "DMM-7"
        assert typed_in(pilot, "Meter") == "DMM-7"


async def test_a_lot_is_installed_though_the_cursor_is_on_a_tool(shop: Workshop) -> None:
    meters(shop)
    shop.stock("S7", lot="F-2207", quantity=64)
    step = on_step(shop, METER, needs=(Need("S7", 2),))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "F-2207")
        await settle(pilot)
        assert shop.need(step, "S7").installed == 2


async def test_a_tool_that_nothing_asks_for_is_refused(shop: Workshop) -> None:
    meters(shop)
    step = on_step(shop, PLAY)
    async with open_step(shop, step) as pilot:
        await scan(pilot, "DMM-7")
        await settle(pilot)
        assert answer(pilot) == "DMM-7 (DMM-01) is not needed here: nothing installed."


async def test_a_badge_fills_the_persons_field_under_the_cursor(shop: Workshop) -> None:
    step = on_step(shop, HELPER)
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Helper")
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        assert shop.field(step, "Helper").value == "op2"


async def test_a_label_fills_the_part_field_under_the_cursor(shop: Workshop) -> None:
    shop.stock("S7", lot="F-2207", quantity=64)
    step = on_step(shop, BRACKET, needs=(Need("S7", 2),))
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Bracket type")
        await scan(pilot, "F-2207")
        await settle(pilot)
        assert shop.field(step, "Bracket type").value == "S7"
        assert shop.need(step, "S7").installed == 0


async def test_a_label_of_a_step_opens_it(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    async with open_step(shop, run["One"]) as pilot:
        await scan(pilot, f"STEP-{run['Two']}")
        await settle(pilot)
        assert kiosk(pilot).step.step_id == run["Two"]


async def test_the_serial_of_another_unit_opens_its_run(shop: Workshop) -> None:
    one = shop.run(Step("One"), serial="SN-A")
    other = shop.run(Step("One"), serial="SN-B")
    async with open_step(shop, one["One"]) as pilot:
        await scan(pilot, "SN-B")
        await settle(pilot)
        assert kiosk(pilot).step.step_id == other["One"]


async def test_a_work_center_leads_to_its_queue(shop: Workshop) -> None:
    step = on_step(shop)
    shop.set(models.Location, shop.rows(models.Location)[0].id, code="WC-1")
    async with open_step(shop, step) as pilot:
        await scan(pilot, "WC-1")
        await settle(pilot)
        assert any(isinstance(message, OpenQueue) for message in kiosk(pilot).wanted)


async def test_an_unknown_code_is_refused(shop: Workshop) -> None:
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await scan(pilot, "NOBODY-1")
        await settle(pilot)
        assert is_refused(pilot)
        assert "NOBODY-1" in answer(pilot)


async def test_a_gauge_on_the_keyboard_records_its_reading(shop: Workshop) -> None:
    step = on_step(shop, PLAY, Field("Gap"))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "0.62")
        await settle(pilot)
        assert shop.field(step, "Play").value == "0.62"
        assert typed_in(pilot, "Play") == "0.62"
        assert line_of(pilot, "Gap").is_here


async def test_readings_right_behind_each_other_go_into_the_fields_one_after_the_other(
    shop: Workshop,
) -> None:
    names = ("Play", "Gap", "Runout")
    step = on_step(shop, *map(Field, names))
    async with open_step(shop, step) as pilot:
        for reading in ("0.62", "0.71", "12.5"):
            await send_keys(pilot, [*reading, "enter"], 0.005)
        await settle(pilot)
        assert [shop.field(step, name).value for name in names] == ["0.62", "0.71", "12.5"]


async def test_a_reading_out_of_range_stays_under_the_cursor_and_the_next_takes_its_place(
    shop: Workshop,
) -> None:
    step = on_step(shop, Field("Play", more={"unit": "mm", "maximum": Decimal("0.5")}), Field("Gap"))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "0.62")
        await settle(pilot)
        assert answer(pilot) == "Play recorded: 0.62 mm is above 0.5 mm."
        assert line_of(pilot, "Play").is_here
        await scan(pilot, "0.45")
        await settle(pilot)
        assert shop.field(step, "Play").value == "0.45"
        assert line_of(pilot, "Gap").is_here


async def test_a_label_is_no_reading(shop: Workshop) -> None:
    step = on_step(shop, PLAY)
    async with open_step(shop, step) as pilot:
        await scan(pilot, "B4-99")
        await settle(pilot)
        assert answer(pilot) == "B4-99: nobody and nothing here has this code."
        assert shop.field(step, "Play").value is None


async def test_a_reading_that_is_a_code_of_something_too_is_asked_about(shop: Workshop) -> None:
    shop.stock("S7", lot="2207", quantity=64)
    step = on_step(shop, PLAY, needs=(Need("S7", 2),))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "2207")
        await settle(pilot)
        assert "2207 is the reading of Play" in picked_from(pilot)
        await press(pilot, "down", "enter")
        await settle(pilot)
        assert shop.field(step, "Play").value is None
        assert shop.need(step, "S7").installed == 2
        await scan(pilot, "2207")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Play").value == "2207"


async def test_a_text_takes_what_is_no_code_of_anything(shop: Workshop) -> None:
    step = on_step(shop, Field("Wire roll", "string"))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "ROLL-88")
        await settle(pilot)
        assert shop.field(step, "Wire roll").value == "ROLL-88"
