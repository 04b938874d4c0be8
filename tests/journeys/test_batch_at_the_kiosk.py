"""One action at a kiosk on a batch: the plan first, how far it goes, what is left alone and why, the receipt after."""

from __future__ import annotations

from pathlib import Path

import pytest

from ion_tui.engine.commands import Hold, Record, Start
from tests.journeys.rover_work import field_of, view_of
from tests.kiosk import Hands, kiosk, other_kiosk
from tests.rover import Rover, rover_in

FIRST, SECOND = "RB-0001", "RB-0002"


@pytest.fixture
def beside(rover_file: Path) -> Rover:
    """The rover line as another kiosk has it; the first two units are a batch."""
    return rover_in(other_kiosk(rover_file).store)


def states(rover: Rover, number: str) -> list[str]:
    return [view_of(rover, serial, number).step.state for serial in (FIRST, SECOND)]


async def test_a_start_shows_its_plan_and_goes_to_all_runs(rover_file: Path, beside: Rover) -> None:
    async with kiosk(rover_file, "WC-MACH", size=(80, 24)) as hands:
        await hands.log_in("op1")
        await hands.sees("2 × OSR-RB · 0 Fabricate")
        await hands.press("s")
        await hands.sees("Start 0 Fabricate", "All 2 runs", "This run only", "2 steps change")
        await hands.press("enter")
        await hands.sees("0 Fabricate", "In progress")
        assert states(beside, "0") == ["In Progress", "In Progress"]


async def test_this_run_only_is_one_key_away(rover_file: Path, beside: Rover) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.sees("2 × OSR-RB · 0 Fabricate")
        await hands.press("s")
        await hands.sees("All 2 runs")
        await hands.press("f8")
        await hands.sees("Start: this run only", "1 step changes")
        await hands.press("enter")
        await hands.sees("In progress")
        assert states(beside, "0") == ["In Progress", "Todo"]


async def test_a_row_opens_to_the_single_runs_and_one_of_them_is_meant_first(
    rover_file: Path, beside: Rover
) -> None:
    async with kiosk(rover_file, "WC-MACH", size=(80, 24)) as hands:
        await hands.log_in("op1")
        await hands.sees("▸ 2 × OSR-RB · 0 Fabricate")
        await hands.press("space")
        await hands.sees("▾ 2 × OSR-RB", f"OSR-RB · {SECOND}")
        await hands.press("down", "down", "h")
        await hands.sees("Hold 0 Fabricate", "● This run only")
        await hands.press(*"bent", "enter")
        await hands.sees("Stopped 1")
        assert states(beside, "0") == ["Todo", "Hold"]
        await hands.press("home", "space")
        await hands.sees("stands for one run alone")


async def test_what_is_left_alone_is_named_with_its_reason_and_a_key_goes_there(
    rover_file: Path, beside: Rover
) -> None:
    step = beside.step_id(SECOND, "0")
    beside.done("lead1", Hold(step_id=step, reason="saw blade", only_this_run=True))
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.sees(f"OSR-RB · {FIRST} · 0 Fabricate")
        await hands.press("s")
        await hands.sees("1 of 2 runs", "Does not change 1", "1 step changes, 1 does not")
        await hands.press("ctrl+g")
        await hands.sees(f"OSR-RB · {SECOND}", "On hold", "saw blade")
        assert states(beside, "0") == ["Todo", "Hold"]


async def test_the_receipt_says_what_was_done_and_what_was_not(rover_file: Path, beside: Rover) -> None:
    step = beside.step_id(SECOND, "0")
    beside.done("lead1", Hold(step_id=step, reason="saw blade", only_this_run=True))
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.sees(f"OSR-RB · {FIRST} · 0 Fabricate")
        await hands.press("y")
        await hands.sees("Nothing was done on several runs")
        await hands.press("s")
        await hands.sees("1 of 2 runs")
        await hands.press("enter")
        await hands.sees("In progress")
        await hands.press("y")
        await hands.sees("0 Fabricate started on 1 of 2 runs.", "Changed 1", "Not changed 1", "saw blade")


async def test_a_reading_that_differs_elsewhere_is_asked_about(rover_file: Path, beside: Rover) -> None:
    beside.done("op1", Start(step_id=beside.step_id(FIRST, "0")))
    beside.done("op1", Start(step_id=beside.step_id(FIRST, "0.0")))
    field = field_of(beside, SECOND, "0.0", "Pieces cut")
    differs = Record(
        step_id=beside.step_id(SECOND, "0.0"), field_id=field.field_id, text="3", only_this_run=True
    )
    beside.done("op2", differs)
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await open_step(hands, beside, "0.0")
        await hands.press("2", "enter")
        await hands.sees("Record Pieces cut", "1 of 2 runs", "Overwrite 1 too", "recorded by Operator Two")
        await hands.press("f8", "enter")
        await hands.until(lambda: readings(beside) == ["2", "2"], "both units have the reading")


async def open_step(hands: Hands, rover: Rover, number: str) -> None:
    await hands.scan(f"STEP-{rover.step_id(FIRST, number)}")
    await hands.sees(f"{number} ")


def readings(rover: Rover) -> list[str | None]:
    return [field_of(rover, serial, "0.0", "Pieces cut").value for serial in (FIRST, SECOND)]
