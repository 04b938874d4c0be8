"""Reassigning runs: who works them, where, how urgent they are, when they are planned, and by when they are due.

What a run's steps repeat of it for the queue moves with it, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Text, and_, bindparam, exists, insert, literal, select, update

from data.fixed import fixed
from data.ids import id_list, within
from data.models import Location, Operator, ProcedureStep, table
from data.models.types import UtcDateTime
from ion_tui.engine import queue_rows
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import AsItIs, AssignRuns, PlaceRuns, PrioritizeRuns, RunsCommand, ScheduleRuns
from ion_tui.engine.context import Context, to_json
from ion_tui.engine.facts import RUN, STEP
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Moved, Plain
from ion_tui.engine.history import HISTORY
from ion_tui.engine.locking import lock_batches_of
from ion_tui.engine.runs import NO_DUE_DATE

_OPERATOR: Final = table(Operator)
_PLACE: Final = table(Location)
_SOURCE: Final = table(ProcedureStep)
MOST_URGENT: Final = 1
LEAST_URGENT: Final = 5

_READ: Final = (
    select(RUN.c.id, RUN.c.title, RUN.c.batch_id, RUN.c.closed_at, RUN.c.scheduled_start, RUN.c.scheduled_end)
    .where(within(RUN.c.id))
    .order_by(RUN.c.id)
)
_ACTIVE: Final = select(_OPERATOR.c.code, _OPERATOR.c.name).where(
    _OPERATOR.c.id == bindparam("operator"), _OPERATOR.c.active
)
_WORK_CENTER: Final = select(_PLACE.c.code, _PLACE.c.name).where(
    _PLACE.c.id == bindparam("place"), _PLACE.c.is_work_center
)
_TYPES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "operator_id": Integer,
        "work_center_id": Integer,
        "priority": Integer,
        "due_at": UtcDateTime,
        "scheduled_start": UtcDateTime,
        "scheduled_end": UtcDateTime,
    }
)
SCHEDULE: Final = ("due_at", "scheduled_start", "scheduled_end")
"""What `ScheduleRuns` can give a run, by its columns."""


@cache
def _of_runs(columns: tuple[str, ...]) -> Any:
    """The statement that gives runs what is bound as `new_<column>`."""
    return (
        update(RUN)
        .values(
            {column: bindparam(f"new_{column}", type_=_TYPES[column]) for column in columns}
            | {"version": RUN.c.version + 1, "command_id": bindparam("command", type_=Integer)}
        )
        .where(within(RUN.c.id))
    )


_DUE_SORT: Final = tuple(
    update(sorted_table)
    .values(due_sort=bindparam("due_sort", type_=UtcDateTime))
    .where(within(sorted_table.c[key]))
    for sorted_table, key in ((RUN, "id"), (STEP, "run_id"))
)
_STEP_PRIORITY: Final = (
    update(STEP).values(priority=bindparam("value", type_=Integer)).where(within(STEP.c.run_id))
)
_FOLLOWS_RUN: Final = exists().where(
    and_(
        RUN.c.id == STEP.c.run_id,
        _SOURCE.c.procedure_id == RUN.c.procedure_id,
        _SOURCE.c.origin == STEP.c.origin,
        _SOURCE.c.work_center_id.is_(None),
    )
)
_STEP_PLACE: Final = (
    update(STEP)
    .values(work_center_id=bindparam("value", type_=Integer))
    .where(within(STEP.c.run_id), _FOLLOWS_RUN)
)
_RECORD: Final = fixed(
    insert(HISTORY).from_select(
        ["command_id", "action", "target", "target_id", "label", "run_id", "after"],
        select(
            bindparam("command", type_=Integer),
            bindparam("action", type_=Text),
            literal("run"),
            RUN.c.id,
            RUN.c.title,
            RUN.c.id,
            bindparam("after", type_=Text),
        )
        .where(within(RUN.c.id))
        .order_by(RUN.c.id),
    )
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the runs are to have, by column, and what that is in words."""

    values: Mapping[str, Any]
    words: str


class _Reassign(Plain[RunsCommand]):
    """Give runs something else."""

    def judge(self, context: Context, command: RunsCommand, prepared: Any) -> Judged | Refused:
        """Judge that the runs are there and open, and what they are to have."""
        del prepared
        wanted = _WANTED[type(command)](context, command)
        if isinstance(wanted, Refused):
            return wanted
        ids = sorted(set(command.run_ids))
        if not ids:
            return Refused(Code.INVALID, "Choose at least one run.")
        locked = lock_batches_of(context.tx, ids) if context.command_id else None
        runs = context.tx.execute(_READ, {"ids": id_list(ids)}).all()
        if locked is not None and locked != {run.batch_id for run in runs if run.batch_id is not None}:
            raise Moved
        if len(runs) < len(ids):
            missing = next(run_id for run_id in ids if run_id not in {run.id for run in runs})
            return Refused(Code.NOT_FOUND, f"Run {missing} is not there.")
        closed = [run.title for run in runs if run.closed_at is not None]
        if closed:
            return _closed(closed)
        if isinstance(command, ScheduleRuns) and (backwards := _backwards(runs, wanted.values, context.zone)):
            return backwards
        return Judged(NO_PLAN, (wanted, runs))

    def apply(self, context: Context, command: RunsCommand, judged: Judged) -> Applied:
        """Change runs and steps, and the rows that depend on it."""
        wanted, runs = judged.found
        ids = id_list(run.id for run in runs)
        bound = {"ids": ids, "command": context.command_id}
        bound |= {f"new_{column}": value for column, value in wanted.values.items()}
        context.tx.execute(_of_runs(tuple(wanted.values)), bound)
        match command:
            case PrioritizeRuns():
                context.tx.execute(_STEP_PRIORITY, {"ids": ids, "value": command.priority})
            case PlaceRuns():
                context.tx.execute(_STEP_PLACE, {"ids": ids, "value": command.work_center_id})
            case ScheduleRuns() if "due_at" in wanted.values:
                for statement in _DUE_SORT:
                    context.tx.execute(
                        statement, {"ids": ids, "due_sort": wanted.values["due_at"] or NO_DUE_DATE}
                    )
            case _:
                pass
        if not _SORTS_NOTHING.issuperset(wanted.values):
            queue_rows.settle_batches_of(context.tx, [run.id for run in runs])
        context.tx.execute(
            _RECORD,
            {
                "ids": ids,
                "command": context.command_id,
                "action": _action(command, wanted),
                "after": to_json(dict(wanted.values)),
            },
        )
        what = runs[0].title if len(runs) == 1 else f"{len(runs)} runs"
        return Applied(f"{what}: {wanted.words}.")


