"""A batch as it is looked at: its runs, narrowed and expanded, live, and found by a scan."""

from __future__ import annotations

from typing import Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from data.rows.batches import BatchRow, MemberPage, NamedRun, Trees
from data.rows.work import ScanMatch
from ion_tui.engine.wording import batch_label
from screens.batch_parts.cards import Line, card_lines, heads, render_card, short_title
from screens.batch_parts.view import NEAR_THE_END, BatchView
from screens.batch_parts.words import counted, nothing_there, what_became_of
from screens.floor import Floor
from screens.floor_dialog import FloorDialog
from screens.messages import OpenRun, OpenStep
from screens.widgets.keys_here import KeysHere
from screens.widgets.lines import clean
from screens.widgets.row_list import RowList

REST: Final = 0.06
"""Seconds for which the cursor rests on a run before more is asked about it."""


class BatchLook(FloorDialog):
    """One batch, live; `run_id` is the run that it was opened from, `step_id` the step whose siblings are told."""

    AUTO_FOCUS = "RowList"
    SCAN_HINT = "a run or its unit: it is found in the list"

    search = getters.query_one("#search", Input)
    cards: getters.query_one[RowList[Line]] = getters.query_one(RowList)

    def __init__(
        self, floor: Floor, batch_id: int, run_id: int | None = None, step_id: int | None = None
    ) -> None:
        """Begin with nothing read."""
        super().__init__(floor)
        self.batch_id = batch_id
        self.run_id = run_id
        self.step_id = step_id
        self._view = BatchView()
        self._batch: BatchRow | None = None
        self._origin: NamedRun | None = None
        self._step_number = ""
        self._page = MemberPage((), 0, has_more=False)
        self._trees: Trees = {}
        self._rest: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The title, how the runs are narrowed, the runs, more about the one under the cursor."""
        with Horizontal(classes="batch--line", id="title-line"):
            yield Static("Title ", classes="batch--name", markup=False)
            yield Static(id="title-text", markup=False)
            yield compact_input("title", 200)
            yield Static("  Enter submits, Esc cancels", id="title-hint", markup=False)
            yield KeysHere("batch-title")
        with Horizontal(id="news"):
            yield Static(id="banner", markup=False)
            yield KeysHere("new-batch")
        with Horizontal(classes="batch--line"):
            yield Static("Search ", classes="batch--name", markup=False)
            yield compact_input("search", 64)
            yield KeysHere("search", "affected", id="finding")
        with Horizontal(classes="batch--line"):
            yield Static(id="count", markup=False)
            yield KeysHere("expand-all", "collapse-all", "run")
        yield Static(id="heads", markup=False)
        yield RowList(render_card, row_height=1, empty="One moment …")
        yield Static(id="more", markup=False)

    def on_mount(self) -> None:
        """Read the batch."""
        self.name_it(f"Batch {self.batch_id}")
        self.keys.relabel({"back": "Close"})
        self.refresh_floor()

    async def judge_batch(self) -> None:
        """Ask what may be done with the batch as it is now; in a job."""

    async def judge_run(self, run_id: int) -> None:
        """Ask what may be done with the run under the cursor; in a job."""

    def forget_run(self) -> None:
        """The cursor is on another run: what may be done with it is not known yet."""

    # What is shown

    def refresh_floor(self) -> None:
        """Ask again for everything that is shown; what is typed stays."""
        self.do(self._load(), group="load", exclusive=True)

    def show_view(self, view: BatchView) -> None:
        """Look at the batch otherwise."""
        self._view = view
        self.refresh_floor()

    async def _load(self) -> None:
        view, batch_id, step_id, run_id = self._view, self.batch_id, self.step_id, self.run_id
        self._batch = await self.ask(lambda reads: reads.batches.batch(batch_id))
        self._page = await self.ask(
            lambda reads: reads.batches.members(
                batch_id, step_id=step_id, search=view.search, affected=view.affected, limit=view.limit
            )
        )
        shown = view.open_among(row.run_id for row in self._page.rows)
        self._trees = await self.ask(lambda reads: reads.batches.trees(shown)) if shown else {}
        if run_id is not None:
            named = await self.ask(lambda reads: reads.batches.runs([run_id]))
            self._origin = named[0] if named else None
        if step_id is not None and not self._step_number:
            step = await self.ask(lambda reads: reads.step(step_id))
            self._step_number = step.step.number if step else ""
        await self.judge_batch()
        self._show()

    def _show(self) -> None:
        batch = self._batch
        if batch is None:
            self._say_banner(f"There is no batch {self.batch_id}.")
            return
        self.name_it(batch_label(batch.batch_id, batch.title))
        title = (
            Content.styled(clean(batch.title), "bold $strong")
            if batch.title
            else Content.styled("none", "$dim")
        )
        self.query_one("#title-text", Static).update(title)
        self._say_banner(what_became_of(batch, self._origin, self.floor.now(), self.floor.zone))
        box = "[✔]" if self._view.affected else "[ ]"
        self.query_one("#finding", KeysHere).relabel({"affected": f"{box} Affected runs only"})
        self.cards.empty = nothing_there(batch, self._view)
        self.cards.update_rows(
            card_lines(
                self._page.rows, self._trees, self._view.is_open, tells_sibling=self.step_id is not None
            )
        )
        self.query_one("#count", Static).update(
            Content.styled(counted(batch, self._page, self._view), "$dim")
        )
        self._draw_heads()
        self.refresh_bindings()
        self._look_closer()
        self._read_on()

    def _say_banner(self, sentence: str) -> None:
        self.query_one("#banner", Static).update(Content(clean(sentence)))
        self.set_class(bool(sentence), "-news")

    def _draw_heads(self) -> None:
        width = self.cards.scrollable_content_region.width
        self.query_one("#heads", Static).update(
            heads(max(0, width - 2), self._step_number if self.step_id else "")
        )

    def on_resize(self) -> None:
        """Put the heads over their columns anew."""
        self.call_after_refresh(self._draw_heads)

    # The line under the cursor

    @property
    def run_here_id(self) -> int | None:
        """The run under the cursor, or the one that the line under it belongs to."""
        line = self.cards.highlighted if self.is_mounted else None
        return line.run_id if line is not None else None

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[Line]) -> None:
        message.stop()
        self.forget_run()
        self._look_closer()
        self._read_on()

    def _read_on(self) -> None:
        """Read more runs where the cursor is near the last one."""
        cursor = self.cards.cursor
        if self._page.has_more and cursor is not None and cursor >= len(self.cards.rows) - NEAR_THE_END:
            self.show_view(self._view.longer())

    def _look_closer(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._rested)

    def _rested(self) -> None:
        self._rest = None
        self.do(self._read_run(), group="run", exclusive=True)

    async def _read_run(self) -> None:
        """Say of the run under the cursor what has no room in its line, and whether it may leave."""
        run_id, step_id = self.run_here_id, self.step_id
        if run_id is None:
            self.query_one("#more", Static).update("")
            return
        await self.judge_run(run_id)
        why = ""
        if step_id is not None:
            why = await self.ask(lambda reads: reads.batches.why_not_sibling(step_id, run_id))
        member = next((row for row in self._page.rows if row.run_id == run_id), None)
        if member is None or run_id != self.run_here_id:
            return
        people = f" · {', '.join(member.people)} at work" if member.people else ""
        about = (
            Content.styled(clean(why), "$dim")
            if why
            else Content.styled(clean(f"{member.unit}{people}"), "$ink")
        )
        self.query_one("#more", Static).update(about)
        self.refresh_bindings()

    def leave_for(self, message: OpenStep | OpenRun) -> None:
        """Close, and go where the message leads."""
        self.app.post_message(message)
        self.dismiss()

    # Keys

    def action_search(self) -> None:
        """Begin to search."""
        self.search.focus()

    @on(Input.Changed, "#search")
    def _search_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._view.search:
            self.show_view(self._view.searched(event.value))

    @on(Input.Submitted, "#search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.cards.focus()

    def on_key(self, event: events.Key) -> None:
        """From the search down into the runs; else why a dim key does nothing."""
        if self.search.has_focus and event.key == "down":
            event.stop()
            self.cards.focus()

    def action_affected(self) -> None:
        """Only affected runs, and back to all."""
        self.show_view(self._view.narrowed(affected=not self._view.affected))

    def action_expand_all(self) -> None:
        """Show every run's steps."""
        self.show_view(self._view.all_of(are_open=True))

    def action_collapse_all(self) -> None:
        """Show the runs alone."""
        self._to_its_run()
        self.show_view(self._view.all_of(are_open=False))

    def action_expand(self) -> None:
        """Show the run's steps."""
        if (run_id := self.run_here_id) is not None:
            self.show_view(self._view.opened(run_id, is_open=True))

    def action_collapse(self) -> None:
        """Hide the run's steps."""
        if (run_id := self.run_here_id) is not None:
            self._to_its_run()
            self.show_view(self._view.opened(run_id, is_open=False))

    def _to_its_run(self) -> None:
        """Put the cursor on the card above the line that it is on."""
        if (run_id := self.run_here_id) is not None:
            self.cards.move_to(("run", run_id))

    def action_run(self) -> None:
        """Go to the run; it stays in the batch."""
        if (run_id := self.run_here_id) is not None:
            self.leave_for(OpenRun(run_id))

    # Scans

    async def run_scanned(self, code: str, match: ScanMatch) -> None:
        """Put the cursor on the run."""
        del code
        run_id = match.id
        (named,) = await self.ask(lambda reads: reads.batches.runs([run_id]))
        if named.batch_id != self.batch_id:
            self.refuse(f"{named.title} is not in this batch.")
        elif not self.cards.move_to(("run", run_id)):
            self._view = self._view.narrowed(affected=False)
            self.search.value = f"RUN-{run_id}"
        else:
            self.tell(f"Found: {short_title(run_id, named.title)}")

    async def step_scanned(self, code: str, match: ScanMatch) -> None:
        """Go to the step."""
        del code
        self.leave_for(OpenStep(match.id))


def compact_input(name: str, longest: int) -> Input:
    """An input of one line, of so many characters at most."""
    made = Input(id=name, compact=True, max_length=longest, select_on_focus=False)
    made.cursor_blink = False
    return made
