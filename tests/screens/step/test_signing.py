"""Signatures in place: by whoever is there, with badge or PIN; the first person stays logged in."""

from __future__ import annotations

from tests.engine.workshop import Field, Step, Workshop, badge_of, pin_of
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import (
    answer,
    dialog_text,
    is_refused,
    kiosk,
    line_of,
    missing,
    put_cursor,
    text_of,
)
from tests.screens.step.kiosk import open_step, settle

BUILT_BY = Field("Built by", "signoff", role="Operator")
WITNESS = Field("Witness", "signoff", role="Operator", more={"peer_review": True})
INSPECTED = Field("Inspected by", "signoff", role="Quality")


def on_step(shop: Workshop, *fields: Field) -> int:
    """A step with these fields, in progress."""
    step = shop.run(Step("Test", fields=fields))["Test"]
    shop.start("op1", step)
    return step


async def test_enter_signs_with_ones_own_pin(shop: Workshop) -> None:
    step = on_step(shop, BUILT_BY)
    async with open_step(shop, step) as pilot:
        assert "Enter  signs: Operator" in text_of(line_of(pilot, "Built by"))
        await press(pilot, "enter")
        await settle(pilot)
        assert "Sign: Built by" in dialog_text(pilot)
        await type_text(pilot, pin_of("op1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Built by").signed_by == "Operator One"
        assert answer(pilot) == "Built by: signed by Operator One."
        assert "✔ Operator One 08:00" in text_of(line_of(pilot, "Built by"))
        assert "Ready to sign off" in missing(pilot)


async def test_a_second_person_signs_by_badge_and_the_first_stays_logged_in(shop: Workshop) -> None:
    step = on_step(shop, WITNESS)
    async with open_step(shop, step) as pilot:
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        assert "By somebody who has not worked this step." in dialog_text(pilot)
        await type_text(pilot, pin_of("op2"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Witness").signed_by == "Operator Two"
        person = kiosk(pilot).floor.operator
        assert person is not None
        assert person.code == "op1"
        assert kiosk(pilot).wanted == []


async def test_a_refused_signature_says_why_and_can_be_tried_again(shop: Workshop) -> None:
    step = on_step(shop, WITNESS)
    async with open_step(shop, step) as pilot:
        await press(pilot, "g")
        await settle(pilot)
        await scan(pilot, badge_of("op1"))
        await type_text(pilot, pin_of("op1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert "Witness is a peer review: Operator One has worked this step" in dialog_text(pilot)
        await scan(pilot, badge_of("op2"))
        await type_text(pilot, pin_of("op2"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Witness").signed_by == "Operator Two"


async def test_with_badges_alone_a_scan_is_a_signature(shop: Workshop) -> None:
    shop.setting(sign_with="badge")
    step = on_step(shop, INSPECTED)
    async with open_step(shop, step) as pilot:
        await scan(pilot, badge_of("qa1"))
        await settle(pilot)
        await settle(pilot)
        assert shop.field(step, "Inspected by").signed_by == "Inspector One"


async def test_the_badge_of_somebody_who_can_sign_nothing_here_takes_over_the_kiosk(shop: Workshop) -> None:
    step = on_step(shop, INSPECTED)
    async with open_step(shop, step) as pilot:
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        await type_text(pilot, pin_of("op2"))
        await press(pilot, "enter")
        await settle(pilot)
        person = kiosk(pilot).floor.operator
        assert person is not None
        assert person.code == "op2"
        assert shop.field(step, "Inspected by").signed_by is None


async def test_several_signatures_ask_which(shop: Workshop) -> None:
    step = on_step(shop, BUILT_BY, WITNESS)
    async with open_step(shop, step) as pilot:
        kiosk(pilot).step.sheet.focus()
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        assert "Operator Two signs which" in dialog_text(pilot)
        await press(pilot, "down", "enter")
        await settle(pilot)
        await type_text(pilot, pin_of("op2"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Witness").signed_by == "Operator Two"


async def test_what_is_signed_cannot_be_signed_again(shop: Workshop) -> None:
    step = on_step(shop, BUILT_BY, WITNESS)
    shop.sign(step, "Built by", "op1")
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Built by")
        await press(pilot, "g")
        await settle(pilot)
        assert is_refused(pilot)
        assert answer(pilot) == "Built by is signed already."
