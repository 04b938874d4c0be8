"""The kiosk locks: by its key, and by itself; who comes back finds what was left."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ion_tui.engine.commands import Start
from screens.queue import QueueScreen
from screens.step import StepScreen
from tests.kiosk import kiosk, other_kiosk
from tests.rover import rover_in

pytestmark = pytest.mark.usefixtures("single_runs")


async def test_a_kiosk_that_was_left_alone_locks_and_the_session_goes_on(rover_file: Path) -> None:
    rover = rover_in(other_kiosk(rover_file).store)
    rover.done("op1", Start(step_id=rover.step_id("RB-0001", "0")))
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        hands.clock.advance(timedelta(minutes=9, seconds=59))
        await hands.app.lock_if_idle()
        assert isinstance(hands.app.screen, QueueScreen)
        hands.clock.advance(timedelta(seconds=1))
        await hands.app.lock_if_idle()
        await hands.sees("Scan your badge, or type your ID")
        assert rover.engine.reads.my_sessions(rover.people["op1"])[0].ended_at is None


async def test_a_key_or_a_scan_keeps_it_open(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        for _ in range(3):
            hands.clock.advance(timedelta(minutes=6))
            await hands.press("down")
            await hands.app.lock_if_idle()
            hands.clock.advance(timedelta(minutes=6))
            await hands.scan("NO-SUCH")
            await hands.app.lock_if_idle()
        assert isinstance(hands.app.screen, QueueScreen)


async def test_the_same_person_comes_back_to_the_same_screen_with_what_was_typed(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.press("slash")
        await hands.type("bog")
        await hands.sees("4 shown")
        await hands.press("f12")
        await hands.sees("Scan your badge")
        await hands.log_in("op1")
        await hands.sees("4 shown", "/ bog")
        await hands.type("ie")
        await hands.sees("/ bogie")


async def test_an_open_dialog_and_its_reason_wait_for_the_same_person(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.knows_what_is_allowed()
        await hands.press("f5")
        await hands.sees("Hold 0 Fabricate")
        await hands.type("saw is")
        await hands.app.action_lock()
        await hands.sees("Scan your badge")
        await hands.log_in_to("op1", "Hold 0 Fabricate")
        await hands.type(" down")
        await hands.press("enter")
        await hands.sees("Stopped 1")


async def test_somebody_else_begins_at_the_queue(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.scan("WC-TEST")
        await hands.sees("WC-TEST Test bench")
        await hands.scan("CB-0101")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen))
        await hands.press("f12")
        await hands.sees("Scan your badge")
        await hands.log_in("op2")
        await hands.sees("WC-MACH Machining", "op2 Operator Two", "0 Fabricate")
        await hands.press("f12")
        await hands.sees("Scan your badge")
        await hands.log_in("op1")
        await hands.sees("WC-MACH Machining", "op1 Operator One")


async def test_what_happened_meanwhile_is_there_on_the_way_back(rover_file: Path) -> None:
    rover = rover_in(other_kiosk(rover_file).store)
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.press("f12")
        await hands.sees("Scan your badge")
        rover.done("op2", Start(step_id=rover.step_id("RB-0002", "0")))
        await hands.log_in("op1")
        await hands.sees("In progress 1")


async def test_logging_in_and_out_is_history(rover_file: Path) -> None:
    rover = rover_in(other_kiosk(rover_file).store)
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.press("f12")
        await hands.sees("Scan your badge")
        await hands.until(lambda: rover.engine.reads.history(limit=1)[0].verb == "log out")
        newest = rover.engine.reads.history(limit=2)
        assert [entry.action for entry in newest] == ["operator.log_out", "operator.log_in"]
