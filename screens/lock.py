"""The Lock screen: which work center this is, and who is there. Works by scanner alone and by keyboard alone.

It is painted first: what is needed only once somebody is there is imported then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from screens.base import FloorScreen
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.messages import FloorOpened, LoggedIn, SetUp
from screens.styles import sheet_beside
from screens.theme import BAD_GLYPH
from screens.widgets.big_text import BigText
from screens.widgets.key_bar import KeyBar
from screens.widgets.lines import clean, column
from screens.widgets.scan_box import Kind
from screens.widgets.status_bar import Status, StatusBar

if TYPE_CHECKING:
    from ion_tui.engine.commands import Credentials
    from screens.demo_people import DemoPerson

ASK_WHO: Final = "Scan your badge, or type your ID"
ONE_MOMENT: Final = "One moment: the store is being opened."
FORGET_AFTER: Final = 60.0
"""Seconds after which somebody who left before the PIN is forgotten."""
_ROOMY: Final = 30
"""Lines from which on the parts stand further apart."""


class LockScreen(FloorScreen):
    """Asks who is there: a badge, or an ID; then the PIN where the site asks for it.

    What is typed or scanned before the engine is there is kept, and carried out when it is.
    """

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.LOCK)
    AUTO_FOCUS = "#entry"

    place_code = getters.query_one("#place-code", BigText)
    place_name = getters.query_one("#place-name", Static)
    moment = getters.query_one("#moment", Static)
    entry = getters.query_one("#entry", Input)
    said = getters.query_one("#said", Static)

    def __init__(self, floor: Floor, place: str = "", people: Sequence[DemoPerson] = ()) -> None:
        """Take the code of the kiosk's work center, known before the store is, and whom the demo names."""
        super().__init__(floor)
        self._place = place
        self._people = people
        self._person: Credentials | None = None
        self._name_shown = ""
        self._is_open = False
        self._has_looked = asyncio.Event()
        """Set once it is known which work center the kiosk is for: nobody comes in before."""
        self._forget_timer: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The place in large letters, the time, the question, and in the demo its people."""
        with Vertical(id="middle"):
            yield BigText(self._place or "ION", id="place-code")
            yield Static(id="place-name", markup=False)
            yield Static(id="moment", markup=False)
            with Center(id="ask"):
                yield self._entry()
            yield Static(id="said", markup=False)
            if self._people:
                with Center(id="people"):
                    yield Static(people_text(self._people), id="demo", markup=False)

    def compose(self) -> ComposeResult:
        """A screen without a scan box: a scan is answered under the question."""
        self.set_class(self.app.size.height >= _ROOMY, "-roomy")
        yield StatusBar(self.floor.clock, self.floor.clock_zone)
        yield from self.compose_body()
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin to follow the clock."""
        self.refresh_floor()
        self._follow_the_clock()

    def on_resize(self, event: events.Resize) -> None:
        """Stand further apart where there is room."""
        self.set_class(event.size.height >= _ROOMY, "-roomy")

    def status(self) -> Status:
        """The site, and nobody."""
        return Status(
            place_code=self.floor.site.name if self.floor.site else "ION TUI",
            place_name=f"kiosk {self.floor.kiosk}",
            trouble=self.floor.trouble,
        )

    def refresh_floor(self) -> None:
        """Show the kiosk's work center."""
        place = self.floor.pinned_to
        self.place_code.text = place.code if place else self._place or "ION"
        self.place_name.update(clean(place.name) if place else "")
        self._show_moment()
        self.refresh_status()

    def show_answer(self, sentence: str, kind: Kind) -> None:
        """Answer under the question."""
        if kind is Kind.REFUSED:
            self.app.bell()
            self.said.update(Content.styled(f"{BAD_GLYPH} {clean(sentence)}", "bold $out-of-range"))
        else:
            self.said.update(Content.styled(clean(sentence), "$dim"))

    def on_screen_resume(self) -> None:
        """Ask anew who is there."""
        self.ask_who()
        self.refresh_floor()
        if self.floor.is_open and not self._is_open:
            self.do(self._open_kiosk(), group="open")

    def ask_who(self, said: str = "") -> None:
        """Forget who was there before, and ask."""
        self._stop_forgetting()
        self._person = None
        self._ask_for(ASK_WHO, is_secret=False)
        self.tell(said)

    def on_key(self, event: events.Key) -> None:
        """Esc begins anew."""
        if event.key == "escape":
            event.stop()
            self.ask_who()

    async def scanned(self, code: str) -> None:
        """A badge, at any time: of whoever comes next."""
        from data.rows.work import ScanKind  # noqa: PLC0415 - not before the first paint

        if not self._may_go_on():
            return
        matches = await self.ask(lambda reads: reads.scan(code))
        known = [match for match in matches if match.kind is ScanKind.BADGE]
        if matches and not known:
            self.ask_who()
            self.refuse(f"That is {matches[0].kind} {matches[0].label}: scan your badge first.")
        else:
            await self._badge_shown(code, known[0].label if known else "")

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip() or self.floor.is_saying:
            return
        if self._person is None:
            self.do(self._identify(event.value.strip()), group="scan")
        else:
            self.do(self._log_in(replace(self._person, pin=event.value)), group="scan")

    @on(FloorOpened)
    def _floor_opened(self) -> None:
        if self.floor.is_open:
            self.do(self._open_kiosk(), group="open")
        else:
            self.refuse(self.floor.failure)

    async def _open_kiosk(self) -> None:
        """Pin the kiosk to its work center; an empty store is set up first."""
        try:
            await self._pin_kiosk()
        finally:
            self._has_looked.set()

    async def _pin_kiosk(self) -> None:
        from ion_tui.engine.answers import Refused  # noqa: PLC0415 - not before the first paint
        from ion_tui.engine.commands import Actor, OpenKiosk  # noqa: PLC0415 - likewise

        self.refresh_floor()
        setup = await self.ask(lambda reads: reads.setup())
        if not setup.operators:
            self.post_message(SetUp())
            return
        command = OpenKiosk(work_center=self._place or None)
        answer = await self.floor.say(command, actor=Actor(None, self.floor.kiosk))
        if isinstance(answer, Refused):
            self.refuse(answer.sentence)
            return
        places = await self.ask(lambda reads: reads.work_centers())
        self.floor.pinned_to = next((place for place in places if place.code == self._place), None)
        self.floor.work_center = self.floor.pinned_to
        self._is_open = True
        self.refresh_floor()

    async def _identify(self, typed: str) -> None:
        """A badge's code typed by hand, or an ID."""
        from ion_tui.engine.commands import Credentials  # noqa: PLC0415 - not before the first paint

        if not self._may_go_on():
            return
        owner = await self.ask(lambda reads: reads.operator_with_badge(typed))
        if owner is not None:
            await self._badge_shown(typed, owner.name)
        else:
            self._ask_pin(Credentials(code=typed), typed)

    async def _badge_shown(self, badge: str, name: str) -> None:
        """Ask for the PIN of the badge's owner; whoever has no PIN to give is answered at once."""
        from ion_tui.engine.commands import Credentials  # noqa: PLC0415 - not before the first paint

        person = Credentials(badge=badge)
        owner = await self.ask(lambda reads: reads.operator_with_badge(badge))
        if self.floor.asks_pin and owner is not None and owner.active:
            self._ask_pin(person, name)
        else:
            await self._log_in(person)

    def _ask_pin(self, person: Credentials, name: str) -> None:
        self._person, self._name_shown = person, name
        self._ask_for(f"{clean(name)}: type your PIN", is_secret=True)
        self.tell("Esc begins anew.")
        self._stop_forgetting()
        self._forget_timer = self.set_timer(FORGET_AFTER, self.ask_who)

    async def _log_in(self, person: Credentials) -> None:
        from ion_tui.engine.answers import Refused  # noqa: PLC0415 - not before the first paint

        self.tell("One moment …")
        await self._has_looked.wait()
        answer = await self.floor.log_in(person)
        if not isinstance(answer, Refused):
            self.ask_who()
            self.post_message(LoggedIn(answer))
            return
        if person.pin is None:
            self.ask_who()
        else:
            self._ask_pin(person, self._name_shown)
        self.refuse(answer.sentence)

    def _entry(self) -> Input:
        entry = Input(id="entry", max_length=64)
        entry.cursor_blink = False
        entry.border_title = ASK_WHO
        return entry

    def _ask_for(self, prompt: str, *, is_secret: bool) -> None:
        """Ask for something else, from the first letter; a PIN is never shown."""
        self.entry.value = ""
        self.entry.password = is_secret
        self.entry.border_title = Content(prompt)
        self.entry.focus()

    def _may_go_on(self) -> bool:
        """Whether the store is open, or will be."""
        if self.floor.failure:
            self.refuse(self.floor.failure)
            return False
        if not self.floor.is_open:
            self.tell(ONE_MOMENT)
        return True

    def _stop_forgetting(self) -> None:
        if self._forget_timer is not None:
            self._forget_timer.stop()
            self._forget_timer = None

    def _show_moment(self) -> None:
        now = self.floor.now().astimezone(self.floor.clock_zone)
        self.moment.update(f"{now:%A} {now.day} {now:%B}  {now:%H:%M}")

    def _follow_the_clock(self) -> None:
        self._show_moment()
        now = self.floor.now()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)


def people_text(people: Sequence[DemoPerson]) -> Content:
    """The demo's people, a line each: ID, name, badge, PIN, roles."""
    widths = (
        max(len(person.code) for person in people) + 2,
        max(len(person.name) for person in people) + 2,
        max(len(person.badge) for person in people) + 2,
        max(len(person.pin) for person in people) + 2,
    )
    head = ("ID", "Demo", "Badge", "PIN")
    lines = [Content.styled("".join(column(*cell) for cell in zip(head, widths, strict=True)), "$dim")]
    for person in people:
        cells = (person.code, person.name, person.badge, person.pin)
        text = "".join(column(*cell) for cell in zip(cells, widths, strict=True))
        lines.append(Content.assemble((text, "$ink"), (clean(", ".join(person.roles)), "$dim")))
    return Content("\n").join(lines)
