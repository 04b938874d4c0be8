"""What rows repeat of others, so that a queue, a batch and a person's time are one index range each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, func, literal, or_, select

from data.models import Batch, table
from data.models.types import UtcDateTime
from ion_tui.engine.facts import RUN, STEP
from ion_tui.engine.runs import NO_DUE_DATE
from ion_tui.engine.sessions import COVERED, SESSION

_BATCH: Final = table(Batch)
_DUE: Final = func.coalesce(RUN.c.due_at, literal(NO_DUE_DATE, UtcDateTime))

_SORTED: Final = select(RUN.c.id).where(RUN.c.due_sort != _DUE).order_by(RUN.c.id)
_BATCHED: Final = (
    select(RUN.c.id, RUN.c.batch_id)
    .join(_BATCH, _BATCH.c.id == RUN.c.batch_id)
    .where(_BATCH.c.dissolved_at.is_not(None))
    .order_by(RUN.c.id)
)


def _differs(one: Any, other: Any) -> Any:
    return one.is_distinct_from(other)


_STEPS: Final = (
    select(
        STEP.c.id,
        _differs(STEP.c.priority, RUN.c.priority).label("priority"),
        _differs(STEP.c.due_sort, RUN.c.due_sort).label("due"),
        _differs(STEP.c.batch_id, RUN.c.batch_id).label("batch"),
    )
    .join(RUN, RUN.c.id == STEP.c.run_id)
    .where(
        or_(
            _differs(STEP.c.priority, RUN.c.priority),
            _differs(STEP.c.due_sort, RUN.c.due_sort),
            _differs(STEP.c.batch_id, RUN.c.batch_id),
        )
    )
    .order_by(STEP.c.id)
)
_ABOVE: Final = STEP.alias("above")
_CANCELED_WITH: Final = (
    select(STEP.c.id, STEP.c.canceled_with)
    .join(_ABOVE, _ABOVE.c.id == STEP.c.canceled_with)
    .where(or_(_ABOVE.c.run_id != STEP.c.run_id, _ABOVE.c.state != "Canceled"))
    .order_by(STEP.c.id)
)
_SESSIONS: Final = (
    select(COVERED.c.id, COVERED.c.session_id)
    .join(SESSION, SESSION.c.id == COVERED.c.session_id)
    .where(COVERED.c.operator_id != SESSION.c.operator_id)
    .order_by(COVERED.c.id)
)
_ATTEMPTS: Final = (
    select(COVERED.c.id, STEP.c.id.label("step_id"))
    .join(STEP, STEP.c.id == COVERED.c.run_step_id)
    .where(COVERED.c.attempt > STEP.c.attempt)
    .order_by(COVERED.c.id)
)


def differences(tx: Connection) -> Iterator[str]:
    """Each row that repeats something else than what is there."""
    for row in tx.execute(_SORTED):
        yield f"Run {row.id} is sorted by another due date than its own."
    for row in tx.execute(_BATCHED):
        yield f"Run {row.id} is in batch {row.batch_id}, which was dissolved."
    for row in tx.execute(_STEPS):
        for name in ("priority", "due", "batch"):
            if getattr(row, name):
                yield f"Run step {row.id} repeats another {_NAMES[name]} than its run has."
    for row in tx.execute(_CANCELED_WITH):
        yield f"Run step {row.id} was canceled with {row.canceled_with}, which is not canceled."
    for row in tx.execute(_SESSIONS):
        yield f"Part {row.id} of session {row.session_id} names another operator than the session."
    for row in tx.execute(_ATTEMPTS):
        yield f"A session on run step {row.step_id} is of an attempt that was never made."


_NAMES: Final = {"priority": "priority", "due": "due date", "batch": "batch"}
