"""The store does not answer: the kiosk says so, keeps what was said, and says it again with the same key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.errors import StoreError, StoreUnreachable
from data.store import Store
from ion_tui.engine.answers import Outcome, Plan, Refused
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.commands import Actor, Command, Start
from ion_tui.engine.core import Engine
from screens import floor
from screens.step import StepScreen
from tests.kiosk import kiosk
from tests.rover import MORNING, PlainHasher

pytestmark = pytest.mark.usefixtures("single_runs")

AWAY = "The store at floor.example does not answer."


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for seconds here."""
    monkeypatch.setattr(floor, "FIRST_RETRY", 0.001)
    monkeypatch.setattr(floor, "LAST_RETRY", 0.001)


class Unsteady(Engine):
    """An engine whose store is away at times, for those who write."""

    is_away = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.said: list[Command] = []

    def perform(self, actor: Actor, command: Command) -> Outcome | Refused | Plan:
        self.said.append(command)
        if self.is_away:
            raise StoreUnreachable(AWAY)
        return super().perform(actor, command)


@pytest.fixture
def unsteady(rover_file: Path) -> Unsteady:
    return Unsteady(Store.open(rover_file), clock=FixedClock(MORNING), hasher=PlainHasher())


async def test_a_command_is_said_again_with_its_key_until_it_is_answered(
    rover_file: Path, unsteady: Unsteady
) -> None:
    async with kiosk(rover_file, "WC-MACH", open_engine=lambda: unsteady) as hands:
        await hands.log_in("op1")
        await hands.knows_what_is_allowed()
        unsteady.is_away = True
        await hands.press("f2")
        await hands.sees("✗ The store at floor.example")
        await hands.until(lambda: len(unsteady.said) > 3)
        await hands.press("f2")
        await hands.sees("One moment: the last command is still on its way.")
        unsteady.is_away = False
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")
        await hands.sees_no_more(AWAY)
        started = [command for command in unsteady.said if isinstance(command, Start)]
        assert len(started) > 3
        assert len({command.key for command in started}) == 1


async def test_the_person_can_give_up(rover_file: Path, unsteady: Unsteady) -> None:
    async with kiosk(rover_file, "WC-MACH", open_engine=lambda: unsteady) as hands:
        await hands.log_in("op1")
        await hands.knows_what_is_allowed()
        unsteady.is_away = True
        await hands.press("f2")
        await hands.sees("✗ The store at floor.example")
        await hands.press("escape")
        await hands.sees("Given up; look whether it was done once the store answers again.")
        unsteady.is_away = False
        await hands.press("f2")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")


async def test_a_store_that_is_away_at_the_start_is_waited_for(rover_file: Path, unsteady: Unsteady) -> None:
    answers = iter([StoreUnreachable(AWAY), StoreUnreachable(AWAY)])

    def opened() -> Engine:
        for error in answers:
            raise error
        return unsteady

    async with kiosk(rover_file, "WC-MACH", open_engine=opened) as hands:
        await hands.sees("Machining")
        assert AWAY not in hands.screen


async def test_a_store_that_cannot_be_used_is_said_in_a_sentence(rover_file: Path) -> None:
    def opened() -> Engine:
        raise StoreError("There is no database at floor.db; make one with: ion-tui init")

    async with kiosk(rover_file, "WC-MACH", open_engine=opened) as hands:
        await hands.sees("There is no database at floor.db; make one with: ion-tui init")
        await hands.press("escape")
        await hands.scan("B1001")
        await hands.sees("There is no database at floor.db; make one with: ion-tui init")


async def test_a_fault_of_ours_is_a_sentence_too(rover_file: Path, unsteady: Unsteady) -> None:
    async with kiosk(rover_file, "WC-MACH", open_engine=lambda: unsteady) as hands:
        await hands.log_in("op1")
        await hands.knows_what_is_allowed()

        def broken(actor: Actor, command: Command) -> Outcome:
            raise ZeroDivisionError

        unsteady.perform = broken  # type: ignore[method-assign]
        await hands.press("f2")
        await hands.sees("Something went wrong; the details are in the log file.")
