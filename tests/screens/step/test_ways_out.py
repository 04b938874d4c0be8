"""Out of range, and out of calibration: what can be done about it, by whom, and how it is seen afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data import models
from tests.engine.workshop import Field, Grid, Step, Workshop, badge_of, pin_of
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import (
    answer,
    dialog_text,
    is_refused,
    keys_in_bar,
    kiosk,
    line_of,
    missing,
    picked_from,
    put_cursor,
    said_of,
)
from tests.screens.step.kiosk import open_step, settle

LIMIT = {"unit": "mm", "maximum": Decimal("0.5")}
PLAY = Field("Play", more=LIMIT)
GAP = Field("Gap", more={**LIMIT, "out_of_range": "issue"})
METER = Field("Meter", "tool", part="DMM-01", more={"calibrated": True})
VERDICT = "0.62 mm is above 0.5 mm"


def on_step(shop: Workshop, *fields: Field) -> int:
    """A step with these fields, in progress."""
    step = shop.run(Step("Test", fields=fields))["Test"]
    shop.start("op1", step)
    return step


async def test_who_is_permitted_accepts_a_deviation_with_a_rationale(shop: Workshop) -> None:
    step = on_step(shop, PLAY)
    async with open_step(shop, step, who="qa1", size=(80, 24)) as pilot:
        await type_text(pilot, "0.62")
        await press(pilot, "enter")
        await settle(pilot)
        assert f"Play: {VERDICT} (F9 accept)" in missing(pilot)
        await press(pilot, "f9")
        await settle(pilot)
        assert f"Play: {VERDICT}" in dialog_text(pilot)
        await type_text(pilot, "loose fit is fine here")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "Play: 0.62 mm accepted as a deviation by Inspector One."
        assert "accepted by Inspector One: loose fit is fine here" in said_of(pilot, "Play")
        assert "Ready to sign off" in missing(pilot)
    entry = shop.rows(models.History, action="deviation.accept")[0]
    assert "loose fit is fine here" in entry.after


async def test_an_operator_has_it_accepted_by_a_second_person_in_place(shop: Workshop) -> None:
    step = on_step(shop, PLAY)
    shop.record("op1", step, "Play", "0.62")
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Play")
        assert "F9 Accept" in keys_in_bar(pilot)
        await press(pilot, "f9")
        await settle(pilot)
        await type_text(pilot, "as agreed")
        await press(pilot, "enter")
        await settle(pilot)
        assert "Rationale: as agreed" in dialog_text(pilot)
        await scan(pilot, badge_of("op2"))
        await type_text(pilot, pin_of("op2"))
        await press(pilot, "enter")
        await settle(pilot)
        assert "Operator Two may not accept deviation a step" in dialog_text(pilot)
        await scan(pilot, badge_of("qa1"))
        await type_text(pilot, pin_of("qa1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Play").deviation == "Inspector One: as agreed"
        person = kiosk(pilot).floor.operator
        assert person is not None
        assert person.code == "op1"


async def test_an_issue_is_attached_where_the_fields_policy_allows_it(shop: Workshop) -> None:
    step = on_step(shop, GAP)
    shop.record("op1", step, "Gap", "0.62")
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Gap")
        await press(pilot, "f9")
        await settle(pilot)
        assert picked_from(pilot) == ["Accept it as a deviation", "Attach an issue to it"]
        await press(pilot, "down", "enter")
        await settle(pilot)
        assert "Issue on Gap" in dialog_text(pilot)
        await type_text(pilot, "shim is missing")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == f"Issue 1 opened: Gap: {VERDICT}."
        assert f"✔ {VERDICT}, issue 1" in said_of(pilot, "Gap")
        assert "Ready to sign off" in missing(pilot)
        assert "F9 Issue" in keys_in_bar(pilot)
    issue = shop.row(models.Issue, 1)
    assert (issue.title, issue.description) == (f"Gap: {VERDICT}", "shim is missing")


async def test_where_the_policy_allows_no_issue_it_says_so(shop: Workshop) -> None:
    step = on_step(shop, PLAY)
    shop.record("op1", step, "Play", "0.62")
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Play")
        await press(pilot, "f9")
        await settle(pilot)
        assert "Accept as a deviation" in dialog_text(pilot)
        assert "Play does not allow an issue in place of a value in range" in dialog_text(pilot)


async def test_measured_again_the_acceptance_is_gone_with_the_reading(shop: Workshop) -> None:
    step = on_step(shop, PLAY)
    shop.record("op1", step, "Play", "0.62")
    async with open_step(shop, step, who="qa1") as pilot:
        await put_cursor(pilot, "Play")
        await press(pilot, "f9")
        await settle(pilot)
        await type_text(pilot, "fine")
        await press(pilot, "enter")
        await settle(pilot)
        await put_cursor(pilot, "Play")
        await type_text(pilot, "0.71")
        await press(pilot, "enter")
        await settle(pilot)
        assert "✗ 0.71 mm is above 0.5 mm" in said_of(pilot, "Play")
        assert "accepted" not in said_of(pilot, "Play")


@pytest.mark.parametrize("way", ["accept", "attach"])
async def test_a_cell_of_a_table_has_the_same_ways_out(shop: Workshop, way: str) -> None:
    grid = Grid(columns=(Field("Volts", more={"unit": "V", "maximum": Decimal(2)}),), rows=(True, True))
    step = shop.run(Step("Dividers", grid=grid))["Dividers"]
    shop.start("op1", step)
    async with open_step(shop, step, who="qa1") as pilot:
        await type_text(pilot, "2.4")
        await press(pilot, "enter")
        await settle(pilot)
        assert "Row 1: Volts: 2.4 V is above 2 V (F9 accept)" in missing(pilot)
        await press(pilot, "up")
        await settle(pilot)
        assert "F9 Accept" in keys_in_bar(pilot)
        await press(pilot, "f9")
        await settle(pilot)
        await press(pilot, *(["down"] if way == "attach" else []), "enter")
        await settle(pilot)
        await type_text(pilot, "bench supply drifts")
        await press(pilot, "enter")
        await settle(pilot)
        table = kiosk(pilot).step.sheet.grid
        assert table is not None
        said = table.foot.remark.words
        expected = {
            "accept": "✔ 2.4 V is above 2 V, accepted by Inspector One: bench supply drifts",
            "attach": "✔ 2.4 V is above 2 V, issue 1",
        }
        assert said == expected[way]
        assert "Row 1" not in missing(pilot)


async def test_a_tool_out_of_calibration_is_allowed_by_a_second_person(shop: Workshop) -> None:
    shop.part("DMM-01", "serial", tool=True)
    shop.stock("DMM-01", serial="DMM-9", calibration_due=date(2026, 1, 31))
    step = on_step(shop, METER)
    async with open_step(shop, step) as pilot:
        await scan(pilot, "DMM-9")
        await settle(pilot)
        assert is_refused(pilot)
        assert "F9: a second person may allow it." in said_of(pilot, "Meter")
        assert "F9 Allow" in keys_in_bar(pilot)
        await press(pilot, "f9")
        await settle(pilot)
        assert "Allow DMM-9 out of calibration" in dialog_text(pilot)
        await type_text(pilot, "checked against DMM-7")
        await press(pilot, "enter")
        await settle(pilot)
        await scan(pilot, badge_of("op1"))
        await type_text(pilot, pin_of("op1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert "allowed by a second person, not by oneself." in dialog_text(pilot)
        await scan(pilot, badge_of("qa1"))
        await type_text(pilot, pin_of("qa1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Meter").value == "DMM-9"
        assert "allowed by Inspector One: checked against DMM-7" in said_of(pilot, "Meter")
        assert not line_of(pilot, "Meter").is_dirty
        assert "F9 Issue" in keys_in_bar(pilot)


async def test_another_tool_takes_the_offer_away(shop: Workshop) -> None:
    shop.part("DMM-01", "serial", tool=True)
    shop.stock("DMM-01", serial="DMM-7", calibration_due=date(2027, 6, 30))
    shop.stock("DMM-01", serial="DMM-9", calibration_due=date(2026, 1, 31))
    step = on_step(shop, METER)
    async with open_step(shop, step) as pilot:
        await scan(pilot, "DMM-9")
        await settle(pilot)
        await scan(pilot, "DMM-7")
        await settle(pilot)
        assert shop.field(step, "Meter").value == "DMM-7"
        assert "may allow it" not in said_of(pilot, "Meter")
        assert "F9 Issue" in keys_in_bar(pilot)


async def test_a_value_changed_after_the_signature_shows_at_it(shop: Workshop) -> None:
    step = on_step(shop, Field("Pieces"), Field("Built by", "signoff", role="Operator"))
    shop.record("op1", step, "Pieces", "2")
    shop.sign(step, "Built by", "op1")
    async with open_step(shop, step) as pilot:
        assert "! " not in said_of(pilot, "Built by")
        await put_cursor(pilot, "Pieces")
        await type_text(pilot, "3")
        await press(pilot, "enter")
        await settle(pilot)
        await type_text(pilot, "counted again")
        await press(pilot, "enter")
        await settle(pilot)
        assert "! Operator One 08:00; a value was changed since it was signed" in said_of(pilot, "Built by")
