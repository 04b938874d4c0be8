"""Availability: what a step waits on, in one sentence, and the stored counts that a command leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    union,
    update,
)

from data.fixed import fixed
from data.ids import id_list, within
from data.models import RunStepEdge, table
from data.queries.above import all_in_progress
from data.rows.work import Upstream
from ion_tui.engine.facts import STEP
from ion_tui.engine.states import STATE_WORDS, State
from ion_tui.engine.wording import listed, step_label

EDGE: Final = table(RunStepEdge)
_UP: Final = STEP.alias("up")
_TOUCHED: Final = STEP.alias("touched")
_CHILD: Final = STEP.alias("child")

_COMMAND: Final[BindParameter[int]] = bindparam("command")

GATES: Final = and_(
    _UP.c.state.not_in([State.COMPLETED.value, State.CANCELED.value]),
    not_(and_(_UP.c.optional, _UP.c.state == State.TODO.value)),
)
"""`states.gates` in SQL, over the alias `up`."""

_WAITS_ON: Final = (
    select(func.count())
    .select_from(EDGE.join(_UP, _UP.c.id == EDGE.c.upstream_id))
    .where(EDGE.c.step_id == STEP.c.id, EDGE.c.effective, GATES)
    .correlate(STEP)
    .scalar_subquery()
)
_PARENT_READY: Final = all_in_progress(STEP)


def below_touched() -> Any:
    """The steps below those that the command bound as `command` touched, down to the deepest."""
    below = (
        select(_CHILD.c.id)
        .join(_TOUCHED, _TOUCHED.c.id == _CHILD.c.parent_id)
        .where(_TOUCHED.c.command_id == _COMMAND)
        .cte("below", recursive=True)
    )
    deeper = STEP.alias("deeper")
    below = below.union(select(deeper.c.id).where(deeper.c.parent_id == below.c.id))
    return select(below.c.id)


_SETTLE: Final = fixed(
    update(STEP)
    .values(waits_on=_WAITS_ON, parent_ready=_PARENT_READY)
    .where(
        STEP.c.id.in_(
            union(
                select(EDGE.c.step_id)
                .join(_TOUCHED, _TOUCHED.c.id == EDGE.c.upstream_id)
                .where(_TOUCHED.c.command_id == _COMMAND),
                below_touched(),
            )
        )
    )
)
_SETTLE_RUNS: Final = fixed(
    update(STEP).values(waits_on=_WAITS_ON, parent_ready=_PARENT_READY).where(within(STEP.c.run_id, "runs"))
)
_SETTLE_STEPS: Final = fixed(
    update(STEP).values(waits_on=_WAITS_ON, parent_ready=_PARENT_READY).where(within(STEP.c.id))
)
_WRONG: Final = (
    select(
        STEP.c.id,
        STEP.c.waits_on,
        _WAITS_ON.label("should_wait_on"),
        STEP.c.parent_ready,
        _PARENT_READY.label("should_be_ready"),
    )
    .where(or_(STEP.c.waits_on != _WAITS_ON, STEP.c.parent_ready != _PARENT_READY))
    .order_by(STEP.c.id)
)


def settle(tx: Connection, command_id: int) -> None:
    """Bring the availability of what hangs on the steps that a command touched to what it is now."""
    tx.execute(_SETTLE, {"command": command_id})


def settle_runs(tx: Connection, run_ids: Sequence[int]) -> None:
    """Compute the availability of whole runs, as when they are made."""
    tx.execute(_SETTLE_RUNS, {"runs": id_list(run_ids)})


def settle_steps(tx: Connection, step_ids: Sequence[int]) -> None:
    """Compute the availability of these steps."""
    tx.execute(_SETTLE_STEPS, {"ids": id_list(step_ids)})


def differences(tx: Connection) -> list[str]:
    """Each step whose stored availability is not what its graph says, in words."""
    return [
        f"Run step {row.id}: waits on {row.waits_on}, parent ready {bool(row.parent_ready)}; it should be "
        f"{row.should_wait_on} and {bool(row.should_be_ready)}."
        for row in tx.execute(_WRONG)
    ]


def why_not(
    label: str,
    upstream: Sequence[Upstream],
    parent_label: str | None,
    parent_state: State | None,
    parent_reason: str | None = None,
) -> str:
    """Why a step cannot be worked, in one sentence; empty where nothing keeps it.

    Names the first thing it waits on, its state and who has it, and counts the rest; or the nearest step above it
    that is not in progress.
    """
    if upstream:
        first = upstream[0]
        state = State(first.state)
        who = f", {listed(first.people)}" if first.people else ""
        why = f" ({first.reason})" if first.reason and state in (State.HOLD, State.FAILED) else ""
        rest = len(upstream) - 1
        more = f", and on {rest} more" if rest else ""
        return (
            f"{label} waits on {step_label(first.number, first.title)}, {STATE_WORDS[state]}{why}{who}{more}."
        )
    if parent_label is not None and parent_state is not State.IN_PROGRESS:
        words = STATE_WORDS[parent_state] if parent_state else "not there"
        why = f" ({parent_reason})" if parent_reason else ""
        return f"{label} is part of {parent_label}, which is {words}{why}."
    return ""
