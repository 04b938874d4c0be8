"""How redlines led a step from one content to the next: what it was at some time, and which of them made it what it is.

Each change knows the content before and after, so that one leads back to the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
)

from data.models import (
    Operator,
    Procedure,
    Redline,
    RedlineChange,
    RedlineMerge,
    RedlineRun,
    Run,
    RunStep,
    table,
)
from data.rows.redlines import RedlineBehind

_REDLINE: Final = table(Redline)
_CHANGE: Final = table(RedlineChange)
_APPLIED: Final = table(RedlineRun)
_MERGE: Final = table(RedlineMerge)
_OPERATOR: Final = table(Operator)
_RUN: Final = table(Run)
_STEP: Final = table(RunStep)
_OWN: Final = table(Procedure).alias("own")
_TAKEN: Final = table(Procedure).alias("taken")

_MOST: Final = 20
"""Redlines of one step, one after the other, that are looked back on."""
_KNOWN: Final = bindparam("known", type_=Integer)
_NOW: Final = bindparam("now", type_=Integer)

_ON_RUN: Final = and_(
    _APPLIED.c.redline_id == _CHANGE.c.redline_id,
    _APPLIED.c.run_id == bindparam("run"),
)
_CAME_TO_RUN: Final = or_(
    exists().where(_ON_RUN),
    exists().where(
        _MERGE.c.redline_id == _CHANGE.c.redline_id,
        _RUN.c.id == bindparam("run"),
        _OWN.c.id == _RUN.c.procedure_id,
        _TAKEN.c.id == _MERGE.c.procedure_id,
        _TAKEN.c.code == _OWN.c.code,
        _TAKEN.c.id <= _OWN.c.id,
    ),
)
"""The redline was applied to the run, or the run's revision or one before it took it in."""
_CAME_SINCE: Final = exists().where(
    _ON_RUN, _APPLIED.c.applied_at > bindparam("at", type_=_APPLIED.c.applied_at.type)
)
_SAME_STEP: Final = exists().where(_STEP.c.id == _CHANGE.c.run_step_id, _STEP.c.origin == bindparam("origin"))


def _way_back(is_meant: ColumnElement[bool]) -> Any:
    """The changes that led to a content, the last at place 1, as far back as they are meant."""
    way = (
        select(_CHANGE.c.redline_id, _CHANGE.c.before_id, literal(1).label("place"))
        .where(_CHANGE.c.content_id == _NOW, _SAME_STEP, is_meant)
        .cte("way", recursive=True)
    )
    return way.union(
        select(_CHANGE.c.redline_id, _CHANGE.c.before_id, way.c.place + 1)
        .join(way, and_(way.c.before_id == _CHANGE.c.content_id, way.c.place < _MOST))
        .where(way.c.before_id != _KNOWN, _SAME_STEP, is_meant)
    )


def _then() -> Select[Any]:
    way = _way_back(_CAME_SINCE)
    return select(way.c.before_id).order_by(way.c.place.desc()).limit(1)


def _behind() -> Select[Any]:
    return (
        select(_REDLINE.c.id, _OPERATOR.c.name, _REDLINE.c.reason)
        .select_from(_REDLINE.join(_OPERATOR, _OPERATOR.c.id == _REDLINE.c.author_id))
        .where(_REDLINE.c.id.in_(select(_way_back(_CAME_TO_RUN).c.redline_id)))
        .order_by(_REDLINE.c.closed_at, _REDLINE.c.id)
    )


_THEN: Final = _then()
_BEHIND: Final = _behind()


def content_at(tx: Connection, *, run_id: int, origin: str, content: int, at: datetime) -> int:
    """What the content of a run's step was at some time, that is `content` now."""
    asked = {"run": run_id, "origin": origin, "now": content, "known": 0, "at": at}
    found: int | None = tx.execute(_THEN, asked).scalar()
    return found or content


def redlines_behind(
    tx: Connection, *, run_id: int, origin: str, known: int, content: int
) -> tuple[RedlineBehind, ...]:
    """The redlines by which a run's step came to `content`, back to the content that is known; the first first.

    None where the procedure was written anew.
    """
    asked = {"run": run_id, "origin": origin, "known": known, "now": content}
    return tuple(RedlineBehind(row.id, row.name, row.reason) for row in tx.execute(_BEHIND, asked))
