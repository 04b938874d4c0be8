"""A kiosk that shows a step and nothing else: somebody is logged in, and the store is real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from textual import on
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot

from data.rows.site import OperatorRow
from ion_tui.engine.core import Engine
from screens.base import FloorScreen
from screens.dialogs.asking import AskingDialog
from screens.dialogs.dialog import Dialog
from screens.floor import Floor
from screens.messages import FloorNews, LoggedIn, OpenQueue, OpenStep
from screens.palettes import be_still, register_themes
from screens.scanner_app import ScannerApp
from screens.step import StepScreen
from tests.engine.workshop import Workshop

_QUIET_LOOKS: Final = 3
"""How often nothing moves, one look after the other, before it is believed."""


class StepKiosk(ScannerApp[None]):
    """Opens a step for an operator, and remembers where the screen wanted to go."""

    def __init__(self, engine: Engine, operator_id: int, step_id: int, theme: str = "ion-dark") -> None:
        super().__init__()
        self.engine = engine
        self.operator_id = operator_id
        self.step_id = step_id
        self.wanted: list[Message] = []
        self.floor = Floor("K1", self.post_message, clock=engine.clock)
        register_themes(self, theme)
        be_still(self)

    async def on_mount(self) -> None:
        await self.floor.open(lambda: self.engine)
        person = await self.floor.ask(lambda reads: reads.operator(self.operator_id))
        assert isinstance(person, OperatorRow)
        self.floor.operator = person
        self.push_screen(StepScreen(self.floor, self.step_id))

    @on(FloorNews)
    def _pass_on(self, message: FloorNews) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, FloorScreen):
                screen.post_message(type(message)())

    @on(OpenStep)
    @on(OpenQueue)
    def _remember(self, message: Message) -> None:
        self.wanted.append(message)

    @on(LoggedIn)
    def _log_in(self, message: LoggedIn) -> None:
        self.wanted.append(message)
        self.floor.operator = message.operator
        self.step.refresh_floor()

    async def on_unmount(self) -> None:
        await self.floor.close()

    @property
    def step(self) -> StepScreen:
        """The screen under any dialog."""
        return next(screen for screen in self.screen_stack if isinstance(screen, StepScreen))


@asynccontextmanager
async def open_step(
    shop: Workshop,
    step_id: int,
    *,
    who: str = "op1",
    size: tuple[int, int] = (120, 36),
    theme: str = "ion-dark",
) -> AsyncIterator[Pilot[None]]:
    """A kiosk on a step, everything painted."""
    app = StepKiosk(shop.engine, shop.people[who], step_id, theme)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until nothing is asked, said or on its way any more, and all of it is painted.

    Where a dialog is open, what waits for its answer is left waiting.
    """
    quiet_looks = 0
    async with asyncio.timeout(60):
        while quiet_looks < _QUIET_LOOKS:
            await pilot.pause()
            quiet_looks = quiet_looks + 1 if _is_quiet(pilot.app) else 0


def _is_quiet(app: App[Any]) -> bool:
    assert isinstance(app, StepKiosk)
    screen = app.screen
    if isinstance(screen, AskingDialog) and screen.busy:
        return False
    works = not isinstance(screen, Dialog) and any(not worker.is_finished for worker in app.workers)
    pumps = [app, *app.screen_stack, *screen.walk_children()]
    return not works and not app.floor.is_saying and all(pump._message_queue.empty() for pump in pumps)
