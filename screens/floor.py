"""The way from the screens to the engine: questions, commands, and the news that something changed.

The engine arrives after the first paint; until then a question waits. Questions and commands run in threads.
Commands are carried out one after another, in the order in which they were said, and never given up by
themselves: when the store does not answer, the same command with the same key is said again until it does, or
until the person gives up.

The Lock screen is painted with what this module imports: the engine's commands and rows, some tens of milliseconds
of dataclasses, are imported where they are needed.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from textual.message import Message

from data.errors import StoreError, StoreUnreachable
from ion_tui.engine.clock import Clock, SystemClock
from screens.file_places import FilePlaces
from screens.messages import FloorChanged, FloorOpened, FloorTrouble

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from data.rows.site import OperatorRow, SiteRow, WorkCenterRow
    from data.watch import ChangeWatch
    from ion_tui.engine.answers import Allowed, Outcome, Plan, Refused
    from ion_tui.engine.commands import Actor, Command, Credentials
    from ion_tui.engine.core import Engine
    from ion_tui.engine.reads import Reads

T = TypeVar("T")
Answer: TypeAlias = "Outcome | Refused | Plan"

LOG: Final = logging.getLogger("ion_tui.screens")
FIRST_RETRY: Final = 0.25
"""Seconds until a store that did not answer is asked again; doubled each time."""
LAST_RETRY: Final = 4.0
WATCH_EVERY: Final = 0.25
"""Seconds between two looks for foreign changes."""
BROKEN: Final = "Something went wrong; the details are in the log file."


class GaveUp(Exception):
    """A command was not carried out, as far as is known: the store did not answer and the person gave up."""

    def __init__(self) -> None:
        sentence = "Given up; look whether it was done once the store answers again."
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an action on several runs was called, its plan as it was carried out, and the answer."""

    title: str
    plan: Plan
    sentence: str