def _action(command: RunsCommand, wanted: _Wanted) -> str:
    if isinstance(command, ScheduleRuns) and "due_at" not in wanted.values:
        return "run.plan"
    return f"run.{command.verb.partition(' ')[0]}"


def _closed(titles: Sequence[str]) -> Refused:
    """Refuse runs that are closed, by name."""
    sentences = tuple(f"{title} is closed; an administrator can reopen it." for title in titles)
    more = f" And {len(titles) - 1} more are closed." if len(titles) > 1 else ""
    return Refused(Code.NOT_LEGAL, f"{sentences[0]}{more}", sentences)


_SORTS_NOTHING: Final = frozenset({"operator_id", "scheduled_start", "scheduled_end"})
"""What may change without another sibling standing for a row of the queue."""


def _backwards(runs: Sequence[Any], wanted: Mapping[str, Any], zone: ZoneInfo) -> Refused | None:
    """Refuse runs that would end before they start, by name."""
    sentences = []
    for run in runs:
        start = wanted.get("scheduled_start", run.scheduled_start)
        end = wanted.get("scheduled_end", run.scheduled_end)
        if start is not None and end is not None and end < start:
            sentences.append(
                f"{run.title} cannot end on {_at(end, zone)}: it starts on {_at(start, zone)}; "
                "give it a start and an end in this order."
            )
    if not sentences:
        return None
    more = f" And {len(sentences) - 1} more would." if len(sentences) > 1 else ""
    return Refused(Code.INVALID, f"{sentences[0]}{more}", tuple(sentences) if more else ())


def _at(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y %H:%M}"


def _operator(context: Context, command: AssignRuns) -> _Wanted | Refused:
    if command.operator_id is None:
        return _Wanted({"operator_id": None}, "assigned to nobody")
    person = context.tx.execute(_ACTIVE, {"operator": command.operator_id}).first()
    if person is None:
        return Refused(Code.NOT_FOUND, "The operator to assign is not there or not active.")
    return _Wanted({"operator_id": command.operator_id}, f"assigned to {person.name} ({person.code})")


def _place(context: Context, command: PlaceRuns) -> _Wanted | Refused:
    if command.work_center_id is None:
        return _Wanted({"work_center_id": None}, "at no work center of their own")
    place = context.tx.execute(_WORK_CENTER, {"place": command.work_center_id}).first()
    if place is None:
        return Refused(Code.NOT_FOUND, "The place to assign is no work center.")
    return _Wanted({"work_center_id": command.work_center_id}, f"at {place.code} {place.name}")


def _priority(context: Context, command: PrioritizeRuns) -> _Wanted | Refused:
    del context
    if not MOST_URGENT <= command.priority <= LEAST_URGENT:
        return Refused(Code.INVALID, f"A priority is {MOST_URGENT} (most urgent) to {LEAST_URGENT}.")
    return _Wanted({"priority": command.priority}, f"priority {command.priority}")


def _schedule(context: Context, command: ScheduleRuns) -> _Wanted | Refused:
    values = {column: getattr(command, column) for column in SCHEDULE}
    values = {column: value for column, value in values.items() if value is not AsItIs.AS_IT_IS}
    if not values:
        return Refused(Code.INVALID, "Say when the runs are due, are to start or are to end.")
    if any(value is not None and value.tzinfo is None for value in values.values()):
        return Refused(Code.INVALID, "A time of a schedule needs its zone.")
    said = (_planned(column, value, context.zone) for column, value in values.items())
    return _Wanted(values, ", ".join(said))


def _planned(column: str, moment: datetime | None, zone: ZoneInfo) -> str:
    if column == "due_at":
        if moment is None:
            return "no due date"
        day = moment.astimezone(zone)
        return f"due {day.day} {day:%b %Y}"
    what = "start" if column == "scheduled_start" else "end"
    return f"no planned {what}" if moment is None else f"planned {what} {_at(moment, zone)}"


_WANTED: Final[dict[type, Callable[[Context, Any], _Wanted | Refused]]] = {
    AssignRuns: _operator,
    PlaceRuns: _place,
    PrioritizeRuns: _priority,
    ScheduleRuns: _schedule,
}
HANDLERS: Final[dict[type, Handler[Any]]] = dict.fromkeys(_WANTED, _Reassign())
