"""The Run screen: one run as a whole, its steps, what it was built of, what happened to it, and its schedule."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType

from data.rows.redlines import RedlineRow
from data.rows.run_view import RunHistoryPage, RunView
from data.rows.work import ScanMatch
from ion_tui.engine.answers import Refused
from ion_tui.engine.permissions import Permission
from ion_tui.engine.redlines.commands import RedlineRun
from ion_tui.engine.wording import moment, step_label
from screens.dialogs.pick import Choice, PickDialog
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.messages import OpenStep, ReadRedline
from screens.redline_lists.lines import (
    LOOKS,
    RedlineLine,
    Standing,
    redline_lines,
    render_redline,
    standing_of,
)
from screens.redline_lists.opening import open_on_run
from screens.run_editing import RunEditing
from screens.run_parts.details import DetailLine, detail_lines, render_detail
from screens.run_parts.facts import RunFactsHead
from screens.run_parts.history import HistoryLine, history_lines, render_entry
from screens.run_parts.parts import PartLine, part_lines, render_part
from screens.run_parts.steps import RunStepLine, render_step
from screens.run_parts.tabs import RunTab, RunTabs
from screens.run_ways import RunHere, RunWays
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.widgets.row_list import RowList

PAGE: Final = 100
"""Entries of the history that are read at first; each time one comes near the last, twice as many."""
NEAR_THE_END: Final = 20
NO_REDLINE: Final = "This run has not been redlined. F7 on a step changes that step; here, the run itself."
_ALL: Final = "all"


class RunScreen(RunEditing, RunWays):
    """One run, live."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.RUN)
    AUTO_FOCUS = "#steps"
    SCAN_HINT = "another run or its unit, a step, a work center, a badge"

    tabs = getters.query_one(RunTabs)
    steps: getters.query_one[RowList[RunStepLine]] = getters.query_one("#steps", RowList)
    parts: getters.query_one[RowList[PartLine]] = getters.query_one("#parts", RowList)
    history: getters.query_one[RowList[HistoryLine]] = getters.query_one("#history", RowList)
    details: getters.query_one[RowList[DetailLine]] = getters.query_one("#details", RowList)
    redlines: getters.query_one[RowList[RedlineLine]] = getters.query_one("#redlines", RowList)

    def __init__(self, floor: Floor, run_id: int) -> None:
        """Begin with nothing read."""
        super().__init__(floor)
        self.run_id = run_id
        self._past = RunHistoryPage((), has_more=False)
        self._redlines: tuple[RedlineRow, ...] = ()
        self._only: Standing | None = None
        """Where the redlines stand that are shown; None: all of them."""
        self._limit = PAGE
        self._time = SiteTime(floor.clock, floor.zone)

    def compose_body(self) -> ComposeResult:
        """The head, the tabs, and a list for each."""
        yield RunFactsHead(self._time)
        yield RunTabs()
        yield RowList(render_step, row_height=1, empty="One moment …", id="steps")
        yield RowList(
            render_part,
            row_height=1,
            section_of=lambda line: line.section,
            empty="This run is built of nothing: none of its steps needs a part.",
            id="parts",
        )
        yield RowList(
            render_entry, section_of=lambda line: line.day, empty="Nothing has happened yet.", id="history"
        )
        yield RowList(
            render_detail,
            row_height=1,
            section_of=lambda line: line.section,
            empty="One moment …",
            id="details",
        )
        yield RowList(render_redline, row_height=2, empty=NO_REDLINE, id="redlines")

    def on_mount(self) -> None:
        """Read the run."""
        self._show_tab(RunTab.STEPS)
        self.refresh_status()
        self.refresh_floor()
        self._follow_the_clock()

    def refresh_floor(self) -> None:
        """Read the run again, and show it in place."""
        self.do(self._load(), group="load", exclusive=True)

    def open_run(self, run_id: int) -> None:
        """Show another run, from its steps."""
        if run_id != self.run_id:
            self.run_id, self.view, self._limit = run_id, None, PAGE
            self._past = RunHistoryPage((), has_more=False)
            self._redlines, self._only = (), None
            for rows in self.query(RowList):
                rows.update_rows([])
            self._show_tab(RunTab.STEPS)
        self.refresh_floor()

    async def _load(self) -> None:
        run_id, limit = self.run_id, self._limit
        view = await self.ask(lambda reads: reads.run_view(run_id))
        if view is None:
            self.refuse("This run is not there any more.")
            return
        self._past = await self.ask(lambda reads: reads.run_history(run_id, limit=limit))
        self._redlines = await self.ask(lambda reads: reads.redlines.of_run(run_id))
        self.view = view
        self._show(view)

    def _show(self, view: RunView) -> None:
        now, zone = self.floor.now(), self.floor.zone
        self.query_one(RunFactsHead).show(view)
        self.steps.empty = "This run has no steps."
        self.steps.update_rows([RunStepLine(row) for row in view.tree])
        labels = {row.step_id: step_label(row.number, row.title) for row in view.tree}
        self.parts.update_rows(part_lines(view.parts, labels, lambda at: moment(at, now, zone)))
        self.history.update_rows(history_lines(self._past.rows, now, zone))
        self.details.update_rows(detail_lines(view, now, zone))
        redlines = redline_lines(self._redlines, now, zone, only=self._only)
        self.redlines.empty = NO_REDLINE if self._only is None else f"None of them is {self._only}."
        self.redlines.update_rows(redlines)
        self.tabs.counts = {
            RunTab.STEPS: str(len(view.tree)),
            RunTab.PARTS: str(len(view.parts)),
            RunTab.HISTORY: f"{len(self._past.rows)}{'+' if self._past.has_more else ''}",
            RunTab.REDLINES: self._counted(len(redlines)),
        }
        self.refresh_status()
        self.refresh_bindings()

    def _counted(self, shown: int) -> str:
        """How many redlines there are, and how many of them are shown."""
        if self._only is not None:
            return f"{shown} {self._only}"
        return str(shown) if shown else ""

    def _follow_the_clock(self) -> None:
        """Due dates and days move with the clock."""
        now = self.floor.now()
        if self.view is not None:
            self._show(self.view)
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)

    def run_here(self) -> RunHere:
        """This run; the step under the cursor is the one whose siblings are told."""
        line = self.steps.highlighted if self.tabs.tab is RunTab.STEPS else None
        batch_id = self.view.run.batch_id if self.view else None
        return RunHere(self.run_id, line.row.step_id if line else None, batch_id)

    # Tabs

    def _show_tab(self, tab: RunTab) -> None:
        self.tabs.tab = tab
        lists = dict(zip(RunTab, self.query(RowList), strict=True))
        for its_tab, rows in lists.items():
            rows.display = its_tab is tab
        lists[tab].focus()
        self.refresh_bindings()

    @on(RunTabs.Chosen)
    def _tab_chosen(self, message: RunTabs.Chosen) -> None:
        message.stop()
        self._show_tab(message.tab)

    def action_show_tab(self, number: int) -> None:
        """The tab of that number, from 1."""
        self._show_tab(list(RunTab)[number - 1])

    def action_next_tab(self) -> None:
        """The next tab."""
        self._beside(1)

    def action_previous_tab(self) -> None:
        """The tab before."""
        self._beside(-1)

    def _beside(self, by: int) -> None:
        tabs = list(RunTab)
        self._show_tab(tabs[(tabs.index(self.tabs.tab) + by) % len(tabs)])

    # Redlines

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Redlines are filtered on their tab; a run is redlined by who may."""
        if action == "filter_redlines":
            return self.is_mounted and self.tabs.tab is RunTab.REDLINES and bool(self._redlines)
        if action == "redline":
            return True if self.view is not None and not self.floor.is_saying and self._may_redline else None
        return super().check_action(action, parameters)

    def explain(self, action: str) -> None:
        """Why the run cannot be redlined, in the engine's words."""
        if action == "redline" and not self._may_redline:
            self.do(self._explain_redline(), group="explain", exclusive=True)
        else:
            super().explain(action)

    async def _explain_redline(self) -> None:
        refused = await self.floor.preview(RedlineRun(run_id=self.run_id))
        if isinstance(refused, Refused):
            self.refuse(refused.sentence)

    @property
    def _may_redline(self) -> bool:
        operator = self.floor.operator
        return operator is not None and Permission.CREATE_REDLINE in operator.permissions

    def action_redline(self) -> None:
        """Redline the run itself."""
        if self.view is not None:
            self.do(open_on_run(self, self.run_id, self.view.run.title), group="verbs")

    def action_filter_redlines(self) -> None:
        """Pick where the redlines stand that are shown."""
        self.do(self._filter(), group="filter")

    async def _filter(self) -> None:
        counts = Counter(standing_of(row) for row in self._redlines)
        choices = [Choice(_ALL, "All", str(len(self._redlines)))]
        choices += [Choice(str(one), LOOKS[one].word, str(counts[one] or "")) for one in Standing]
        picked = await self.app.push_screen_wait(
            PickDialog("Which redlines", choices, chosen=(str(self._only or _ALL),))
        )
        if picked is not None and self.view is not None:
            self._only = None if picked == _ALL else Standing(picked)
            self._show(self.view)

    @on(RowList.Opened, "#redlines")
    def _redline_opened(self, message: RowList.Opened[RedlineLine]) -> None:
        message.stop()
        self.post_message(ReadRedline(message.row.row.id))

    # Where it leads

    @on(RowList.Opened, "#steps")
    def _step_opened(self, message: RowList.Opened[RunStepLine]) -> None:
        message.stop()
        self.post_message(OpenStep(message.row.row.step_id))

    @on(RowList.Opened, "#parts")
    def _part_opened(self, message: RowList.Opened[PartLine]) -> None:
        message.stop()
        step_id = message.row.part.step_id
        if step_id is None:
            self.tell("This is installed on the run itself.")
        else:
            self.post_message(OpenStep(step_id))

    @on(RowList.Opened, "#details")
    def _detail_opened(self, message: RowList.Opened[DetailLine]) -> None:
        message.stop()
        self.edit(message.row)

    @on(RowList.Highlighted, "#history")
    def _moved(self, message: RowList.Highlighted[HistoryLine]) -> None:
        message.stop()
        cursor = self.history.cursor
        if self._past.has_more and cursor is not None and cursor >= len(self.history.rows) - NEAR_THE_END:
            self._limit *= 2
            self.refresh_floor()

    @on(RunFactsHead.PillClicked)
    def _pill_clicked(self, message: RunFactsHead.PillClicked) -> None:
        message.stop()
        self.action_batch()

    async def run_scanned(self, code: str, match: ScanMatch) -> None:
        """A run's label, or the serial of its unit: that run, on this screen."""
        del code
        self.open_run(match.id)
