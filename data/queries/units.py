"""The units of a batch at one step: who they are, and what stands in the fields that each keeps for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, func, select

from data.ids import AnyRow, id_list, within
from data.models import (
    Batch,
    Deviation,
    FieldValue,
    Inventory,
    Operator,
    Part,
    Run,
    RunStep,
    StepField,
    table,
)

_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_INVENTORY: Final = table(Inventory)
_PART: Final = table(Part)
_BATCH: Final = table(Batch)
_FIELD: Final = table(StepField)
_VALUE: Final = table(FieldValue)
_OPERATOR: Final = table(Operator)
_ACCEPTOR: Final = _OPERATOR.alias("acceptor")
_DEVIATION: Final = table(Deviation)

_SIBLING: Final = and_(
    _STEP.c.batch_id == bindparam("batch"), _STEP.c.sibling_key == bindparam("sibling_key")
)
_SIBLINGS: Final = select(_STEP.c.id).where(_SIBLING)
_UNITS: Final = (
    select(
        _STEP.c.id,
        _PART.c.number.label("part"),
        _INVENTORY.c.serial,
        _INVENTORY.c.lot,
        _BATCH.c.title.label("batch_title"),
        _STEP.c.state_at,
        _OPERATOR.c.name.label("state_by"),
    )
    .select_from(
        _STEP.join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
        .outerjoin(_BATCH, _BATCH.c.id == _STEP.c.batch_id)
        .outerjoin(_OPERATOR, _OPERATOR.c.id == _STEP.c.state_by)
    )
    .where(within(_STEP.c.id))
    .order_by(_STEP.c.run_id, _STEP.c.id)
)
_FIELDS: Final = (
    select(_FIELD)
    .where(_FIELD.c.content_id == bindparam("content"), _FIELD.c.per_unit, _FIELD.c.type != "signoff")
    .order_by(_FIELD.c.position)
)
_VALUES: Final = (
    select(
        _VALUE.c.run_step_id,
        _VALUE.c.field_id,
        _VALUE.c.value,
        _VALUE.c.not_applicable,
        _VALUE.c.in_range,
        _VALUE.c.confirmed,
        _VALUE.c.version,
        _OPERATOR.c.name,
        _VALUE.c.recorded_at,
        _VALUE.c.issue_id,
        _DEVIATION.c.rationale,
        _ACCEPTOR.c.name,
    )
    .select_from(
        _VALUE.join(_FIELD, _FIELD.c.id == _VALUE.c.field_id)
        .join(_OPERATOR, _OPERATOR.c.id == _VALUE.c.recorded_by)
        .outerjoin(_DEVIATION, _DEVIATION.c.id == _VALUE.c.deviation_id)
        .outerjoin(_ACCEPTOR, _ACCEPTOR.c.id == _DEVIATION.c.accepted_by)
    )
    .where(within(_VALUE.c.run_step_id), _FIELD.c.per_unit)
)
_FILLED: Final = (
    select(_FIELD.c.id, func.count(_VALUE.c.id), func.count(_STEP.c.id))
    .select_from(
        _STEP.join(
            _FIELD,
            and_(_FIELD.c.content_id == _STEP.c.content_id, _FIELD.c.per_unit, _FIELD.c.type != "signoff"),
        ).outerjoin(
            _VALUE,
            and_(_VALUE.c.run_step_id == _STEP.c.id, _VALUE.c.field_id == _FIELD.c.id, _VALUE.c.confirmed),
        )
    )
    .where(_SIBLING, _STEP.c.state != "Canceled")
    .group_by(_FIELD.c.id)
)

Place = tuple[int, int]
"""The step's id and the field's."""


def siblings_with(tx: Connection, batch_id: int, sibling_key: str) -> list[int]:
    """The steps of a batch that are siblings of one another."""
    return list(tx.execute(_SIBLINGS, {"batch": batch_id, "sibling_key": sibling_key}).scalars())


def read_units(tx: Connection, step_ids: Sequence[int]) -> Sequence[AnyRow]:
    """The unit of each of these steps, and since when and by whom the step is in its state; by run."""
    return tx.execute(_UNITS, {"ids": id_list(step_ids)}).all()


def read_unit_fields(tx: Connection, content_id: int) -> Sequence[AnyRow]:
    """The fields of a content that each unit keeps for itself; signatures apart, which every unit has its own of."""
    return tx.execute(_FIELDS, {"content": content_id}).all()


def read_unit_values(tx: Connection, step_ids: Sequence[int]) -> Mapping[Place, Sequence[Any]]:
    """What stands in the fields per unit of these steps, each as `GridFacts` has a cell's value."""
    rows = tx.execute(_VALUES, {"ids": id_list(step_ids)}).all()
    return {(step, field): held for step, field, *held in rows}


def count_filled(tx: Connection, batch_id: int, sibling_key: str) -> dict[int, tuple[int, int]]:
    """By field per unit: how many siblings have a confirmed value, and how many there are, canceled ones apart."""
    rows = tx.execute(_FILLED, {"batch": batch_id, "sibling_key": sibling_key})
    return {field: (filled, units) for field, filled, units in rows}
