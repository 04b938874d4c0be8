"""How a redline looks while it is written and read, at both sizes and in all colors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from screens.palettes import PALETTES
from tests.engine.workshop import Workshop
from tests.kiosk import hands_on
from tests.screens.redline import scenes
from tests.screens.redline.kiosk import go_to_the_redline, press, settle
from tests.screens.runs.kiosk import shop_app

SIZES: Final = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
DOWN: Final = "down"


def ready(redline: scenes.Redline, *keys: str, who: str = "eng1") -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Open a redline, press some keys, and wait until all is painted."""

    async def run(pilot: Pilot[Any]) -> None:
        hands = await hands_on(pilot)
        await go_to_the_redline(hands, redline.id, who)
        await press(hands, *keys)
        await settle(hands)

    return run


@SIZES
@pytest.mark.parametrize(
    ("scene", "keys"),
    [
        (scenes.opened, ()),
        (scenes.opened, ("enter",)),
        (scenes.rewritten, ("enter", DOWN)),
        (scenes.rewritten, ("enter", DOWN, "enter")),
        (scenes.rewritten, ("enter", DOWN, "enter", "f3")),
        (scenes.rewritten, ("d",)),
        (scenes.rewritten, ("enter", DOWN, DOWN, DOWN, "enter")),
        (scenes.rewritten, ("enter", DOWN, DOWN, DOWN, "enter", DOWN, DOWN, DOWN, "enter", "9", "enter")),
        (scenes.opened, ("enter", "end", "up", "up", "up", "enter")),
        (scenes.rearranged, ()),
        (scenes.rearranged, ("enter", "end")),
        (scenes.rearranged, ("n",)),
        (scenes.submitted, ()),
    ],
    ids=(
        "empty", "empty-step", "changed", "instructions", "preview", "difference", "field", "refused", "waits",
        "tree", "terms", "new-step", "in-review",
    ),
)  # fmt: skip
def test_scene(
    shop: Workshop,
    snap_compare: Any,
    scene: Callable[[Workshop], scenes.Redline],
    keys: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    redline = scene(shop)
    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(redline, *keys))


@SIZES
def test_read_by_somebody_who_may_not_change_it(
    shop: Workshop, snap_compare: Any, size: tuple[int, int]
) -> None:
    redline = scenes.rearranged(shop)
    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(redline, who="op1"))


@pytest.mark.parametrize("theme", [palette.name for palette in PALETTES[1:]])
def test_colors(shop: Workshop, snap_compare: Any, theme: str) -> None:
    redline = scenes.rearranged(shop)
    app = shop_app(shop, theme=theme)
    assert snap_compare(app, terminal_size=(120, 36), run_before=ready(redline))
