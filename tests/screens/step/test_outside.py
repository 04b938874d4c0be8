"""A step that is done outside: units go out and come back, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from ion_tui.engine.commands import ReceiveBack
from screens.step_parts.outside_line import OutsideLine
from tests.engine.suppliers import COAT, SUPPLIER, begun, order_line, plates, receive, send
from tests.engine.workshop import Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import answer, dialog_text, head, is_refused, kiosk, missing, next_steps, text_of
from tests.screens.step.kiosk import StepKiosk, open_step, settle


def outside(pilot: Pilot[Any]) -> str:
    """What the step says of its outside processing."""
    return text_of(kiosk(pilot).step.query_one(OutsideLine))


async def test_from_the_start_to_the_last_piece_back_by_enter_alone(shop: Workshop) -> None:
    run = plates(shop, 12)
    shop.work("op2", run["Drill the plates"])
    async with open_step(shop, run[COAT]) as pilot:
        assert f"Done outside, at {SUPPLIER}" in head(pilot)
        assert "12 to send   0 of 12 back" in outside(pilot)
        assert "Enter" not in outside(pilot), "it has not been started"
        await press(pilot, "s")
        await settle(pilot)
        assert "Enter  sends out 12, or less" in outside(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        work = shop.view(run[COAT]).outside
        assert work is not None
        for words in (
            f"Send out 1 {COAT}",
            SUPPLIER,
            f"{work.order} line 1, Anodize plates",
            "12 of 12 have not",
        ):
            assert words in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == f"12 sent to {SUPPLIER} ({work.order} line 1)."
        assert "12 at the supplier   0 of 12 back" in outside(pilot)
        assert f"0 of 12 received back from {SUPPLIER}" in missing(pilot)

        await press(pilot, "enter")
        await settle(pilot)
        await press(pilot, "backspace", "backspace")
        await type_text(pilot, "5")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == f"5 of 12 received back from {SUPPLIER}"
        assert "7 at the supplier   5 of 12 back" in outside(pilot)

        await press(pilot, "enter")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot).endswith(f"1 {COAT} completed.")
        assert "12 of 12 back ✔" in outside(pilot)
        assert [line.split(" ", 1)[1] for line in next_steps(pilot)] == ["2 Pack the plates"]


async def test_the_keys_send_the_rest_while_some_is_out(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run, 8)
    async with open_step(shop, run[COAT]) as pilot:
        assert "4 to send   8 at the supplier   0 of 12 back" in outside(pilot)
        await press(pilot, "full_stop", "enter")
        await settle(pilot)
        assert "12 at the supplier" in outside(pilot)
        await press(pilot, "full_stop")
        await settle(pilot)
        assert is_refused(pilot)
        assert answer(pilot) == f"Everything has been sent to {SUPPLIER} already."
        await press(pilot, "comma")
        await settle(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert "0 of 12 back" in outside(pilot), "nothing is done by leaving the question"


async def test_what_cannot_be_sent_is_refused_in_words(shop: Workshop) -> None:
    run = begun(shop, 12)

    async def say(typed: str) -> None:
        await press(pilot, "full_stop", "backspace", "backspace")
        await type_text(pilot, typed)
        await press(pilot, "enter")
        await settle(pilot)

    async with open_step(shop, run[COAT]) as pilot:
        for typed in ("13", "0", "-3"):
            await say(typed)
            assert is_refused(pilot)
            assert answer(pilot) == "Only 12 can still be sent: nothing sent."
        for typed in ("four", "NaN", "1e400", "1e2", "１２", "1,5", "1_0", "Infinity"):
            await say(typed)
            assert "A quantity is a number, such as 12." in dialog_text(pilot), typed
            await press(pilot, "escape")
        await settle(pilot)
        assert "12 to send" in outside(pilot)


async def test_a_step_that_is_done_here_has_no_such_keys(shop: Workshop) -> None:
    step = shop.run(Step("Drill"))["Drill"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        before = answer(pilot)
        await press(pilot, "full_stop", "comma")
        await settle(pilot)
        assert outside(pilot) == ""
        assert answer(pilot) == before


async def test_what_another_kiosk_receives_is_here_in_place(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run)
    async with open_step(shop, run[COAT]) as pilot:
        assert "12 at the supplier" in outside(pilot)
        shop.do("op2", ReceiveBack(step_id=run[COAT]), kiosk="K2")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "12 of 12 back ✔" in outside(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
def test_a_step_whose_units_are_out(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    run = begun(shop, 12, line=order_line(shop, order="PO-7001"), lot="PL-7", lead_time_seconds=5 * 86400)
    send(shop, run, 8)
    shop.pass_time(days=2)
    receive(shop, run, 3)
    app = StepKiosk(shop.engine, shop.people["op1"], run[COAT])
    assert snap_compare(app, terminal_size=size, run_before=settle)
