"""Scans on a step: tools, people and parts into the field under the cursor, and what names another place."""

from __future__ import annotations

from datetime import date

from data import models
from screens.messages import OpenQueue
from tests.engine.workshop import Field, Need, Step, Workshop, badge_of
from tests.screens.hands import scan, type_text
from tests.screens.step.eyes import answer, is_refused, kiosk, line_of, put_cursor, text_of, typed_in
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
