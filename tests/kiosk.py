"""A whole kiosk under a test's hands: the real App on a real store, at a clock that stands still.

    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("op1")
        await hands.sees("Begin the rocker")

`sees` waits until the screen shows it; nothing here waits for a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from textual.pilot import Pilot

from data.store import Store
from ion_tui.app import IonApp
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.core import Engine
from ion_tui.kiosk_options import KioskOptions
from screens.queue import QueueScreen
from tests.rover import KIOSK, MORNING, PEOPLE, PlainHasher
from tests.screens.hands import press, scan, type_text

PATIENCE: Final = 2_000
"""Looks at the screen before a test gives up."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Somebody at a kiosk: what they do, and what they see."""

    pilot: Pilot[None]
    app: IonApp
    clock: FixedClock

    @property
    def screen(self) -> str:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def line_with(self, text: str) -> str:
        """The first line on the screen that has `text` in it."""
        return next(line for line in self.screen.splitlines() if text in line)

    async def until(self, is_so: Callable[[], bool], what: str = "") -> None:
        """Wait until something is so."""
        for _ in range(PATIENCE):
            if is_so():
                return
            await self.pilot.pause()
            await asyncio.sleep(0.005)
        raise AssertionError(f"{what or 'What was awaited'} did not come:\n{self.screen}")

    async def sees(self, *texts: str) -> None:
        """Wait until all of `texts` are on the screen."""
        for text in texts:
            await self.until(lambda text=text: text in self.screen, repr(text))  # type: ignore[misc]

    async def sees_no_more(self, text: str) -> None:
        """Wait until `text` is not on the screen."""
        await self.until(lambda: text not in self.screen, f"the end of {text!r}")

    async def scan(self, code: str) -> None:
        """Scan a code."""
        await scan(self.pilot, code)

    async def type(self, text: str) -> None:
        """Type at a hand's speed."""
        await type_text(self.pilot, text)

    async def press(self, *keys: str) -> None:
        """Press single keys."""
        await press(self.pilot, *keys)

    async def log_in(self, code: str) -> None:
        """Log in as somebody of the rover line, and wait for a screen of theirs."""
        await self.log_in_to(code, "F12 Lock", f"{code} ")

    async def log_in_to(self, code: str, *texts: str) -> None:
        """Log in as somebody of the rover line, and wait for what was left open."""
        await self.show_badge(*PEOPLE[code])
        await self.sees(*texts)

    async def show_badge(self, badge: str, pin: str) -> None:
        """Scan a badge, and type the PIN."""
        await self.scan(badge)
        await self.sees("type your PIN")
        await self.type(pin)
        await self.press("enter")

    async def settle(self) -> None:
        """Wait until nothing is asked any more, the row under the cursor neither, and all of it is painted."""
        await self.pilot.pause()
        screen = self.app.screen
        if isinstance(screen, QueueScreen):
            await self.until(lambda: screen._page is not None and screen._rest is None, "rest")
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def knows_what_is_allowed(self) -> None:
        """Wait until the keys are dim or not by the engine's word on the row under the cursor."""
        await self.until(lambda: getattr(self.app.screen, "allowed", None) is not None, "the engine's word")


def kiosk_app(
    path: Path,
    work_center: str | None = None,
    *,
    clock: FixedClock | None = None,
    open_engine: Callable[[], Engine] | None = None,
    **options: Any,
) -> IonApp:
    """The App of a kiosk on the store at `path`."""
    clock = clock or FixedClock(MORNING)

    def opened() -> Engine:
        return Engine(Store.open(path, create=True), clock=clock, hasher=PlainHasher())

    return IonApp(
        KioskOptions(
            open_engine=open_engine or opened, kiosk=KIOSK, work_center=work_center, clock=clock, **options
        )
    )


async def hands_on(pilot: Pilot[Any]) -> Hands:
    """Somebody at a kiosk whose store is open."""
    app = pilot.app
    assert isinstance(app, IonApp)
    assert isinstance(app.floor.clock, FixedClock)
    hands = Hands(pilot, app, app.floor.clock)
    await hands.until(lambda: app.floor.is_open or bool(app.floor.failure), "the store")
    await app.workers.wait_for_complete()
    await pilot.pause()
    return hands


@asynccontextmanager
async def kiosk(
    path: Path,
    work_center: str | None = None,
    *,
    size: tuple[int, int] = (120, 36),
    clock: FixedClock | None = None,
    waits: bool = True,
    **options: Any,
) -> AsyncIterator[Hands]:
    """A kiosk on the store at `path`, as far as its Lock screen, or its first start; not `waits`: as it is painted."""
    clock = clock or FixedClock(MORNING)
    app = kiosk_app(path, work_center, clock=clock, **options)
    async with app.run_test(size=size) as pilot:
        yield await hands_on(pilot) if waits else Hands(pilot, app, clock)


def other_kiosk(path: Path, clock: FixedClock | None = None) -> Engine:
    """The engine of another kiosk on the same store."""
    return Engine(Store.open(path), clock=clock or FixedClock(MORNING), hasher=PlainHasher())
