"""Every way out of trouble at a kiosk of the rover line: by keyboard, with a second person's badge, on a real store."""

from __future__ import annotations

from pathlib import Path

import pytest

from ion_tui.engine.commands import DissolveBatch, Fail, Hold, Record
from screens.step import StepScreen
from tests.journeys.rover_work import bring_to, complete, field_of, start, view_of
from tests.kiosk import Hands, kiosk, other_kiosk
from tests.rover import PEOPLE, Rover, rover_in

UNIT = "RB-0001"
BOARD = "CB-0101"
SMALL = (80, 24)


@pytest.fixture
def beside(rover_file: Path) -> Rover:
    """The rover line as another kiosk has it, its first two units each on their own."""
    rover = rover_in(other_kiosk(rover_file).store)
    batch_id = view_of(rover, UNIT, "0").run.batch_id
    assert batch_id is not None
    rover.done("lead1", DissolveBatch(batch_id=batch_id))
    return rover


async def opened(hands: Hands, beside: Rover, number: str, unit: str = UNIT) -> None:
    """Scan the label of a step."""
    await hands.scan(f"STEP-{beside.step_id(unit, number)}")
    await hands.sees(f"│  {number} ")
    await hands.knows_what_is_allowed()


async def shows_in_place(hands: Hands, code: str) -> None:
    """A second person scans a badge and types the PIN."""
    badge, pin = PEOPLE[code]
    await hands.scan(badge)
    await hands.sees("Now the PIN.")
    await hands.type(pin)
    await hands.press("enter")


async def test_a_failed_step_goes_through_rework_to_a_signed_off_one(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "2", "op2")
    start(beside, UNIT, "2", "op2")
    beside.done("op2", Fail(step_id=beside.step_id(UNIT, "2"), reason="Bracket cracked"))
    async with kiosk(rover_file, "WC-MECH", size=SMALL) as hands:
        await hands.log_in("lead1")
        await hands.press("4")
        await hands.sees("2 Start the bogie pivot")
        await hands.knows_what_is_allowed()
        await hands.sees("r Rework")
        await hands.press("r")
        await hands.sees("Rework 2 Start the bogie pivot", "✖ Failed → ○ Todo", "signatures and")
        await hands.type("New bracket")
        await hands.press("enter")
        await hands.sees("2 Start the bogie pivot is to be done again, attempt 2.", "Available 1")
    complete(beside, UNIT, "2", "op2")
    assert view_of(beside, UNIT, "2").step.state == "Completed"
    assert view_of(beside, UNIT, "2").step.attempt == 2


async def test_reopening_names_the_step_behind_and_gives_it_back_once_it_is_done_again(
    rover_file: Path, beside: Rover
) -> None:
    bring_to(beside, UNIT, "3", "op2")
    start(beside, UNIT, "3", "op2")
    async with kiosk(rover_file, "WC-MECH", size=SMALL) as hands:
        await hands.log_in("lead1")
        await opened(hands, beside, "2")
        await hands.press("r")
        await hands.sees(
            "Reopen 2 Start the bogie pivot", "! 3 Attach the front corner channel (in progress)"
        )
        await hands.type("Pivot is loose")
        await hands.press("enter")
        await hands.sees("Enter again: Reopen.")
        await hands.press("enter")
        await hands.sees("2 Start the bogie pivot is open again, attempt 2.", "○ Available")
        assert view_of(beside, UNIT, "3").why_not
        await hands.press("f2")
        await hands.sees("started.", "? confirm it or measure again")
    play = field_of(beside, UNIT, "2", "Pivot play")
    beside.done("op2", Record(step_id=beside.step_id(UNIT, "2"), field_id=play.field_id, text="0.3"))
    assert view_of(beside, UNIT, "3").step.state == "In Progress"


async def test_a_parent_is_skipped_with_its_children_and_comes_back_with_them(
    rover_file: Path, beside: Rover
) -> None:
    start(beside, UNIT, "0", "op2")
    start(beside, UNIT, "0.0", "op2")
    async with kiosk(rover_file, "WC-MACH", size=SMALL) as hands:
        await hands.log_in("lead1")
        await opened(hands, beside, "0")
        await hands.press("k")
        await hands.sees("Skip 0 Fabricate", "Checks out Operator Two.", "3 steps change")
        await hands.type("Channels came cut")
        await hands.press("enter")
        await hands.sees("Enter again: Skip it.")
        await hands.press("enter")
        await hands.sees("0 Fabricate canceled, with 2 of its steps.", "⊘ Canceled", "r Restore")
        assert view_of(beside, UNIT, "1").why_not == "", "what waited on it can be worked"
        await hands.press("r")
        await hands.sees("Restore 0 Fabricate", "⊘ Canceled → ○ Todo")
        await hands.press("enter")
        await hands.sees("0 Fabricate restored, with 2 of its steps.", "○ Available")
    assert view_of(beside, UNIT, "1").why_not.startswith("1 Begin the rocker waits on 0 Fabricate")


async def test_a_lead_checks_out_who_went_home(rover_file: Path, beside: Rover) -> None:
    start(beside, UNIT, "0", "op2")
    async with kiosk(rover_file, "WC-MACH", size=SMALL) as hands:
        await hands.log_in("lead1")
        await opened(hands, beside, "0")
        await hands.press("o")
        await hands.sees("Check out Operator Two", "Ends the session of Operator Two (op2)")
        await hands.type("Went home")
        await hands.press("enter")
        await hands.sees("Checked out of 0 Fabricate.")
    assert view_of(beside, UNIT, "0").people == ()


