"""The verbs on a step: start, check in and out, sign off, hold and release, fail; and what is next."""

from __future__ import annotations

from decimal import Decimal

from tests.engine.workshop import Field, Step, Workshop, pin_of
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import (
    answer,
    dialog_text,
    head,
    is_refused,
    kiosk,
    missing,
    next_head,
    next_steps,
    records,
    run_head,
    tree,
)
from tests.screens.step.kiosk import open_step, settle

PLAY = Field("Play", more={"unit": "mm", "maximum": Decimal("0.5")})


async def test_start_checks_in_and_the_head_says_who_is_at_it(shop: Workshop) -> None:
    step = shop.run(Step("Test", more={"lead_time_seconds": 2700}))["Test"]
    async with open_step(shop, step) as pilot:
        assert "○ Available" in head(pilot)
        await press(pilot, "f2")
        await settle(pilot)
        assert answer(pilot) == "0 Test started."
        assert "● In progress" in head(pilot)
        assert "op1 0:00" in head(pilot)
        assert "target 45 min" in head(pilot)
        shop.pass_time(minutes=14)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "op1 0:14" in head(pilot)
        assert "0:14 worked" in records(pilot)


async def test_a_step_in_progress_is_checked_in_to_and_out_of(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op2", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "s")
        await settle(pilot)
        assert shop.at_work(step) == ["op2", "op1"]
        await press(pilot, "f3")
        await settle(pilot)
        assert shop.at_work(step) == ["op2"]


async def test_a_dim_key_says_why(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=(PLAY,)))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "f4")
        await settle(pilot)
        assert is_refused(pilot)
        assert answer(pilot) == "0 Test cannot be signed off yet: Play has no value."
        await press(pilot, "r")
        assert shop.state(step) == "In Progress"


async def test_what_is_missing_is_listed_before_the_try_until_it_is_ready(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=(PLAY, Field("Clean", "boolean"))))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        assert "To sign off: · Play has no value\n" in missing(pilot)
        assert "· Clean has no value" in missing(pilot)
        await type_text(pilot, "0.4")
        await press(pilot, "enter")
        await settle(pilot)
        assert "Play" not in missing(pilot)
        await press(pilot, "y")
        await settle(pilot)
        assert "✔ Ready to sign off" in missing(pilot)


async def test_what_does_not_fit_is_counted(shop: Workshop) -> None:
    fields = tuple(Field(f"Reading number {number}") for number in range(20))
    step = shop.run(Step("Test", fields=fields))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step, size=(80, 24)) as pilot:
        assert len(missing(pilot).split("\n")) == 3
        assert missing(pilot).endswith(" more")
        assert "Reading number 0 has no value" in missing(pilot)


async def test_after_signing_off_the_next_steps_are_offered_and_enter_opens_one(shop: Workshop) -> None:
    run = shop.run(
        Step("One"), Step("Two", after=("One",)), Step("Three", after=("One",)), Step("Four", after=("Two",))
    )
    shop.start("op1", run["One"])
    async with open_step(shop, run["One"]) as pilot:
        await press(pilot, "f4")
        await settle(pilot)
        assert answer(pilot) == "0 One completed."
        assert "✔ Completed" in head(pilot)
        assert "Completed by Operator One 08:00" in head(pilot)
        assert next_steps(pilot) == ["○ 1 Two", "○ 2 Three"]
        assert tree(pilot) == ["✔ 0 One", "○ 1 Two", "○ 2 Three", "◌ 3 Four"]
        assert "1 of 4" in run_head(pilot)
        await press(pilot, "down", "enter")
        await settle(pilot)
        assert kiosk(pilot).step.step_id == run["Three"]
        assert "2 Three" in head(pilot)


async def test_the_last_step_says_that_the_run_is_done(shop: Workshop) -> None:
    step = shop.run(Step("One"))["One"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "e")
        await settle(pilot)
        assert next_head(pilot).strip() == "All 1 steps of this run are done. Esc goes back to the queue."
        await press(pilot, "escape")
        await settle(pilot)
        assert len(pilot.app.screen_stack) == 1


async def test_the_site_can_ask_to_sign_for_signing_off(shop: Workshop) -> None:
    shop.setting(complete_asks_to_sign=True)
    step = shop.run(Step("One"))["One"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "f4")
        await settle(pilot)
        assert "Sign off 0 One" in dialog_text(pilot)
        await type_text(pilot, pin_of("op1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.state(step) == "Completed"


async def test_hold_asks_why_checks_everybody_out_and_the_same_key_releases(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=(PLAY,)))["Test"]
    shop.start("op1", step)
    shop.check_in("op2", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "f5")
        await settle(pilot)
        assert "Checks out Operator One, Operator Two." in dialog_text(pilot)
        await type_text(pilot, "burr on the rod")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.state(step) == "Hold"
        assert shop.at_work(step) == []
        assert "On hold by Operator One 08:00: burr on the rod" in head(pilot)
        assert kiosk(pilot).step.focused is kiosk(pilot).step.sheet

        await press(pilot, "f5")
        await settle(pilot)
        assert shop.state(step) == "In Progress"
        assert "● In progress" in head(pilot)


async def test_fail_asks_why_and_says_which_issue_was_opened(shop: Workshop) -> None:
    step = shop.run(Step("Test"), serial="SN-7")["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "f6")
        await settle(pilot)
        assert "Opens an issue on ASM · SN-7." in dialog_text(pilot)
        await type_text(pilot, "cracked")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.state(step) == "In Progress", "the first Enter goes to the button"
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Test failed; issue 1 opened."
        assert "✖ Failed" in head(pilot)
        assert "Failed by Operator One 08:00: cracked" in head(pilot)


async def test_a_step_that_waits_says_on_what_and_on_whom(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two", after=("One",)))
    shop.start("op2", run["One"])
    async with open_step(shop, run["Two"]) as pilot:
        assert "◌ Blocked" in head(pilot)
        assert "1 Two waits on 0 One, in progress, op2." in head(pilot)
        await press(pilot, "f2")
        await settle(pilot)
        assert answer(pilot) == "1 Two waits on 0 One, in progress, op2."


async def test_what_somebody_else_did_first_is_said(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        shop.complete("op2", step)
        await press(pilot, "f4")
        await settle(pilot)
        assert "Operator Two (op2) signed off 0 Test at 08:00: it is now Completed." in answer(pilot)
        await settle(pilot)
        assert "✔ Completed" in head(pilot)


async def test_notes_are_written_and_listed(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "n")
        await settle(pilot)
        await type_text(pilot, "tight [red]fit[/red]")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "Note kept."
        assert "Operator One 08:00  tight [red]fit[/red]" in records(pilot)


async def test_approvals_are_shown(shop: Workshop) -> None:
    step = shop.run(Step("Test", gates=(("Quality", 1),)))["Test"]
    async with open_step(shop, step) as pilot:
        assert "Quality  0 of 1" in records(pilot)
        assert "Approval by Quality: 0 of 1" in missing(pilot)


async def test_the_next_attempt_is_said(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.put(step, "In Progress", attempt=2)
    async with open_step(shop, step) as pilot:
        assert "attempt 2" in head(pilot)
