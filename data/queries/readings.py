"""The newest readings of a field, over all runs of its procedure step and all revisions that ask for it.

A field of one name on one origin step can stand in several contents, one a change of the step. Each of them is one
short range of an index, so it costs the same however many runs there have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from data.models import FieldValue, ProcedureStep, Run, RunStep, StepField, table

_FIELD: Final = table(StepField)
_VALUE: Final = table(FieldValue)
_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_SOURCE: Final = table(ProcedureStep)

_THIS: Final = (
    select(
        _FIELD.c.name,
        _FIELD.c.unit,
        _FIELD.c.minimum,
        _FIELD.c.maximum,
        _FIELD.c.target,
        _FIELD.c.tolerance,
        _STEP.c.origin,
    )
    .select_from(_STEP.join(_FIELD, _FIELD.c.content_id == _STEP.c.content_id))
    .where(_STEP.c.id == bindparam("step"), _FIELD.c.id == bindparam("field"), _FIELD.c.type == "number")
)
_SAME_FIELDS: Final = (
    select(_FIELD.c.id)
    .join(_SOURCE, _SOURCE.c.content_id == _FIELD.c.content_id)
    .where(_SOURCE.c.origin == bindparam("origin"), _FIELD.c.name == bindparam("name"))
    .distinct()
)
_NEWEST: Final = (
    select(_VALUE.c.value, _VALUE.c.recorded_at, _VALUE.c.in_range, _RUN.c.title)
    .select_from(
        _VALUE.join(_STEP, _STEP.c.id == _VALUE.c.run_step_id).join(_RUN, _RUN.c.id == _STEP.c.run_id)
    )
    .where(
        _VALUE.c.field_id == bindparam("field"),
        _STEP.c.origin == bindparam("origin"),
        _VALUE.c.value.is_not(None),
    )
    .order_by(_VALUE.c.recorded_at.desc())
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a number field."""

    value: Decimal
    recorded_at: datetime
    in_range: bool
    run_title: str


def newest_readings(
    tx: Connection, step_id: int, field_id: int, limit: int
) -> tuple[Any, list[Reading]] | None:
    """The field's limits and its newest readings, oldest first; None where it is no number field of the step."""
    this = tx.execute(_THIS, {"step": step_id, "field": field_id}).first()
    if this is None:
        return None
    fields = set(tx.execute(_SAME_FIELDS, {"origin": this.origin, "name": this.name}).scalars()) | {field_id}
    found = [
        Reading(Decimal(row.value), row.recorded_at, bool(row.in_range), row.title)
        for same in sorted(fields)
        for row in tx.execute(_NEWEST, {"field": same, "origin": this.origin, "limit": limit})
    ]
    found.sort(key=lambda reading: reading.recorded_at)
    return this, found[-limit:]