async def test_what_waits_for_my_approval_is_one_key_away_and_is_approved(
    rover_file: Path, beside: Rover
) -> None:
    bring_to(beside, UNIT, "8", "op2")
    start(beside, UNIT, "8", "op1")
    async with kiosk(rover_file, "WC-MECH", size=SMALL) as hands:
        await hands.log_in("qa1")
        await hands.press("w")
        await hands.sees("Waits for my approval: Inspector One", "8 Final inspection", "0 of 1 Quality")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")
        await hands.sees("8 Final inspection", "Approval by Quality: 0 of 1 (a approve)")
        await hands.press("a")
        await hands.sees("Approve 8 Final inspection", "Inspector One decides.")
        await hands.press("right", "enter")
        await hands.sees("say in a few words why it is rejected")
        await hands.type("Label is missing")
        await hands.press("enter", "enter")
        await hands.sees("8 Final inspection rejected by Inspector One (Quality).", "Label is missing")
        await hands.press("a")
        await hands.sees("Inspector One rejected it: Label is missing")
        await hands.press("enter")
        await hands.sees("8 Final inspection approved by Inspector One (Quality).")
        await hands.press("w")
        await hands.sees("Nothing waits for an approval by Inspector One.")
    assert [one.approved for one in view_of(beside, UNIT, "8").gates[0].decisions] == [True]


async def test_an_inspectors_badge_approves_at_the_operators_kiosk(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "8", "op2")
    start(beside, UNIT, "8", "op1")
    async with kiosk(rover_file, "WC-MECH", size=SMALL) as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "8")
        await hands.press("a")
        await hands.sees("Quality: 0 of 1 approved so far.")
        await hands.press("enter")
        await hands.sees("Role: Quality")
        await shows_in_place(hands, "qa1")
        await hands.sees("8 Final inspection approved by Inspector One (Quality).", "op1 ")


async def test_out_of_range_gets_an_issue_where_the_procedure_allows_it(
    rover_file: Path, beside: Rover
) -> None:
    bring_to(beside, UNIT, "2", "op2")
    start(beside, UNIT, "2", "op1")
    async with kiosk(rover_file, "WC-MECH", size=SMALL) as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "2")
        await hands.press("2")
        await hands.sees("Hole used: 2 from bottom.")
        await hands.scan("0.62")
        await hands.sees("Pivot play recorded: 0.62 mm is above 0.5 mm.", "(F9 accept)")
        await hands.press("f9")
        await hands.sees("Out of range", "Accept it as a deviation", "Attach an issue to it")
        await hands.press("down", "enter")
        await hands.sees("Issue on Pivot play")
        await hands.type("Bushing is worn")
        await hands.press("enter")
        await hands.sees("Issue 1 opened: Pivot play: 0.62 mm is above 0.5 mm.", "issue 1")
    blockers = view_of(beside, UNIT, "2").blockers
    assert not [blocker for blocker in blockers if blocker.startswith("Pivot play")]


async def test_out_of_range_is_accepted_by_an_inspector_in_place_and_stands_in_the_history(
    rover_file: Path, beside: Rover
) -> None:
    start(beside, BOARD, "0", "tt1")
    async with kiosk(rover_file, "WC-TEST", size=SMALL) as hands:
        await hands.log_in("tt1")
        await opened(hands, beside, "0", BOARD)
        await hands.scan("DMM-7")
        await hands.sees("Meter: DMM-7.")
        await hands.scan("17.2")
        await hands.sees("17.2 V is above 16.7 V")
        await hands.press("f9")
        await hands.sees("Accept as a deviation", "T1 to T2 does not allow an issue")
        await hands.type("Bench supply was high")
        await hands.press("enter")
        await hands.sees("Needs the permission AcceptDeviation.")
        await shows_in_place(hands, "qa1")
        await hands.sees("T1 to T2: 17.2 V accepted as a deviation by Inspector One.", "Ready to sign off")
        await hands.press("f4")
        await hands.sees("completed.")
    step_id = beside.step_id(BOARD, "0")
    actions = [row.action for row in beside.engine.reads.history(step_id=step_id)]
    assert "deviation.accept" in actions


async def test_a_tool_out_of_calibration_is_allowed_by_a_second_person_with_a_reason(
    rover_file: Path, beside: Rover
) -> None:
    start(beside, BOARD, "0", "tt1")
    async with kiosk(rover_file, "WC-TEST", size=SMALL) as hands:
        await hands.log_in("tt1")
        await opened(hands, beside, "0", BOARD)
        await hands.scan("DMM-9")
        await hands.sees("DMM-9 was due for calibration on 2026-01-31", "F9: a second person")
        await hands.press("f9")
        await hands.sees("Allow DMM-9 out of calibration")
        await hands.type("DMM-7 is at the lab")
        await hands.press("enter")
        await hands.sees("Needs the permission OverrideGate.")
        await shows_in_place(hands, "qa1")
        await hands.sees("Meter: DMM-9.", "allowed by Inspector One: DMM-7 is at the lab")
    assert field_of(beside, BOARD, "0", "Meter").value == "DMM-9"


async def test_what_is_typed_outlives_another_kiosks_hold(rover_file: Path, beside: Rover) -> None:
    bring_to(beside, UNIT, "2", "op2")
    start(beside, UNIT, "2", "op1")
    async with kiosk(rover_file, "WC-MECH", size=SMALL) as hands:
        await hands.log_in("op1")
        await opened(hands, beside, "2")
        await hands.press("down")
        await hands.type("0.42")
        beside.done("op2", Hold(step_id=beside.step_id(UNIT, "2"), reason="Crane is needed"))
        await hands.sees("‖ On hold", "! 0.42 is typed here and not recorded", "Pivot play: typed and not")
        await hands.press("f5")
        await hands.sees("released.", "● In progress")
        assert "0.42" in hands.line_with("Pivot play *")
