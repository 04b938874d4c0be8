"""Labor sessions of one operator, across work centers."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from data.ids import AnyRow
from data.models import Location, Operator, Run, RunStep, SessionStep, StepContent, table
from data.models.types import UtcDateTime

_SESSION: Final = table(SessionStep)
_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_CONTENT: Final = table(StepContent)
_LOCATION: Final = table(Location)
_OPERATOR: Final = table(Operator)

_OF_OPERATOR: Final = (
    select(
        _SESSION.c.session_id,
        _STEP.c.id.label("step_id"),
        _STEP.c.run_id,
        _STEP.c.number,
        _CONTENT.c.title,
        _RUN.c.title.label("run_title"),
        _LOCATION.c.code.label("work_center"),
        _OPERATOR.c.name.label("operator"),
        _SESSION.c.started_at,
        _SESSION.c.ended_at,
        _STEP.c.state,
        _STEP.c.parent_id,
    )
    .select_from(
        _SESSION.join(_STEP, _STEP.c.id == _SESSION.c.run_step_id)
        .join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
        .join(_OPERATOR, _OPERATOR.c.id == _SESSION.c.operator_id)
        .outerjoin(_LOCATION, _LOCATION.c.id == _STEP.c.work_center_id)
    )
    .where(
        _SESSION.c.operator_id == bindparam("operator"),
        or_(_SESSION.c.ended_at.is_(None), _SESSION.c.ended_at >= bindparam("since", type_=UtcDateTime)),
    )
    .order_by(_SESSION.c.ended_at.is_(None).desc(), _SESSION.c.started_at.desc(), _SESSION.c.id.desc())
    .limit(500)
)


def of_operator(tx: Connection, operator_id: int, since: datetime) -> list[AnyRow]:
    """An operator's open sessions and those that ended since, open ones first."""
    return list(tx.execute(_OF_OPERATOR, {"operator": operator_id, "since": since}))
