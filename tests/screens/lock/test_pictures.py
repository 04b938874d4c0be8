"""How the Lock screen looks, at both sizes and in all colors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from screens.demo_people import DemoPerson
from screens.palettes import PALETTES
from tests.kiosk import Hands, hands_on, kiosk_app
from tests.rover import PEOPLE

SIZES: Final = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
ROLES: Final = {"op1": "Operator", "op2": "Operator", "tt1": "Test technician", "lead1": "Lead"}
DEMO: Final = tuple(
    DemoPerson(code, f"Person {number}", *PEOPLE[code], roles=(ROLES.get(code, "Quality"),))
    for number, code in enumerate(PEOPLE, 1)
)


def before(act: Callable[[Hands], Awaitable[None]]) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """What is done at the kiosk before its picture is taken."""

    async def run(pilot: Pilot[Any]) -> None:
        await act(await hands_on(pilot))

    return run


async def nothing(hands: Hands) -> None:
    await hands.sees("Scan your badge")


async def asks_for_the_pin(hands: Hands) -> None:
    await hands.scan("B1001")
    await hands.sees("type your PIN")
    await hands.type("48")


async def refused(hands: Hands) -> None:
    await hands.scan("B1001")
    await hands.sees("type your PIN")
    await hands.type("0000")
    await hands.press("enter")
    await hands.sees("is not right")


@SIZES
@pytest.mark.parametrize("act", [nothing, asks_for_the_pin, refused], ids=lambda act: str(act.__name__))
def test_scene(
    rover_file: Path,
    snap_compare: Any,
    size: tuple[int, int],
    act: Callable[[Hands], Awaitable[None]],
) -> None:
    assert snap_compare(kiosk_app(rover_file, "WC-MECH"), terminal_size=size, run_before=before(act))


@SIZES
def test_demo(rover_file: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    app = kiosk_app(rover_file, "WC-MECH", demo_people=DEMO)
    assert snap_compare(app, terminal_size=size, run_before=before(nothing))


@pytest.mark.parametrize("theme", [palette.name for palette in PALETTES[1:]])
def test_colors(rover_file: Path, snap_compare: Any, theme: str) -> None:
    app = kiosk_app(rover_file, "WC-MECH", theme=theme, demo_people=DEMO)
    assert snap_compare(app, terminal_size=(80, 24), run_before=before(refused))


@SIZES
def test_first_start(tmp_path: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    async def begun(hands: Hands) -> None:
        await hands.sees("This store is empty.")
        await hands.type("Rover line")
        await hands.press("enter")

    assert snap_compare(kiosk_app(tmp_path / "new.db"), terminal_size=size, run_before=before(begun))
