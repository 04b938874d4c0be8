"""My time: what I am checked in to, wherever that is, and what I did before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ion_tui.engine.commands import CheckOut, Start
from screens.step import StepScreen
from tests.kiosk import kiosk, other_kiosk
from tests.rover import rover_in

pytestmark = pytest.mark.usefixtures("single_runs")


async def test_open_sessions_across_work_centers_and_the_totals(rover_file: Path) -> None:
    rover = rover_in(other_kiosk(rover_file).store)
    fabricate, power = rover.step_id("RB-0001", "0"), rover.step_id("CB-0101", "0")
    rover.done("op1", Start(step_id=fabricate))
    rover.clock.advance(timedelta(minutes=20))
    rover.done("op1", CheckOut(step_id=fabricate))
    rover.done("op1", Start(step_id=power))
    rover.clock.advance(timedelta(minutes=25))
    async with kiosk(rover_file, "WC-MACH", clock=rover.clock) as hands:
        await hands.log_in("op1")
        await hands.press("t")
        await hands.sees("My time: Operator One", "today 0:45", "Checked in now   0:25", "Today   0:20")
        assert "08:00 – 08:20" in hands.line_with("0 Fabricate")
        assert "since 08:20" in hands.line_with("0 Power rail")
        assert "WC-TEST" in hands.screen
        await hands.press("f3")
        await hands.sees_no_more("Checked in now")
        await hands.sees("Today   0:45")
        await hands.press("f3")
        await hands.sees("This session has ended already.")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")


async def test_a_session_that_is_open_for_too_long_is_flagged(rover_file: Path) -> None:
    rover = rover_in(other_kiosk(rover_file).store)
    rover.done("op1", Start(step_id=rover.step_id("RB-0001", "0")))
    rover.clock.advance(timedelta(hours=13))
    async with kiosk(rover_file, "WC-MACH", clock=rover.clock) as hands:
        await hands.log_in("op1")
        await hands.press("f10")
        await hands.sees("open for too long", "13:00")


async def test_who_has_no_sessions_is_told_so(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op2")
        await hands.press("t")
        await hands.sees("Operator Two was checked in to nothing in the last 7 days.")
        await hands.press("escape")
        await hands.sees("0 Fabricate")
