"""Which runs are meant: any number, marked out of all that are open, by search, by scan, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from data.rows.batches import CandidatePage, CandidateRow, NamedRun
from data.rows.work import ScanMatch
from screens.batch_parts.candidates import CandidateLine, heads, render_candidate
from screens.batch_parts.view import NEAR_THE_END
from screens.floor import Floor
from screens.floor_dialog import FloorDialog
from screens.keys import Place, bindings_for
from screens.styles import sheet_beside
from screens.widgets.keys_here import KeysHere
from screens.widgets.row_list import RowList

PAGE: Final = 100
"""Runs that are read at first; each time one comes near the last, twice as many."""
NEEDS_MARKS: Final = frozenset({"add_marked", "clear_marks", "new_batch"})


class RunMarks(FloorDialog):
    """Marks runs; marks outlive a search and a refusal. What is asked and done with them says each picker.

    A picker overrides `read_page`, `line_of`, `none_there`, `labels`, `take_marked` and `refusal_to_mark`.
    """

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.PICKER)
    KEYS_HERE = frozenset({"search"})
    AUTO_FOCUS = "RowList"
    SCAN_HINT = "a run or its unit: it is marked"

    search = getters.query_one("#search", Input)
    runs: getters.query_one[RowList[CandidateLine]] = getters.query_one(RowList)

    def __init__(self, floor: Floor) -> None:
        """Begin with nothing marked."""
        super().__init__(floor)
        self.page = CandidatePage((), has_more=False)
        self.marked: dict[int, None] = {}
        self._limit = PAGE
        self._searched = ""

    async def read_page(self, search: str, limit: int) -> CandidatePage:
        """The newest runs that can be marked; in a job."""
        raise NotImplementedError

    def heads_over(self, width: int) -> Content:
        """The heads of the columns."""
        return heads(width)

    def line_of(self, run: CandidateRow, *, is_marked: bool) -> CandidateLine:
        """A run as a line of the list."""
        raise NotImplementedError

    def none_there(self) -> str:
        """What is said where there is no run to mark."""
        raise NotImplementedError

    def labels(self, number: int) -> Mapping[str, str]:
        """What the keys are called while so many runs are marked."""
        raise NotImplementedError

    def take_marked(self) -> None:
        """Do what the runs are marked for."""
        raise NotImplementedError

    def refusal_to_mark(self, run: NamedRun) -> str:
        """Why a run that was scanned cannot be marked; empty where it can."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """The search, the runs, how many are marked."""
        with Horizontal(classes="picker--line"):
            yield Static("Search ", classes="picker--name", markup=False)
            search = Input(id="search", compact=True, max_length=64, select_on_focus=False)
            search.cursor_blink = False
            yield search
            yield KeysHere("search")
            yield Static(id="marked", markup=False)
        yield Static(id="heads", markup=False)
        yield RowList(render_candidate, row_height=1, empty="One moment …")

    def on_mount(self) -> None:
        """Ask for the newest runs."""
        self._show_marks()
        self.refresh_floor()

    def refresh_floor(self) -> None:
        """Ask again; marks stay."""
        self.do(self._load(), group="load", exclusive=True)

    async def _load(self) -> None:
        self.page = await self.read_page(self._searched, self._limit)
        self.show_page()

    def show_page(self) -> None:
        """Show what was read, as it is marked now."""
        self.runs.empty = (
            f"No open run has “{self._searched}” in its title or number. Esc clears the search."
            if self._searched
            else self.none_there()
        )
        self.runs.update_rows(
            [self.line_of(run, is_marked=run.run_id in self.marked) for run in self.page.rows]
        )
        self._draw_heads()
        self._show_marks()

    def _show_marks(self) -> None:
        number = len(self.marked)
        more = "+" if self.page.has_more else ""
        self.query_one("#marked", Static).update(
            Content.assemble(
                (f"{number} marked", "bold $accent" if number else "$dim"),
                (f" · {len(self.page.rows)}{more} runs", "$dim"),
            )
        )
        self.keys.relabel(self.labels(number))
        self.refresh_bindings()

    def _draw_heads(self) -> None:
        width = self.runs.scrollable_content_region.width
        self.query_one("#heads", Static).update(self.heads_over(max(0, width - 2)))

    def on_resize(self) -> None:
        """Put the heads over their columns anew."""
        self.call_after_refresh(self._draw_heads)

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[CandidateLine]) -> None:
        message.stop()
        cursor = self.runs.cursor
        if self.page.has_more and cursor is not None and cursor >= len(self.runs.rows) - NEAR_THE_END:
            self._limit *= 2
            self.refresh_floor()

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[CandidateLine]) -> None:
        message.stop()
        self._turn(message.row)

    def _turn(self, line: CandidateLine) -> None:
        """Mark a run, or take its mark away; say why where it cannot be chosen."""
        if line.refused:
            self.refuse(line.refused)
            return
        self._mark(line.run.run_id, is_marked=not line.is_marked)

    def _mark(self, run_id: int, *, is_marked: bool) -> None:
        if is_marked:
            self.marked[run_id] = None
        else:
            self.marked.pop(run_id, None)
        self.tell(self.SCAN_HINT)
        self.show_page()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done with marked runs is dim while nothing is marked."""
        if action in NEEDS_MARKS:
            return True if self.marked and not self.floor.is_saying else None
        return super().check_action(action, parameters)

    def explain(self, action: str) -> None:
        """Why a key is dim."""
        if action in NEEDS_MARKS and not self.marked:
            self.refuse("No run is marked: Space marks the one under the cursor.")
        else:
            super().explain(action)

    def action_mark(self) -> None:
        """Mark the run under the cursor, and go on to the next."""
        if (line := self.runs.highlighted) is not None:
            self._turn(line)
            self.runs.action_cursor_down()

    def action_clear_marks(self) -> None:
        """Clear the selection."""
        self.marked.clear()
        self.show_page()

    def action_add_marked(self) -> None:
        """Take the marked runs."""
        self.take_marked()

    def action_search(self) -> None:
        """Begin to search."""
        self.search.focus()

    @on(Input.Changed, "#search")
    def _search_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._searched, self._limit = event.value, PAGE
        self.refresh_floor()

    @on(Input.Submitted, "#search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.runs.focus()

    def on_key(self, event: events.Key) -> None:
        """From the search down into the runs."""
        if self.search.has_focus and event.key == "down":
            event.stop()
            self.runs.focus()

    def go_back(self) -> None:
        """Clear the search; then close."""
        if self.search.has_focus or self.search.value:
            self.search.value = ""
            self.runs.focus()
        else:
            self.dismiss()

    # Scans

    async def run_scanned(self, code: str, match: ScanMatch) -> None:
        """Mark the run; one that is scanned again stays marked."""
        del code
        run_id = match.id
        (named,) = await self.ask(lambda reads: reads.batches.runs([run_id]))
        if refused := self.refusal_to_mark(named):
            self.refuse(refused)
        else:
            self._mark(run_id, is_marked=True)
            self.runs.move_to(run_id)
            self.tell(f"Marked: {named.title}")