class Floor:
    """One kiosk's view of the floor: who is at it, which work center it shows, and the engine behind it."""

    def __init__(
        self,
        kiosk: str,
        post: Callable[[Message], object],
        *,
        clock: Clock | None = None,
        files: FilePlaces | None = None,
    ) -> None:
        """Take the kiosk's name, the App's `post_message`, which gets the news, and where its files are."""
        self.kiosk = kiosk
        self.clock = clock or SystemClock()
        self.files = files or FilePlaces()
        self.site: SiteRow | None = None
        self.operator: OperatorRow | None = None
        self.pinned_to: WorkCenterRow | None = None
        """The kiosk's own work center; None for a lead's kiosk."""
        self.work_center: WorkCenterRow | None = None
        """The work center that is looked at now."""
        self.failure = ""
        """Why the store could not be opened; empty while that is not known."""
        self.trouble = ""
        """Why the store does not answer; empty while it does."""
        self.receipt: Receipt | None = None
        """The last action on several runs; None before there was one."""
        self.told: set[tuple[int, int, datetime | None]] = set()
        """The sessions (step, operator, since when) of which somebody was told what has changed."""
        self._post = post
        self._engine: Engine | None = None
        self._opened = asyncio.Event()
        self._turn = asyncio.Lock()
        self._said: set[asyncio.Task[Any]] = set()
        self._given_up = asyncio.Event()
        self._closing = Event()
        self._readers = ThreadPoolExecutor(2, "floor-reads")
        self._writer = ThreadPoolExecutor(1, "floor-writes")

    @property
    def actor(self) -> Actor:
        """Who says commands: the operator at the kiosk."""
        from ion_tui.engine.commands import Actor  # noqa: PLC0415 - not before the first paint

        return Actor(self.operator.id if self.operator else None, self.kiosk)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone; UTC until it is known."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - not before the first paint

        return ZoneInfo(self.site.time_zone if self.site else "UTC")

    @property
    def clock_zone(self) -> tzinfo:
        """The zone in which a clock is read that may be painted before the site is known."""
        return self.zone if self.site else UTC

    @property
    def asks_pin(self) -> bool:
        """Whether the site asks for the PIN beside a badge."""
        from ion_tui.engine.words import LogInWith  # noqa: PLC0415 - not before the first paint

        return self.site is None or self.site.log_in_with == LogInWith.BADGE_AND_PIN

    @property
    def signing_asks_pin(self) -> bool:
        """Whether a signature needs the PIN, or the badge alone."""
        from ion_tui.engine.words import SignWith  # noqa: PLC0415 - not before the first paint

        return self.site is None or self.site.sign_with == SignWith.PIN

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.clock.now()

    @property
    def is_open(self) -> bool:
        """Whether the engine is there."""
        return self._engine is not None

    @property
    def is_saying(self) -> bool:
        """Whether a command is on its way: its key is dim until the answer is there."""
        return bool(self._said)

    async def open(self, open_engine: Callable[[], Engine]) -> None:
        """Load the engine in a thread, with the garbage collector off until it is there; then look for changes."""
        loop, retry = asyncio.get_running_loop(), FIRST_RETRY
        while self._engine is None and not self.failure:
            try:
                self._engine, self.site = await loop.run_in_executor(self._writer, _opened, open_engine)
            except StoreUnreachable as error:
                self._set_trouble(error.sentence)
                await asyncio.sleep(retry)
                retry = min(2 * retry, LAST_RETRY)
            except StoreError as error:
                LOG.exception("The store cannot be used")
                self.failure = error.sentence
            except Exception:
                LOG.exception("The engine did not load")
                self.failure = BROKEN
        if self._engine is not None:
            self._set_trouble("")
            self._opened.set()
            Thread(target=self._watch, args=(self._engine,), name="floor-watch", daemon=True).start()
        self._post(FloorOpened())

    async def reload_site(self) -> None:
        """Read the site's settings again: after they were made or imported."""
        self.site = await self.ask(lambda reads: reads.site())

    def leave(self) -> None:
        """The operator has left the kiosk: nobody is at it from now on; what was said goes on."""
        from ion_tui.engine.commands import LogOut  # noqa: PLC0415 - not before the first paint

        speaker, self.operator = self.actor, None
        if speaker.operator_id is not None:
            leaving = asyncio.create_task(self._keep(self._say(speaker, LogOut())))
            leaving.add_done_callback(_note_failure)

    async def ask(self, question: Callable[[Reads], T]) -> T:
        """Ask the engine's reads: `await floor.ask(lambda reads: reads.step(34))`.

        Waits for the engine and for a store that does not answer now. Raises StoreError with a sentence.
        """
        return await self._insist(self._readers, lambda engine: question(engine.reads))

    async def allowed(self, step_id: int) -> Allowed:
        """Which verbs the operator may say to a step now, and the refusal of each of the others."""
        actor = self.actor
        return await self._insist(self._readers, lambda engine: engine.allowed(actor, step_id))

    async def preview(self, command: Command) -> Plan | Refused:
        """What a command would do."""
        actor = self.actor
        return await self._insist(self._readers, lambda engine: engine.preview(actor, command))

    async def say(self, command: Command, *, actor: Actor | None = None) -> Answer:
        """Carry a command out, as the operator who is at the kiosk now (or as `actor`).

        It goes on when whoever waits for it is gone. Raises GaveUp when the person gave up, and StoreError.
        """
        from ion_tui.engine.answers import Outcome  # noqa: PLC0415 - not before the first paint

        speaker = actor or self.actor
        answer = await self._keep(self._say(speaker, command))
        if isinstance(answer, Outcome) and not answer.replayed:
            self._post(FloorChanged())
        return answer

    async def log_in(self, credentials: Credentials) -> OperatorRow | Refused:
        """Identify somebody; the App makes them the kiosk's operator when `LoggedIn` reaches it."""
        from ion_tui.engine.answers import Code, Outcome, Refused  # noqa: PLC0415 - not before the first paint
        from ion_tui.engine.commands import Actor, LogIn  # noqa: PLC0415 - likewise

        answer = await self.say(LogIn(credentials=credentials), actor=Actor(None, self.kiosk))
        if not isinstance(answer, Outcome):
            return answer if isinstance(answer, Refused) else Refused(Code.CONFLICT, BROKEN)
        operator_id = answer.made["operator"][0]
        operator = await self.ask(lambda reads: reads.operator(operator_id))
        return operator or Refused(Code.NOT_FOUND, BROKEN)

    async def carry_out(self, job: Callable[[Engine], T]) -> T:
        """Run something longer that writes, such as an import, in its turn among the commands."""
        return await self._keep(self._in_turn(job))

    def give_up(self) -> bool:
        """Stop saying the command that the store does not answer; False when there is none."""
        if self.trouble and self._said:
            self._given_up.set()
            return True
        return False

    async def close(self) -> None:
        """Let the threads end and the store go; what is being said is finished first."""
        self._closing.set()
        self._readers.shutdown(wait=False, cancel_futures=True)
        if self._engine is not None:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._engine.store.close)
        self._writer.shutdown(wait=False)

    def _watch(self, engine: Engine) -> None:
        """Look for foreign changes until the floor closes, and post them; in a thread of its own."""
        retry: float = FIRST_RETRY
        watch: ChangeWatch | None = None
        while not self._closing.is_set():
            try:
                if watch is None:
                    watch = engine.store.watch()
                    self._post(FloorChanged())
                if watch.changed():
                    self._post(FloorChanged())
                retry = FIRST_RETRY
                self._closing.wait(WATCH_EVERY)
            except Exception:
                LOG.exception("The watch for changes was lost")
                _let_go(watch)
                watch = None
                self._closing.wait(retry)
                retry = min(2 * retry, LAST_RETRY)
        _let_go(watch)

    async def _say(self, actor: Actor, command: Command) -> Answer:
        return await self._in_turn(lambda engine: engine.perform(actor, command))

    async def _in_turn(self, job: Callable[[Engine], T]) -> T:
        async with self._turn:
            self._given_up.clear()
            return await self._insist(self._writer, job)

    async def _keep(self, job: Coroutine[Any, Any, T]) -> T:
        """Await `job`, which goes on when the one who awaits is canceled."""
        task = asyncio.create_task(job)
        self._said.add(task)
        task.add_done_callback(self._said.discard)
        return await asyncio.shield(task)

    async def _insist(self, threads: Executor, job: Callable[[Engine], T]) -> T:
        await self._opened.wait()
        engine, retry = self._engine, FIRST_RETRY
        assert engine is not None  # noqa: S101 - it is set before the event
        loop = asyncio.get_running_loop()
        while True:
            try:
                answer = await loop.run_in_executor(threads, job, engine)
            except StoreUnreachable as error:
                self._set_trouble(error.sentence)
                if threads is self._writer:
                    await self._wait_or_give_up(retry)
                else:
                    await asyncio.sleep(retry)
                retry = min(2 * retry, LAST_RETRY)
            else:
                self._set_trouble("")
                return answer

    async def _wait_or_give_up(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._given_up.wait(), seconds)
        except TimeoutError:
            return
        self._given_up.clear()
        raise GaveUp

    def _set_trouble(self, sentence: str) -> None:
        if sentence != self.trouble:
            self.trouble = sentence
            self._post(FloorTrouble())


def _opened(open_engine: Callable[[], Engine]) -> tuple[Engine, SiteRow | None]:
    """The engine and the site's settings; what was loaded stays for good, so it is no garbage to look for."""
    gc.disable()
    try:
        engine = open_engine()
        site = engine.reads.site()
    finally:
        gc.freeze()
        gc.enable()
    return engine, site


def _let_go(watch: ChangeWatch | None) -> None:
    if watch is not None:
        try:
            watch.close()
        except Exception:
            LOG.exception("A lost watch did not close")


def _note_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        LOG.error("Nobody waited for this to go wrong", exc_info=error)
