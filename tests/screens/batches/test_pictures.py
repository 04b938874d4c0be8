"""How the batch manager, its picker and the Run screen look, at both sizes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from ion_tui.engine.commands import DissolveBatch
from tests.engine.workshop import Workshop
from tests.kiosk import hands_on
from tests.screens.batches import scenes
from tests.screens.batches.kiosk import log_in, rest, workshop_app

SIZES: Final = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
Ready = Callable[[Pilot[Any]], Awaitable[None]]


def after(*keys: str, sees: str, who: str = "lead1", then: Callable[[], object] | None = None) -> Ready:
    """Log in, press keys one after the other, do something elsewhere, and wait until it is seen."""

    async def run(pilot: Pilot[Any]) -> None:
        hands = await hands_on(pilot)
        await log_in(hands, who)
        for key in keys:
            await hands.press(key)
            await rest(hands)
        if then is not None:
            then()
        await hands.sees(sees)
        await rest(hands)

    return run


@SIZES
def test_no_batch(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.alone(shop)
    ready = after("2", "b", sees="New batch of this run")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_three_runs(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.three(shop)
    ready = after("1", "b", "end", sees="has no step that comes from")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_expanded(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.three(shop)
    ready = after("1", "b", "e", sees="3 expanded")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_five_hundred_runs(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.many(shop)
    ready = after("2", "b", "end", sees="SN-0499")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_without_the_permission(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.three(shop)
    ready = after("1", "b", "r", who="op1", sees="UpdateRunBatch")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_picker(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.three(shop)
    ready = after("1", "b", "a", "space", sees="1 marked")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_confirming(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.three(shop)
    ready = after("1", "b", "u", sees="Unbatch all 3 runs")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_titling(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.three(shop)
    ready = after("1", "b", "t", sees="Batch 1: Rover 1 suspension")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_dissolved_elsewhere(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    floor = scenes.three(shop)
    ready = after(
        "1",
        "b",
        sees="This batch was dissolved",
        then=lambda: shop.do("lead1", DissolveBatch(batch_id=floor.batch)),
    )
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
def test_no_longer_in_a_batch(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    scenes.three(shop)
    ready = after("1", "b", "r", sees="This run is no longer in a batch.")
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)


@SIZES
@pytest.mark.parametrize(
    ("key", "sees"),
    [("1", "0 Fabricate"), ("2", "N-530"), ("3", "Rod is 2 mm"), ("4", "Planned end")],
    ids=("steps", "parts", "history", "details"),
)
def test_run(shop: Workshop, snap_compare: Any, size: tuple[int, int], key: str, sees: str) -> None:
    scenes.worked(shop)
    ready = after("1", "l", key, sees=sees)
    assert snap_compare(workshop_app(shop), terminal_size=size, run_before=ready)
