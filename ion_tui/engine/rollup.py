"""A run's status and progress, derived from its steps in the transaction that changes one."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, exists, func, literal, not_, or_, select, update

from data.fixed import fixed
from ion_tui.engine.facts import RUN, STEP
from ion_tui.engine.states import RunStatus, State

_STOPS: Final = (
    (State.REDLINE, RunStatus.REDLINE),
    (State.HOLD, RunStatus.HOLD),
    (State.FAILED, RunStatus.FAILED),
)
"""States of one step that the whole run reads, the first first."""


def _number(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _count(condition: Any) -> Any:
    return func.sum(_number(condition))


def _rank(state: Any) -> Any:
    """How much a step in this state stops its run; 0 where it does not."""
    ranks = {stop.value: len(_STOPS) - place for place, (stop, _) in enumerate(_STOPS)}
    return case(*((state == stop, rank) for stop, rank in ranks.items()), else_=0)


def _to_do(state: Any) -> Any:
    """Whether a step in this state is an optional one that nobody has started, which does not count."""
    return and_(STEP.c.optional, state == State.TODO.value)


_STOPPED: Final = func.max(_rank(STEP.c.state))
_ALL: Final = _count(not_(or_(STEP.c.removed, _to_do(STEP.c.state))))
_DONE: Final = _count(STEP.c.state == State.COMPLETED.value)
_CANCELED: Final = _count(and_(STEP.c.state == State.CANCELED.value, not_(STEP.c.removed)))
_WORKED: Final = _count(STEP.c.state == State.IN_PROGRESS.value)

_STOP_CASES: Final[Any] = tuple(
    (len(_STOPS) - rank == _STOPPED, literal(status.value)) for rank, (_, status) in enumerate(_STOPS)
)

# `states.run_status` in SQL: the first match wins.
_STATUS: Final = case(
    *_STOP_CASES,
    (_ALL == 0, literal(RunStatus.TODO.value)),
    (_CANCELED == _ALL, literal(RunStatus.CANCELED.value)),
    (_DONE == _ALL, literal(RunStatus.COMPLETE.value)),
    (_DONE + _CANCELED == _ALL, literal(RunStatus.PARTIAL_COMPLETE.value)),
    (_DONE + _WORKED > 0, literal(RunStatus.IN_PROGRESS.value)),
    else_=literal(RunStatus.TODO.value),
)

_ROLLED = fixed(
    select(
        STEP.c.run_id,
        _STATUS.label("status"),
        (_ALL - _CANCELED).label("counted"),
        _DONE.label("done"),
        func.min(STEP.c.started_at).label("started_at"),
    ).group_by(STEP.c.run_id)
)


def _settling(rolled: Any) -> Any:
    return (
        update(RUN)
        .values(
            status=rolled.c.status,
            steps_counted=rolled.c.counted,
            steps_done=rolled.c.done,
            started_at=func.coalesce(RUN.c.started_at, rolled.c.started_at),
        )
        .where(RUN.c.id == rolled.c.run_id)
    )


_TOUCHED: Final = STEP.alias("touched")
_OF_COMMAND: Final = select(_TOUCHED.c.run_id).where(_TOUCHED.c.command_id == bindparam("command"))
_SETTLE: Final = _settling(_ROLLED.where(STEP.c.run_id.in_(_OF_COMMAND)).subquery("rolled"))


def _counts(state: Any) -> Any:
    return _number(not_(or_(state == State.CANCELED.value, _to_do(state))))


def _done(state: Any) -> Any:
    return _number(state == State.COMPLETED.value)


# What the steps that a command moved add to their runs, and take away. They are named by id: where most rows have one
# command, as after an import, statistics would talk a planner out of the index that the ids alone are read from.
_MOVED: Final = fixed(
    select(
        STEP.c.run_id,
        func.sum(_counts(STEP.c.state) - _counts(STEP.c.former_state)).label("counted"),
        func.sum(_done(STEP.c.state) - _done(STEP.c.former_state)).label("done"),
        func.max(_rank(STEP.c.state)).label("stops"),
        func.max(_rank(STEP.c.former_state)).label("stopped"),
        func.max(_number(STEP.c.state == State.IN_PROGRESS.value)).label("works"),
        func.min(STEP.c.started_at).label("started_at"),
    )
    .where(STEP.c.id.in_(select(_TOUCHED.c.id).where(_TOUCHED.c.command_id == bindparam("command"))))
    .group_by(STEP.c.run_id)
).subquery("moved")
_COUNT: Final = fixed(
    update(RUN)
    .values(
        steps_counted=RUN.c.steps_counted + _MOVED.c.counted,
        steps_done=RUN.c.steps_done + _MOVED.c.done,
        started_at=func.coalesce(RUN.c.started_at, _MOVED.c.started_at),
    )
    .where(
        RUN.c.id == _MOVED.c.run_id,
        or_(
            _MOVED.c.counted != 0,
            _MOVED.c.done != 0,
            and_(RUN.c.started_at.is_(None), _MOVED.c.started_at.is_not(None)),
        ),
    )
)
_OF_RUN: Final = STEP.alias("of_run")


def _any_in(state: State) -> Any:
    """Whether any step of the run is in a state; looked for where the counts leave it open."""
    return (
        exists()
        .where(_OF_RUN.c.run_id == RUN.c.id, _OF_RUN.c.state == state.value, not_(_OF_RUN.c.removed))
        .correlate(RUN)
    )


_STILL: Final = case(
    *((RUN.c.status == status.value, len(_STOPS) - place) for place, (_, status) in enumerate(_STOPS)),
    else_=0,
)
_STOP: Final = case(
    (
        _MOVED.c.stopped > 0,
        select(func.max(_rank(_OF_RUN.c.state)))
        .where(_OF_RUN.c.run_id == RUN.c.id)
        .correlate(RUN)
        .scalar_subquery(),
    ),
    (_MOVED.c.stops > _STILL, _MOVED.c.stops),
    else_=_STILL,
)
_STOPPED_CASES: Final[Any] = tuple(
    (len(_STOPS) - place == _STOP, literal(status.value)) for place, (_, status) in enumerate(_STOPS)
)
# What `_STATUS` says, from what the run read and counted before, and what the moved steps changed of it.
_NEXT: Final = case(
    *_STOPPED_CASES,
    (
        RUN.c.steps_done < RUN.c.steps_counted,
        case(
            (
                or_(RUN.c.steps_done > 0, _MOVED.c.works == 1, _any_in(State.IN_PROGRESS)),
                literal(RunStatus.IN_PROGRESS.value),
            ),
            else_=literal(RunStatus.TODO.value),
        ),
    ),
    (
        _any_in(State.CANCELED),
        case(
            (RUN.c.steps_counted == 0, literal(RunStatus.CANCELED.value)),
            else_=literal(RunStatus.PARTIAL_COMPLETE.value),
        ),
    ),
    (RUN.c.steps_counted == 0, literal(RunStatus.TODO.value)),
    else_=literal(RunStatus.COMPLETE.value),
)
_READ: Final = fixed(
    update(RUN).values(status=_NEXT).where(RUN.c.id == _MOVED.c.run_id, RUN.c.status != _NEXT)
)
_SETTLE_RUN: Final = _settling(_ROLLED.where(STEP.c.run_id == bindparam("run")).subquery("rolled"))
_EVERY: Final = _ROLLED.subquery("rolled")
_WRONG: Final = (
    select(
        RUN.c.id,
        RUN.c.status,
        RUN.c.steps_counted,
        RUN.c.steps_done,
        func.coalesce(_EVERY.c.status, RunStatus.TODO.value).label("should_read"),
        func.coalesce(_EVERY.c.counted, 0).label("should_count"),
        func.coalesce(_EVERY.c.done, 0).label("should_be_done"),
    )
    .select_from(RUN.outerjoin(_EVERY, _EVERY.c.run_id == RUN.c.id))
    .where(
        or_(
            RUN.c.status != func.coalesce(_EVERY.c.status, RunStatus.TODO.value),
            RUN.c.steps_counted != func.coalesce(_EVERY.c.counted, 0),
            RUN.c.steps_done != func.coalesce(_EVERY.c.done, 0),
        )
    )
    .order_by(RUN.c.id)
)


def settle(tx: Connection, command_id: int) -> None:
    """Bring the runs of the steps that a command touched to what their steps say."""
    tx.execute(_SETTLE, {"command": command_id})


def settle_moved(tx: Connection, command_id: int) -> None:
    """The same, where the command has moved every step that it touched, each once.

    Only what the moved steps change of it is computed, and only what changes is written: a status is in indexes.
    """
    bound = {"command": command_id}
    tx.execute(_COUNT, bound)
    tx.execute(_READ, bound)


def settle_run(tx: Connection, run_id: int) -> None:
    """Compute one run's status and progress, as when it is made."""
    tx.execute(_SETTLE_RUN, {"run": run_id})


def differences(tx: Connection) -> list[str]:
    """Each run whose stored status or progress is not what its steps say, in words."""
    return [
        f"Run {row.id}: reads {row.status}, {row.steps_done} of {row.steps_counted}; it should read "
        f"{row.should_read}, {row.should_be_done} of {row.should_count}."
        for row in tx.execute(_WRONG)
    ]
