"""What somebody last worked of a procedure step, whichever run and revision it was in."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, and_, bindparam, select

from data.ids import AnyRow
from data.models import Run, RunStep, SessionStep, table

_SESSION: Final = table(SessionStep)
_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_THIS: Final = _STEP.alias("this")
_NOW: Final = _SESSION.alias("now")

_OPEN_HERE: Final = select(_NOW.c.session_id).where(
    _NOW.c.run_step_id == bindparam("step"),
    _NOW.c.operator_id == bindparam("operator"),
    _NOW.c.ended_at.is_(None),
)
_LAST: Final = (
    select(
        _STEP.c.content_id,
        _STEP.c.run_id,
        _STEP.c.origin,
        _THIS.c.content_id.label("this_content_id"),
        _THIS.c.run_id.label("this_run_id"),
        _SESSION.c.started_at,
        _RUN.c.title.label("run_title"),
    )
    .select_from(
        _SESSION.join(_STEP, _STEP.c.id == _SESSION.c.run_step_id)
        .join(_THIS, and_(_THIS.c.id == bindparam("step"), _THIS.c.origin == _STEP.c.origin))
        .join(_RUN, _RUN.c.id == _STEP.c.run_id)
    )
    .where(
        _SESSION.c.operator_id == bindparam("operator"),
        _SESSION.c.session_id.not_in(_OPEN_HERE),
    )
    .order_by(_SESSION.c.started_at.desc(), _SESSION.c.id.desc())
    .limit(1)
)


def last_worked(tx: Connection, step_id: int, operator_id: int) -> AnyRow | None:
    """The step of this origin that somebody worked last, before the session that is open on it now.

    That session does not count, nor do the other steps that it covers: a batch is begun on all siblings at once.
    """
    return tx.execute(_LAST, {"step": step_id, "operator": operator_id}).first()
