"""Batches: which runs belong together. Joining and leaving are history, and change nothing that was done.

Every command takes all its runs or none: a run of another batch is refused by name, and no run leaves while one of
its steps is in redline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Integer, Text, bindparam, case, func, insert, literal, select, update

from data.fixed import fixed
from data.ids import id_list, within
from data.models import Batch, table
from ion_tui.engine import queue_rows
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import AddToBatch, CreateBatch, DissolveBatch, RemoveFromBatch, RenameBatch
from ion_tui.engine.context import Context
from ion_tui.engine.facts import CONTENT, RUN, STEP
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.history import HISTORY
from ion_tui.engine.locking import lock_batch
from ion_tui.engine.states import State
from ion_tui.engine.values import clean_text
from ion_tui.engine.wording import batch_label, step_label

BATCH: Final = table(Batch)
LONGEST_TITLE: Final = 200
_BATCH_ID: Final = bindparam("batch", type_=Integer)
_COMMAND: Final = bindparam("command", type_=Integer)

_READ_BATCH: Final = select(BATCH.c.id, BATCH.c.title, BATCH.c.dissolved_at).where(BATCH.c.id == _BATCH_ID)
_READ_RUNS: Final = (
    select(RUN.c.id, RUN.c.title, RUN.c.batch_id, BATCH.c.title.label("batch_title"))
    .select_from(RUN.outerjoin(BATCH, BATCH.c.id == RUN.c.batch_id))
    .where(within(RUN.c.id))
    .order_by(RUN.c.id)
)
_MEMBERS: Final = select(RUN.c.id).where(RUN.c.batch_id == _BATCH_ID).order_by(RUN.c.id)
_IN_REDLINE: Final = (
    select(RUN.c.title.label("run"), STEP.c.number, CONTENT.c.title)
    .select_from(STEP.join(RUN, RUN.c.id == STEP.c.run_id).join(CONTENT, CONTENT.c.id == STEP.c.content_id))
    .where(within(STEP.c.run_id), STEP.c.state == State.REDLINE.value)
    .order_by(STEP.c.run_id, STEP.c.ordinal)
)
_MARK_RUNS: Final = (
    update(RUN)
    .values(batch_id=_BATCH_ID, version=RUN.c.version + 1, command_id=_COMMAND)
    .where(within(RUN.c.id))
)
_LET_STEPS_JOIN: Final = fixed(
    update(STEP)
    .values(batch_id=_BATCH_ID, stands_for=case((STEP.c.sibling_key.is_(None), 1), else_=0))
    .where(within(STEP.c.run_id))
)
_LET_STEPS_GO: Final = fixed(update(STEP).values(batch_id=None, stands_for=1).where(within(STEP.c.run_id)))
_MEMBER: Final = RUN.alias("member")
_COUNT: Final = (
    update(BATCH)
    .values(
        size=select(func.count()).where(_MEMBER.c.batch_id == BATCH.c.id).correlate(BATCH).scalar_subquery()
    )
    .where(within(BATCH.c.id))
)
_RETITLE: Final = update(BATCH).values(title=bindparam("new_title")).where(BATCH.c.id == _BATCH_ID)
_END: Final = (
    update(BATCH)
    .values(dissolved_at=bindparam("at", BATCH.c.dissolved_at.type))
    .where(BATCH.c.id == _BATCH_ID)
)
_RECORD: Final = fixed(
    insert(HISTORY).from_select(
        ["command_id", "action", "target", "target_id", "label", "run_id", "before", "after"],
        select(
            _COMMAND,
            bindparam("action", type_=Text),
            literal("run"),
            RUN.c.id,
            RUN.c.title,
            RUN.c.id,
            bindparam("before", type_=Text),
            bindparam("after", type_=Text),
        )
        .where(within(RUN.c.id))
        .order_by(RUN.c.id),
    )
)


def make(context: Context, title: str | None) -> int:
    """Make a batch without runs, which the caller lets join; answers its id."""
    batch_id = context.insert(
        BATCH,
        title=title,
        created_at=context.now,
        created_by=context.actor.id,
        size=0,
    )
    context.record("batch.create", "batch", batch_id, batch_label(batch_id, title), after={"title": title})
    return batch_id


def join(context: Context, batch_id: int, run_ids: Sequence[int] = ()) -> None:
    """Bring a batch to what it is once runs have joined it; `queue_rows.merge` says which of them are named."""
    context.tx.execute(_COUNT, {"ids": id_list([batch_id])})
    queue_rows.merge(context.tx, batch_id, run_ids)


def _move(context: Context, run_ids: Sequence[int], *, to: int | None, of: int) -> None:
    """Let runs join the batch `to`, or leave `of`."""
    ids = id_list(run_ids)
    bound = {"ids": ids, "batch": to, "command": context.command_id}
    context.tx.execute(_MARK_RUNS, bound)
    if to is None:
        context.tx.execute(_LET_STEPS_GO, {"ids": ids})
        queue_rows.settle_runs(context.tx, of, run_ids)
        context.tx.execute(_COUNT, {"ids": id_list([of])})
    else:
        context.tx.execute(_LET_STEPS_JOIN, {"ids": ids, "batch": to})
        join(context, of, run_ids)
    named = f'{{"batch":{of}}}'
    is_joining = to is not None
    context.tx.execute(
        _RECORD,
        {
            "ids": ids,
            "command": context.command_id,
            "action": "batch.add" if is_joining else "batch.remove",
            "before": None if is_joining else named,
            "after": named if is_joining else None,
        },
    )


def _runs(context: Context, run_ids: Sequence[int]) -> list[Any] | Refused:
    """The runs, each once; the refusal where one is not there, or there are none."""
    wanted = sorted(set(run_ids))
    if not wanted:
        return Refused(Code.INVALID, "Choose at least one run.")
    found = context.tx.execute(_READ_RUNS, {"ids": id_list(wanted)}).all()
    if len(found) < len(wanted):
        missing = next(run_id for run_id in wanted if run_id not in {row.id for row in found})
        return Refused(Code.NOT_FOUND, f"Run {missing} is not there.")
    return list(found)


def _free(runs: Sequence[Any]) -> Refused | None:
    """Refuse runs that are in a batch, by name."""
    taken = [
        f"{run.title} is in {batch_label(run.batch_id, run.batch_title)} already: take it out there first."
        for run in runs
        if run.batch_id is not None
    ]
    if not taken:
        return None
    more = f" And {len(taken) - 1} more are in a batch." if len(taken) > 1 else ""
    return Refused(Code.CONFLICT, f"{taken[0]}{more}", tuple(taken))


def _unredlined(context: Context, run_ids: Sequence[int]) -> Refused | None:
    """Refuse to let a run go while one of its steps is in redline."""
    open_ones = [
        f"{row.run} cannot leave: {step_label(row.number, row.title)} is in redline; close its redline first."
        for row in context.tx.execute(_IN_REDLINE, {"ids": id_list(run_ids)})
    ]
    return Refused(Code.NOT_LEGAL, open_ones[0], tuple(open_ones)) if open_ones else None


def _open_batch(context: Context, batch_id: int, run_ids: Sequence[int] = ()) -> Any:
    """The batch, locked with runs that join or leave it; the refusal where it is not there or has been dissolved."""
    if context.command_id:
        lock_batch(context.tx, batch_id, run_ids)
    batch = context.tx.execute(_READ_BATCH, {"batch": batch_id}).first()
    if batch is None:
        return Refused(Code.NOT_FOUND, f"There is no batch {batch_id}.")
    if batch.dissolved_at is not None:
        return Refused(
            Code.NOT_LEGAL, f"{batch_label(batch.id, batch.title)} has been dissolved; nothing was changed."
        )
    return batch


def batch_title(title: str | None) -> str | Refused | None:
    """A batch's title on one line, None where it has none; the refusal of one that cannot be."""
    cleaned = clean_text(title or "", LONGEST_TITLE)
    if isinstance(cleaned, Refused):
        return cleaned
    return " ".join(cleaned.split()) or None


