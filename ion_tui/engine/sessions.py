"""Labor sessions: one check-in/check-out pair of one operator, covering one or more run steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Integer,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from data.fixed import fixed
from data.ids import id_list, within
from data.models import LaborSession, Operator, SessionStep, table
from data.models.types import UtcDateTime
from ion_tui.engine.context import Context
from ion_tui.engine.facts import CONTENT, STEP
from ion_tui.engine.history import HISTORY

SESSION: Final = table(LaborSession)
COVERED: Final = table(SessionStep)
_OPERATOR: Final = table(Operator)
_OTHER: Final = COVERED.alias("other")

_NOW: Final = bindparam("now", type_=UtcDateTime)
_OPERATOR_ID: Final = bindparam("who", type_=Integer)

_COVER: Final = insert(COVERED).from_select(
    ["session_id", "run_step_id", "operator_id", "attempt", "started_at"],
    select(bindparam("session_id", type_=Integer), STEP.c.id, _OPERATOR_ID, STEP.c.attempt, _NOW).where(
        within(STEP.c.id),
        ~exists().where(
            _OTHER.c.run_step_id == STEP.c.id,
            _OTHER.c.operator_id == _OPERATOR_ID,
            _OTHER.c.ended_at.is_(None),
        ),
    ),
)

# Kiosks' clocks differ a little: a session never ends before it began.
_END: Final = case((COVERED.c.started_at > _NOW, COVERED.c.started_at), else_=_NOW)


def _subtree() -> Any:
    """The steps bound as `ids`, and every step below them."""
    tree = select(STEP.c.id).where(within(STEP.c.id)).cte("subtree", recursive=True)
    child = STEP.alias("child")
    return tree.union_all(select(child.c.id).where(child.c.parent_id == tree.c.id))


_CLOSE: Final = (
    update(COVERED)
    .values(ended_at=_END)
    .where(COVERED.c.ended_at.is_(None), COVERED.c.run_step_id.in_(select(_subtree().c.id)))
    .returning(COVERED.c.id, COVERED.c.session_id)
)
_CLOSE_OF: Final = (
    update(COVERED)
    .values(ended_at=_END)
    .where(COVERED.c.ended_at.is_(None), within(COVERED.c.run_step_id), COVERED.c.operator_id == _OPERATOR_ID)
    .returning(COVERED.c.id, COVERED.c.session_id)
)
_CLOSE_ALL_OF: Final = (
    update(COVERED)
    .values(ended_at=_END)
    .where(COVERED.c.ended_at.is_(None), COVERED.c.operator_id == _OPERATOR_ID)
    .returning(COVERED.c.id, COVERED.c.session_id)
)
_OPEN_PART: Final = COVERED.alias("open_part")
_CHECK_OUT: Final = (
    update(SESSION)
    .values(checked_out_at=case((SESSION.c.checked_in_at > _NOW, SESSION.c.checked_in_at), else_=_NOW))
    .where(
        within(SESSION.c.id),
        SESSION.c.checked_out_at.is_(None),
        ~exists().where(and_(_OPEN_PART.c.session_id == SESSION.c.id, _OPEN_PART.c.ended_at.is_(None))),
    )
)


def _record(action: str, of_parts: Any) -> Any:
    """History of these parts of sessions: one entry each, labeled with the step and the person."""
    return insert(HISTORY).from_select(
        ["command_id", "action", "target", "target_id", "label", "run_id", "run_step_id", "before", "after"],
        select(
            bindparam("command", type_=Integer),
            literal(action),
            literal("session"),
            COVERED.c.session_id,
            STEP.c.number + " " + CONTENT.c.title,
            STEP.c.run_id,
            STEP.c.id,
            cast(null(), Text),
            literal('{"operator":"')
            + _OPERATOR.c.code
            + '","attempt":'
            + cast(COVERED.c.attempt, Text)
            + "}",
        )
        .select_from(
            COVERED.join(STEP, STEP.c.id == COVERED.c.run_step_id)
            .join(CONTENT, CONTENT.c.id == STEP.c.content_id)
            .join(_OPERATOR, _OPERATOR.c.id == COVERED.c.operator_id)
        )
        .where(of_parts)
        .order_by(COVERED.c.id),
    )


_RECORD_IN: Final = fixed(_record("session.check_in", COVERED.c.session_id == bindparam("session_id")))
_RECORD_OUT: Final = fixed(_record("session.check_out", within(COVERED.c.id)))


def check_in(context: Context, step_ids: Sequence[int]) -> int | None:
    """Open one session of the actor over the steps where none of theirs is open; None where all are covered.

    The caller has seen that at least one step is not covered, or accepts that nothing is opened.
    """
    ids = id_list(step_ids)
    session_id = context.insert(
        SESSION,
        operator_id=context.actor.id,
        kiosk_id=context.kiosk_id,
        checked_in_at=context.now,
    )
    context.tx.execute(
        _COVER,
        {"session_id": session_id, "who": context.actor.id, "now": context.now, "ids": ids},
    )
    context.tx.execute(_RECORD_IN, {"command": context.command_id, "session_id": session_id})
    return session_id


def close_on(context: Context, step_ids: Sequence[int]) -> int:
    """Close everybody's sessions on these steps and all below them; answers how many."""
    return _closed(context, context.tx.execute(_CLOSE, {"ids": id_list(step_ids), "now": context.now}).all())


def check_out(context: Context, step_ids: Sequence[int], operator_id: int) -> int:
    """Close one operator's sessions on these steps; answers how many."""
    values = {"ids": id_list(step_ids), "now": context.now, "who": operator_id}
    return _closed(context, context.tx.execute(_CLOSE_OF, values).all())


def check_out_everywhere(context: Context, operator_id: int) -> int:
    """Close all of one operator's sessions; answers how many steps they covered."""
    values = {"now": context.now, "who": operator_id}
    return _closed(context, context.tx.execute(_CLOSE_ALL_OF, values).all())


def _closed(context: Context, parts: Sequence[Any]) -> int:
    if parts:
        context.tx.execute(
            _CHECK_OUT, {"ids": id_list({part.session_id for part in parts}), "now": context.now}
        )
        context.tx.execute(
            _RECORD_OUT, {"command": context.command_id, "ids": id_list(sorted(part.id for part in parts))}
        )
    return len(parts)


_FAULTS: Final = select(SESSION.c.id, SESSION.c.checked_out_at).where(
    SESSION.c.checked_out_at.is_(None)
    != exists().where(and_(_OPEN_PART.c.session_id == SESSION.c.id, _OPEN_PART.c.ended_at.is_(None)))
)
_IDLE: Final = (
    select(COVERED.c.id, STEP.c.id.label("step_id"), STEP.c.state, func.count().over().label("all"))
    .select_from(COVERED.join(STEP, STEP.c.id == COVERED.c.run_step_id))
    .where(COVERED.c.ended_at.is_(None), STEP.c.state != "In Progress")
)


def differences(context_tx: Any) -> list[str]:
    """Each session that is open where it should not be, or the other way round, in words."""
    faults = [f"Session {row.id} is open or closed against its steps." for row in context_tx.execute(_FAULTS)]
    faults += [
        f"Session on run step {row.step_id} is open, but the step is {row.state}."
        for row in context_tx.execute(_IDLE)
    ]
    return faults
