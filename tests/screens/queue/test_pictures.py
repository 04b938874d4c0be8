"""How the queue looks, at both sizes and in all colors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from data.store import Store
from ion_tui.app import IonApp
from screens.palettes import PALETTES
from tests.engine.workshop import Workshop, badge_of, pin_of
from tests.kiosk import hands_on, kiosk_app
from tests.rover import PEOPLE, Rover, rover_in
from tests.screens.queue import scenes

SIZES: Final = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))


def on_tab(badge: str, pin: str, *keys: str, sees: str = "") -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Log in, press some keys, and wait until the queue has settled."""

    async def run(pilot: Pilot[Any]) -> None:
        hands = await hands_on(pilot)
        await hands.show_badge(badge, pin)
        await hands.sees("F12 Lock")
        for key in keys:
            await hands.settle()
            await hands.press(key)
        await hands.sees(sees)
        await hands.settle()

    return run


def rover_app(path: Path, work_center: str, **options: Any) -> IonApp:
    """A kiosk on a rover line that has been worked on for a while."""
    rover: Rover = rover_in(Store.open(path))
    scenes.rover_at_work(rover)
    rover.engine.store.close()
    return kiosk_app(path, work_center, clock=rover.clock, **options)


def shop_app(shop: Workshop, **options: Any) -> IonApp:
    """A kiosk on the workshop."""
    path = shop.store.path
    assert path is not None
    return kiosk_app(path, "WC", clock=shop.clock, open_engine=lambda: shop.engine, **options)


ROVER_TABS: Final = [("1", "op1 0:45"), ("2", "Available"), ("3", "is part of"), ("4", "Saw blade")]


@SIZES
@pytest.mark.parametrize(("key", "sees"), ROVER_TABS, ids=("in-progress", "available", "blocked", "stopped"))
def test_rover(rover_file: Path, snap_compare: Any, size: tuple[int, int], key: str, sees: str) -> None:
    app = rover_app(rover_file, "WC-MACH")
    assert snap_compare(app, terminal_size=size, run_before=on_tab(*PEOPLE["op1"], key, sees=sees))


@SIZES
def test_empty(rover_file: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    app = kiosk_app(rover_file, "WC-ELEC")
    sees = "Nothing can be started here now"
    assert snap_compare(app, terminal_size=size, run_before=on_tab(*PEOPLE["op1"], sees=sees))


@SIZES
@pytest.mark.parametrize("key", ["1", "2", "4", "5"])
def test_everything(shop: Workshop, snap_compare: Any, size: tuple[int, int], key: str) -> None:
    scenes.everything(shop)
    ready = on_tab(badge_of("op1"), pin_of("op1"), key, sees="SN-")
    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready)


@SIZES
@pytest.mark.parametrize("key", ["2", "4"])
def test_hostile_names(shop: Workshop, snap_compare: Any, size: tuple[int, int], key: str) -> None:
    scenes.hostile(shop)
    ready = on_tab(badge_of("op1"), pin_of("op1"), key, sees="SN-")
    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_two_hundred_rows(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.two_hundred(shop)
    ready = on_tab(badge_of("op1"), pin_of("op1"), "2", "end", sees="SN-0049")
    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready)


@pytest.mark.parametrize("theme", [palette.name for palette in PALETTES[1:]])
def test_colors(shop: Workshop, snap_compare: Any, theme: str) -> None:
    scenes.everything(shop)
    ready = on_tab(badge_of("op1"), pin_of("op1"), "1", sees="SN-")
    assert snap_compare(shop_app(shop, theme=theme), terminal_size=(120, 36), run_before=ready)


@SIZES
def test_work_centers(rover_file: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    app = kiosk_app(rover_file)
    ready = on_tab(*PEOPLE["lead1"], sees="Electronics bench")
    assert snap_compare(app, terminal_size=size, run_before=ready)


@SIZES
def test_my_time(rover_file: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    app = rover_app(rover_file, "WC-MACH")
    assert snap_compare(app, terminal_size=size, run_before=on_tab(*PEOPLE["op2"], "t", sees="My time"))


@SIZES
@pytest.mark.parametrize(
    ("who", "sees"),
    [("qa1", "3 to decide"), ("op1", "Nothing waits for an approval by Operator One.")],
    ids=("some", "none"),
)
def test_approvals(shop: Workshop, snap_compare: Any, size: tuple[int, int], who: str, sees: str) -> None:
    scenes.approvals_wait(shop)
    ready = on_tab(badge_of(who), pin_of(who), "w", sees=sees)
    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready)
