"""A kiosk that shows a step and nothing else: somebody is logged in, and the store is real."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import on
from textual.message import Message
from textual.pilot import Pilot

from data.rows.site import OperatorRow
from screens.base import FloorScreen
from screens.floor import Floor
from screens.messages import FloorNews, LoggedIn, OpenQueue, OpenStep
from screens.palettes import be_still, register_themes
from screens.scanner_app import ScannerApp
from screens.step import StepScreen
from tests.rover import KIOSK, Rover


class StepKiosk(ScannerApp[None]):
    """Opens a step for an operator, and remembers where the screen wanted to go."""

    def __init__(self, rover: Rover, who: str, step_id: int, theme: str = "ion-dark") -> None:
        super().__init__()
        self.rover = rover
        self.who = who
        self.step_id = step_id
        self.wanted: list[Message] = []
        self.floor = Floor(KIOSK, self.post_message, clock=rover.clock)
        register_themes(self, theme)
        be_still(self)

    async def on_mount(self) -> None:
        await self.floor.open(lambda: self.rover.engine)
        person = await self.floor.ask(lambda reads: reads.operator(self.rover.people[self.who]))
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
    rover: Rover,
    serial: str,
    number: str,
    *,
    who: str = "op1",
    size: tuple[int, int] = (120, 36),
    theme: str = "ion-dark",
) -> AsyncIterator[Pilot[None]]:
    """A kiosk on a step of the run on a unit, everything painted."""
    app = StepKiosk(rover, who, rover.step_id(serial, number), theme)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is asked or said any more, and all of it is painted."""
    await pilot.pause()
    workers = [worker for worker in pilot.app.workers if worker.group in ("load", "verbs", "work", "scan")]
    if not isinstance(pilot.app.screen, FloorScreen):
        workers = []
    if workers:
        await pilot.app.workers.wait_for_complete(workers)
    await pilot.pause()
