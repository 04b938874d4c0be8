"""Importing a site file on the first start: by its path, with progress, and with every fault in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, ProgressBar, Static

from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Actor
from screens.base import FloorScreen
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.site_import import FileFault, ImportSite
from screens.styles import sheet_beside
from screens.widgets.lines import clean, column
from screens.widgets.row_list import RowList
from screens.widgets.scan_box import Kind
from screens.widgets.status_bar import Status

ABOUT: Final = (
    "Import a site file now: people, work centers, parts, procedures, runs. Or press Esc and do it later."
)
LATER: Final = "A site file is imported with: ion-tui import FILE. Press Esc to go on."
_PLACE: Final = 24


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault in the list."""

    key: int
    fault: FileFault


def render_fault(line: FaultLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """Where, and what."""
    del width, selected
    return (
        Content.assemble(
            (column(line.fault.place, _PLACE), "bold $strong"),
            (" ", ""),
            (clean(line.fault.sentence), "$ink"),
        ),
    )


class ImportFileScreen(FloorScreen):
    """Imports a site file, or goes on without."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.LOCK)
    AUTO_FOCUS = "#path"

    path = getters.query_one("#path", Input)
    progress = getters.query_one("#progress", ProgressBar)
    fault = getters.query_one("#fault", Static)
    faults: getters.query_one[RowList[FaultLine]] = getters.query_one(RowList)

    class Progressed(Message, bubble=False):
        """The import got on."""

        def __init__(self, done: int, total: int, what: str) -> None:
            """Carry how far, of how much, and what is being done."""
            super().__init__()
            self.done, self.total, self.what = done, total, what

    def __init__(self, floor: Floor, made: Outcome, import_site: ImportSite | None) -> None:
        """Take what made the site and its administrator, and what imports; None where this kiosk cannot."""
        super().__init__(floor)
        self._made = made
        self._administrator = Actor(made.made["operator"][0], floor.kiosk)
        self._import_site = import_site
        self._is_done = False

    def compose_body(self) -> ComposeResult:
        """A path, a bar, the faults."""
        with Vertical(id="form"):
            yield Static(ABOUT if self._import_site else LATER, id="about", markup=False)
            if self._import_site:
                path = Input(id="path", max_length=4096)
                path.cursor_blink = False
                path.border_title = "Site file"
                yield path
            yield ProgressBar(id="progress", show_eta=False)
            yield Static(id="fault", markup=False)
            yield RowList(render_fault, row_height=1, id="faults")

    def on_mount(self) -> None:
        """Say that the site is made."""
        self.refresh_status()
        self.show_answer(self._made.sentence, Kind.OK)

    def status(self) -> Status:
        """The site that was just made."""
        name = self.floor.site.name if self.floor.site else ""
        return Status(place_code=name or "ION TUI", place_name="First start", trouble=self.floor.trouble)

    async def scanned(self, code: str) -> None:
        """Nothing is scanned here."""
        self.refuse(f"{code} was not asked for: name a file, or press Esc.")

    def on_key(self, event: events.Key) -> None:
        """Esc goes on without a file, and Enter once one is imported; ↓ leads from the file's name to its faults."""
        if event.key == "escape" or (event.key == "enter" and self._is_done):
            event.stop()
            if not self.floor.is_saying:
                self.dismiss()
        elif event.key == "down" and self.has_class("-faulty") and not self.faults.has_focus:
            event.stop()
            self.faults.focus()
            self.faults.action_cursor_down()

    @on(Input.Submitted, "#path")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        if self._is_done:
            self.dismiss()
        elif event.value.strip() and not self.floor.is_saying:
            self.do(self._import(Path(event.value.strip()).expanduser()), group="verbs")

    async def _import(self, path: Path) -> None:
        import_site = self._import_site
        if import_site is None:
            return
        self.remove_class("-faulty")
        self.add_class("-importing")
        self.tell("Reading …")
        try:
            imported = await self.floor.carry_out(
                lambda engine: import_site(engine, self._administrator, path, self._report)
            )
        finally:
            self.remove_class("-importing")
        self.faults.update_rows([FaultLine(number, fault) for number, fault in enumerate(imported.faults)])
        self.set_class(bool(imported.faults), "-faulty")
        self._is_done = imported.is_done
        if imported.is_done:
            await self.floor.reload_site()
            self.show_answer(f"{imported.sentence} Press Enter to go on.", Kind.OK)
        else:
            self.refuse(imported.sentence)

    def _report(self, done: int, total: int, what: str) -> None:
        self.post_message(self.Progressed(done, total, what))

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        self.progress.update(total=message.total, progress=message.done)
        self.tell(f"{message.what} …")

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[FaultLine]) -> None:
        message.stop()
        row = message.row
        self.fault.update(Content(f"{clean(row.fault.place)}: {clean(row.fault.sentence)}") if row else "")

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[FaultLine]) -> None:
        message.stop()
        self.path.focus()
