"""Rows about the site: settings, people, places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SiteRow:
    """The site's settings; `time_zone` is an IANA name, `redline_approved_by` the roles that all have to agree."""

    name: str
    time_zone: str
    log_in_with: str
    sign_with: str
    complete_asks_to_sign: bool
    idle_lock_minutes: int
    fail_opens_issue: bool
    session_limit_hours: int
    labor_split: str
    step_numbering_base: int
    redline_approved_by: tuple[str, ...]
    redline_author_may_approve: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part's number, and what it is."""

    number: str
    description: str


@dataclass(frozen=True, slots=True)
class PartRevisionRow:
    """One revision of a part, what it is, and whether it is a tool."""

    number: str
    revision: str
    description: str
    is_tool: bool


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """A person, and what their roles let them do."""

    id: int
    code: str
    name: str
    badge: str | None
    active: bool
    has_pin: bool
    roles: tuple[str, ...]
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class WorkCenterRow:
    """A work center, the path of places above it, and how many of its steps are open."""

    id: int
    code: str
    name: str
    path: str
    in_progress: int
    available: int


@dataclass(frozen=True, slots=True)
class SetupRow:
    """How far a store is set up: what the first screens ask."""

    site: str | None
    operators: int
    work_centers: int
    runs: int
    is_demo: bool


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure revision, with how many steps it has and how many runs were made of it."""

    id: int
    code: str
    revision: str
    title: str
    kind: str
    status: str
    part: str | None
    steps: int
    runs: int


@dataclass(frozen=True, slots=True)
class ProcedureStepRow:
    """A step of a procedure revision."""

    number: str
    depth: int
    title: str
    type: str
    optional: bool
    is_outside: bool
    work_center: str | None
    lead_time_seconds: int | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of the history."""

    id: int
    command_id: int
    said_at: datetime
    kiosk: str
    operator: str
    verb: str
    reason: str | None
    action: str
    target: str
    target_id: int
    label: str
    before: str | None
    after: str | None
