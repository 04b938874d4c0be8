"""Moving steps from one state to another: one UPDATE that marks them with the command, one INSERT of history.

Whatever a command does afterwards (sessions, availability, rollup) finds the moved steps by that mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Integer, Text, bindparam, cast, insert, literal, select, update

from data.fixed import fixed
from data.ids import id_list, within
from data.models.types import UtcDateTime
from ion_tui.engine.context import Context
from ion_tui.engine.facts import CONTENT, STEP
from ion_tui.engine.history import HISTORY

NOW: Final = bindparam("now", type_=UtcDateTime)
_BY: Final = bindparam("by", type_=Integer)
_REASON: Final = bindparam("why", type_=Text)
_MARK: Final = bindparam("command", type_=Integer)


def moving(to: Any, **more: Any) -> Any:
    """The statement that takes the steps bound as `ids` to the state `to`, with further columns in `more`."""
    return fixed(
        update(STEP)
        .values(
            former_state=STEP.c.state,
            state=to,
            state_reason=_REASON,
            state_by=_BY,
            state_at=NOW,
            version=STEP.c.version + 1,
            command_id=_MARK,
            **more,
        )
        .where(within(STEP.c.id))
    )


def _recording(condition: Any) -> Any:
    return fixed(
        insert(HISTORY).from_select(
            [
                "command_id",
                "action",
                "target",
                "target_id",
                "label",
                "run_id",
                "run_step_id",
                "before",
                "after",
            ],
            select(
                _MARK,
                bindparam("action", type_=Text),
                literal("run_step"),
                STEP.c.id,
                STEP.c.number + " " + CONTENT.c.title,
                STEP.c.run_id,
                STEP.c.id,
                literal('{"state":"') + STEP.c.former_state + '"}',
                literal('{"state":"') + STEP.c.state + '","attempt":' + cast(STEP.c.attempt, Text) + "}",
            )
            .select_from(STEP.join(CONTENT, CONTENT.c.id == STEP.c.content_id))
            .where(condition)
            .order_by(STEP.c.id),
        )
    )


_RECORD: Final = _recording(STEP.c.command_id == _MARK)
_RECORD_THESE: Final = _recording(within(STEP.c.id))


def _bound(context: Context, ids: str, reason: str | None) -> dict[str, Any]:
    return {
        "ids": ids,
        "now": context.now,
        "by": context.actor.id,
        "why": (reason or "").strip() or None,
        "command": context.command_id,
    }


def move(
    context: Context,
    statement: Any,
    step_ids: Sequence[int],
    *,
    action: str,
    reason: str | None = None,
    **more: Any,
) -> None:
    """Move these steps by a statement of `moving`, and write each into the history as `run_step.<action>`.

    `reason` stays on the step as long as it is in the state; `more` binds what the statement needs besides.
    """
    context.tx.execute(statement, {**_bound(context, id_list(step_ids), reason), **more})
    context.tx.execute(_RECORD, {"command": context.command_id, "action": f"run_step.{action}"})


def move_these(
    context: Context,
    statement: Any,
    step_ids: Sequence[int],
    *,
    action: str,
    reason: str | None = None,
    **more: Any,
) -> None:
    """`move` for a command that moves several sets of steps, each in its own way."""
    if step_ids:
        ids = id_list(step_ids)
        context.tx.execute(statement, {**_bound(context, ids, reason), **more})
        record_moves(context, action, step_ids)


def record_moves(context: Context, action: str, step_ids: Sequence[int]) -> None:
    """Write into the history as `run_step.<action>` that these steps were moved."""
    bound = {"command": context.command_id, "action": f"run_step.{action}", "ids": id_list(step_ids)}
    context.tx.execute(_RECORD_THESE, bound)
