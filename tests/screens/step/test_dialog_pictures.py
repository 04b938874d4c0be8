"""How the step's questions look over it, and what is typed on a step that somebody stops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.engine.workshop import Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step import scenes
from tests.screens.step.eyes import kiosk, put_cursor
from tests.screens.step.kiosk import StepKiosk, settle

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
Act = Callable[[Any, Workshop], Awaitable[None]]


def nested(shop: Workshop) -> int:
    """A step with children in many states, and one that waits on it and has been worked."""
    names = ("Degrease", "Rinse", "Etch", "Rinse again", "Neutralize", "Dry")
    run = shop.run(
        Step("Wash", steps=tuple(map(Step, names))), Step("Paint", after=("Wash",)), serial="RB-0003"
    )
    shop.start("op1", run["Wash"])
    shop.work("op1", run["Degrease"])
    shop.start("op1", run["Rinse"])
    shop.hold("op1", run["Rinse"], "no water")
    return run["Wash"]


def reopened(shop: Workshop) -> int:
    """A completed step with one behind it that is being worked."""
    run = shop.run(Step("Bore"), Step("Press the bearing", after=("Bore",)), serial="RB-0004")
    shop.work("op1", run["Bore"])
    shop.start("op2", run["Press the bearing"])
    return run["Bore"]


async def skips(pilot: Any, shop: Workshop) -> None:
    await press(pilot, "k")
    await settle(pilot)
    await type_text(pilot, "Came washed")


async def reopens(pilot: Any, shop: Workshop) -> None:
    await press(pilot, "r")
    await settle(pilot)
    await type_text(pilot, "Wrong bore")
    await press(pilot, "enter")


async def finds_a_way(pilot: Any, shop: Workshop) -> None:
    shop.record("op1", pilot.app.step_id, "Shim gap", "0.66", reason="measured again")
    kiosk(pilot).step.refresh_floor()
    await settle(pilot)
    await put_cursor(pilot, "Shim gap")
    await press(pilot, "f9")


async def attaches(pilot: Any, shop: Workshop) -> None:
    await finds_a_way(pilot, shop)
    await settle(pilot)
    await press(pilot, "down", "enter")


async def accepts(pilot: Any, shop: Workshop) -> None:
    await put_cursor(pilot, "Runout")
    await press(pilot, "f9")


async def has_it_accepted(pilot: Any, shop: Workshop) -> None:
    await accepts(pilot, shop)
    await settle(pilot)
    await type_text(pilot, "as on the drawing of the test rig")
    await press(pilot, "enter")


async def decides(pilot: Any, shop: Workshop) -> None:
    await press(pilot, "escape", "a")


async def opens_an_issue(pilot: Any, shop: Workshop) -> None:
    await press(pilot, "escape", "f9")
    await settle(pilot)
    await type_text(pilot, "Scratch on the face")


async def checks_out(pilot: Any, shop: Workshop) -> None:
    await press(pilot, "escape", "o")
    await settle(pilot)


async def is_stopped(pilot: Any, shop: Workshop) -> None:
    await put_cursor(pilot, "Runout")
    await type_text(pilot, "0.48")
    shop.hold("op2", pilot.app.step_id, "crane is needed here")
    kiosk(pilot).step.refresh_floor()


@SIZES
@pytest.mark.parametrize(
    ("scene", "who", "act"),
    [
        (nested, "lead1", skips),
        (reopened, "lead1", reopens),
        (scenes.judged, "op1", finds_a_way),
        (scenes.judged, "op1", attaches),
        (scenes.judged, "op1", accepts),
        (scenes.judged, "op1", has_it_accepted),
        (scenes.judged, "eng1", decides),
        (scenes.worked, "op1", opens_an_issue),
        (scenes.worked, "lead1", checks_out),
        (scenes.judged, "op1", is_stopped),
    ],
    ids=lambda it: getattr(it, "__name__", str(it)),
)
def test_over_the_step(
    shop: Workshop,
    snap_compare: Any,
    size: tuple[int, int],
    scene: Callable[[Workshop], int],
    who: str,
    act: Act,
) -> None:
    app = StepKiosk(shop.engine, shop.people[who], scene(shop))

    async def before(pilot: Any) -> None:
        await settle(pilot)
        await act(pilot, shop)
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
