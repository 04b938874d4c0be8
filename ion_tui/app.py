"""The kiosk: the Textual App that hands engine, kiosk and theme to the screens, and leads from one to the other.

It paints the Lock screen first and loads the engine behind it. There are two modes: `lock`, and `floor` with the
screens of the person at the kiosk. Locking leaves the floor as it is; the same person comes back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from textual import events, on
from textual.screen import Screen

from ion_tui.kiosk_options import KioskOptions
from screens.floor import LOG, Floor
from screens.keys import Place, bindings_for
from screens.lock import LockScreen
from screens.messages import (
    FloorChanged,
    FloorNews,
    FloorOpened,
    FloorTrouble,
    LoggedIn,
    OpenQueue,
    OpenRedline,
    OpenRun,
    OpenStep,
    ReadRedline,
    SetUp,
)
from screens.palettes import be_still, next_theme, register_themes
from screens.scanner_app import ScannerApp

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.command import Provider

S = TypeVar("S", bound=Screen[Any])

LOCK: Final = "lock"
FLOOR: Final = "floor"
LOOK_FOR_IDLE: Final = 5.0
"""Seconds between two looks whether the kiosk was left alone."""


def _key_commands() -> type[Provider]:
    from screens.commands import KeyCommands  # noqa: PLC0415 - no palette in the first paint

    return KeyCommands


class IonApp(ScannerApp[None]):
    """One kiosk, from its first paint to its end."""

    TITLE = "ION TUI"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.KIOSK)
    DEFAULT_MODE = LOCK
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_key_commands}

    def __init__(self, options: KioskOptions) -> None:
        """Take the kiosk's options; nothing is opened yet."""
        super().__init__(scan_settings=options.scanner)
        self.options = options
        self.floor = Floor(options.kiosk, self.post_message, clock=options.clock, files=options.files)
        self._floor_of: int | None = None
        self._touched_at = self.floor.now()
        register_themes(self, options.theme)
        be_still(self)
        self.set_keymap(dict(options.keymap))
        self.add_mode(LOCK, self._lock_screen)

    def on_mount(self) -> None:
        """Load the engine once the Lock screen is painted."""
        self.call_after_refresh(self._open_floor)
        if self.options.notice:
            self.notify(self.options.notice, severity="warning", timeout=20, markup=False)
        self.set_interval(LOOK_FOR_IDLE, self.lock_if_idle)

    async def on_unmount(self) -> None:
        """Let the store go."""
        await self.floor.close()

    async def on_event(self, event: events.Event) -> None:
        """Remember when somebody was here last."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._touched_at = self.floor.now()
        await super().on_event(event)

    async def action_lock(self) -> None:
        """Lock the kiosk; sessions go on, and the screens stay for the same person."""
        if self.current_mode == FLOOR:
            self.floor.leave()
            await self.switch_mode(LOCK)

    async def lock_if_idle(self) -> None:
        """Lock the kiosk when nobody has touched it for as long as the site says."""
        site = self.floor.site
        if site is None or not site.idle_lock_minutes:
            return
        if self.floor.now() - self._touched_at >= timedelta(minutes=site.idle_lock_minutes):
            await self.action_lock()

    def action_help(self) -> None:
        """What the keys do on this screen."""
        from screens.dialogs.help import HelpDialog  # noqa: PLC0415 - not in the first paint
        from screens.keys import active_keys  # noqa: PLC0415 - likewise

        self.push_screen(HelpDialog(active_keys(self.screen.active_bindings)))

    def action_command_palette(self) -> None:
        """Every key that is allowed here, by its name."""
        from screens.commands import KeyPalette  # noqa: PLC0415 - not in the first paint

        if not any(isinstance(screen, KeyPalette) for screen in self.screen_stack):
            self.push_screen(KeyPalette(id="--command-palette"))

    def action_sessions(self) -> None:
        """The operator's time, across work centers."""
        from screens.my_sessions import MySessionsScreen  # noqa: PLC0415

        self._show(MySessionsScreen, lambda: MySessionsScreen(self.floor))

    def action_approvals(self) -> None:
        """What waits for the operator's approval."""
        from screens.approvals import ApprovalsScreen  # noqa: PLC0415

        self._show(ApprovalsScreen, lambda: ApprovalsScreen(self.floor))

    def action_redlines(self) -> None:
        """The redlines that wait for approval."""
        from screens.redlines import RedlinesScreen  # noqa: PLC0415

        self._show(RedlinesScreen, lambda: RedlinesScreen(self.floor))

    def action_outside(self) -> None:
        """What is out at suppliers."""
        from screens.outside import OutsideScreen  # noqa: PLC0415

        self._show(OutsideScreen, lambda: OutsideScreen(self.floor))

    def action_runs(self) -> None:
        """The runs of the site."""
        from screens.runs import RunsScreen  # noqa: PLC0415

        if self._back_to(RunsScreen) is None:
            self.push_screen(RunsScreen(self.floor))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key to the runs is there for who may change them or start some."""
        if action == "runs":
            from screens.run_verbs import may_manage  # noqa: PLC0415 - not in the first paint

            return may_manage(self.floor.operator)
        return super().check_action(action, parameters)

    def action_next_theme(self) -> None:
        """The next colors."""
        self.theme = next_theme(self.theme).name

    def _fatal_error(self) -> None:
        """End without showing a terminal what is for the log; whoever runs the kiosk starts it again."""
        self.bell()
        LOG.critical("The kiosk could not go on", exc_info=self._exception)
        self._close_messages_no_wait()

    def _lock_screen(self) -> Screen[None]:
        lock = LockScreen(self.floor, self.options.work_center or "", self.options.demo_people)
        return self._styled_once(lock)

    def _open_floor(self) -> None:
        self.run_worker(self.floor.open(self.options.open_engine), exit_on_error=False)

    @on(FloorChanged)
    @on(FloorOpened)
    @on(FloorTrouble)
    def _pass_on(self, news: FloorNews) -> None:
        """Tell every screen of the mode."""
        for screen in self.screen_stack:
            screen.post_message(type(news)())

    @on(SetUp)
    def _set_up(self) -> None:
        from screens.first_start import FirstStartScreen  # noqa: PLC0415

        self.push_screen(FirstStartScreen(self.floor, self.options.import_site))

    @on(LoggedIn)
    async def _logged_in(self, message: LoggedIn) -> None:
        """Open the floor for whoever came: as they left it, or anew."""
        person_before, self._floor_of = self._floor_of, message.operator.id
        self.floor.operator = message.operator
        if self.current_mode == LOCK:
            if person_before != self._floor_of:
                await self._make_floor(anew=person_before is not None)
            await self.switch_mode(FLOOR)
        self._pass_on(FloorChanged())

    async def _make_floor(self, *, anew: bool) -> None:
        if anew:
            await self.remove_mode(FLOOR)
        self.floor.work_center = self.floor.pinned_to
        self.add_mode(FLOOR, self._home)

    def _home(self) -> Screen[None]:
        if self.floor.pinned_to is None:
            from screens.work_centers import WorkCentersScreen  # noqa: PLC0415

            return self._styled_once(WorkCentersScreen(self.floor))
        from screens.queue import QueueScreen  # noqa: PLC0415

        return self._styled_once(QueueScreen(self.floor))

    def _styled_once(self, screen: Screen[None]) -> Screen[None]:
        """A mode's first screen: Textual 8 would parse every style sheet again for it, and paints wait for that."""
        screen._css_update_count = self._css_update_count  # noqa: SLF001
        return screen

    @on(OpenStep)
    def _open_step(self, message: OpenStep) -> None:
        from screens.step import StepScreen  # noqa: PLC0415

        step = self._back_to(StepScreen)
        if step is None:
            self.push_screen(StepScreen(self.floor, message.step_id))
        else:
            step.open_step(message.step_id)

    @on(OpenRun)
    def _open_run(self, message: OpenRun) -> None:
        from screens.run import RunScreen  # noqa: PLC0415

        # A step that is open below keeps what is typed in it: it is not left for a run further down.
        if isinstance(self.screen, RunScreen):
            self.screen.open_run(message.run_id)
        else:
            self.push_screen(RunScreen(self.floor, message.run_id))

    @on(OpenRedline)
    def _open_redline(self, message: OpenRedline) -> None:
        from screens.redline import RedlineScreen  # noqa: PLC0415

        self.push_screen(RedlineScreen(self.floor, message.redline_id))

    @on(ReadRedline)
    def _read_redline(self, message: ReadRedline) -> None:
        from screens.redline_reading import RedlineReadingScreen  # noqa: PLC0415

        if isinstance(self.screen, RedlineReadingScreen):
            self.screen.open_redline(message.redline_id)
        else:
            self.push_screen(RedlineReadingScreen(self.floor, message.redline_id))

    @on(OpenQueue)
    def _open_queue(self, message: OpenQueue) -> None:
        from screens.queue import QueueScreen  # noqa: PLC0415

        self.floor.work_center = message.work_center
        queue = self._back_to(QueueScreen)
        if queue is None:
            self.push_screen(QueueScreen(self.floor))
        else:
            queue.show_work_center()

    def _show(self, kind: type[Screen[None]], make: Callable[[], Screen[None]]) -> None:
        """Show a new screen, in the place of one of its kind and of those above it where there is one."""
        if self._back_to(kind) is None:
            self.push_screen(make())
        else:
            self.switch_screen(make())

    def _back_to(self, kind: type[S]) -> S | None:
        """The screen of this kind, once those above it are gone; None where there is none."""
        stack = self.screen_stack
        for place, screen in enumerate(stack):
            if isinstance(screen, kind):
                for _ in stack[place + 1 :]:
                    self.pop_screen()
                return screen
        return None
