"""The Runs screen: every run of the site in a table, to be found, batched, assigned, scheduled and started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from data.rows.runs import MOST_CHOSEN, RunPlace, RunsPage
from data.rows.work import ScanKind, ScanMatch
from screens.floor import Floor
from screens.keys import Place, active_keys, bindings_for
from screens.messages import OpenRun
from screens.narrowing import Narrowing
from screens.run_verbs import PERMISSIONS, RunVerbs
from screens.runs_parts.bar import SelectionBar
from screens.runs_parts.filters import ask_filter
from screens.runs_parts.lines import (
    RunLine,
    batch_sections,
    counted,
    heading,
    render_row,
    render_two_lines,
    run_lines,
)
from screens.runs_parts.selection import Selection
from screens.runs_parts.starting import ask_start, ask_start_on
from screens.runs_parts.view import NEAR_THE_END, PAGE, TAB_TOKENS, RunsView
from screens.scan_routes import ScanRoute
from screens.styles import sheet_beside
from screens.widgets.lines import spread
from screens.widgets.row_list import RowList
from screens.widgets.scan_box import Kind
from screens.widgets.status_bar import Status
from screens.widgets.tab_bar import TabBar

WIDE: Final = 110
"""Cells from which on a run stands on one line, in columns."""


class RunList(RowList[RunLine]):
    """A stretch of the runs; its first and last are not those of the table."""

    class EndWanted(Message):
        """Home or End: to the first run there is, or to the last."""

        def __init__(self, *, last: bool) -> None:
            """Carry which."""
            super().__init__()
            self.last = last

    def action_first(self) -> None:
        """To the first run there is."""
        self.post_message(self.EndWanted(last=False))

    def action_last(self) -> None:
        """To the last run there is."""
        self.post_message(self.EndWanted(last=True))


class RunsScreen(Narrowing[RunsView], RunVerbs):
    """All runs, a page at a time, live."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.RUNS)
    AUTO_FOCUS = "RunList"
    SCAN_HINT = "a unit or a run finds its row; a unit without a run starts one"

    columns = getters.query_one("#columns", Static)
    runs = getters.query_one(RunList)
    bar = getters.query_one(SelectionBar)

    def __init__(self, floor: Floor) -> None:
        """Begin with the open runs, the most urgent first."""
        super().__init__(floor)
        self.view = RunsView()
        self.selection = Selection()
        self._page: RunsPage | None = None
        self._today = ""

    def compose_body(self) -> ComposeResult:
        """Tabs, how they are narrowed, the heads of the columns, runs, and the bar of the selected ones."""
        yield TabBar(TAB_TOKENS, self.view.query.tab)
        yield from self.compose_narrowing()
        yield Static(id="columns", markup=False)
        yield RunList(self._lines_of, section_of=lambda line: line.section, empty="One moment …")
        yield SelectionBar()

    def on_mount(self) -> None:
        """Ask for the runs, and begin to follow the clock."""
        self.refresh_status()
        self.refresh_floor()
        self._follow_the_clock()

    def on_resize(self, event: events.Resize) -> None:
        """Put each run on one line where there is room."""
        is_wide = event.size.width >= WIDE
        self.set_class(is_wide, "-wide")
        self.runs.row_height = 1 if is_wide else 2
        self.columns.update(Content(heading(max(0, event.size.width - 2))))
        self._show_words()

    def status(self) -> Status:
        """The runs of the site, whatever work center the kiosk is at."""
        name = self.floor.site.name if self.floor.site else ""
        return replace(super().status(), place_code="Runs", place_name=name)

    def _lines_of(self, line: RunLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
        return (render_row if self.runs.row_height == 1 else render_two_lines)(line, width, selected)

    # How the rows are narrowed

    @property
    def listed(self) -> RowList[RunLine]:
        """The rows."""
        return self.runs

    @property
    def searched(self) -> str:
        """What is searched for."""
        return self.view.query.search

    def searching(self, text: str) -> RunsView:
        """The rows that a text is in."""
        return self.view.searching(text)

    # What is shown

    def refresh_floor(self) -> None:
        """Ask for the runs again; cursor and selection stay."""
        self.do(self._load(), group="load", exclusive=True)

    def show_view(self, view: RunsView, *, keep: int | None = None) -> None:
        """Show other runs, from the first, or with the cursor on the run to `keep` it on."""
        self.view = view
        self.tabs.tab = view.query.tab
        self.do(self._load(keep=keep, moved=True), group="load", exclusive=True)

    async def _load(self, *, keep: int | None = None, moved: bool = False) -> None:
        view = self.view
        page = await self.ask(
            lambda reads: reads.run_table.page(view.query, place=view.place, limit=view.limit)
        )
        if not page.rows and view.place is not None:
            self.view = view.first()
            page = await self.ask(lambda reads: reads.run_table.page(view.query, limit=PAGE))
        self._page = page
        self._show_page()
        if moved and not (keep is not None and self.runs.move_to(keep)):
            RowList.action_first(self.runs)
        self._look_further()

    def _show_page(self) -> None:
        """Show the runs that there are, as they stand now."""
        page = self._page
        if page is None:
            return
        now, zone = self.floor.now(), self.floor.zone
        self._today = f"{now.astimezone(zone):%x}"
        self.tabs.tab, self.tabs.counts = self.view.query.tab, page.counts
        self.runs.empty = self.view.empty
        sections = batch_sections(page.batches) if self.view.is_grouped else None
        lines = run_lines(page.rows, now=now, zone=zone, sections=sections, selected=self.selection.ids)
        self.runs.update_rows(lines, steady=True)
        self._show_words()
        self._show_bar()

    def _show_words(self) -> None:
        page = self._page
        if page is None:
            return
        count = f"{page.count}{'+' if page.is_capped else ''} run{'' if page.count == 1 else 's'}"
        self.shown.update(spread(Content(self.view.words), Content(count), self.room_for_words))

    def _show_bar(self) -> None:
        keys = [
            active
            for active in active_keys(self.active_bindings)
            if active.key.action in PERMISSIONS and Place.RUNS in active.key.places
        ]
        self.bar.show(len(self.selection.ids), keys)
        self.refresh_bindings()

    def _follow_the_clock(self) -> None:
        """Let due dates go on each minute; a new day asks again."""
        now = self.floor.now()
        if self._today and self._today != f"{now.astimezone(self.floor.zone):%x}":
            self.refresh_floor()
        self._show_page()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)

    # Moving through the table

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[RunLine]) -> None:
        message.stop()
        self.refresh_bindings()
        self._look_further()

    def _look_further(self) -> None:
        """Let the stretch move on when the cursor comes near one of its ends."""
        page, cursor = self._page, self.runs.cursor
        if page is None or cursor is None or len(page.rows) != len(self.runs.rows):
            return
        if page.has_more and cursor >= len(page.rows) - NEAR_THE_END:
            self.view = self.view.onwards(page.rows)
            self.refresh_floor()
        elif self.view.place is not None and cursor < NEAR_THE_END:
            self.do(self._load_before(self.view.place), group="load", exclusive=True)

    async def _load_before(self, place: RunPlace) -> None:
        view = self.view
        before = await self.ask(
            lambda reads: reads.run_table.page(view.query, place=place, backwards=True, limit=PAGE)
        )
        self.view = view.backwards(before)
        await self._load()

    @on(RunList.EndWanted)
    def _to_an_end(self, message: RunList.EndWanted) -> None:
        message.stop()
        if message.last:
            self.do(self._load_last(), group="load", exclusive=True)
        else:
            self.show_view(self.view.first())

    async def _load_last(self) -> None:
        view = self.view
        last = await self.ask(lambda reads: reads.run_table.page(view.query, backwards=True, limit=PAGE))
        self.view = view.at_the_end(last)
        await self._load(keep=last.rows[-1].run_id if last.rows else None, moved=True)

    async def _find(self, run_id: int) -> None:
        """Put the cursor on a run, wherever in the table it stands; where it is narrowed away, among all runs."""
        if self.runs.move_to(run_id):
            return
        row = await self.ask(lambda reads: reads.run_table.row(run_id))
        if row is None:
            self.refuse("This run is not there any more.")
            return
        query = self.view.query
        if not await self.ask(lambda reads: reads.run_table.finds(query, row)):
            self._leave_search()
            self.view = self.view.of_all()
            self.tell(f"{row.title} is shown among all runs.")
        self.show_view(self.view.at(row.place), keep=run_id)

    # Selecting

    def chosen_runs(self) -> tuple[int, ...]:
        """The selected runs; where none is, the one under the cursor."""
        if self.selection.ids:
            return tuple(sorted(self.selection.ids))
        line = self.runs.highlighted if self.is_mounted else None
        return () if line is None else (line.key,)

    def runs_changed(self) -> None:
        """What was selected is done."""
        self._select(Selection())

    def _select(self, selection: Selection) -> None:
        self.selection = selection
        self._show_page()

    def action_select(self) -> None:
        """Select the run under the cursor or no longer, and go on."""
        if (line := self.runs.highlighted) is not None:
            self._select(self.selection.toggled(line.key))
            self.runs.action_cursor_down()

    def action_select_on(self, step: int) -> None:
        """Select the run under the cursor, and the next one in a direction."""
        line = self.runs.highlighted
        if line is None:
            return
        selection = self.selection if self.selection.ids else Selection(begun_at=line.key)
        (self.runs.action_cursor_down if step > 0 else self.runs.action_cursor_up)()
        line = self.runs.highlighted or line
        self._select(selection.ranged([row.key for row in self.runs.rows], line.key))

    def action_select_range(self) -> None:
        """Select every run from the last one that was selected to the cursor."""
        if (line := self.runs.highlighted) is not None:
            self._select(self.selection.ranged([row.key for row in self.runs.rows], line.key))

    def action_select_all(self) -> None:
        """Select every run that the question finds."""
        self.do(self._select_all(), group="select", exclusive=True)

    async def _select_all(self) -> None:
        query = self.view.query
        ids = await self.ask(lambda reads: reads.run_table.ids(query))
        if len(ids) > MOST_CHOSEN:
            self.refuse(f"More than {MOST_CHOSEN} runs are shown: narrow them first, with / or f.")
            return
        self._select(self.selection.with_all(ids))
        self.tell(f"{counted(len(ids))} selected; Esc selects none.")

    # Opening and starting

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[RunLine]) -> None:
        message.stop()
        self.post_message(OpenRun(message.row.key))

    def action_start_run(self) -> None:
        """Start runs, of the procedure that the list is narrowed to, or else of one that is picked."""
        self._begin(self._start(None))

    async def _start(self, inventory_id: int | None) -> None:
        if inventory_id is None:
            made = await ask_start(self, self.view.query.procedure_id)
        else:
            made = await ask_start_on(self, inventory_id)
        if made is None:
            return
        self.show_answer(" ".join([made.sentence, *made.notes]), Kind.OK)
        await self._find(made.made["run"][0])

    # Scanning

    def scan_routes(self) -> Mapping[ScanKind, ScanRoute]:
        """A run's label or its unit finds its row; a unit that no run builds starts one."""
        return {
            **super().scan_routes(),
            ScanKind.RUN: self._run_found,
            ScanKind.INVENTORY: self._unit_found,
        }

    async def _run_found(self, code: str, match: ScanMatch) -> None:
        del code
        await self._find(match.id)

    async def _unit_found(self, code: str, match: ScanMatch) -> None:
        if self.check_action("start_run", ()):
            await self._start(match.id)
        else:
            await self.stock_scanned(code, match)

    # Keys

    def action_group(self) -> None:
        """Group by batch, and back."""
        self.show_view(self.view.grouped())

    def action_mine(self) -> None:
        """Only what is assigned to me, and back to everybody's."""
        operator = self.floor.operator
        if operator is not None:
            is_mine = self.view.query.operator_id == operator.id
            self.show_view(
                self.view.narrowed("operator_id", None if is_mine else operator.id, f"for {operator.code}")
            )

    def action_filter(self) -> None:
        """Ask what the runs are narrowed to."""
        self._begin(self._filter())

    async def _filter(self) -> None:
        view = await ask_filter(self, self.view)
        if view is not None:
            self.show_view(view)

    def action_no_filter(self) -> None:
        """Show the whole tab."""
        self._leave_search()
        self.show_view(self.view.cleared())

    def action_search(self) -> None:
        """Begin to search; the words have less room."""
        super().action_search()
        self._show_words()

    def _leave_search(self) -> None:
        with self.prevent(Input.Changed):
            self.search.value = ""
        self.remove_class("-searching")
        self.runs.focus()

    def go_back(self) -> None:
        """Clear the search; then select nothing; then leave."""
        if self.has_class("-searching"):
            self._leave_search()
            self.show_view(self.view.searching(""))
        elif self.selection.ids:
            self._select(Selection())
        else:
            self.dismiss()
