"""What is out at suppliers: one key away, the longest first, late at a glance; Enter goes to the step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from ion_tui.app import IonApp
from screens.messages import FloorChanged
from screens.outside import NOTHING_OUT, OutsideScreen
from screens.queue import QueueScreen
from screens.step import StepScreen
from tests.engine.suppliers import COAT, SUPPLIER, begun, order_line, receive, send
from tests.engine.workshop import Workshop, badge_of, pin_of
from tests.kiosk import Hands, hands_on, kiosk_app

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
WEEK = 7 * 86400


def app_on(shop: Workshop) -> IonApp:
    """A kiosk on the workshop."""
    path = shop.store.path
    assert path is not None
    return kiosk_app(path, "WC", clock=shop.clock, open_engine=lambda: shop.engine)


@asynccontextmanager
async def at_the_list(shop: Workshop) -> AsyncIterator[Hands]:
    """Somebody who has logged in and opened the list."""
    async with app_on(shop).run_test(size=(120, 36)) as pilot:
        hands = await hands_on(pilot)
        await hands.show_badge(badge_of("op1"), pin_of("op1"))
        await hands.sees("F12 Lock")
        await hands.press("j")
        await hands.until(lambda: isinstance(hands.app.screen, OutsideScreen), "the list")
        yield hands


async def opened(pilot: Pilot[Any]) -> None:
    """The list, settled, for a picture."""
    hands = await hands_on(pilot)
    await hands.show_badge(badge_of("op1"), pin_of("op1"))
    await hands.sees("F12 Lock")
    await hands.press("j")
    await hands.sees("At suppliers")
    await hands.settle()


def several_out(shop: Workshop) -> None:
    """A lot that is late, one that is partly back, one that went out just now."""
    late = begun(shop, 12, lot="PL-7", line=order_line(shop, order="PO-7001"), lead_time_seconds=WEEK)
    send(shop, late)
    shop.pass_time(days=6)
    partly = begun(shop, 40, lot="PL-8", line=order_line(shop, order="PO-7002"), lead_time_seconds=WEEK)
    send(shop, partly)
    receive(shop, partly, 15)
    shop.pass_time(days=3)
    held = begun(shop, 1, lot="PL-9", line=order_line(shop, order="PO-7003"))
    send(shop, held)
    shop.hold("op1", held[COAT], "wrong finish on the order")


async def test_what_is_out_where_and_since_when_the_longest_first(shop: Workshop) -> None:
    several_out(shop)
    async with at_the_list(shop) as hands:
        await hands.sees("At suppliers", "3 out", "1 late", "PL-9")
        rows = [line for line in hands.screen.splitlines() if SUPPLIER in line]
        assert ["12 of 12" in rows[0], "25 of 40" in rows[1], "1 of 1" in rows[2]] == [True, True, True]
        assert "PO-7001 line 1" in rows[0]
        assert "since 24 Nov 08:00, 9 days" in rows[0]
        assert "late 2 days" in hands.line_with("PL-7")
        assert "due Mon" in hands.line_with("PL-8")
        assert "On hold" in hands.line_with("PL-9")


async def test_enter_goes_to_the_step_which_receives_it_and_the_list_is_shorter(shop: Workshop) -> None:
    run = begun(shop, 12, lot="PL-7")
    send(shop, run)
    async with at_the_list(shop) as hands:
        await hands.sees("PL-7")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")
        await hands.sees("12 at the supplier", "receives 12")
        await hands.press("enter")
        await hands.sees(f"Receive 1 {COAT}")
        await hands.press("enter")
        await hands.sees(f"1 {COAT} completed.")
        await hands.press("escape")
        await hands.sees(NOTHING_OUT[:40])
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.app.screen, QueueScreen), "the queue")


async def test_what_another_kiosk_receives_is_here_in_place(shop: Workshop) -> None:
    run = begun(shop, 12, lot="PL-7")
    send(shop, run)
    async with at_the_list(shop) as hands:
        await hands.sees("12 of 12")
        receive(shop, run, 5)
        hands.app.post_message(FloorChanged())
        await hands.sees("7 of 12")


async def test_a_scanned_unit_that_came_back_opens_its_step(shop: Workshop) -> None:
    line = order_line(shop, order="PO-7001")
    for lot in ("PL-7", "PL-8"):
        send(shop, begun(shop, 12, lot=lot, line=line))
    async with at_the_list(shop) as hands:
        await hands.sees("PL-7", "PL-8")
        await hands.scan("PL-8")
        await hands.sees("12 at the supplier", "PLATE · lot PL-8")
        await hands.press("escape")
        await hands.sees("2 out")
        await hands.scan("PO-7001")
        await hands.sees("PO-7001: which has come back")
        await hands.press("enter")
        await hands.sees("12 at the supplier", "PLATE · lot PL-7")
        await hands.press("escape")
        await hands.scan("nothing-of-ours")
        await hands.sees("nothing-of-ours: nobody and nothing here has this code.")


@SIZES
def test_several_out(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    several_out(shop)
    assert snap_compare(app_on(shop), terminal_size=size, run_before=opened)


@SIZES
def test_nothing_out(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(shop), terminal_size=size, run_before=opened)
