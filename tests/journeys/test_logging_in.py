"""At the Lock screen: by scanner, by keyboard, and when it is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from data.store import Store
from ion_tui.engine.commands import DeactivateOperator
from ion_tui.engine.core import Engine
from screens.demo_people import DemoPerson
from tests.kiosk import kiosk, other_kiosk
from tests.rover import PEOPLE, rover_in

pytestmark = pytest.mark.usefixtures("single_runs")


@pytest.fixture
def badge_only(rover_file: Path) -> Path:
    """A site that logs in with the badge alone."""
    store = Store.open(rover_file)
    with store.write() as tx:
        tx.execute(text("UPDATE site SET log_in_with = 'badge'"))
    store.close()
    return rover_file


async def test_it_says_which_work_center_this_is_and_asks_who_is_there(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.sees("Mechanical assembly", "Scan your badge, or type your ID", "08:00", "Rover line")


async def test_a_badge_and_a_pin_open_the_queue_of_the_kiosks_work_center(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.scan("B1001")
        await hands.sees("Operator One: type your PIN")
        await hands.type("4821")
        assert "4821" not in hands.screen
        await hands.press("enter")
        await hands.sees("WC-MACH Machining", "op1 Operator One", "0 Fabricate")


async def test_by_keyboard_alone_with_the_id(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.type("op2")
        await hands.press("enter")
        await hands.sees("op2: type your PIN")
        await hands.type("7305")
        await hands.press("enter")
        await hands.sees("op2 Operator Two", "0 Fabricate")


async def test_by_scanner_alone_where_the_site_asks_for_the_badge_only(badge_only: Path) -> None:
    async with kiosk(badge_only, "WC-MACH") as hands:
        await hands.scan("B1001")
        await hands.sees("op1 Operator One", "0 Fabricate")


async def test_a_badge_typed_by_hand_is_a_badge(badge_only: Path) -> None:
    async with kiosk(badge_only, "WC-MACH") as hands:
        await hands.type("B1001")
        await hands.press("enter")
        await hands.sees("op1 Operator One")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("B7777", "Nobody here has this badge."),
        ("WC-MECH", "That is work center Mechanical assembly: scan your badge first."),
    ],
)
async def test_what_is_nobodys_badge_is_refused_in_words(rover_file: Path, code: str, sentence: str) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.scan(code)
        await hands.sees(sentence)
        await hands.scan("B1001")
        await hands.sees("Operator One: type your PIN")


async def test_a_wrong_pin_is_refused_and_asked_for_again(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.scan("B1001")
        await hands.sees("type your PIN")
        await hands.type("0000")
        await hands.press("enter")
        await hands.sees("is not right.", "Operator One: type your PIN")
        await hands.type("4821")
        await hands.press("enter")
        await hands.sees("op1 Operator One", "0 Fabricate")


async def test_too_many_wrong_pins_wait_and_the_right_one_too(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.scan("B1001")
        await hands.sees("type your PIN")
        for _ in range(5):
            await hands.type("0000")
            await hands.press("enter")
            await hands.sees("is not right")
        await hands.type("4821")
        await hands.press("enter")
        await hands.sees("Too many wrong PINs for Operator One: wait")
        hands.clock.advance(timedelta(minutes=15))
        await hands.type("4821")
        await hands.press("enter")
        await hands.sees("op1 Operator One", "0 Fabricate")


async def test_who_was_deactivated_is_told_so(rover_file: Path) -> None:
    rover = rover_in(Store.open(rover_file))
    rover.done("admin", DeactivateOperator(code="op2"))
    rover.engine.store.close()
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.scan("B1002")
        await hands.sees("Operator Two (op2) has been deactivated; ask an administrator.")


async def test_esc_begins_anew(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.scan("B1001")
        await hands.sees("type your PIN")
        await hands.press("escape")
        await hands.sees("Scan your badge, or type your ID")


async def test_a_kiosk_of_no_work_center_asks_which(rover_file: Path) -> None:
    async with kiosk(rover_file) as hands:
        await hands.log_in("lead1")
        await hands.sees("Which work center?", "WC-ELEC", "Electronics bench", "Shop 1")
        await hands.press("down", "enter")
        await hands.sees("WC-MACH Machining", "0 Fabricate")
        await hands.press("escape")
        await hands.sees("Which work center?")


async def test_a_work_center_that_is_not_there_is_said_at_once(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MOON") as hands:
        await hands.sees("There is no work center WC-MOON")


async def test_what_is_scanned_before_the_store_is_open_is_kept(rover_file: Path) -> None:
    may_open = Event()

    def slowly() -> Engine:
        may_open.wait()
        return other_kiosk(rover_file)

    async with kiosk(rover_file, "WC-MACH", open_engine=slowly, waits=False) as hands:
        await hands.scan("B1001")
        await hands.sees("One moment: the store is being opened.")
        may_open.set()
        await hands.sees("Operator One: type your PIN")


async def test_the_demo_names_its_people_with_badge_and_pin(rover_file: Path) -> None:
    people = [DemoPerson(code, code.title(), *PEOPLE[code], roles=("Operator",)) for code in PEOPLE]
    for size in ((80, 24), (120, 36)):
        async with kiosk(rover_file, "WC-MECH", size=size, demo_people=tuple(people)) as hands:
            for code, (badge, pin) in PEOPLE.items():
                line = hands.line_with(badge)
                assert code in line
                assert pin in line
