"""A run's status and progress, derived from its steps in the transaction that changes one."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, func, literal, not_, or_, select, update

from data.fixed import fixed
from ion_tui.engine.facts import RUN, STEP
from ion_tui.engine.states import RunStatus, State

_COUNTED: Final = not_(or_(STEP.c.removed, and_(STEP.c.optional, STEP.c.state == State.TODO.value)))


_STOPS: Final = (
    (State.REDLINE, RunStatus.REDLINE),
    (State.HOLD, RunStatus.HOLD),
    (State.FAILED, RunStatus.FAILED),
)
"""States of one step that the whole run reads, the first first."""


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


_STOPPED: Final = func.max(
    case(
        *((STEP.c.state == state.value, len(_STOPS) - rank) for rank, (state, _) in enumerate(_STOPS)),
        else_=0,
    )
)
_ALL: Final = _count(_COUNTED)
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

_TOUCHED: Final = STEP.alias("touched")
_OF_COMMAND: Final = (
    _ROLLED.where(
        STEP.c.run_id.in_(select(_TOUCHED.c.run_id).where(_TOUCHED.c.command_id == bindparam("command")))
    )
).subquery("rolled")


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


_SETTLE: Final = _settling(_OF_COMMAND)
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
