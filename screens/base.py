"""What every screen of the kiosk is: jobs that never end the app, answers in one line, changes shown in place.

A screen overrides `refresh_floor` (ask again), `scanned`, and the actions named in `screens.keys`. Lock is one, and
is painted first: what this module imports, the first paint waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.worker import Worker

from data.errors import StoreError
from screens.floor import BROKEN, LOG, Answer, Floor, GaveUp
from screens.messages import FloorChanged, FloorTrouble
from screens.scanner_app import ScanCut, Scanned
from screens.styles import sheet_beside
from screens.widgets.key_bar import KeyBar
from screens.widgets.scan_box import Kind, ScanBox
from screens.widgets.status_bar import Status, StatusBar

if TYPE_CHECKING:
    from ion_tui.engine.answers import Outcome, Refused
    from ion_tui.engine.commands import Command
    from ion_tui.engine.reads import Reads

T = TypeVar("T")
ONE_MOMENT: Final = "One moment: the last command is still on its way."


class FloorScreen(Screen[None]):
    """A screen of the kiosk.

    - `self.do(self._load(), group="load", exclusive=True)` runs a coroutine as a worker; whatever goes wrong in it
      is a sentence on the screen and a traceback in the log. Dialogs are awaited in it:
      `reason = await self.app.push_screen_wait(ReasonDialog(...))`.
    - `await self.ask(lambda reads: reads.step(34))` asks; `await self.say(Start(step_id=34))` writes.
    - `self.tell(sentence)` answers in one line; `self.refuse(sentence)` does with a bell.
    """

    DEFAULT_CSS = sheet_beside(__file__)
    SCAN_HINT: ClassVar[str] = ""
    """What can be scanned here, in a few words; stands in the scan box until the first answer."""

    def __init__(self, floor: Floor) -> None:
        """Take the way to the engine."""
        super().__init__()
        self.floor = floor
        self._is_stale = False
        self._not_begun: dict[Coroutine[Any, Any, None], str] = {}

    def compose(self) -> ComposeResult:
        """The top line, the screen's own part, the line that answers, the keys."""
        yield StatusBar(self.floor.clock, self.floor.clock_zone)
        yield from self.compose_body()
        yield ScanBox(self.SCAN_HINT)
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """The screen's own part."""
        yield from ()

    def status(self) -> Status:
        """What the top line says; a screen adds what it counts."""
        place, person = self.floor.work_center, self.floor.operator
        return Status(
            place_code=place.code if place else self.floor.kiosk,
            place_name=place.name if place else "",
            operator_code=person.code if person else "",
            operator_name=person.name if person else "",
            trouble=self.floor.trouble,
        )

    def refresh_status(self) -> None:
        """Show `status()` in the top line."""
        bar = self.query_one(StatusBar)
        bar.zone = self.floor.clock_zone
        bar.status = self.status()

    def do(
        self, job: Coroutine[Any, Any, None], *, group: str = "default", exclusive: bool = False
    ) -> Worker[None]:
        """Run a job of this screen. Only jobs that merely ask may be exclusive in their group."""
        if exclusive:
            self._drop(group)
        self._not_begun[job] = group
        begin = partial(self._guarded, job)
        return self.run_worker(begin, group=group, exclusive=exclusive, exit_on_error=False)

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

    def answer(self, answer: Answer) -> bool:
        """Answer what the engine answered, in its own words; True when it was carried out."""
        from ion_tui.engine.answers import Outcome, Refused  # noqa: PLC0415 - not before the first paint

        match settled(answer):
            case Outcome(sentence=sentence):
                self.show_answer(sentence, Kind.OK)
                return True
            case Refused(sentence=sentence):
                self.refuse(sentence)
                self.refresh_floor()
                return False

    def tell(self, sentence: str) -> None:
        """Answer in one line."""
        self.show_answer(sentence, Kind.NEUTRAL)

    def refuse(self, sentence: str) -> None:
        """Answer in one line that something was not done, with a bell."""
        self.show_answer(sentence, Kind.REFUSED)

    def show_answer(self, sentence: str, kind: Kind) -> None:
        """Show an answer where this screen shows answers: in its scan box."""
        self.query_one(ScanBox).say(sentence, kind)

    def refresh_floor(self) -> None:
        """Ask again for everything that is shown, and show it in place; called when something changed."""

    def explain(self, action: str) -> None:
        """Say why the key of `action` is dim."""
        del action
        self.tell(ONE_MOMENT)

    def on_key(self, event: events.Key) -> None:
        """Say why a dim key does nothing."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if self.check_action(binding.action, ()) is None:
                event.stop()
                self.explain(binding.action)
                return

    def go_back(self) -> None:
        """Leave this screen; nothing is done."""
        self.dismiss()

    def action_back(self) -> None:
        """Give up a command that the store does not answer; else leave the screen."""
        if not self.floor.give_up():
            self.go_back()

    def action_type_code(self) -> None:
        """Take a code by hand."""
        self.query_one(ScanBox).type_code()

    async def scanned(self, code: str) -> None:
        """Do what a scan asks for."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """Drop what will not begin any more."""
        self._drop(None)

    def _drop(self, group: str | None) -> None:
        """Close the jobs of a group, or all, that are canceled before they began."""
        for job in [job for job, its_group in self._not_begun.items() if group in (None, its_group)]:
            del self._not_begun[job]
            job.close()

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        self._not_begun.pop(job, None)
        try:
            await job
        except (StoreError, GaveUp) as error:
            LOG.info("Not answered: %s", error.sentence)
            self.refuse(error.sentence)
        except Exception:  # noqa: BLE001 - no job ends the kiosk
            LOG.exception("A job of %s failed", type(self).__name__)
            self.refuse(BROKEN)

    @on(Scanned)
    @on(ScanBox.Submitted)
    def _on_scanned(self, message: Scanned | ScanBox.Submitted) -> None:
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
    def _on_floor_told(self) -> None:
        self.refresh_status()

    def on_screen_resume(self) -> None:
        """Ask again when something changed while another screen was over this one."""
        if self._is_stale:
            self._is_stale = False
            self.refresh_floor()
        self.refresh_status()


def settled(answer: Answer) -> Outcome | Refused:
    """An answer where no plan was shown: one that comes back says that the floor has moved on."""
    from ion_tui.engine.answers import Code, Plan, Refused  # noqa: PLC0415 - not before the first paint

    if isinstance(answer, Plan):
        return Refused(Code.STALE, "What this would change has changed meanwhile; look again.")
    return answer
