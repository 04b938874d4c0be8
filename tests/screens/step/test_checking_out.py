"""A lead checks out somebody who has gone, with a reason."""

from __future__ import annotations

from data import models
from tests.engine.workshop import Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import answer, dialog_text, is_refused, kiosk
from tests.screens.step.kiosk import open_step, settle


async def test_a_lead_picks_who_and_says_why(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op1", step)
    shop.pass_time(minutes=14)
    shop.check_in("op2", step)
    async with open_step(shop, step, who="lead1") as pilot:
        await press(pilot, "o")
        await settle(pilot)
        assert "Check out whom" in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Ends the session of Operator One (op1) on 0 Test, open for 0:14." in dialog_text(pilot)
        await type_text(pilot, "shift is over")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.at_work(step) == ["op2"]
        assert answer(pilot) == "Checked out of 0 Test."
    assert shop.rows(models.Command)[-1].reason == "shift is over"


async def test_where_only_one_is_there_nobody_is_picked(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op1", step)
    async with open_step(shop, step, who="lead1") as pilot:
        await press(pilot, "o")
        await settle(pilot)
        await type_text(pilot, "forgot")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.at_work(step) == []
        assert shop.state(step) == "In Progress"


async def test_an_operator_is_told_before_anything_is_asked(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op2", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "o")
        await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step
        assert is_refused(pilot)
        assert "Operator One may not check somebody else out" in answer(pilot)
    assert shop.at_work(step) == ["op2"]


async def test_where_nobody_else_is_there_is_no_key(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("lead1", step)
    async with open_step(shop, step, who="lead1", size=(240, 36)) as pilot:
        assert "check-out-others" not in kiosk(pilot).step.key_labels()
        await press(pilot, "o")
        await settle(pilot)
        assert shop.at_work(step) == ["lead1"]
        assert pilot.app.screen is kiosk(pilot).step
