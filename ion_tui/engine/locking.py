"""Locks of a command on PostgreSQL, always in this order: the batch, then runs by id. SQLite's writers take turns.

Whoever changes a step of a batched run holds the batch, so that what siblings derive from one another (their rows
in the queue, what a verb does to each) is kept by one command at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select

from data.fixed import fixed
from data.ids import id_list, within
from data.models import Batch, table
from ion_tui.engine.facts import RUN, STEP

_BATCH: Final = table(Batch)
_OF_STEP: Final = select(STEP.c.batch_id).where(STEP.c.id == bindparam("step")).scalar_subquery()
_LOCK_BATCH_OF_STEP: Final = select(_BATCH.c.id).where(_BATCH.c.id == _OF_STEP).with_for_update()
_LOCK_RUN_OF_STEP: Final = (
    select(RUN.c.id)
    .where(RUN.c.id == select(STEP.c.run_id).where(STEP.c.id == bindparam("step")).scalar_subquery())
    .with_for_update()
)
_LOCK_BATCH: Final = select(_BATCH.c.id).where(_BATCH.c.id == bindparam("batch")).with_for_update()
_LOCK_BATCHES_OF: Final = fixed(
    select(_BATCH.c.id)
    .where(_BATCH.c.id.in_(select(RUN.c.batch_id).where(within(RUN.c.id))))
    .order_by(_BATCH.c.id)
    .with_for_update()
)
_LOCK_RUNS: Final = fixed(select(RUN.c.id).where(within(RUN.c.id)).order_by(RUN.c.id).with_for_update())


def lock_step(tx: Connection, step_id: int) -> int | None:
    """Lock the batch of a step, and its run; answers the batch, which the step may have left before it was locked."""
    batch_id = tx.execute(_LOCK_BATCH_OF_STEP, {"step": step_id}).scalar()
    tx.execute(_LOCK_RUN_OF_STEP, {"step": step_id})
    return batch_id


def lock_batch(tx: Connection, batch_id: int | None, run_ids: Sequence[int] = ()) -> None:
    """Lock a batch, and runs that join or leave it."""
    if tx.dialect.name == "sqlite":
        return
    if batch_id is not None:
        tx.execute(_LOCK_BATCH, {"batch": batch_id})
    if run_ids:
        tx.execute(_LOCK_RUNS, {"ids": id_list(run_ids)})


def lock_batches_of(tx: Connection, run_ids: Sequence[int]) -> set[int] | None:
    """Lock the batches that runs are in, and the runs; answers the batches, or None on SQLite."""
    if tx.dialect.name == "sqlite":
        return None
    ids = {"ids": id_list(run_ids)}
    batches = set(tx.execute(_LOCK_BATCHES_OF, ids).scalars())
    tx.execute(_LOCK_RUNS, ids)
    return batches
