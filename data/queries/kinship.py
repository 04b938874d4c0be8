"""What makes two steps siblings, read for one step and any number of runs: origin, content, and the steps around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, select

from data.ids import id_list, within
from data.models import Batch, Run, RunStep, StepContent, table

_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_CONTENT: Final = table(StepContent)
_BATCH: Final = table(Batch)

_COLUMNS: Final = (
    _STEP.c.run_id,
    _STEP.c.id,
    _STEP.c.parent_id,
    _STEP.c.number,
    _STEP.c.origin,
    _STEP.c.sibling_key,
    _STEP.c.is_outside,
    _CONTENT.c.title,
    _CONTENT.c.instructions,
    _CONTENT.c.type,
    _CONTENT.c.digest,
)
_STEPS: Final = (
    select(*_COLUMNS)
    .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
    .where(within(_STEP.c.run_id))
    .order_by(_STEP.c.run_id, _STEP.c.ordinal)
)
_OWN_RUN: Final = select(_STEP.c.run_id, _STEP.c.sibling_key).where(_STEP.c.id == bindparam("step"))
_RUNS: Final = (
    select(_RUN.c.id, _RUN.c.title, _RUN.c.batch_id, _BATCH.c.title.label("batch_title"))
    .select_from(_RUN.outerjoin(_BATCH, _BATCH.c.id == _RUN.c.batch_id))
    .where(within(_RUN.c.id))
)


class Kin(NamedTuple):
    """One step as far as its kinship goes."""

    step_id: int
    parent_id: int | None
    number: str
    origin: str
    sibling_key: str | None
    is_outside: bool
    title: str
    instructions: str
    type: str
    digest: str


class RunKin(NamedTuple):
    """A run and the batch that it is in."""

    run_id: int
    title: str
    batch_id: int | None
    batch_title: str | None


def run_of_step(tx: Connection, step_id: int) -> int | None:
    """The run that a step belongs to."""
    found = tx.execute(_OWN_RUN, {"step": step_id}).first()
    return None if found is None else int(found.run_id)


def sibling_key_of(tx: Connection, step_id: int) -> str | None:
    """What a step has in common with its siblings; None for a step that has none, or is not there."""
    found = tx.execute(_OWN_RUN, {"step": step_id}).first()
    return None if found is None else found.sibling_key


def run_kin(tx: Connection, run_ids: Sequence[int]) -> dict[int, RunKin]:
    """These runs, by id; those that are not there are left out."""
    return {row.id: RunKin(*row) for row in tx.execute(_RUNS, {"ids": id_list(run_ids)})}


def kin_of_runs(tx: Connection, run_ids: Sequence[int]) -> dict[int, list[Kin]]:
    """All steps of each of these runs, in order."""
    found: dict[int, list[Kin]] = {run_id: [] for run_id in run_ids}
    for row in tx.execute(_STEPS, {"ids": id_list(run_ids)}):
        found[row.run_id].append(Kin(*row[1:]))
    return found
