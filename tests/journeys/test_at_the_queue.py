"""At the queue: looking, finding, starting, stopping, and why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from data.store import Store
from ion_tui.engine.commands import Hold, Start
from screens.queue import QueueScreen
from screens.queue_parts.lines import ROW_HEIGHT
from screens.step import StepScreen
from tests.kiosk import Hands, kiosk, other_kiosk
from tests.rover import Rover, rover_in

pytestmark = pytest.mark.usefixtures("single_runs")


@pytest.fixture
def rover_beside(rover_file: Path) -> Rover:
    """The rover line as another kiosk has it."""
    return rover_in(other_kiosk(rover_file).store)


def queue(hands: Hands) -> QueueScreen:
    """The queue, on the screen or under it."""
    return next(screen for screen in hands.app.screen_stack if isinstance(screen, QueueScreen))


async def test_it_begins_on_the_first_tab_that_holds_something(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.sees("Blocked 24", "1 Begin the rocker", "waits on 0 Fabricate, not started.")


async def test_starting_a_step_opens_it_and_it_is_in_progress_on_the_way_back(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.sees("RB-0001 · 0 Fabricate")
        await hands.knows_what_is_allowed()
        await hands.press("f2")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")
        await hands.sees("0 Fabricate", "In progress")
        await hands.press("escape")
        await hands.sees("In progress 1", "RB-0001 · 0.0 Cut the 3 in channels")
        await hands.press("1")
        await hands.sees("RB-0001 · 0 Fabricate", "op1 0:00")


async def test_every_key_can_be_found_by_its_name(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.press("colon")
        await hands.sees("Search for commands", "Hold (F5)")
        assert all(cell_len(letter) == 1 for line in hands.screen.splitlines() for letter in line)
        await hands.type("quit")
        await hands.sees("Quit (Ctrl+Q)", "End the kiosk, whoever is at it")


async def test_the_kiosk_is_ended_by_a_key_that_the_help_names_over_a_dialog_too(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH", size=(120, 60)) as hands:
        await hands.press("f1")
        await hands.sees("Ctrl+Q", "End the kiosk, whoever is at it; sessions go on")
        await hands.press("ctrl+q")
        await hands.until(lambda: hands.app._exit, "the end")


async def test_a_dim_key_says_why(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.sees("1 Begin the rocker")
        await hands.knows_what_is_allowed()
        await hands.press("f2")
        await hands.sees("✗ 1 Begin the rocker waits on 0 Fabricate, not started.")


async def test_a_hold_asks_for_a_reason_and_a_release_takes_it_off(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.knows_what_is_allowed()
        await hands.press("h")
        await hands.sees("Hold 0 Fabricate")
        await hands.type("saw is down")
        await hands.press("enter")
        await hands.sees("Stopped 1")
        await hands.press("4")
        await hands.sees("On hold", "saw is down")
        await hands.knows_what_is_allowed()
        await hands.press("r")
        await hands.sees("Stopped 0", "Nothing here is on hold, failed or in redline.")


async def test_the_details_say_why_not_in_full(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.sees(
            "│ Waits on 0 Fabricate, not started.", "PRC-RB A", "30 min planned", "Assigned  op1"
        )


async def test_on_a_narrow_screen_the_details_come_when_asked_for(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH", size=(80, 24)) as hands:
        await hands.log_in("op1")
        await hands.sees("1 Begin the rocker")
        assert "30 min planned" not in hands.screen
        await hands.press("d")
        await hands.sees("30 min planned")
        await hands.press("d")
        await hands.sees_no_more("30 min planned")


@pytest.mark.parametrize("rows", [15, 24])
async def test_the_details_leave_room_for_whole_rows(rover_file: Path, rows: int) -> None:
    async with kiosk(rover_file, "WC-MECH", size=(80, rows)) as hands:
        await hands.log_in("op1")
        await hands.press("d")
        await hands.sees("◌ Blocked   P2    1 Begin the rocker")
        list_of_steps = queue(hands).rows
        assert list_of_steps.size.height >= 2 * ROW_HEIGHT
        assert list_of_steps.size.height % ROW_HEIGHT == 0


async def test_how_many_are_shown_stays_in_sight_when_the_terminal_changes_its_size(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH", size=(120, 24)) as hands:
        await hands.log_in("op1")
        for width in (60, 200):
            await hands.pilot.resize_terminal(width, 24)
            await hands.until(
                lambda width=width: (
                    hands.line_with("by priority").endswith(" shown")  # type: ignore[misc]
                    and len(hands.line_with("by priority")) == width - 1
                ),
                "the count at the right",
            )


async def test_searching_narrows_while_typing_and_esc_ends_it(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.sees("24 shown")
        await hands.press("slash")
        await hands.type("bogie")
        await hands.sees("4 shown", "2 Start the bogie pivot")
        await hands.press("enter", "down")
        assert hands.app.focused is queue(hands).rows
        await hands.press("escape")
        await hands.sees("24 shown")


async def test_another_work_center_is_shown_whole_whatever_was_searched_before(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.press("slash")
        await hands.type("hub")
        await hands.sees_no_more("1 Begin the rocker")
        await hands.scan("WC-MACH")
        await hands.sees("WC-MACH Machining", "0 Fabricate")
        assert not queue(hands).has_class("-searching")
        assert queue(hands).search.value == ""
        assert hands.app.focused is queue(hands).rows


async def test_a_search_that_finds_nothing_says_so(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.press("slash")
        await hands.type("[red]")
        await hands.sees("Nothing in “Blocked” has “[red]” in it. Esc clears the search.")


async def test_mine_is_what_i_am_assigned_to(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.sees("4 shown")
        await hands.press("m")
        await hands.sees("1 shown", "by priority · mine")
        await hands.press("m")
        await hands.sees("4 shown")


async def test_the_order_can_be_changed(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.sees("by priority")
        for order in ("by due", "by run", "by priority"):
            await hands.press("o")
            await hands.sees(order)


async def test_every_tab_can_be_reached_and_an_empty_one_says_what_to_do(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-ELEC") as hands:
        await hands.log_in("op1")
        for key, sentence in (
            ("1", "Nothing is in progress here."),
            ("2", "Nothing can be started here now."),
            ("3", "Nothing here waits on anything."),
            ("right_square_bracket", "Nothing here is on hold, failed or in redline."),
            ("right", "Nothing was signed off here today yet."),
            ("right", "Nothing is in progress here."),
            ("left", "Nothing was signed off here today yet."),
        ):
            await hands.press(key)
            await hands.sees(sentence)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("DMM-7", "Tool DMM-01 · DMM-7: available at WC-TEST"),
        ("F-2207", "Inventory S7 · F-2207: 64 available at STOCK"),
        ("NO-SUCH", "NO-SUCH: nobody and nothing here has this code."),
        ("B1001", "Operator One is at this kiosk already."),
    ],
)
async def test_a_scan_is_answered_in_one_line(rover_file: Path, code: str, sentence: str) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.scan(code)
        await hands.sees(sentence)


async def test_scanning_a_work_center_shows_its_queue(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.scan("WC-TEST")
        await hands.sees("WC-TEST Test bench", "CB-0101")
        await hands.scan("WC-MACH")
        await hands.sees("WC-MACH Machining", "0 Fabricate")


@pytest.mark.parametrize("code", ["RB-0002", "RUN-2"])
async def test_scanning_a_unit_or_a_run_opens_its_step(rover_file: Path, code: str) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.scan(code)
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")
        await hands.sees("RB-0002", "0 Fabricate")


async def test_a_code_can_be_typed_where_there_is_no_scanner(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.press("c")
        await hands.type("WC-TEST")
        await hands.press("enter")
        await hands.sees("WC-TEST Test bench")


async def test_another_persons_badge_takes_over_with_their_pin(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.scan("B1002")
        await hands.sees("Operator Two", "PIN")
        await hands.type("0000")
        await hands.press("enter")
        await hands.sees("is not right.")
        await hands.type("7305")
        await hands.press("enter")
        await hands.sees("op2 Operator Two", "0 Fabricate")


async def test_what_another_kiosk_does_is_shown_in_place_and_the_cursor_stays(
    rover_file: Path, rover_beside: Rover
) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.press("down", "down")
        row = queue(hands).rows.highlighted
        assert row is not None
        assert row.row.unit == "OSR-RB · RB-0003"
        rover_beside.done("op2", Start(step_id=rover_beside.step_id("RB-0001", "0")))
        await hands.sees("In progress 1", "0.0 Cut the 3 in channels")
        still = queue(hands).rows.highlighted
        assert still is not None
        assert still.row.unit == "OSR-RB · RB-0003"
        rover_beside.done("lead1", Hold(step_id=rover_beside.step_id("RB-0003", "0"), reason="no rod"))
        await hands.sees("Stopped 1")


async def test_a_stale_row_is_told_apart_from_the_one_that_was_seen(
    rover_file: Path, rover_beside: Rover
) -> None:
    """Between a change elsewhere and its news, a key acts on what was seen, and is refused by name."""
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        hands.app.floor._closing.set()
        await hands.settle()
        await hands.knows_what_is_allowed()
        rover_beside.done("op2", Start(step_id=rover_beside.step_id("RB-0001", "0")))
        await hands.press("f2")
        await hands.sees("Operator Two (op2) started 0 Fabricate at 08:00")


def test_the_store_of_a_story_is_its_own(rover_file: Path) -> None:
    with Store.open(rover_file).read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM session_step").scalar() == 0
