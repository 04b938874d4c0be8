"""A kiosk on a workshop, with somebody in front of its runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ion_tui.app import IonApp
from screens.dialogs.dialog import Dialog
from screens.runs import RunsScreen
from tests.engine.workshop import Workshop, badge_of, pin_of
from tests.kiosk import Hands, hands_on, kiosk_app


def shop_app(shop: Workshop, **options: Any) -> IonApp:
    """A kiosk on the workshop."""
    path = shop.store.path
    assert path is not None
    return kiosk_app(path, "WC", clock=shop.clock, open_engine=lambda: shop.engine, **options)


@asynccontextmanager
async def at_the_runs(
    shop: Workshop, who: str = "lead1", *, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Hands]:
    """Somebody who is logged in and has gone to the runs."""
    async with shop_app(shop).run_test(size=size) as pilot:
        hands = await hands_on(pilot)
        await go_to_the_runs(hands, who)
        yield hands


async def go_to_the_runs(hands: Hands, who: str = "lead1") -> None:
    """Log in, and go from the queue to the runs."""
    await hands.show_badge(badge_of(who), pin_of(who))
    await hands.sees("F12 Lock")
    await hands.settle()
    await hands.press("u")
    await hands.sees("Unassigned")
    await settle(hands)


async def settle(hands: Hands) -> None:
    """Wait until nothing is asked any more, and all of it is painted; a dialog's question waits for an answer."""
    await hands.until(lambda: not is_asking(hands), "rest")
    await hands.pilot.pause()
    await hands.until(lambda: not is_asking(hands), "rest")
    await hands.pilot.pause()


def is_asking(hands: Hands) -> bool:
    """Whether the runs are not there yet, or something is asked that needs nobody's answer."""
    screen = hands.app.screen
    if isinstance(screen, RunsScreen) and screen._page is None:
        return True
    waiting = ("verbs", "edit")
    return any(
        not worker.is_finished and (worker.group not in waiting or not isinstance(screen, Dialog))
        for worker in hands.app.workers
    )


def shown(hands: Hands) -> list[str]:
    """The titles of the runs in the list, from the first."""
    screen = hands.app.screen
    assert isinstance(screen, RunsScreen)
    return [line.row.title for line in screen.runs.rows]


def under_the_cursor(hands: Hands) -> str:
    """The title of the run under the cursor."""
    screen = hands.app.screen
    assert isinstance(screen, RunsScreen)
    line = screen.runs.highlighted
    assert line is not None
    return line.row.title


def selected(hands: Hands) -> int:
    """How many runs are selected."""
    screen = hands.app.screen
    assert isinstance(screen, RunsScreen)
    return len(screen.selection.ids)
