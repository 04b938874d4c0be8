"""Readings against the limits of their fields, and what stands on a step against its attempt."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, select

from data.models import (
    Approval,
    ApprovalGate,
    CellValue,
    DatagridColumn,
    FieldValue,
    Signature,
    StepField,
    table,
)
from ion_tui.engine.facts import STEP
from ion_tui.engine.ranges import Limits
from ion_tui.engine.words import FieldType

_FIELD: Final = table(StepField)
_VALUE: Final = table(FieldValue)
_COLUMN: Final = table(DatagridColumn)
_CELL: Final = table(CellValue)
_SIGNATURE: Final = table(Signature)
_APPROVAL: Final = table(Approval)
_GATE: Final = table(ApprovalGate)
_PAGE: Final = 5_000


def _reading(values: Table, asked: Table, key: str) -> Any:
    return (
        select(
            values.c.run_step_id,
            values.c.value,
            values.c.in_range,
            asked.c.name,
            asked.c.type,
            asked.c.minimum,
            asked.c.maximum,
            asked.c.target,
            asked.c.tolerance,
        )
        .join(asked, asked.c.id == values.c[key])
        .order_by(values.c.run_step_id, values.c.id)
        .execution_options(yield_per=_PAGE)
    )


_READINGS: Final = (_reading(_VALUE, _FIELD, "field_id"), _reading(_CELL, _COLUMN, "column_id"))
_AHEAD: Final = tuple(
    select(values.c.run_step_id)
    .join(STEP, STEP.c.id == values.c.run_step_id)
    .where(values.c.attempt > STEP.c.attempt)
    .order_by(values.c.id)
    for values in (_VALUE, _CELL)
)
_SIGNED: Final = (
    select(_SIGNATURE.c.id, STEP.c.id.label("step_id"))
    .join(STEP, STEP.c.id == _SIGNATURE.c.run_step_id)
    .where(_SIGNATURE.c.voided_at.is_(None), _SIGNATURE.c.attempt != STEP.c.attempt)
    .order_by(_SIGNATURE.c.id)
)
_APPROVED: Final = (
    select(_APPROVAL.c.id, STEP.c.id.label("step_id"))
    .select_from(
        _APPROVAL.join(_GATE, _GATE.c.id == _APPROVAL.c.gate_id).join(STEP, STEP.c.id == _GATE.c.run_step_id)
    )
    .where(and_(_APPROVAL.c.voided_at.is_(None), _APPROVAL.c.attempt != STEP.c.attempt))
    .order_by(_APPROVAL.c.id)
)


def differences(tx: Connection) -> Iterator[str]:
    """Each reading that is marked wrongly, and each signature or approval that should be void."""
    for reading in _READINGS:
        for row in tx.execute(reading):
            yield from _of_reading(row)
    for statement in _AHEAD:
        for row in tx.execute(statement):
            yield f"A value on run step {row.run_step_id} is of an attempt that was never made."
    for row in tx.execute(_SIGNED):
        yield f"Signature {row.id} on run step {row.step_id} is of another attempt and should be void."
    for row in tx.execute(_APPROVED):
        yield f"Approval {row.id} on run step {row.step_id} is of another attempt and should be void."


def _of_reading(row: Any) -> Iterator[str]:
    where = f"Run step {row.run_step_id}, {row.name}"
    verdict = ""
    if row.type == FieldType.NUMBER and row.value is not None:
        try:
            number = Decimal(row.value)
        except InvalidOperation:
            yield f"{where}: {row.value} is no number."
            return
        verdict = Limits(row.minimum, row.maximum, row.target, row.tolerance).verdict(number)
    if bool(row.in_range) != (not verdict):
        marked = "in range" if row.in_range else "out of range"
        yield f"{where}: {row.value} is marked {marked}; it is {'not' if row.in_range else 'in range'}."
