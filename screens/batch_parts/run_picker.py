"""Which runs join a batch: any number, marked out of all that are open, by search, by scan, page by page."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from data.rows.batches import BatchRow, CandidatePage
from data.rows.work import ScanMatch
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import AddToBatch
from ion_tui.engine.wording import batch_label
from screens.batch_parts.candidates import CandidateLine, heads, render_candidate
from screens.batch_parts.new_batch import new_batch
from screens.batch_parts.view import NEAR_THE_END
from screens.floor import Floor
from screens.floor_dialog import FloorDialog
from screens.keys import Place, bindings_for
from screens.styles import sheet_beside
from screens.widgets.keys_here import KeysHere
from screens.widgets.row_list import RowList

PAGE: Final = 100
"""Runs that are read at first; each time one comes near the last, twice as many."""
_NEEDS_MARKS: Final = frozenset({"add_marked", "clear_marks", "new_batch"})


class RunPicker(FloorDialog):
    """Marks runs and lets them join; `outcome` is what the engine answered once it has closed.

    Marks outlive a search, a refusal, and the batch itself: where somebody dissolves it meanwhile, a new batch can be
    made of what is marked, and is `made_batch` then.
    """

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.PICKER)
    KEYS_HERE = frozenset({"search"})
    AUTO_FOCUS = "RowList"
    SCAN_HINT = "a run or its unit: it is marked"

    search = getters.query_one("#search", Input)
    runs: getters.query_one[RowList[CandidateLine]] = getters.query_one(RowList)

    def __init__(self, floor: Floor, batch_id: int) -> None:
        """Begin with nothing marked."""
        super().__init__(floor)
        self.batch_id = batch_id
        self.outcome: Outcome | None = None
        self.made_batch: int | None = None
        self._batch: BatchRow | None = None
        self._page = CandidatePage((), has_more=False)
        self._marked: dict[int, None] = {}
        self._limit = PAGE
        self._searched = ""
        self._knows_the_end = False

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
        self.name_it(f"Add runs to Batch {self.batch_id}")
        self._show_marks()
        self.refresh_floor()

    @property
    def is_dissolved(self) -> bool:
        """Whether the batch has ended meanwhile."""
        return self._batch is not None and self._batch.dissolved_at is not None

    def refresh_floor(self) -> None:
        """Ask again; marks stay."""
        self.do(self._load(), group="load", exclusive=True)

    async def _load(self) -> None:
        batch_id, search, limit = self.batch_id, self._searched, self._limit
        self._batch = await self.ask(lambda reads: reads.batches.batch(batch_id))
        self._page = await self.ask(
            lambda reads: reads.batches.candidates(batch_id, search=search, limit=limit)
        )
        for run in self._page.rows:
            if run.batch_id is not None:
                self._marked.pop(run.run_id, None)
        self._show()

    def _show(self) -> None:
        batch = self._batch
        if batch is not None:
            self.name_it(f"Add runs to {batch_label(batch.batch_id, batch.title)}")
        self.runs.empty = (
            f"No open run has “{self._searched}” in its title or number. Esc clears the search."
            if self._searched
            else "Every open run is in this batch."
        )
        self.runs.update_rows([CandidateLine(run, run.run_id in self._marked) for run in self._page.rows])
        self._draw_heads()
        self._show_marks()
        if self.is_dissolved:
            self.refuse(
                "This batch has been dissolved meanwhile: Esc, or n makes a new batch of what is marked."
            )

    def _show_marks(self) -> None:
        number = len(self._marked)
        more = "+" if self._page.has_more else ""
        self.query_one("#marked", Static).update(
            Content.assemble(
                (f"{number} marked", "bold $accent" if number else "$dim"),
                (f" · {len(self._page.rows)}{more} runs", "$dim"),
            )
        )
        self.keys.relabel(
            {"add-marked": f"Add {number} to batch", "back": "Cancel", "clear-marks": "Clear selection"}
        )
        self.refresh_bindings()

    def _draw_heads(self) -> None:
        width = self.runs.scrollable_content_region.width
        self.query_one("#heads", Static).update(heads(max(0, width - 2)))

    def on_resize(self) -> None:
        """Put the heads over their columns anew."""
        self.call_after_refresh(self._draw_heads)

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[CandidateLine]) -> None:
        message.stop()
        cursor = self.runs.cursor
        if self._page.has_more and cursor is not None and cursor >= len(self.runs.rows) - NEAR_THE_END:
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
            self._marked[run_id] = None
        else:
            self._marked.pop(run_id, None)
        self.tell(self.SCAN_HINT)
        self._show()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Adding is dim while nothing is marked; once the batch has ended, a new one takes its place."""
        if action in ("new_batch", "add_marked") and (action == "new_batch") is not self.is_dissolved:
            return False
        if action in _NEEDS_MARKS:
            return True if self._marked and not self.floor.is_saying else None
        return super().check_action(action, parameters)

    def explain(self, action: str) -> None:
        """Why a key is dim."""
        if action in _NEEDS_MARKS and not self._marked:
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
        self._marked.clear()
        self._show()

    def action_add_marked(self) -> None:
        """Let the marked runs join."""
        self.do(self._add(), group="verbs")

    async def _add(self) -> None:
        answer = await self.say(AddToBatch(batch_id=self.batch_id, run_ids=tuple(self._marked)))
        if isinstance(answer, Outcome):
            self.outcome = answer
            self.dismiss()
        else:
            self.answer(answer)

    def action_new_batch(self) -> None:
        """Make another batch of what is marked."""
        self.do(self._make_another(), group="verbs")

    async def _make_another(self) -> None:
        self.made_batch = await new_batch(self, tuple(self._marked))
        if self.made_batch is not None:
            self.dismiss()

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
        if named.batch_id == self.batch_id:
            self.refuse(f"{named.title} is in this batch already.")
        elif named.batch_id is not None:
            label = batch_label(named.batch_id, named.batch_title)
            self.refuse(f"{named.title} is in {label} already: take it out there first.")
        else:
            self._mark(run_id, is_marked=True)
            self.runs.move_to(run_id)
            self.tell(f"Marked: {named.title}")
