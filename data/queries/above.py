"""The steps above a run step: whether every one of them is being worked, and which one is not.

A step that stops takes its whole subtree with it: a step is open to work where each step above it is in progress.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import and_, case, func, select, true

from data.models import RunStep, table

_STEP: Final = table(RunStep)
_DEEPEST: Final = 4
_ABOVE: Final = tuple(_STEP.alias(f"above_{level}") for level in range(1, _DEEPEST + 1))
_IN_PROGRESS: Final = "In Progress"


def _lineage(step: Any) -> Any:
    """The parent of `step` beside the parent's parent, and so on to the top."""
    parent, *higher = _ABOVE
    joined: Any = parent
    for below, above in zip(_ABOVE, higher, strict=False):
        joined = joined.outerjoin(above, above.c.id == below.c.parent_id)
    return lambda *columns: (
        select(*columns)
        .select_from(joined)
        .where(parent.c.id == step.c.parent_id)
        .correlate(step)
        .scalar_subquery()
    )


def all_in_progress(step: Any) -> Any:
    """Whether every step above `step` is in progress; true where there is none."""
    working = and_(*(func.coalesce(above.c.state == _IN_PROGRESS, true()) for above in _ABOVE))
    return func.coalesce(_lineage(step)(working), true())


def in_the_way(step: Any) -> Any:
    """The id of the nearest step above `step` that is not in progress; where all are, of its parent."""
    nearest = case(*((above.c.state != _IN_PROGRESS, above.c.id) for above in _ABOVE), else_=_ABOVE[0].c.id)
    return _lineage(step)(nearest)
