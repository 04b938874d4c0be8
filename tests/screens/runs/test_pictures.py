"""How the runs and the start of one look, at both sizes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from screens.palettes import PALETTES
from tests.engine.workshop import Workshop
from tests.kiosk import hands_on
from tests.screens.runs import scenes
from tests.screens.runs.kiosk import go_to_the_runs, settle, shop_app

SIZES: Final = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))


def ready(
    *keys: str, text: str = "", scan: str = "", sees: str = ""
) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Go to the runs, press some keys, type or scan something, and wait until all is painted."""

    async def run(pilot: Pilot[Any]) -> None:
        hands = await hands_on(pilot)
        await go_to_the_runs(hands)
        for key in keys:
            await hands.press(key)
            await settle(hands)
        if text:
            await hands.type(text)
        if scan:
            await hands.scan(scan)
        await hands.sees(sees)
        await settle(hands)

    return run


@SIZES
def test_nothing_yet(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(sees="No run is open"))


@SIZES
@pytest.mark.parametrize(
    ("keys", "text", "sees"),
    [
        ((), "", "Rover 1"),
        (("6",), "", "Complete"),
        (("g",), "", "runs done"),
        (("slash",), "order", "Customer order 4705"),
        (("f",), "", "Narrow the runs"),
        (("space", "space", "down", "space"), "", "3 selected"),
        (("space", "space", "b"), "", "New batch of these 2 runs"),
    ],
    ids=("open", "all", "grouped", "searching", "filter", "selected", "new-batch"),
)
def test_a_floor(
    shop: Workshop, snap_compare: Any, size: tuple[int, int], keys: tuple[str, ...], text: str, sees: str
) -> None:
    scenes.floor(shop)
    app = shop_app(shop)
    assert snap_compare(app, terminal_size=size, run_before=ready(*keys, text=text, sees=sees))


@SIZES
def test_two_hundred_runs(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.two_hundred(shop)
    app = shop_app(shop)
    assert snap_compare(app, terminal_size=size, run_before=ready("end", sees="SN-0199"))


@SIZES
@pytest.mark.parametrize(
    ("keys", "text", "sees"),
    [
        (("n",), "", "Pick the procedure first"),
        (("n", "enter"), "", "Procedure has"),
        (("n", "enter", "enter", "enter"), "SN-001..SN-050", "Which serials"),
    ],
    ids=("empty", "procedures", "serials"),
)
def test_starting(
    shop: Workshop, snap_compare: Any, size: tuple[int, int], keys: tuple[str, ...], text: str, sees: str
) -> None:
    scenes.to_start_from(shop)
    app = shop_app(shop)
    assert snap_compare(app, terminal_size=size, run_before=ready(*keys, text=text, sees=sees))


@SIZES
@pytest.mark.parametrize(
    ("code", "sees"), [("BOLT-1", "is not linked"), ("SN-SCRAPPED", "is scrapped")], ids=("warned", "refused")
)
def test_a_unit_scanned_while_starting(
    shop: Workshop, snap_compare: Any, size: tuple[int, int], code: str, sees: str
) -> None:
    scenes.to_start_from(shop)
    app = shop_app(shop)
    scanned = ready("n", "enter", "enter", scan=code, sees=sees)
    assert snap_compare(app, terminal_size=size, run_before=scanned)


@pytest.mark.parametrize("theme", [palette.name for palette in PALETTES[1:]])
def test_colors(shop: Workshop, snap_compare: Any, theme: str) -> None:
    scenes.floor(shop)
    app = shop_app(shop, theme=theme)
    assert snap_compare(app, terminal_size=(120, 36), run_before=ready("6", "space", sees="1 selected"))
