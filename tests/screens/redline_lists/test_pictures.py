"""How redlines look besides their editor, at both sizes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from screens.palettes import PALETTES
from tests.engine.redlines.hands import Pen
from tests.engine.workshop import Workshop
from tests.kiosk import Hands, hands_on
from tests.screens.redline_lists import scenes
from tests.screens.redline_lists.kiosk import log_in, rest, to_redline, to_run, to_step
from tests.screens.runs.kiosk import shop_app

SIZES: Final = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
Act = Callable[[Hands], Awaitable[None]]


def ready(act: Act, who: str = "eng1") -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Log in, do what leads to the picture, and wait until all is painted."""

    async def run(pilot: Pilot[Any]) -> None:
        hands = await hands_on(pilot)
        await log_in(hands, who)
        await act(hands)
        await rest(hands)

    return run


@SIZES
def test_the_redlines_of_a_run(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    runs = scenes.batch(shop)
    scenes.of_every_kind(shop, runs)

    async def act(hands: Hands) -> None:
        await to_run(hands, runs[0].id)
        await hands.sees("Write down how the cables go")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act))


@SIZES
def test_one_of_them_read(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    redline = scenes.in_review(shop, scenes.batch(shop)[0])

    async def act(hands: Hands) -> None:
        await to_redline(hands, redline)

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act))


@SIZES
def test_one_that_was_approved(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    redline = scenes.in_review(shop, scenes.batch(shop)[0])
    Pen(shop).approve(redline)
    Pen(shop).merge(redline)

    async def act(hands: Hands) -> None:
        await to_redline(hands, redline)

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act))


@SIZES
def test_several_to_approve(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.to_approve(shop)

    async def act(hands: Hands) -> None:
        await hands.press("i")
        await hands.sees("Redlines in review")
        await rest(hands)
        await hands.press("space", "space")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act, "qa1"))


@SIZES
@pytest.mark.parametrize("is_done", [False, True], ids=("plan", "receipt"))
def test_approving_them(shop: Workshop, snap_compare: Any, size: tuple[int, int], *, is_done: bool) -> None:
    scenes.to_approve(shop)

    async def act(hands: Hands) -> None:
        await hands.press("i")
        await hands.sees("2 wait")
        await rest(hands)
        await hands.press("space", "space", "a")
        await hands.sees("Approve 2 redlines")
        if is_done:
            await hands.press("enter")
            await hands.sees("Close")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act, "qa1"))


@SIZES
def test_a_rival(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    runs = scenes.batch(shop)
    scenes.in_review(shop, runs[1])
    shop.pass_time(minutes=42)

    async def act(hands: Hands) -> None:
        await to_step(hands, runs[0][scenes.PIVOT])
        await hands.press("f7")
        await hands.sees("Build on it")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act))


@SIZES
def test_opening_one(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    runs = scenes.batch(shop)
    shop.start("op1", runs[0][scenes.PIVOT])

    async def act(hands: Hands) -> None:
        await to_step(hands, runs[0][scenes.PIVOT])
        await hands.press("f7")
        await hands.sees("Reason")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act))


@SIZES
def test_a_step_in_redline(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    runs = scenes.batch(shop)
    scenes.in_review(shop, runs[0])

    async def act(hands: Hands) -> None:
        await to_step(hands, runs[0][scenes.PIVOT])

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act, "op1"))


@SIZES
def test_merging_into_the_procedure(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    redline = scenes.in_review(shop, scenes.batch(shop)[0])
    Pen(shop).approve(redline)

    async def act(hands: Hands) -> None:
        await to_redline(hands, redline)
        await hands.press("m")
        await hands.sees("Make the draft")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act))


@SIZES
def test_merging_into_runs(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    runs = scenes.batch(shop)
    redline = scenes.in_review(shop, runs[0])
    scenes.another_run(shop, "RB-0007")
    scenes.another_run(shop, "RB-0008")
    Pen(shop).approve(redline)

    async def act(hands: Hands) -> None:
        await to_redline(hands, redline)
        await hands.press("n")
        await hands.sees("RB-0007")
        await hands.press("space")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act))


@SIZES
def test_by_somebody_else(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    redline = scenes.in_review(shop, scenes.batch(shop)[0])

    async def act(hands: Hands) -> None:
        await to_redline(hands, redline)
        await hands.press("a")
        await hands.sees("Scan a badge")

    assert snap_compare(shop_app(shop), terminal_size=size, run_before=ready(act, "op1"))


@pytest.mark.parametrize("theme", [palette.name for palette in PALETTES[1:]])
def test_colors(shop: Workshop, snap_compare: Any, theme: str) -> None:
    redline = scenes.in_review(shop, scenes.batch(shop)[0])

    async def act(hands: Hands) -> None:
        await to_redline(hands, redline)

    assert snap_compare(shop_app(shop, theme=theme), terminal_size=(120, 36), run_before=ready(act))