class _Create(Plain[CreateBatch]):
    """Make a batch of runs."""

    def judge(self, context: Context, command: CreateBatch, prepared: Any) -> Judged | Refused:
        """Judge the title, and that no run is in a batch."""
        del prepared
        title = batch_title(command.title)
        if isinstance(title, Refused):
            return title
        if context.command_id:
            lock_batch(context.tx, None, command.run_ids)
        runs = _runs(context, command.run_ids)
        if isinstance(runs, Refused):
            return runs
        return _free(runs) or Judged(NO_PLAN, (title, runs))

    def apply(self, context: Context, command: CreateBatch, judged: Judged) -> Applied:
        """Make it, and let the runs join."""
        del command
        title, runs = judged.found
        batch_id = make(context, title)
        _move(context, [run.id for run in runs], to=batch_id, of=batch_id)
        label = batch_label(batch_id, title)
        return Applied(f"{label} made of {_counted(len(runs))}.", {"batch": (batch_id,)})


class _Add(Plain[AddToBatch]):
    """Let runs join."""

    def judge(self, context: Context, command: AddToBatch, prepared: Any) -> Judged | Refused:
        """Judge the batch, and that no run is in one."""
        del prepared
        batch = _open_batch(context, command.batch_id, command.run_ids)
        if isinstance(batch, Refused):
            return batch
        runs = _runs(context, command.run_ids)
        if isinstance(runs, Refused):
            return runs
        joining = [run for run in runs if run.batch_id != batch.id]
        return _free(joining) or Judged(NO_PLAN, (batch, joining))

    def apply(self, context: Context, command: AddToBatch, judged: Judged) -> Applied:
        """Let them join."""
        del command
        batch, runs = judged.found
        label = batch_label(batch.id, batch.title)
        if not runs:
            return Applied(f"All of them are in {label} already.")
        _move(context, [run.id for run in runs], to=batch.id, of=batch.id)
        return Applied(f"{_counted(len(runs))} added to {label}.", {"batch": (batch.id,)})


