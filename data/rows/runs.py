"""Rows about runs as a table of them shows them: pages of runs, their batches, and what runs can be started from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple


class RunTab(StrEnum):
    """The parts of the table of runs."""

    OPEN = "Open"
    UNASSIGNED = "Unassigned"
    DUE = "Due"
    STOPPED = "Stopped"
    DONE = "Done"
    ALL = "All"


class RunOrder(StrEnum):
    """How runs are sorted."""

    PRIORITY = "priority"
    DUE = "due"
    NEWEST = "newest"
    STATUS = "status"
    TITLE = "title"
    BATCH = "batch"


STOPPED: Final = ("Redline", "Hold", "Failed")
"""What a run reads where somebody has to decide before it goes on."""

DONE: Final = ("Partial Complete", "Complete", "Canceled")

STATUS_ORDER: Final = (*STOPPED, "In Progress", "Todo", *DONE)
"""The order of `RunOrder.STATUS`: what needs somebody first, what is done last."""


MOST_CHOSEN: Final = 1000
"""How many runs are chosen at once: others wait for their turn to write meanwhile."""


class RunPlace(NamedTuple):
    """Where a run stands in any order: what orders sort by, and its id."""

    run_id: int
    status: str
    priority: int
    due_sort: datetime
    title: str
    batch_id: int | None


@dataclass(frozen=True, slots=True)
class RunsQuery:
    """Which runs are asked for, and in which order; what is None or empty narrows nothing.

    `search` looks in titles, serial, lot, part, batch title and run id.
    """

    tab: RunTab = RunTab.OPEN
    order: RunOrder = RunOrder.PRIORITY
    status: str | None = None
    procedure_id: int | None = None
    batch_id: int | None = None
    work_center_id: int | None = None
    operator_id: int | None = None
    priority: int | None = None
    search: str = ""


class RunRow(NamedTuple):
    """One run in the table. `place` is where it stands in the order it was asked for in."""

    run_id: int
    title: str
    status: str
    procedure_id: int
    procedure: str
    unit: str
    batch_id: int | None
    batch_title: str | None
    priority: int
    due_at: datetime | None
    is_done: bool
    steps_done: int
    steps_counted: int
    assigned_to: str | None
    work_center: str | None
    place: RunPlace


class BatchRow(NamedTuple):
    """A batch with the progress of all its runs, those that are not in the page included."""

    batch_id: int
    title: str | None
    runs: int
    runs_done: int
    steps_done: int
    steps_counted: int


@dataclass(frozen=True, slots=True)
class RunTabCount:
    """How many runs a tab holds; `is_capped` where counting stopped at the limit and there are more."""

    tab: RunTab
    count: int
    is_capped: bool


@dataclass(frozen=True, slots=True)
class RunsPage:
    """A stretch of the table.

    `has_more` tells whether runs stand behind it, and `next` is where they begin; `has_before`, whether some may stand
    before it.
    `count` is how many runs the question finds in all, `is_capped` where there are more than that.
    """

    rows: tuple[RunRow, ...]
    batches: tuple[BatchRow, ...]
    counts: tuple[RunTabCount, ...]
    count: int
    is_capped: bool
    has_before: bool
    next: RunPlace | None

    @property
    def has_more(self) -> bool:
        """Whether runs stand behind the last of these."""
        return self.next is not None


class NamedRow(NamedTuple):
    """Something that runs are narrowed to or given.

    Its id, its code, its name, more in a few words, and what its label or badge says where that is not the code.
    """

    id: int
    code: str
    name: str
    detail: str = ""
    label: str = ""


class StartableRow(NamedTuple):
    """A procedure revision from which somebody may want to start a run; `refusal` says why none starts from it."""

    procedure_id: int
    code: str
    revision: str
    title: str
    kind: str
    part_id: int | None
    part: str | None
    is_serial: bool
    refusal: str


class UnitRow(NamedTuple):
    """An inventory that a run could work on; `refusal` says why none can."""

    inventory_id: int
    part_id: int
    part: str
    label: str
    serial: str | None
    status: str
    runs: int
    refusal: str
