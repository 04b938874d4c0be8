"""From a badge to a signed-off step, and the ways in which a step stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from ion_tui.engine.commands import Complete, Record
from tests.journeys.rover_work import bring_to, complete, field_of, start, view_of
from tests.kiosk import Hands, kiosk, other_kiosk
from tests.rover import PEOPLE, Rover, rover_in

pytestmark = pytest.mark.usefixtures("single_runs")

UNIT = "RB-0001"


@pytest.fixture
def beside(rover_file: Path) -> Rover:
    """The rover line as another kiosk has it."""
    return rover_in(other_kiosk(rover_file).store)


async def opened(hands: Hands, beside: Rover, number: str) -> None:
    """Scan the label of a step of the unit."""
    await hands.scan(f"STEP-{beside.step_id(UNIT, number)}")
    await hands.sees(f"│  {number} ")


async def test_from_a_badge_to_a_signed_off_step(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "2", "op2")
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.sees("Available 1")
        await hands.sees("RB-0001 · 2 Start the bogie pivot")
        await hands.press("enter")
        await hands.sees("○ Available", "Hole used has no value")

        await hands.press("f2")
        await hands.sees("2 Start the bogie pivot started.", "op1 0:00", "1 1 from bottom")
        await hands.press("2")
        await hands.sees("✔ 2 from bottom", "Hole used: 2 from bottom.")

        await hands.type("0.62")
        await hands.sees("✗ 0.62 mm is above 0.5 mm")
        await hands.press("enter")
        await hands.sees(
            "Pivot play recorded: 0.62 mm is above 0.5 mm.", "· Pivot play: 0.62 mm is above 0.5 mm"
        )
        await hands.press("f4")
        await hands.sees("cannot be signed off yet")
        await hands.press("escape")
        await hands.type("0.35")
        await hands.sees("✔ in range")
        await hands.press("enter")
        await hands.sees("Pivot play: 0.35 mm.")

        await hands.scan("N-530")
        await hands.sees("N-530 (B11) is not needed here: nothing installed.")
        await hands.scan("F-2207")
        await hands.sees("2 × S7 · lot F-2207 installed (2 of 2).")
        await hands.scan("B4-12")
        await hands.sees("8 × B4 · lot B4-12 installed (8 of 8).")
        await hands.press("i")
        await hands.sees("Install S22", "60 at STOCK")
        await hands.press("enter")
        await hands.sees("2 missing, 60 there")
        await hands.press("enter")
        await hands.sees("2 × S22 installed (2 of 2).", "✔ Ready to sign off")

        await hands.press("f4")
        await hands.sees(
            "2 Start the bogie pivot completed.", "Next in this run", "○ 3 Attach the front corner"
        )
        await hands.press("enter")
        await hands.sees("3.75 in channel S3 to the top hole of the bracket.", "○ Available")
        await hands.press("escape")
        await hands.sees("Available 2", "RB-0001 · 3 Attach the front corner channel")
    assert field_of(beside, UNIT, "2", "Pivot play").value == "0.35"


async def test_a_second_person_signs_in_place(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "7", "op2")
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "7")
        await hands.press("f2")
        await hands.sees("started.")
        await hands.press("p")
        await hands.sees("Turns freely: pass.")
        for code in ("PB-001", "PB-002", "CH-001", "B2-41", "N-530"):
            await hands.scan(code)
            await hands.sees(f"{code} installed")
        await hands.sees("To sign off: · Built by is not signed (Operator)")

        badge, pin = PEOPLE["op2"]
        await hands.scan(badge)
        await hands.sees("Sign: Built by", "Role: Operator")
        await hands.type("0000")
        await hands.press("enter")
        await hands.sees("is not right.")
        await hands.type(pin)
        await hands.press("enter")
        await hands.sees("Built by: signed by Operator Two.", "✔ Ready to sign off", "op1 Operator One")

        await hands.press("f4")
        await hands.sees("7 Fit bearing blocks and hub completed.", "○ 8 Final inspection")
    assert view_of(beside, UNIT, "8").why_not == ""


async def test_a_hold_stops_the_work_and_a_release_takes_it_up_again(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "2", "op2")
    start(beside, UNIT, "2", "op2")
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "2")
        await hands.sees("op2 0:00")
        await hands.press("f5")
        await hands.sees("Hold 2 Start the bogie pivot", "Checks out Operator Two.")
        await hands.type("Rod is 2 mm short")
        await hands.press("enter")
        await hands.sees("On hold by Operator One 08:00: Rod is 2 mm short", "F5 Release")
        assert view_of(beside, UNIT, "2").people == ()
        await hands.press("f5")
        await hands.sees("2 Start the bogie pivot released.", "● In progress", "F5 Hold")


async def test_a_failure_opens_an_issue(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "2", "op2")
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "2")
        await hands.press("f2")
        await hands.sees("started.")
        await hands.press("f6")
        await hands.sees("Fail 2 Start the bogie pivot", "Opens an issue on OSR-RB · RB-0001.")
        await hands.press("enter")
        await hands.sees("say in a few words why")
        await hands.type("Bracket cracked")
        await hands.press("enter")
        await hands.sees("Enter again: Fail.")
        await hands.press("enter")
        await hands.sees("2 Start the bogie pivot failed; issue 1 opened.", "✖ Failed", "Bracket cracked")
    assert view_of(beside, UNIT, "2").run.status == "Failed"


async def test_a_step_that_waits_says_on_whom(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "2", "op2")
    start(beside, UNIT, "2", "op2")
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "2")
        await hands.press("right_square_bracket")
        await hands.sees(
            "3 Attach the front corner channel waits on 2 Start the bogie pivot, in progress,", "op2."
        )
        await hands.press("f2")
        await hands.sees(
            "✗ 3 Attach the front corner channel waits on 2 Start the bogie pivot, in progress, op2."
        )


async def test_another_kiosk_is_seen_while_one_types(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "2", "op2")
    start(beside, UNIT, "2", "op2")
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "2")
        await hands.press("down")
        await hands.type("0.4")
        play = field_of(beside, UNIT, "2", "Pivot play")
        beside.done("op2", Record(step_id=beside.step_id(UNIT, "2"), field_id=play.field_id, text="0.3"))
        await hands.sees("! Operator Two recorded 0.3 mm at 08:00")
        assert "0.4" in hands.line_with("Pivot play *")
        await hands.press("enter")
        await hands.sees("Operator Two recorded 0.3 mm for Pivot play at 08:00. Look again.")
        assert "0.4" in hands.line_with("Pivot play *")
        await hands.press("escape")
        assert "0.3" in hands.line_with("Pivot play *")


async def test_a_step_that_another_kiosk_completes_is_completed_here_too(
    rover_file: Path, beside: Rover
) -> None:
    bring_to(beside, UNIT, "0.1", "op2")
    start(beside, UNIT, "0.1", "op2")
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "0.1")
        complete(beside, UNIT, "0.1", "op2")
        await hands.sees("Completed by Operator Two 08:00", "76.2")
        beside.done("op2", Complete(step_id=beside.step_id(UNIT, "0")))
        await hands.sees("✔ 0 Fabricate", "1 Begin the rocker")
