"""A kiosk on a workshop, with somebody in front of a redline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from screens.dialogs.asking import AskingDialog
from screens.dialogs.dialog import Dialog
from screens.redline import RedlineScreen
from tests.engine.workshop import Workshop, badge_of, pin_of
from tests.kiosk import Hands, hands_on
from tests.screens.runs.kiosk import shop_app

_WAITING = ("verbs", "edit")
"""Groups of workers that wait for a dialog's answer."""


@asynccontextmanager
async def at_the_redline(
    shop: Workshop, redline_id: int, who: str = "eng1", *, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Hands]:
    """Somebody who is logged in and has opened a redline."""
    async with shop_app(shop).run_test(size=size) as pilot:
        hands = await hands_on(pilot)
        await go_to_the_redline(hands, redline_id, who)
        yield hands


async def go_to_the_redline(hands: Hands, redline_id: int, who: str = "eng1") -> None:
    """Log in, and open a redline."""
    await hands.show_badge(badge_of(who), pin_of(who))
    await hands.sees("F12 Lock")
    await hands.settle()
    await hands.app.push_screen(RedlineScreen(hands.app.floor, redline_id))
    await hands.sees(f"Redline {redline_id}")
    await settle(hands)


def editor(hands: Hands) -> RedlineScreen:
    """The redline's screen, under any dialog."""
    return next(screen for screen in hands.app.screen_stack if isinstance(screen, RedlineScreen))


async def press(hands: Hands, *keys: str) -> None:
    """Press keys, each after what the one before has done."""
    for key in keys:
        await hands.press(key)
        await settle(hands)


async def settle(hands: Hands) -> None:
    """Wait until nothing is asked or said any more, and all of it is painted; a dialog waits for an answer."""
    for _ in range(2):
        await hands.until(lambda: not _is_busy(hands), "rest")
        await hands.pilot.pause()


def _is_busy(hands: Hands) -> bool:
    screen = hands.app.screen
    if isinstance(screen, AskingDialog) and screen.busy:
        return True
    under_dialog = isinstance(screen, Dialog)
    return hands.app.floor.is_saying or any(
        not worker.is_finished and not (under_dialog and worker.group in (*_WAITING, "default"))
        for worker in hands.app.workers
    )
