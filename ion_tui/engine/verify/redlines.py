"""Redlines: a step stands in Redline for one that is open, and what was applied left its content there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, exists, select

from data.models import Redline, RedlineChange, RedlineRun, RedlineStep, table
from ion_tui.engine.facts import STEP
from ion_tui.engine.states import State

_REDLINE: Final = table(Redline)
_UNDER: Final = table(RedlineStep)
_CHANGE: Final = table(RedlineChange)
_APPLIED: Final = table(RedlineRun)

_FOR_NONE: Final[Any] = (
    select(STEP.c.id)
    .where(
        STEP.c.state == State.REDLINE.value,
        ~exists().where(
            _UNDER.c.run_step_id == STEP.c.id,
            _UNDER.c.redline_id == _REDLINE.c.id,
            _REDLINE.c.closed_at.is_(None),
        ),
    )
    .order_by(STEP.c.id)
)
_ASTRAY: Final[Any] = (
    select(_REDLINE.c.id, STEP.c.id.label("step_id"))
    .select_from(
        _REDLINE.join(_CHANGE, _CHANGE.c.redline_id == _REDLINE.c.id).join(
            STEP, STEP.c.id == _CHANGE.c.run_step_id
        )
    )
    .where(STEP.c.run_id != _REDLINE.c.run_id)
    .order_by(_REDLINE.c.id, STEP.c.id)
)
_NOT_APPLIED: Final[Any] = (
    select(_REDLINE.c.id)
    .where(
        _REDLINE.c.state == "approved",
        ~exists().where(_APPLIED.c.redline_id == _REDLINE.c.id, _APPLIED.c.run_id == _REDLINE.c.run_id),
    )
    .order_by(_REDLINE.c.id)
)
_TOO_EARLY: Final[Any] = (
    select(_REDLINE.c.id)
    .where(_REDLINE.c.state != "approved", exists().where(_APPLIED.c.redline_id == _REDLINE.c.id))
    .order_by(_REDLINE.c.id)
)


def differences(tx: Connection) -> Iterator[str]:
    """Each step in Redline for nothing, and each redline that says another thing than was done."""
    for row in tx.execute(_FOR_NONE):
        yield f"Run step {row.id} is in redline, for no redline that is open."
    for row in tx.execute(_ASTRAY):
        yield f"Redline {row.id} changes run step {row.step_id}, which is not of its run."
    for row in tx.execute(_NOT_APPLIED):
        yield f"Redline {row.id} is approved, but was not applied to its run."
    for row in tx.execute(_TOO_EARLY):
        yield f"Redline {row.id} was applied, but is not approved."