class _Remove(Plain[RemoveFromBatch]):
    """Let runs leave."""

    def judge(self, context: Context, command: RemoveFromBatch, prepared: Any) -> Judged | Refused:
        """Judge the batch, that the runs are in it, and that none has a step in redline."""
        del prepared
        batch = _open_batch(context, command.batch_id, command.run_ids)
        if isinstance(batch, Refused):
            return batch
        runs = _runs(context, command.run_ids)
        if isinstance(runs, Refused):
            return runs
        gone = next((run for run in runs if run.batch_id != batch.id), None)
        if gone is not None:
            label = batch_label(batch.id, batch.title)
            return Refused(Code.CONFLICT, f"{gone.title} is not in {label} any more.")
        ids = [run.id for run in runs]
        return _unredlined(context, ids) or Judged(NO_PLAN, (batch, runs))

    def apply(self, context: Context, command: RemoveFromBatch, judged: Judged) -> Applied:
        """Let them leave."""
        del command
        batch, runs = judged.found
        _move(context, [run.id for run in runs], to=None, of=batch.id)
        who = runs[0].title if len(runs) == 1 else _counted(len(runs))
        return Applied(f"{who} taken out of {batch_label(batch.id, batch.title)}.")


class _Rename(Plain[RenameBatch]):
    """Give it another title."""

    def judge(self, context: Context, command: RenameBatch, prepared: Any) -> Judged | Refused:
        """Judge the batch and the title."""
        del prepared
        batch = _open_batch(context, command.batch_id)
        if isinstance(batch, Refused):
            return batch
        title = batch_title(command.title)
        return title if isinstance(title, Refused) else Judged(NO_PLAN, (batch, title))

    def apply(self, context: Context, command: RenameBatch, judged: Judged) -> Applied:
        """Rename it."""
        del command
        batch, title = judged.found
        label = batch_label(batch.id, title)
        if batch.title != title:
            context.tx.execute(_RETITLE, {"batch": batch.id, "new_title": title})
            before, after = {"title": batch.title}, {"title": title}
            context.record("batch.rename", "batch", batch.id, label, before=before, after=after)
        return Applied(f"It is {label} now.")


class _Dissolve(Plain[DissolveBatch]):
    """Let all runs leave, and end the batch."""

    def judge(self, context: Context, command: DissolveBatch, prepared: Any) -> Judged | Refused:
        """Judge the batch, and that none of its runs has a step in redline."""
        del prepared
        batch = _open_batch(context, command.batch_id)
        if isinstance(batch, Refused):
            return batch
        ids = list(context.tx.execute(_MEMBERS, {"batch": batch.id}).scalars())
        return _unredlined(context, ids) or Judged(NO_PLAN, (batch, ids))

    def apply(self, context: Context, command: DissolveBatch, judged: Judged) -> Applied:
        """End it."""
        del command
        batch, run_ids = judged.found
        label = batch_label(batch.id, batch.title)
        if run_ids:
            _move(context, run_ids, to=None, of=batch.id)
        context.tx.execute(_END, {"batch": batch.id, "at": context.now})
        context.record("batch.dissolve", "batch", batch.id, label, before={"runs": len(run_ids)})
        return Applied(f"{label} dissolved: {_counted(len(run_ids))} left it.")


def _counted(number: int) -> str:
    return "1 run" if number == 1 else f"{number} runs"


_WRONG: Final = (
    select(BATCH.c.id, BATCH.c.size, func.count(RUN.c.id).label("runs"))
    .select_from(BATCH.outerjoin(RUN, RUN.c.batch_id == BATCH.c.id))
    .group_by(BATCH.c.id, BATCH.c.size)
    .having(func.count(RUN.c.id) != BATCH.c.size)
    .order_by(BATCH.c.id)
)


def differences(tx: Any) -> list[str]:
    """Each batch whose stored size is not the number of its runs, in words."""
    return [
        f"Batch {row.id}: counts {_counted(row.size)}; it has {_counted(row.runs)}."
        for row in tx.execute(_WRONG)
    ]


HANDLERS: Final[dict[type, Handler[Any]]] = {
    CreateBatch: _Create(),
    AddToBatch: _Add(),
    RemoveFromBatch: _Remove(),
    RenameBatch: _Rename(),
    DissolveBatch: _Dissolve(),
}
