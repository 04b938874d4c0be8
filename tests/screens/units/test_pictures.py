"""How the units of a batch look, at both sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.workshop import Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.kiosk import StepKiosk, settle
from tests.screens.units import scenes
from tests.screens.units.hands import scan_in, to_units

SIZES = ((80, 24), (120, 36))


def mixed(shop: Workshop) -> int:
    """Twelve units in many states."""
    return scenes.twelve(shop).steps(scenes.PIVOT)[0]


@pytest.mark.parametrize("size", SIZES, ids=("80x24", "120x36"))
@pytest.mark.parametrize("scene", [scenes.three, mixed], ids=["three", "twelve"])
def test_units(
    shop: Workshop, snap_compare: Any, scene: Callable[[Workshop], int], size: tuple[int, int]
) -> None:
    app = StepKiosk(shop.engine, shop.people["op1"], scene(shop))
    assert snap_compare(app, terminal_size=size, run_before=to_units)


@pytest.mark.parametrize("size", SIZES, ids=("80x24", "120x36"))
def test_out_of_range(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    async def type_too_much(pilot: Any) -> None:
        await to_units(pilot)
        await scan_in(pilot, "RB-0002")
        await type_text(pilot, "0.58")
        await press(pilot, "enter")
        await type_text(pilot, "0.9")
        await settle(pilot)

    app = StepKiosk(shop.engine, shop.people["op1"], scenes.three(shop))
    assert snap_compare(app, terminal_size=size, run_before=type_too_much)


@pytest.mark.parametrize("size", SIZES, ids=("80x24", "120x36"))
def test_on_hold(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    async def go_there(pilot: Any) -> None:
        await to_units(pilot)
        await scan_in(pilot, "RB-0007")

    app = StepKiosk(shop.engine, shop.people["op1"], mixed(shop))
    assert snap_compare(app, terminal_size=size, run_before=go_there)


@pytest.mark.parametrize("size", SIZES, ids=("80x24", "120x36"))
def test_on_the_step(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    app = StepKiosk(shop.engine, shop.people["op1"], mixed(shop))
    assert snap_compare(app, terminal_size=size, run_before=settle)
