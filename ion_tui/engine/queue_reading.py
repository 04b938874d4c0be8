"""The rows of a work center's queue, with who is at work and why a step cannot be worked, in the rules' own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.queries import waits
from data.queries.queue import QueueFact
from data.rows.work import QueueRow, Upstream
from ion_tui.engine import graph
from ion_tui.engine.states import Bucket, State
from ion_tui.engine.wording import step_label, unit_label


def queue_rows_of(tx: Connection, facts: Sequence[QueueFact], now: datetime) -> tuple[QueueRow, ...]:
    """The rows that are shown for what a query of the queue has found."""
    people = waits.people_at(tx, [fact.step_id for fact in facts if fact.bucket == Bucket.IN_PROGRESS])
    unready = [
        fact
        for fact in facts
        if fact.bucket in (Bucket.IN_PROGRESS, Bucket.BLOCKED) and (fact.waits_on or fact.parent_id)
    ]
    upstream = waits.upstream_of(tx, [fact.step_id for fact in unready if fact.waits_on])
    parents = waits.parents_of(tx, [fact.step_id for fact in unready if not fact.waits_on])
    return tuple(
        _queue_row(
            fact,
            now=now,
            people=people.get(fact.step_id, ()),
            upstream=upstream.get(fact.step_id, ()),
            parent=parents.get(fact.step_id),
        )
        for fact in facts
    )


def _queue_row(
    fact: QueueFact,
    *,
    now: datetime,
    people: Sequence[Any],
    upstream: Sequence[Upstream],
    parent: tuple[str, str, str | None] | None,
) -> QueueRow:
    why = ""
    if upstream or parent:
        why = graph.why_not(
            step_label(fact.number, fact.title),
            upstream,
            parent[0] if parent else None,
            State(parent[1]) if parent else None,
            parent[2] if parent else None,
        )
    return QueueRow(
        step_id=fact.step_id,
        run_id=fact.run_id,
        number=fact.number,
        title=fact.title,
        run_title=fact.run_title,
        unit=unit_label(fact.part, fact.serial, fact.lot),
        state=fact.state,
        bucket=fact.bucket,
        priority=fact.priority,
        due_at=fact.due_at,
        is_late=fact.due_at is not None and fact.due_at < now and fact.completed_at is None,
        optional=bool(fact.optional),
        batch_id=fact.batch_id,
        batch_title=fact.batch_title,
        batch_size=fact.batch_size,
        assigned_to=fact.assigned_to,
        people=tuple(people),
        why_not=why,
        state_reason=fact.state_reason,
        state_at=fact.state_at,
        completed_at=fact.completed_at,
        lead_time_seconds=fact.lead_time_seconds,
        version=fact.version,
        stands_for=fact.stands_for,
    )
