"""Rows about batches: which runs belong together, which could join, and what a run's card says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from data.rows.work import TreeRow


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch: how many runs it holds, and by whom and when it was made and dissolved."""

    batch_id: int
    title: str | None
    size: int
    created_at: datetime
    created_by: str | None
    dissolved_at: datetime | None
    dissolved_by: str | None


class MemberRow(NamedTuple):
    """A run of a batch. `sibling` is the state of its sibling of the step that is asked about, if it has one.

    A named tuple: every change on the floor makes a page of them anew.
    """

    run_id: int
    title: str
    unit: str
    status: str
    steps_done: int
    steps_counted: int
    people: tuple[str, ...]
    sibling_id: int | None = None
    sibling: str | None = None
    sibling_bucket: int | None = None


@dataclass(frozen=True, slots=True)
class MemberPage:
    """The first runs of a batch, in the order in which they were started.

    `found` counts all runs that the search leaves, `has_more` tells that they do not end here.
    """

    rows: tuple[MemberRow, ...]
    found: int
    has_more: bool


class CandidateRow(NamedTuple):
    """A run that is not in the batch. `shared` of its `steps` have siblings there.

    One of another batch carries that one's id and title: it cannot be chosen.
    """

    run_id: int
    title: str
    unit: str
    status: str
    steps_done: int
    steps_counted: int
    batch_id: int | None
    batch_title: str | None
    shared: int
    steps: int


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """The newest runs that are not in the batch; `has_more` tells that they do not end here."""

    rows: tuple[CandidateRow, ...]
    has_more: bool


class NamedRun(NamedTuple):
    """A run by its id: what it is called, its unit, and the batch that it is in."""

    run_id: int
    title: str
    unit: str
    batch_id: int | None
    batch_title: str | None


Trees = dict[int, tuple[TreeRow, ...]]
"""Run → its steps in order."""
