"""What every screen of the kiosk is: jobs that never end the app, scans by a table, changes shown in place.

A screen overrides `refresh_floor` (ask again), `scan_routes` (what it does with what was scanned) and, where it
has verbs of its own, the actions named in `screens.keys`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on
from textual.screen import Screen
from textual.worker import Worker

from data.errors import StoreError
from data.rows.work import ScanKind, ScanMatch
from ion_tui.engine.commands import Command
from screens.floor import BROKEN, LOG, Answer, Floor, GaveUp
from screens.messages import FloorChanged, FloorTrouble
from screens.scanner_app import ScanCut, Scanned

if TYPE_CHECKING:
    from ion_tui.engine.reads import Reads

T = TypeVar("T")
ScanRoute = Callable[[str, ScanMatch], Awaitable[None]]
"""(the code as it was scanned, what it names) → done."""


class FloorScreen(Screen[None]):
    """A screen of the kiosk.

    - `self.do(self._load(), group="load", exclusive=True)` runs a coroutine as a worker; whatever goes wrong in it
      is a sentence on the screen and a traceback in the log. Dialogs are awaited in it:
      `reason = await self.app.push_screen_wait(ReasonDialog(...))`.
    - `await self.ask(lambda reads: reads.step(34))` asks; `await self.say(Start(step_id=34))` writes.
    - `self.tell(sentence)` answers in one line; `self.refuse(sentence)` does with a bell.
    """

    def __init__(self, floor: Floor) -> None:
        """Take the way to the engine."""
        super().__init__()
        self.floor = floor
        self._is_stale = False

    def do(
        self, job: Coroutine[Any, Any, None], *, group: str = "default", exclusive: bool = False
    ) -> Worker[None]:
        """Run a job of this screen. Only jobs that merely ask may be exclusive in their group."""
        return self.run_worker(self._guarded(job), group=group, exclusive=exclusive, exit_on_error=False)

    async def ask(self, question: Callable[[Reads], T]) -> T:
        """Ask the engine's reads; in a job."""
        return await self.floor.ask(question)

    async def say(self, command: Command) -> Answer:
        """Carry a command out; in a job. Keys that say commands are dim until the answer is there."""
        saying = self.floor.say(command)
        self.call_next(self.refresh_bindings)
        try:
            return await saying
        finally:
            self.refresh_bindings()

    def tell(self, sentence: str) -> None:
        """Answer in one line."""
        self.show_answer(sentence, refused=False)

    def refuse(self, sentence: str) -> None:
        """Answer in one line that something was not done, with a bell."""
        self.app.bell()
        self.show_answer(sentence, refused=True)

    def show_answer(self, sentence: str, *, refused: bool) -> None:
        """Show an answer where this screen shows answers."""
        raise NotImplementedError

    def refresh_floor(self) -> None:
        """Ask again for everything that is shown, and show it in place; called when something changed."""

    def refresh_trouble(self) -> None:
        """Show `floor.trouble`, or that the store answers again."""

    def scan_routes(self) -> Mapping[ScanKind, ScanRoute]:
        """What this screen does with each kind of thing that a scan names; the rest is refused in words."""
        return {}

    async def scanned(self, code: str) -> None:
        """Do what a scan asks for: the route of what the code names."""
        raise NotImplementedError

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        try:
            await job
        except (StoreError, GaveUp) as error:
            LOG.info("Not answered: %s", error.sentence)
            self.refuse(error.sentence)
        except Exception:  # noqa: BLE001 - no job ends the kiosk
            LOG.exception("A job of %s failed", type(self).__name__)
            self.refuse(BROKEN)

    @on(Scanned)
    def _on_scanned(self, message: Scanned) -> None:
        message.stop()
        self.do(self.scanned(message.code), group="scan")

    @on(ScanCut)
    def _on_scan_cut(self, message: ScanCut) -> None:
        message.stop()
        self.refuse("Only a part of that scan arrived; scan it again.")

    @on(FloorChanged)
    def _on_floor_changed(self) -> None:
        if self.is_current:
            self.refresh_floor()
        else:
            self._is_stale = True

    @on(FloorTrouble)
    def _on_floor_trouble(self) -> None:
        self.refresh_trouble()

    def on_screen_resume(self) -> None:
        """Ask again when something changed while another screen was over this one."""
        if self._is_stale:
            self._is_stale = False
            self.refresh_floor()
        self.refresh_trouble()
