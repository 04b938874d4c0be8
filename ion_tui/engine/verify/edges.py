"""Dependencies: what gates is what was declared, with what a canceled step waited on standing in for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, and_, exists, not_, or_, select

from ion_tui.engine.facts import STEP
from ion_tui.engine.graph import EDGE
from ion_tui.engine.states import State

_UP: Final = STEP.alias("up")
_IS_CANCELED: Final = _UP.c.state == State.CANCELED.value

_ASTRAY: Final[Any] = (
    select(EDGE.c.step_id, EDGE.c.upstream_id)
    .select_from(EDGE.join(STEP, STEP.c.id == EDGE.c.step_id).join(_UP, _UP.c.id == EDGE.c.upstream_id))
    .where(STEP.c.run_id != _UP.c.run_id)
    .order_by(EDGE.c.step_id, EDGE.c.upstream_id)
)
_DECLARED: Final[Any] = (
    select(EDGE.c.step_id, EDGE.c.upstream_id, EDGE.c.effective)
    .join(_UP, _UP.c.id == EDGE.c.upstream_id)
    .where(
        EDGE.c.declared, or_(and_(EDGE.c.effective, _IS_CANCELED), not_(or_(EDGE.c.effective, _IS_CANCELED)))
    )
    .order_by(EDGE.c.step_id, EDGE.c.upstream_id)
)


def _through_canceled() -> Any:
    """Each step with each that is upstream of it through canceled ones alone, by declared edges."""
    onward = EDGE.alias("onward")
    passed = (
        select(EDGE.c.step_id, EDGE.c.upstream_id)
        .join(_UP, _UP.c.id == EDGE.c.upstream_id)
        .where(EDGE.c.declared, _IS_CANCELED)
        .cte("passed", recursive=True)
    )
    # UNION, not UNION ALL: what was reached by two ways is followed once.
    return passed.union(
        select(passed.c.step_id, onward.c.upstream_id)
        .select_from(
            passed.join(_UP, _UP.c.id == passed.c.upstream_id).join(
                onward, onward.c.step_id == passed.c.upstream_id
            )
        )
        .where(onward.c.declared, _IS_CANCELED)
    )


_PASSED: Final = _through_canceled()
_ENDS: Final[Any] = (
    select(_PASSED.c.step_id, _PASSED.c.upstream_id)
    .join(_UP, _UP.c.id == _PASSED.c.upstream_id)
    .where(not_(_IS_CANCELED))
    .subquery("ends")
)
_THERE: Final = EDGE.alias("there")
_MISSING: Final[Any] = (
    select(_ENDS.c.step_id, _ENDS.c.upstream_id)
    .where(
        ~exists().where(
            _THERE.c.step_id == _ENDS.c.step_id,
            _THERE.c.upstream_id == _ENDS.c.upstream_id,
            _THERE.c.effective,
        )
    )
    .order_by(_ENDS.c.step_id, _ENDS.c.upstream_id)
)
_UNFOUNDED: Final[Any] = (
    select(EDGE.c.step_id, EDGE.c.upstream_id)
    .where(
        not_(EDGE.c.declared),
        ~exists().where(_ENDS.c.step_id == EDGE.c.step_id, _ENDS.c.upstream_id == EDGE.c.upstream_id),
    )
    .order_by(EDGE.c.step_id, EDGE.c.upstream_id)
)


def differences(tx: Connection) -> Iterator[str]:
    """Each dependency that gates where it should not, or the other way round."""
    for row in tx.execute(_ASTRAY):
        yield f"Run step {row.step_id} waits on {row.upstream_id}, a step of another run."
    for row in tx.execute(_DECLARED):
        wrong = "still gates it, though it is canceled" if row.effective else "does not gate it"
        yield f"Run step {row.step_id} waits on {row.upstream_id}, which {wrong}."
    for row in tx.execute(_MISSING):
        yield f"Run step {row.step_id} should wait on {row.upstream_id}, through canceled steps."
    for row in tx.execute(_UNFOUNDED):
        yield f"Run step {row.step_id} waits on {row.upstream_id}, through no canceled step."
