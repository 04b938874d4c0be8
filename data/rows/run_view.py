"""Rows of a run's own screen: its header with schedule and assignment, parts as built, attributes, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.rows.work import RequirementRow, RunHeader, TreeRow


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run's header does not say: who and where it is assigned to, its schedule, and its dates."""

    operator: str | None
    work_center: str | None
    scheduled_start: datetime | None
    scheduled_end: datetime | None
    created_at: datetime
    created_by: str | None
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """A custom attribute of the site on a run; no value where none was set."""

    name: str
    type: str
    value: str | None
    shown: str


@dataclass(frozen=True, slots=True)
class RunPartRow:
    """A line of a run's as-built BOM; `step` is the number of the step that needs it, empty for the run itself."""

    step_id: int | None
    step: str
    requirement: RequirementRow


@dataclass(frozen=True, slots=True)
class RunView:
    """Everything on a run's screen but its history, of one moment."""

    run: RunHeader
    facts: RunFacts
    tree: tuple[TreeRow, ...]
    parts: tuple[RunPartRow, ...]
    attributes: tuple[AttributeRow, ...]


@dataclass(frozen=True, slots=True)
class RunHistoryRow:
    """One thing that happened to a run: who, when, where, what, on what, and why."""

    id: int
    at: datetime
    operator: str
    kiosk: str
    what: str
    on: str
    change: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class RunHistoryPage:
    """The newest entries of a run's history; `has_more` tells that they do not end here."""

    rows: tuple[RunHistoryRow, ...]
    has_more: bool
