"""A kiosk on a workshop with redlines, with somebody in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from screens.dialogs.dialog import Dialog
from screens.messages import OpenRun, OpenStep, ReadRedline
from screens.step import StepScreen
from tests.engine.workshop import Workshop, badge_of, pin_of
from tests.kiosk import Hands, hands_on
from tests.screens.runs.kiosk import shop_app


@asynccontextmanager
async def at_work(
    shop: Workshop, who: str = "eng1", *, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Hands]:
    """Somebody who is logged in."""
    async with shop_app(shop).run_test(size=size) as pilot:
        hands = await hands_on(pilot)
        await log_in(hands, who)
        yield hands


async def log_in(hands: Hands, who: str) -> None:
    """Show badge and PIN, and wait for the queue."""
    await hands.show_badge(badge_of(who), pin_of(who))
    await hands.sees("F12 Lock")
    await hands.settle()


async def sign(hands: Hands, who: str) -> None:
    """Show badge and PIN in place."""
    await hands.scan(badge_of(who))
    await hands.sees("Now the PIN.")
    await hands.type(pin_of(who))
    await hands.press("enter")


async def rest(hands: Hands) -> None:
    """Wait until nothing is asked any more; what waits behind a dialog is left waiting."""

    def is_asking() -> bool:
        in_dialog = isinstance(hands.app.screen, Dialog) or hands.app.screen.is_modal
        return any(not worker.is_finished for worker in hands.app.workers if not in_dialog)

    for _ in range(2):
        await hands.until(lambda: not is_asking(), "rest")
        await hands.pilot.pause()


async def to_step(hands: Hands, step_id: int) -> None:
    """Open a step."""
    hands.app.screen.post_message(OpenStep(step_id))
    await hands.until(lambda: isinstance(screen := hands.app.screen, StepScreen) and screen.view is not None)
    await rest(hands)


async def to_run(hands: Hands, run_id: int, tab: str = "5") -> None:
    """Open a run on one of its tabs."""
    hands.app.screen.post_message(OpenRun(run_id))
    await hands.sees("5 Redlines")
    await rest(hands)
    await hands.press(tab)


async def to_redline(hands: Hands, redline_id: int) -> None:
    """Read a redline."""
    hands.app.screen.post_message(ReadRedline(redline_id))
    await hands.sees("What it changes")
    await rest(hands)
