"""How a step looks, at both sizes and in all colors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from screens.palettes import PALETTES
from tests.engine.workshop import Workshop
from tests.screens.step import scenes
from tests.screens.step.kiosk import StepKiosk, settle

SIZES = ((80, 24), (120, 36))
SCENES = (
    scenes.fresh,
    scenes.worked,
    scenes.completed,
    scenes.blocked,
    scenes.on_hold,
    scenes.failed,
    scenes.hostile,
    scenes.table,
    scenes.judged,
)


@pytest.mark.parametrize("size", SIZES, ids=("80x24", "120x36"))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: str(scene.__name__))
def test_scene(
    shop: Workshop, snap_compare: Any, scene: Callable[[Workshop], int], size: tuple[int, int]
) -> None:
    app = StepKiosk(shop.engine, shop.people["op1"], scene(shop))
    assert snap_compare(app, terminal_size=size, run_before=settle)


@pytest.mark.parametrize("theme", [palette.name for palette in PALETTES[1:]])
def test_colors(shop: Workshop, snap_compare: Any, theme: str) -> None:
    app = StepKiosk(shop.engine, shop.people["op1"], scenes.worked(shop), theme)
    assert snap_compare(app, terminal_size=(120, 36), run_before=settle)


@pytest.mark.parametrize("size", SIZES, ids=("80x24", "120x36"))
def test_scrolled_to_the_end(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    async def to_the_end(pilot: Any) -> None:
        await settle(pilot)
        pilot.app.step.sheet.scroll_end(animate=False)
        await settle(pilot)

    app = StepKiosk(shop.engine, shop.people["op1"], scenes.worked(shop))
    assert snap_compare(app, terminal_size=size, run_before=to_the_end)
