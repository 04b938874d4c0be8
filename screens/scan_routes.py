"""What a scan does on a screen of the floor: a table from what the code names to what is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from data.rows.site import OperatorRow
from data.rows.work import ScanKind, ScanMatch
from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import Credentials
from screens.base import FloorScreen
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.pin import PinDialog
from screens.messages import LoggedIn, OpenQueue, OpenRun, OpenStep

ScanRoute = Callable[[str, ScanMatch], Awaitable[None]]
"""(the code as it was scanned, what it names) → done."""


class ScanScreen(FloorScreen):
    """A screen that knows what every code is for; one that knows it better overrides the route."""

    def scan_routes(self) -> Mapping[ScanKind, ScanRoute]:
        """What this screen does with each kind of thing that a scan names; a screen replaces what it knows better."""
        return {
            ScanKind.BADGE: self.badge_scanned,
            ScanKind.RUN: self.run_scanned,
            ScanKind.STEP: self.step_scanned,
            ScanKind.WORK_CENTER: self.work_center_scanned,
            ScanKind.TOOL: self.stock_scanned,
            ScanKind.INVENTORY: self.stock_scanned,
        }

    async def scanned(self, code: str) -> None:
        """Do what a scan asks for: the route of what the code names; one that fits several things asks which."""
        matches = await self.ask(lambda reads: reads.scan(code))
        if not matches:
            self.refuse(f"{code}: nobody and nothing here has this code.")
        elif len(matches) > 1 and all(match.where for match in matches):
            self.tell("; ".join(map(_stock_words, matches)))
        else:
            match = matches[0] if len(matches) == 1 else await self.choose_match(code, matches)
            if match is not None:
                await self.scan_routes()[match.kind](code, match)

    async def choose_match(self, code: str, matches: Sequence[ScanMatch]) -> ScanMatch | None:
        """Ask which of the things that a code names is meant; None where none is."""
        choices = [Choice(match, match.label, str(match.kind)) for match in matches]
        return await self.app.push_screen_wait(PickDialog(f"{code} is more than one thing", choices))

    async def badge_scanned(self, code: str, match: ScanMatch) -> None:
        """Another person's badge: that person takes over the kiosk, with the PIN where the site asks for it."""
        if self.floor.operator is not None and match.id == self.floor.operator.id:
            self.tell(f"{match.label} is at this kiosk already.")
            return
        if self.floor.asks_pin:
            attempt = self._log_in_with(code)
            person = await self.app.push_screen_wait(PinDialog(match.label, attempt=attempt))
            if person is not None:
                self.post_message(LoggedIn(person))
            return
        answer = await self.floor.log_in(Credentials(badge=code))
        if isinstance(answer, Refused):
            self.refuse(answer.sentence)
        else:
            self.post_message(LoggedIn(answer))

    def _log_in_with(self, badge: str) -> Callable[[str], Awaitable[OperatorRow | Refused]]:
        async def log_in(pin: str) -> OperatorRow | Refused:
            return await self.floor.log_in(Credentials(badge=badge, pin=pin))

        return log_in

    async def run_scanned(self, code: str, match: ScanMatch) -> None:
        """A run's label, or the serial of a unit that a run builds: its step that can be worked.

        Where no work center's work is looked at, or there is no step, the run as a whole.
        """
        del code
        if match.more_id is None or self.floor.work_center is None:
            self.post_message(OpenRun(match.id))
        else:
            self.post_message(OpenStep(match.more_id))

    async def step_scanned(self, code: str, match: ScanMatch) -> None:
        """A step's label: the step."""
        del code
        self.post_message(OpenStep(match.id))

    async def work_center_scanned(self, code: str, match: ScanMatch) -> None:
        """A work center's code: its queue."""
        del code
        places = await self.ask(lambda reads: reads.work_centers())
        for place in places:
            if place.id == match.id:
                self.post_message(OpenQueue(place))

    async def stock_scanned(self, code: str, match: ScanMatch) -> None:
        """A tool or inventory: what it is, and where."""
        del code
        self.tell(_stock_words(match))


def _stock_words(match: ScanMatch) -> str:
    return f"{match.kind.capitalize()} {match.label}: {match.where}"
