"""What the Runs screen asks for, and what is said when the answer is empty: pure.

The list holds a stretch of the table, a few pages long, that moves with the cursor: however many runs there are, no
more than `MOST` of them are asked for, kept and painted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Self

from data.rows.runs import RunOrder, RunPlace, RunRow, RunsPage, RunsQuery, RunTab

PAGE: Final = 50
"""Runs that are asked for at a time."""
MOST: Final = 300
"""Runs of a stretch."""
NEAR_THE_END: Final = 10
"""Rows before the end of the stretch at which the next page is asked for."""

ORDERS: Final = (RunOrder.PRIORITY, RunOrder.DUE, RunOrder.NEWEST, RunOrder.STATUS, RunOrder.TITLE)
"""The orders that the key goes through; grouping by batch is one more, with a key of its own."""

TAB_TOKENS: Final[Mapping[RunTab, str]] = MappingProxyType(
    {
        RunTab.OPEN: "in-progress",
        RunTab.UNASSIGNED: "available",
        RunTab.DUE: "due-soon",
        RunTab.STOPPED: "hold",
        RunTab.DONE: "completed",
        RunTab.ALL: "accent",
    }
)
"""The tabs in their order, each with the token of its color."""

_EMPTY: Final[Mapping[RunTab, str]] = MappingProxyType(
    {
        RunTab.OPEN: "No run is open. Press n to start one.",
        RunTab.UNASSIGNED: "Every open run is assigned to somebody.",
        RunTab.DUE: "No open run is late or due soon.",
        RunTab.STOPPED: "No run is on hold, failed or in redline.",
        RunTab.DONE: "No run is done yet.",
        RunTab.ALL: "There are no runs yet. Press n to start one.",
    }
)


@dataclass(frozen=True, slots=True)
class RunsView:
    """A question with the names of what it is narrowed to, and the stretch of its answer that is shown."""

    query: RunsQuery = field(default_factory=RunsQuery)
    names: Mapping[str, str] = field(default_factory=dict)
    """What each field of the question that narrows it is called."""
    ungrouped: RunOrder = RunOrder.PRIORITY
    """The order to go back to when runs are not grouped any more."""
    place: RunPlace | None = None
    """Where the stretch begins; None at the first run."""
    limit: int = PAGE

    @property
    def is_grouped(self) -> bool:
        """Whether runs are grouped by batch."""
        return self.query.order is RunOrder.BATCH

    @property
    def is_narrowed(self) -> bool:
        """Whether a tab's runs are narrowed to some of them."""
        return bool(self.names or self.query.search.strip())

    def on_tab(self, tab: RunTab) -> Self:
        """The same question on another tab."""
        return self._asking(replace(self.query, tab=tab))

    def beside(self, step: int) -> Self:
        """The tab that is `step` places further, around."""
        tabs = list(RunTab)
        return self.on_tab(tabs[(tabs.index(self.query.tab) + step) % len(tabs)])

    def next_order(self) -> Self:
        """The next order, around."""
        order = (
            self.ungrouped if self.is_grouped else ORDERS[(ORDERS.index(self.query.order) + 1) % len(ORDERS)]
        )
        return replace(self._asking(replace(self.query, order=order)), ungrouped=order)

    def grouped(self) -> Self:
        """Grouped by batch, or no longer."""
        order = self.ungrouped if self.is_grouped else RunOrder.BATCH
        return self._asking(replace(self.query, order=order))

    def narrowed(self, name: str, value: int | str | None, called: str = "") -> Self:
        """Narrowed to a value of one field of the question, or with None no longer by it."""
        names = {other: text for other, text in self.names.items() if other != name}
        if value is not None:
            names[name] = called
        changed: dict[str, Any] = {name: value}
        return replace(self._asking(replace(self.query, **changed)), names=names)

    def searching(self, words: str) -> Self:
        """Narrowed to what has these letters in it, or no longer."""
        return self._asking(replace(self.query, search=words))

    def cleared(self) -> Self:
        """Narrowed to nothing; the tab and the order stay."""
        query = RunsQuery(tab=self.query.tab, order=self.query.order)
        return replace(self, query=query, names={}, place=None, limit=PAGE)

    def of_all(self) -> Self:
        """All runs there are, narrowed to nothing."""
        return self.cleared().on_tab(RunTab.ALL)

    def first(self) -> Self:
        """The stretch at the first run."""
        return replace(self, place=None, limit=PAGE)

    def at(self, place: RunPlace) -> Self:
        """The stretch that begins at a place."""
        return replace(self, place=place, limit=PAGE)

    def onwards(self, rows: Sequence[RunRow]) -> Self:
        """The stretch with one page more at its end; one that is as long as may be loses as much at its beginning."""
        if self.limit < MOST:
            return replace(self, limit=self.limit + PAGE)
        return replace(self, place=rows[PAGE].place)

    def backwards(self, before: RunsPage) -> Self:
        """The stretch with the page before it; one that is as long as may be loses as much at its end."""
        if not before.rows:
            return replace(self, place=None)
        place = before.rows[0].place if before.has_before else None
        return replace(self, place=place, limit=min(MOST, self.limit + len(before.rows)))

    def at_the_end(self, last: RunsPage) -> Self:
        """The stretch that ends with the last run."""
        return replace(self, place=last.rows[0].place if last.rows and last.has_before else None, limit=PAGE)

    @property
    def empty(self) -> str:
        """What is said when there are no rows, and what to do."""
        if self.query.search.strip():
            wider = "" if self.query.tab is RunTab.ALL else " Press 6 on the list for all runs,"
            return f"Nothing in “{self.query.tab}” has “{self.query.search}” in it.{wider} Esc clears the search."
        if self.names:
            return f"Nothing in “{self.query.tab}” is {', '.join(self.names.values())}. Press x for the whole tab."
        return _EMPTY[self.query.tab]

    @property
    def words(self) -> str:
        """How the runs are sorted and narrowed."""
        order = self.query.order
        sorted_by = "newest first" if order is RunOrder.NEWEST else f"by {order}"
        return " · ".join([sorted_by, *self.names.values()])

    def _asking(self, query: RunsQuery) -> Self:
        return replace(self, query=query, place=None, limit=PAGE)
