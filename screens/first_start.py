"""The first start on an empty store: the site's name and its first administrator."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Actor, Initialize
from ion_tui.engine.pins import check_pin
from screens.base import FloorScreen
from screens.floor import Floor
from screens.import_file import ImportFileScreen
from screens.keys import Place, bindings_for
from screens.site_import import ImportSite
from screens.styles import sheet_beside
from screens.widgets.status_bar import Status

ABOUT: Final = (
    "This store is empty. Name the site, and its first administrator: whoever adds people, work centers and "
    "procedures, or imports them from a file. Enter goes on to the next line."
)


class FirstStartScreen(FloorScreen):
    """Makes the site and its first administrator; the engine says what is wrong with them."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.LOCK)
    AUTO_FOCUS = "#site"
    SCAN_HINT = "the administrator's badge goes into the last line"

    site = getters.query_one("#site", Input)
    code = getters.query_one("#code", Input)
    named = getters.query_one("#named", Input)
    pin = getters.query_one("#pin", Input)
    again = getters.query_one("#again", Input)
    badge = getters.query_one("#badge", Input)

    def __init__(self, floor: Floor, import_site: ImportSite | None) -> None:
        """Take what imports a site file, where the kiosk can."""
        super().__init__(floor)
        self._import_site = import_site

    def compose_body(self) -> ComposeResult:
        """The form."""
        with Vertical(id="form"), Vertical(id="box"):
            yield Static(ABOUT, id="about", markup=False)
            yield _line("site", "Site")
            with Horizontal(classes="pair"):
                yield _line("code", "Administrator's ID")
                yield _line("named", "Name")
            with Horizontal(classes="pair"):
                yield _line("pin", "PIN", password=True)
                yield _line("again", "PIN again", password=True)
            yield _line("badge", "Badge (scan it, or leave it empty), then Enter")

    def on_mount(self) -> None:
        """Show the top line."""
        self.refresh_status()

    def status(self) -> Status:
        """A site that has no name yet."""
        return Status(place_code="ION TUI", place_name="First start", trouble=self.floor.trouble)

    async def scanned(self, code: str) -> None:
        """The administrator's badge."""
        self.badge.value = code
        self.tell("Badge read.")
        self._go_on()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self.badge:
            self._go_on()
        elif event.input is self.pin and self.pin.value and (refused := check_pin(self.pin.value)):
            self._ask_pins_again(refused.sentence)
        else:
            self.focus_next(Input)

    def go_back(self) -> None:
        """There is nothing to go back to."""

    def _go_on(self) -> None:
        """Make the site, once every line but the badge is written."""
        for line in (self.site, self.code, self.named, self.pin, self.again):
            if not line.value.strip():
                line.focus()
                self.refuse(f"{line.border_title}: this is still empty.")
                return
        if refused := check_pin(self.pin.value):
            self._ask_pins_again(refused.sentence)
        elif self.pin.value != self.again.value:
            self._ask_pins_again("The two PINs are not the same; type them again.")
        elif not self.floor.is_saying:
            self.do(self._initialize(), group="verbs")

    def _ask_pins_again(self, sentence: str) -> None:
        self.pin.value = self.again.value = ""
        self.pin.focus()
        self.refuse(sentence)

    async def _initialize(self) -> None:
        command = Initialize(
            site=self.site.value.strip(),
            code=self.code.value.strip(),
            name=self.named.value.strip(),
            pin=self.pin.value,
            badge=self.badge.value.strip() or None,
        )
        self.tell("One moment …")
        answer = await self.floor.say(command, actor=Actor(None, self.floor.kiosk))
        if self.answer(answer) and isinstance(answer, Outcome):
            await self.floor.reload_site()
            self.app.switch_screen(ImportFileScreen(self.floor, answer, self._import_site))


def _line(name: str, prompt: str, *, password: bool = False) -> Input:
    line = Input(id=name, password=password, max_length=120)
    line.cursor_blink = False
    line.border_title = prompt
    return line
