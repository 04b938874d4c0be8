"""A kiosk at the workshop's work center, with somebody logged in, for the batch manager and the Run screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ion_tui.app import IonApp
from screens.batch_manager import BatchManager
from screens.widgets.scan_box import ScanBox
from tests.engine.workshop import Workshop, badge_of, pin_of
from tests.kiosk import Hands, hands_on, kiosk_app


def workshop_app(shop: Workshop, work_center: str | None = "WC") -> IonApp:
    """The App of a kiosk at the workshop."""
    path = shop.store.path
    assert path is not None
    return kiosk_app(path, work_center, clock=shop.clock, open_engine=lambda: shop.engine)


async def log_in(hands: Hands, who: str) -> None:
    """Log in, and wait for the first screen."""
    await hands.show_badge(badge_of(who), pin_of(who))
    await hands.sees("F12 Lock")
    await hands.settle()


async def rest(hands: Hands) -> None:
    """Wait until nothing is asked any more; a job that waits for a dialog's answer goes on waiting."""
    await hands.pilot.pause()
    screen = hands.app.screen
    if isinstance(screen, BatchManager):
        await hands.until(lambda: screen._rest is None, "rest")
    asks = ("load", "run", "row", "scan")
    await hands.until(
        lambda: all(worker.is_finished for worker in hands.app.workers if worker.group in asks), "all answers"
    )
    await hands.pilot.pause()


async def hears(hands: Hands, text: str) -> None:
    """Wait until the answer on the screen has `text` in it, however it is wrapped."""

    def is_said() -> bool:
        boxes = hands.app.screen.query(ScanBox)
        return bool(boxes) and text in boxes.first().said[0]

    await hands.until(is_said, repr(text))


@asynccontextmanager
async def at_work(
    shop: Workshop, who: str = "lead1", *, size: tuple[int, int] = (80, 24), work_center: str | None = "WC"
) -> AsyncIterator[Hands]:
    """Somebody at the kiosk, on its first screen."""
    app = workshop_app(shop, work_center)
    async with app.run_test(size=size) as pilot:
        hands = await hands_on(pilot)
        await log_in(hands, who)
        yield hands


@asynccontextmanager
async def at_the_batch(
    shop: Workshop, tab: str = "1", who: str = "lead1", *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Hands]:
    """Somebody with the batch manager open, on the first row of a tab of the queue."""
    async with at_work(shop, who, size=size) as hands:
        await hands.press(tab)
        await hands.settle()
        await hands.press("b")
        await hands.sees("Batch 1", "a run or its unit")
        await rest(hands)
        yield hands
