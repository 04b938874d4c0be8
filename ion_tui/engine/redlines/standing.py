"""Steps that stand in Redline for a redline, and how they leave it: for Todo when it is approved, else as they were.

A step can stand there for several redlines; it leaves with the last one that is open.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from data.ids import id_list, within
from ion_tui.engine import guards, sessions
from ion_tui.engine.answers import Refused
from ion_tui.engine.attempts import parent_first
from ion_tui.engine.context import Context
from ion_tui.engine.facts import STEP, StepFacts, read_facts
from ion_tui.engine.moving import move_these, moving, record_moves
from ion_tui.engine.redlines.stored import REDLINE, UNDER
from ion_tui.engine.states import State, Verb

_REDLINE_ID: Final = bindparam("redline", type_=Integer)
_COMMAND: Final = bindparam("command", type_=Integer)
_TO_REDLINE: Final = moving(State.REDLINE.value)
_BACK: Final = (
    update(STEP)
    .values(
        former_state=STEP.c.state,
        state=UNDER.c.former_state,
        state_reason=UNDER.c.former_reason,
        state_by=UNDER.c.former_by,
        state_at=UNDER.c.former_at,
        version=STEP.c.version + 1,
        command_id=_COMMAND,
    )
    .where(UNDER.c.run_step_id == STEP.c.id, UNDER.c.redline_id == _REDLINE_ID, within(STEP.c.id))
)
_NOW: Final = select(
    STEP.c.id, STEP.c.state, STEP.c.state_reason, STEP.c.state_by, STEP.c.state_at
).where(within(STEP.c.id))  # fmt: skip
_OPEN: Final = (
    select(UNDER)
    .join(REDLINE, REDLINE.c.id == UNDER.c.redline_id)
    .where(within(UNDER.c.run_step_id), REDLINE.c.closed_at.is_(None))
    .order_by(UNDER.c.redline_id)
)
_STANDING: Final = select(UNDER.c.run_step_id).where(UNDER.c.redline_id == _REDLINE_ID)
_REMEMBER: Final = insert(UNDER)
_FORGET: Final = delete(UNDER).where(UNDER.c.redline_id == _REDLINE_ID, within(UNDER.c.run_step_id))
_BEGIN_ANEW: Final = (
    update(UNDER)
    .values(former_state=State.TODO.value, former_reason=None)
    .where(
        within(UNDER.c.run_step_id),
        UNDER.c.redline_id.in_(select(REDLINE.c.id).where(REDLINE.c.closed_at.is_(None))),
    )
)


def standing(context: Context, redline_id: int) -> set[int]:
    """The steps that stand, or stood, in Redline for a redline."""
    return set(context.tx.execute(_STANDING, {"redline": redline_id}).scalars())


def enter(context: Context, redline_id: int, step_ids: Collection[int], reason: str) -> None:
    """Put steps into Redline, and close everybody's sessions on them and below; what they were is kept."""
    if not step_ids:
        return
    asked = {"ids": id_list(sorted(step_ids))}
    before = {row.run_step_id: row for row in context.tx.execute(_OPEN, asked)}
    rows, entering = [], []
    for row in context.tx.execute(_NOW, asked):
        there = before.get(row.id)
        if there is None:
            entering.append(row.id)
            former = (row.state, row.state_reason, row.state_by, row.state_at)
        else:
            former = (there.former_state, there.former_reason, there.former_by, there.former_at)
        names = ("former_state", "former_reason", "former_by", "former_at")
        rows.append(
            {"redline_id": redline_id, "run_step_id": row.id, **dict(zip(names, former, strict=True))}
        )
    context.tx.execute(_REMEMBER, rows)
    if entering:
        sessions.close_on(context, entering)
        move_these(context, _TO_REDLINE, entering, action="redline", reason=reason)


def may_enter(context: Context, step_ids: Sequence[int]) -> list[StepFacts] | Refused:
    """The steps, where each may come into Redline or stands there already; else why one of them may not."""
    found = read_facts(context.tx, step_ids, context.actor.id)
    for step in found:
        refused = None if step.state is State.REDLINE else guards.judge_step(Verb.REDLINE, step)
        if refused := refused or parent_first(step):
            return refused
    return found


def leaving(context: Context, redline_id: int, step_ids: Collection[int]) -> dict[int, State]:
    """Of these steps those that would leave Redline if the redline let them go, with what they were before."""
    asked = {"ids": id_list(sorted(step_ids))}
    under: dict[int, dict[int, Any]] = {}
    for row in context.tx.execute(_OPEN, asked):
        under.setdefault(row.run_step_id, {})[row.redline_id] = row
    states = {row.id: row.state for row in context.tx.execute(_NOW, asked)}
    return {
        step_id: State(held[redline_id].former_state)
        for step_id, held in sorted(under.items())
        if set(held) == {redline_id} and states.get(step_id) == State.REDLINE.value
    }


def back(context: Context, redline_id: int, step_ids: Sequence[int]) -> None:
    """Take steps that leave Redline to what they were, with the reason, the person and the time of that."""
    if step_ids:
        asked = {"redline": redline_id, "ids": id_list(step_ids), "command": context.command_id}
        context.tx.execute(_BACK, asked)
        record_moves(context, "close_redline", step_ids)


def begin_anew(context: Context, step_ids: Collection[int]) -> None:
    """Let steps that stand in Redline for other redlines still go to Todo with the last of them."""
    context.tx.execute(_BEGIN_ANEW, {"ids": id_list(sorted(step_ids))})


def forget(context: Context, redline_id: int, step_ids: Collection[int]) -> None:
    """Let a redline be about these steps no more."""
    if step_ids:
        context.tx.execute(_FORGET, {"redline": redline_id, "ids": id_list(sorted(step_ids))})
