"""The Queue screen: the work of one work center, what can be done with it now, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer

from data.rows.work import QueuePage, QueueRow, QueueTab, StepView
from ion_tui.engine.answers import Outcome
from ion_tui.engine.states import Bucket, State, Verb
from ion_tui.engine.wording import step_label
from screens.floor import Floor
from screens.keys import Group, Place, active_keys, bindings_for
from screens.messages import OpenStep
from screens.narrowing import Narrowing
from screens.queue_parts.details import DetailPane, Details
from screens.queue_parts.lines import ROW_HEIGHT, QueueLine, queue_line, render_line
from screens.queue_parts.view import NEAR_THE_END, TAB_TOKENS, QueueView
from screens.run_ways import RunHere
from screens.step_verbs import StepVerbs, Target
from screens.styles import sheet_beside
from screens.theme import BUCKET_LOOKS
from screens.widgets.lines import spread
from screens.widgets.row_list import RowList
from screens.widgets.status_bar import Status
from screens.widgets.tab_bar import TabBar

WIDE: Final = 100
"""Cells from which on the details stand beside the rows."""
REST: Final = 0.06
"""Seconds for which the cursor rests on a row before its details are asked for."""


class QueueScreen(Narrowing[QueueView], StepVerbs):
    """One work center's queue, live."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.QUEUE)
    AUTO_FOCUS = "RowList"
    SCAN_HINT = "a unit, a run, a work center, a tool, or another person's badge"

    rows: getters.query_one[RowList[QueueLine]] = getters.query_one(RowList)
    details = getters.query_one(DetailPane)

    def __init__(self, floor: Floor) -> None:
        """Begin on the first tab that holds something."""
        super().__init__(floor)
        self.view = QueueView()
        self._page: QueuePage | None = None
        self._step: StepView | None = None
        self._wants_details: bool | None = None
        self._cursors: dict[QueueTab, int] = {}
        self._members: dict[int, tuple[QueueRow, ...]] = {}
        """The single runs of the rows that are open, by the step that stands for them."""
        self._rest: Timer | None = None
        self._today = ""

    def compose_body(self) -> ComposeResult:
        """Tabs, how they are narrowed, rows and details."""
        yield TabBar(TAB_TOKENS, self.view.tab)
        yield from self.compose_narrowing()
        with Container(id="work"):
            yield RowList(render_line, row_height=ROW_HEIGHT, empty="One moment …")
            yield DetailPane(id="details")

    def on_mount(self) -> None:
        """Ask for the rows, and begin to follow the clock."""
        self.refresh_status()
        self.refresh_floor()
        self._follow_the_clock()

    def on_resize(self, event: events.Resize) -> None:
        """Put the details beside the rows where there is room."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self._lay_out_details()
        self._show_page()

    def status(self) -> Status:
        """With what is in progress, available and blocked."""
        counts = {count.tab: count.count for count in self._page.counts} if self._page else {}
        return replace(
            super().status(),
            counts=tuple(
                (BUCKET_LOOKS[bucket], counts[tab])
                for tab, bucket in (
                    (QueueTab.IN_PROGRESS, Bucket.IN_PROGRESS),
                    (QueueTab.AVAILABLE, Bucket.AVAILABLE),
                    (QueueTab.BLOCKED, Bucket.BLOCKED),
                )
                if tab in counts
            ),
        )

    # How the rows are narrowed

    @property
    def listed(self) -> RowList[QueueLine]:
        """The rows."""
        return self.rows

    @property
    def searched(self) -> str:
        """What is searched for."""
        return self.view.search

    def searching(self, text: str) -> QueueView:
        """The rows that a text is in."""
        return self.view.narrowed(search=text)

    # What is shown

    def refresh_floor(self) -> None:
        """Ask for the rows again; the cursor stays on its row."""
        self.do(self._load(), group="load", exclusive=True)

    def show_work_center(self) -> None:
        """Begin anew with the work center that the floor shows now."""
        self.view, self._page, self._step = QueueView(), None, None
        self._cursors.clear()
        self._close_search()
        self.rows.update_rows([])
        self.refresh_floor()

    def show_view(self, view: QueueView) -> None:
        """Show other rows, from the first or from where the cursor was on that tab."""
        if (line := self.rows.highlighted) is not None:
            self._cursors[self.view.tab] = line.key
        self.view = view
        self.tabs.tab = view.tab
        self.do(self._load(moved=True), group="load", exclusive=True)

    async def _load(self, *, moved: bool = False) -> None:
        place, operator = self.floor.work_center, self.floor.operator
        if place is None:
            return
        is_first = self._page is None
        page = await self._ask_page(place.id, operator.id if operator else None)
        if is_first and not page.rows:
            self.view = self.view.on_tab(
                next((one.tab for one in page.counts if one.count), QueueTab.AVAILABLE)
            )
            page = await self._ask_page(place.id, operator.id if operator else None)
        self._page = page
        await self._read_members(page)
        self._show_page()
        if moved and not self.rows.move_to(self._cursors.get(self.view.tab)):
            self.rows.action_first()
        self._look_closer()

    async def _read_members(self, page: QueuePage) -> None:
        """Read the single runs of the rows that are open, and of no others."""
        heads = [row.step_id for row in page.rows if row.stands_for > 1 and row.step_id in self._members]
        self._members = {head: await self._ask_group(head) for head in heads}

    async def _ask_group(self, step_id: int) -> tuple[QueueRow, ...]:
        return await self.ask(lambda reads: reads.queue_group(step_id))

    async def _ask_page(self, place_id: int, operator_id: int | None) -> QueuePage:
        view = self.view
        return await self.ask(
            lambda reads: reads.queue(
                place_id,
                view.tab,
                order=view.order,
                limit=view.limit,
                mine=operator_id if view.mine else None,
                search=view.search,
            )
        )

    def _show_page(self) -> None:
        """Show the rows that there are, as they stand now."""
        page = self._page
        if page is None:
            return
        now, zone = self.floor.now(), self.floor.zone
        self._today = f"{now.astimezone(zone):%x}"
        self.tabs.tab, self.tabs.counts = page.tab, page.counts
        self.rows.empty = self.view.empty
        self.rows.update_rows(list(self._lines_of(page, now, zone)))
        self.shown.update(self._shown_words(page))
        self.refresh_status()

    def _lines_of(self, page: QueuePage, now: datetime, zone: tzinfo) -> Iterator[QueueLine]:
        """Each row, and beneath one that is open the single runs that it stands for."""
        for row in page.rows:
            members = self._members.get(row.step_id, ()) if row.stands_for > 1 else ()
            yield queue_line(row, now, zone, is_open=bool(members))
            for member in members:
                yield queue_line(member, now, zone, is_member=True)

    def _shown_words(self, page: QueuePage) -> Content:
        count = f"{len(page.rows)}{'+' if page.has_more else ''} shown"
        return spread(Content(self.view.words), Content(count), self.room_for_words)

    def _follow_the_clock(self) -> None:
        """Let durations go on each minute; a new day asks again."""
        now = self.floor.now()
        if self._today and self._today != f"{now.astimezone(self.floor.zone):%x}":
            self.refresh_floor()
        self._show_page()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)

    # The row under the cursor

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[QueueLine]) -> None:
        message.stop()
        self.allowed = None
        self._look_closer()
        page, cursor = self._page, self.rows.cursor
        if page and page.has_more and cursor is not None and cursor >= len(page.rows) - NEAR_THE_END:
            self.view = self.view.longer()
            self.refresh_floor()

    def _look_closer(self) -> None:
        """Ask what can be done with the row, once the cursor rests on it."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._rested)

    def _rested(self) -> None:
        self._rest = None
        self.do(self._read_row(), group="row", exclusive=True)

    async def _read_row(self) -> None:
        line = self.rows.highlighted
        if line is None:
            self.set_allowed(None)
            self.details.show(None)
            return
        step_id = line.row.step_id
        self.set_allowed(await self.floor.allowed(step_id))
        if self.has_class("-details"):
            self._step = await self.ask(lambda reads: reads.step(step_id))
            self._show_details()

    def _show_details(self) -> None:
        line = self.rows.highlighted
        if line is None:
            self.details.show(None)
            return
        labels = self.key_labels()
        keys = tuple(
            f"{active.names[0]} {labels.get(active.key.id, active.key.label)}"
            for active in active_keys(self.active_bindings)
            if active.allowed
            and active.key.group is Group.WORK
            and labels.get(active.key.id, active.key.label)
        )
        step = self._step if self._step and self._step.step.step_id == line.row.step_id else None
        self.details.show(Details(line, step, keys, self.floor.now(), self.floor.zone))

    def _lay_out_details(self) -> None:
        wanted = self.has_class("-wide") if self._wants_details is None else self._wants_details
        self.set_class(wanted, "-details")
        if wanted:
            self._look_closer()

    def verb_target(self) -> Target | None:
        """The row under the cursor."""
        line = self.rows.highlighted if self.is_mounted else None
        if line is None:
            return None
        row = line.row
        return Target(
            row.step_id,
            step_label(row.number, row.title),
            State(row.state),
            row.version,
            in_batch=row.batch_id is not None,
            alone=line.is_member,
        )

    def run_here(self) -> RunHere | None:
        """The run of the row under the cursor."""
        line = self.rows.highlighted if self.is_mounted else None
        return None if line is None else RunHere(line.row.run_id, line.row.step_id, line.row.batch_id)

    def verb_said(self, verb: Verb, target: Target, outcome: Outcome) -> None:
        """Go on to the step that was started."""
        del outcome
        if verb in (Verb.START, Verb.CHECK_IN):
            self.post_message(OpenStep(target.step_id))

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[QueueLine]) -> None:
        message.stop()
        self.post_message(OpenStep(message.row.row.step_id))

    # Keys

    def action_mine(self) -> None:
        """Only what is mine, and back to all."""
        self.show_view(self.view.narrowed(mine=not self.view.mine))

    def action_details(self) -> None:
        """Show or hide the details."""
        self._wants_details = not self.has_class("-details")
        self._lay_out_details()

    def action_unfold(self) -> None:
        """Show the single runs that a row stands for, or no longer."""
        line = self.rows.highlighted
        if line is None:
            return
        head = self._head_of(line)
        if head is None:
            self.refuse("This row stands for one run alone.")
        elif head in self._members:
            del self._members[head]
            self._show_page()
            self.rows.move_to(head)
        else:
            self._members[head] = ()
            self.refresh_floor()

    def _head_of(self, line: QueueLine) -> int | None:
        """The row that stands for a line: itself, or the one that it is beneath."""
        if line.row.stands_for > 1:
            return line.row.step_id
        heads = (head for head, rows in self._members.items() if line.is_member and line.row in rows)
        return next(heads, None)

    def go_back(self) -> None:
        """Clear the search; then, on a kiosk of no work center, back to the list of them."""
        if self.has_class("-searching"):
            self._close_search()
        elif self.floor.pinned_to is None:
            self.dismiss()

    def _close_search(self) -> None:
        self.search.value = ""
        self.remove_class("-searching")
        self.rows.focus()
