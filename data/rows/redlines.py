"""Rows about redlines, as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One person's answer; `role` is the one that they answered for, `void` one given to what was said before."""

    operator: str
    role: str | None
    decision: str
    reason: str | None
    decided_at: datetime
    kiosk: str
    void: bool


@dataclass(frozen=True, slots=True)
class RedlineBehind:
    """A redline that changed a step: whose, and why."""

    id: int
    author: str
    reason: str


@dataclass(frozen=True, slots=True)
class RedlineRow:
    """One redline in a list.

    `state` is open, in review, approved or canceled; `rejected` tells that it is open again after a rejection.
    `steps` are those that stand in Redline for it, or stood. `missing` are the roles whose approval it still needs.
    `applied` counts the runs that it was applied to, `merged` names the revisions that have taken it in.
    """

    id: int
    run_id: int
    run_title: str
    batch_id: int | None
    batch_title: str | None
    author_id: int
    author: str
    reason: str
    state: str
    rejected: bool
    issue_id: int | None
    issue: str | None
    built_on_id: int | None
    opened_at: datetime
    submitted_at: datetime | None
    closed_at: datetime | None
    version: int
    changes: int
    steps: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]
    missing: tuple[str, ...]
    applied: int
    merged: tuple[str, ...]
