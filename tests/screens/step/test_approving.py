"""Approval gates: decided by whoever is there, with key, badge or ID; shown with who, when and why."""

from __future__ import annotations

from tests.engine.workshop import Field, Step, Workshop, badge_of, pin_of
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import (
    answer,
    dialog_text,
    is_refused,
    keys_in_bar,
    kiosk,
    missing,
    records,
)
from tests.screens.step.kiosk import open_step, settle


def gated(shop: Workshop, *gates: tuple[str, int], fields: tuple[Field, ...] = ()) -> int:
    """A step with gates, in progress."""
    step = shop.run(Step("Test", gates=gates, fields=fields))["Test"]
    shop.start("op1", step)
    return step


async def test_somebody_of_the_role_approves_at_once(shop: Workshop) -> None:
    step = gated(shop, ("Quality", 1))
    async with open_step(shop, step, who="qa1") as pilot:
        assert "a Approve" in keys_in_bar(pilot)
        assert "Approval by Quality: 0 of 1 (a approve)" in missing(pilot)
        await press(pilot, "a")
        await settle(pilot)
        assert "Approve 0 Test" in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Test approved by Inspector One (Quality)."
        assert "Quality  1 of 1 ✔" in records(pilot)
        assert "✔ approved by Inspector One 08:00" in records(pilot)
        assert "Ready to sign off" in missing(pilot)


async def test_a_rejection_says_why_and_blocks_until_it_is_taken_back(shop: Workshop) -> None:
    step = gated(shop, ("Quality", 1))
    async with open_step(shop, step, who="qa1") as pilot:
        await press(pilot, "a")
        await settle(pilot)
        await press(pilot, "right", "enter")
        await settle(pilot)
        assert "Reason: say in a few words why it is rejected." in dialog_text(pilot)
        await type_text(pilot, "weld is porous")
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Test rejected by Inspector One (Quality)."
        assert "✗ rejected by Inspector One 08:00: weld is porous" in records(pilot)
        assert "rejected by Inspector One (weld is porous)" in " ".join(missing(pilot).split())
        await press(pilot, "a")
        await settle(pilot)
        assert "Inspector One rejected it: weld is porous" in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Ready to sign off" in missing(pilot)


async def test_what_was_written_as_a_reason_is_not_approved_by_the_same_enter(shop: Workshop) -> None:
    step = gated(shop, ("Quality", 1))
    async with open_step(shop, step, who="qa1") as pilot:
        await press(pilot, "a")
        await settle(pilot)
        await press(pilot, "shift+tab")
        await type_text(pilot, "no torque mark")
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Test rejected by Inspector One (Quality)."


async def test_a_second_person_approves_in_place_and_the_first_stays_logged_in(shop: Workshop) -> None:
    step = gated(shop, ("Quality", 1))
    async with open_step(shop, step) as pilot:
        await press(pilot, "a")
        await settle(pilot)
        assert "Somebody with the role Quality decides, and shows a badge or an ID." in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        await type_text(pilot, "op2")
        await press(pilot, "enter")
        await type_text(pilot, pin_of("op2"))
        await press(pilot, "enter")
        await settle(pilot)
        assert "approved by somebody with the role Quality; Operator Two is not." in dialog_text(pilot)
        await scan(pilot, badge_of("qa1"))
        await type_text(pilot, pin_of("qa1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Test approved by Inspector One (Quality)."
        person = kiosk(pilot).floor.operator
        assert person is not None
        assert person.code == "op1"


async def test_a_badge_of_the_role_approves_by_scanner_alone(shop: Workshop) -> None:
    shop.setting(sign_with="badge")
    step = gated(shop, ("Quality", 1))
    async with open_step(shop, step) as pilot:
        await scan(pilot, badge_of("qa1"))
        await settle(pilot)
        assert "Inspector One decides." in dialog_text(pilot)
        assert "The badge once more approves." in dialog_text(pilot)
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        assert "was not asked for" in dialog_text(pilot)
        await scan(pilot, badge_of("qa1"))
        await settle(pilot)
        assert answer(pilot) == "0 Test approved by Inspector One (Quality)."
        assert kiosk(pilot).wanted == []


async def test_a_badge_signs_before_it_approves(shop: Workshop) -> None:
    shop.setting(sign_with="badge")
    step = gated(shop, ("Quality", 1), fields=(Field("Inspected by", "signoff", role="Quality"),))
    async with open_step(shop, step) as pilot:
        await scan(pilot, badge_of("qa1"))
        await settle(pilot)
        assert answer(pilot) == "Inspected by: signed by Inspector One."
        await scan(pilot, badge_of("qa1"))
        await settle(pilot)
        assert "Approve 0 Test" in dialog_text(pilot)


async def test_whose_approval_is_not_waited_for_takes_over_the_kiosk(shop: Workshop) -> None:
    shop.setting(log_in_with="badge")
    step = gated(shop, ("Quality", 1))
    async with open_step(shop, step) as pilot:
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        assert len(kiosk(pilot).wanted) == 1


async def test_two_of_a_role_are_two_people(shop: Workshop) -> None:
    step = gated(shop, ("Operator", 2))
    async with open_step(shop, step) as pilot:
        await press(pilot, "a", "enter")
        await settle(pilot)
        assert "Operator  1 of 2" in records(pilot)
        await press(pilot, "a", "enter")
        await settle(pilot)
        assert is_refused(pilot)
        assert answer(pilot) == "Operator One has approved 0 Test already."


async def test_of_two_gates_the_one_of_ones_role_is_decided(shop: Workshop) -> None:
    step = gated(shop, ("Engineer", 1), ("Quality", 1))
    async with open_step(shop, step, who="qa1") as pilot:
        await press(pilot, "a", "enter")
        await settle(pilot)
        assert "Quality  1 of 1 ✔" in records(pilot)
        assert "Engineer  0 of 1" in records(pilot)
        await press(pilot, "a")
        await settle(pilot)
        assert "Engineer: 0 of 1 approved so far. Somebody with the role Engineer decides" in dialog_text(
            pilot
        )


async def test_without_a_gate_there_is_no_key(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    async with open_step(shop, step) as pilot:
        assert "a Approve" not in keys_in_bar(pilot)


async def test_before_the_step_is_worked_the_key_says_why_nobody_can_decide(shop: Workshop) -> None:
    step = shop.run(Step("Test", gates=(("Quality", 1),)))["Test"]
    async with open_step(shop, step, who="qa1") as pilot:
        await press(pilot, "a")
        await settle(pilot)
        assert answer(pilot) == "0 Test is not started: nobody can approve or reject it; start it first."
