"""The batch manager: the runs of one batch, who joins and leaves, its title, and its end.

Open it by `screens.batching.open_batch`, which knows what to do for a run in no batch. What the engine would refuse is
dim, and says why; everything can be looked at by everybody.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from data.rows.batches import BatchRow, MemberPage, NamedRun, Trees
from data.rows.work import ScanMatch
from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import Command, DissolveBatch, RemoveFromBatch, RenameBatch
from ion_tui.engine.wording import batch_label
from screens.base import ONE_MOMENT
from screens.batch_parts.cards import (
    CardLine,
    Doing,
    DoingLine,
    Line,
    StepLine,
    card_lines,
    heads,
    render_card,
    short_title,
)
from screens.batch_parts.run_picker import RunPicker
from screens.batch_parts.view import NEAR_THE_END, BatchView
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.message import MessageDialog
from screens.floor import Floor
from screens.floor_dialog import FloorDialog
from screens.keys import Place, bindings_for
from screens.messages import OpenRun, OpenStep
from screens.styles import sheet_beside
from screens.times import day_name
from screens.widgets.keys_here import KeysHere
from screens.widgets.lines import clean
from screens.widgets.row_list import RowList

REST: Final = 0.06
"""Seconds for which the cursor rests on a run before more is asked about it."""
_CHANGES: Final = frozenset({"title", "add_runs", "unbatch", "remove_run", "remove_and_go"})


class BatchManager(FloorDialog):
    """One batch, live; `run_id` is the run that it was opened from, `step_id` the step whose siblings are told."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.BATCH)
    KEYS_HERE = frozenset(
        {"batch-title", "new-batch", "search", "affected", "expand-all", "collapse-all", "run"}
    )
    AUTO_FOCUS = "RowList"
    SCAN_HINT = "a run or its unit: it is found in the list"

    title_input = getters.query_one("#title", Input)
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
        self.wants_new_batch = False
        """Set when it closes so that a new batch is made of the run that it was opened from."""
        self._view = BatchView()
        self._batch: BatchRow | None = None
        self._origin: NamedRun | None = None
        self._step_number = ""
        self._page = MemberPage((), 0, has_more=False)
        self._trees: Trees = {}
        self._refusals: dict[str, Refused | None] = {}
        self._rest: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The title, how the runs are narrowed, the runs, more about the one under the cursor."""
        with Horizontal(classes="batch--line", id="title-line"):
            yield Static("Title ", classes="batch--name", markup=False)
            yield Static(id="title-text", markup=False)
            yield _input("title", 200)
            yield KeysHere("batch-title")
        with Horizontal(id="news"):
            yield Static(id="banner", markup=False)
            yield KeysHere("new-batch")
        with Horizontal(classes="batch--line"):
            yield Static("Search ", classes="batch--name", markup=False)
            yield _input("search", 64)
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
        await self._judge()
        self._show()

    async def _judge(self) -> None:
        """Ask what the engine would refuse of the batch as a whole."""
        title = self._batch.title if self._batch else None
        renaming = await self._refusal(RenameBatch(batch_id=self.batch_id, title=title))
        dissolving = await self._refusal(DissolveBatch(batch_id=self.batch_id))
        self._refusals |= {"title": renaming, "add_runs": renaming, "unbatch": dissolving}

    async def _refusal(self, command: Command) -> Refused | None:
        answer = await self.floor.preview(command)
        return answer if isinstance(answer, Refused) else None

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
        self._say_banner(self._what_became_of_it(batch))
        box = "[✔]" if self._view.affected else "[ ]"
        self.query_one("#finding", KeysHere).relabel({"affected": f"{box} Affected runs only"})
        self.cards.empty = self._empty(batch)
        self.cards.update_rows(
            card_lines(
                self._page.rows, self._trees, self._view.is_open, tells_sibling=self.step_id is not None
            )
        )
        self.query_one("#count", Static).update(self._counted(batch))
        self._draw_heads()
        self.refresh_bindings()
        self._look_closer()
        self._read_on()

    def _what_became_of_it(self, batch: BatchRow) -> str:
        """That it was dissolved, or that the run it was opened from has left; empty where neither is so."""
        if batch.dissolved_at is not None:
            by = f" by {batch.dissolved_by}" if batch.dissolved_by else ""
            zone = self.floor.zone
            day = day_name(batch.dissolved_at, self.floor.now(), zone)
            when = "" if day == "Today" else f"{day}, "
            return f"This batch was dissolved{by} at {when}{batch.dissolved_at.astimezone(zone):%H:%M}."
        origin = self._origin
        if origin is None or origin.batch_id == self.batch_id:
            return ""
        if origin.batch_id is None:
            return f"This run is no longer in a batch. ({clean(origin.title)})"
        return f"{clean(origin.title)} is in {batch_label(origin.batch_id, origin.batch_title)} now."

    def _say_banner(self, sentence: str) -> None:
        self.query_one("#banner", Static).update(Content(clean(sentence)))
        self.set_class(bool(sentence), "-news")

    def _empty(self, batch: BatchRow) -> str:
        if batch.dissolved_at is not None:
            return "Its runs go on by themselves, and keep what was done."
        if self._view.search:
            return f"No run of this batch has “{self._view.search}” in its title or number. Esc clears the search."
        if self._view.affected:
            return "No run of this batch has a sibling of the step. Press o for all runs."
        return "No run is in this batch. Press a to add some."

    def _counted(self, batch: BatchRow) -> Content:
        page, number = self._page, batch.size
        runs = "1 run" if number == 1 else f"{number} runs"
        found = f"{page.found} of {runs}" if self._view.search or self._view.affected else runs
        more = f", {len(page.rows)} read" if page.has_more else ""
        shown = len(self._view.open_among(row.run_id for row in page.rows))
        return Content.styled(f"{found}{more}{f' · {shown} expanded' if shown else ''}", "$dim")

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
    def _run_here(self) -> int | None:
        line = self.cards.highlighted if self.is_mounted else None
        return line.run_id if line is not None else None

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[Line]) -> None:
        message.stop()
        self._refusals.pop("remove", None)
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
        run_id, step_id = self._run_here, self.step_id
        if run_id is None:
            self.query_one("#more", Static).update("")
            return
        self._refusals["remove"] = await self._refusal(
            RemoveFromBatch(batch_id=self.batch_id, run_ids=(run_id,))
        )
        why = ""
        if step_id is not None:
            why = await self.ask(lambda reads: reads.batches.why_not_sibling(step_id, run_id))
        member = next((row for row in self._page.rows if row.run_id == run_id), None)
        if member is None or run_id != self._run_here:
            return
        people = f" · {', '.join(member.people)} at work" if member.people else ""
        about = (
            Content.styled(clean(why), "$dim")
            if why
            else Content.styled(clean(f"{member.unit}{people}"), "$ink")
        )
        self.query_one("#more", Static).update(about)
        self.refresh_bindings()

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[Line]) -> None:
        message.stop()
        match message.row:
            case CardLine() as card:
                self.show_view(self._view.opened(card.run_id, is_open=not card.is_open))
            case StepLine() as step:
                self._leave_for(OpenStep(step.row.step_id))
            case DoingLine() as doing:
                action = "remove_run" if doing.doing is Doing.REMOVE else "remove_and_go"
                if self.check_action(action, ()):
                    self._remove(goes=doing.doing is Doing.REMOVE_AND_GO)
                else:
                    self.explain(action)

    def _leave_for(self, message: OpenStep | OpenRun) -> None:
        self.app.post_message(message)
        self.dismiss()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the engine would refuse is dim; a new batch is offered where this one has ended, or the run left it."""
        if action in _CHANGES:
            nobody = action.startswith("remove") and self._run_here is None
            return None if nobody or self.floor.is_saying or self._refused(action) else True
        if action == "affected" and self.step_id is None:
            return False
        if action == "run" and self._run_here is None:
            return None
        if action == "new_batch":
            return self._origin is not None and self._origin.batch_id is None
        return super().check_action(action, parameters)

    def _refused(self, action: str) -> Refused | None:
        return self._refusals.get("remove" if action.startswith("remove") else action)

    def explain(self, action: str) -> None:
        """The engine's refusal as it is; every run that cannot leave as a list."""
        refused = self._refused(action)
        if self.floor.is_saying:
            self.tell(ONE_MOMENT)
        elif refused is not None and len(refused.more) > 1:
            self.app.bell()
            self.app.push_screen(
                MessageDialog("These runs cannot leave", [f"· {line}" for line in refused.more])
            )
        else:
            self.refuse(refused.sentence if refused else "There is no run selected.")

    def action_title(self) -> None:
        """Edit the title."""
        if not self.has_class("-titling"):
            self.title_input.value = (self._batch.title if self._batch else None) or ""
            self.add_class("-titling")
        self.title_input.focus()

    @on(events.Click, "#title-line Static")
    def _title_clicked(self) -> None:
        if self.check_action("title", ()):
            self.action_title()
        else:
            self.explain("title")

    @on(Input.Submitted, "#title")
    def _title_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.do(self._rename(event.value), group="verbs")

    async def _rename(self, title: str) -> None:
        if self.answer(await self.say(RenameBatch(batch_id=self.batch_id, title=title))):
            self._end_titling()

    def _end_titling(self) -> None:
        self.remove_class("-titling")
        self.cards.focus()

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
        if (run_id := self._run_here) is not None:
            self.show_view(self._view.opened(run_id, is_open=True))

    def action_collapse(self) -> None:
        """Hide the run's steps."""
        if (run_id := self._run_here) is not None:
            self._to_its_run()
            self.show_view(self._view.opened(run_id, is_open=False))

    def _to_its_run(self) -> None:
        """Put the cursor on the card above the line that it is on."""
        if (run_id := self._run_here) is not None:
            self.cards.move_to(("run", run_id))

    def action_run(self) -> None:
        """Go to the run; it stays in the batch."""
        if (run_id := self._run_here) is not None:
            self._leave_for(OpenRun(run_id))

    def action_add_runs(self) -> None:
        """Pick runs that join."""
        self.do(self._add_runs(), group="verbs")

    async def _add_runs(self) -> None:
        picker = RunPicker(self.floor, self.batch_id)
        await self.app.push_screen_wait(picker)
        if picker.outcome is not None:
            self.answer(picker.outcome)
        if picker.made_batch is not None:
            self.batch_id = picker.made_batch
        self.refresh_floor()

    def action_remove_run(self) -> None:
        """Take the run out."""
        self._remove(goes=False)

    def action_remove_and_go(self) -> None:
        """Take the run out, and go to it."""
        self._remove(goes=True)

    def _remove(self, *, goes: bool) -> None:
        if (run_id := self._run_here) is not None and not self.floor.is_saying:
            self.do(self._take_out(run_id, goes=goes), group="verbs")

    async def _take_out(self, run_id: int, *, goes: bool) -> None:
        is_out = self.answer(await self.say(RemoveFromBatch(batch_id=self.batch_id, run_ids=(run_id,))))
        if is_out and goes:
            self._leave_for(OpenRun(run_id))

    def action_unbatch(self) -> None:
        """Take all runs out, once that is confirmed."""
        self.do(self._unbatch(), group="verbs")

    async def _unbatch(self) -> None:
        batch = self._batch
        if batch is None:
            return
        number = "1 run" if batch.size == 1 else f"all {batch.size} runs"
        dialog = ConfirmDialog(
            f"Unbatch {number}",
            [
                batch_label(batch.batch_id, batch.title),
                "Every run goes on by itself; the batch is dissolved.",
                "What was done stays with each run.",
            ],
            confirm="Unbatch all",
            danger=True,
        )
        if await self.app.push_screen_wait(dialog):
            self.answer(await self.say(DissolveBatch(batch_id=self.batch_id)))

    def action_new_batch(self) -> None:
        """Close, and make a new batch of the run that this one was opened from."""
        self.wants_new_batch = True
        self.dismiss()

    def go_back(self) -> None:
        """Let go of what is typed; clear the search; then close."""
        if self.has_class("-titling"):
            self._end_titling()
        elif self.search.has_focus or self.search.value:
            self.search.value = ""
            self.cards.focus()
        else:
            self.dismiss()

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
        self._leave_for(OpenStep(match.id))


def _input(name: str, longest: int) -> Input:
    made = Input(id=name, compact=True, max_length=longest, select_on_focus=False)
    made.cursor_blink = False
    return made
