"""Redlines as they are written down: their changes, their state, and what becomes of what was decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import insert, update
from sqlalchemy.sql.expression import bindparam

from data.ids import id_list, within
from data.models import RedlineDecision, table
from ion_tui.engine.context import Context
from ion_tui.engine.redlines.changes import (
    to_text,
)
from ion_tui.engine.redlines.stored import (
    CHANGE,
    REDLINE,
    StoredChange,
    label_of,
)

DECISION: Final = table(RedlineDecision)


_WRITE: Final = insert(CHANGE)


_MARK: Final = (
    update(REDLINE)
    .values(version=REDLINE.c.version + 1, command_id=bindparam("command"))
    .where(REDLINE.c.id == bindparam("redline"))
)


_VOID: Final = (
    update(DECISION)
    .values(voided_at=bindparam("at", type_=DECISION.c.decided_at.type))
    .where(within(DECISION.c.redline_id), DECISION.c.voided_at.is_(None))
)


def mark(context: Context, redline_id: int, **values: Any) -> None:
    """Note that this command has changed a redline, and how."""
    statement = _MARK.values(**values) if values else _MARK
    context.tx.execute(statement, {"redline": redline_id, "command": context.command_id})


def void_decisions(context: Context, redline_ids: Collection[int]) -> None:
    """What was decided was about what the redlines said before."""
    context.tx.execute(_VOID, {"ids": id_list(sorted(redline_ids)), "at": context.now})


def write_changes(context: Context, redline_id: int, stored: Sequence[StoredChange]) -> None:
    """Write the changes of a redline, in their order."""
    if not stored:
        return
    rows = []
    for position, one in enumerate(stored):
        step = one.change.step
        rows.append(
            {
                "redline_id": redline_id,
                "position": position,
                "key": one.change.key,
                "kind": one.change.kind.value,
                "run_step_id": step if isinstance(step, int) else None,
                "on_key": step if isinstance(step, str) else None,
                "before_id": one.before_id,
                "content_id": one.content_id,
                "place": to_text(one.change),
            }
        )
    context.tx.execute(_WRITE, rows)


def record_state(context: Context, row: Any, action: str, state: str, reason: str = "") -> None:
    """Note in the history that a redline is in another state."""
    after = {"state": state, "reason": reason} if reason else {"state": state}
    context.record(
        f"redline.{action}",
        "redline",
        row.id,
        label_of(row.id),
        before={"state": row.state},
        after=after,
        run_id=row.run_id,
        run_step_id=row.run_step_id,
    )
