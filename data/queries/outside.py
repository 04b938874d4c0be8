"""Outside processing: one step's order and units, and what is out at suppliers across the floor.

A receipt belongs to the attempt it was made in, a shipment to the step: units that are still out when another attempt
begins are out in that one too, and may come back into it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, literal, select, type_coerce, union_all

from data.ids import AnyRow
from data.models import (
    Inventory,
    Operator,
    OutsideReceipt,
    OutsideShipment,
    Part,
    PurchaseOrder,
    PurchaseOrderLine,
    Run,
    RunStep,
    StepContent,
    Supplier,
    table,
)
from data.models.types import Quantity, UtcDateTime
from data.rows.outside import OutsideMove, OutsideRow

SHIPMENT: Final = table(OutsideShipment)
RECEIPT: Final = table(OutsideReceipt)

_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_CONTENT: Final = table(StepContent)
_LINE: Final = table(PurchaseOrderLine)
_ORDER: Final = table(PurchaseOrder)
_SUPPLIER: Final = table(Supplier)
_INVENTORY: Final = table(Inventory)
_PART: Final = table(Part)
_OPERATOR: Final = table(Operator)
_NOTHING: Final = literal(Decimal(0), Quantity)


def _sum_of(moved: Any, *where: Any) -> Any:
    return (
        select(func.coalesce(func.sum(moved.c.quantity), _NOTHING))
        .where(moved.c.run_step_id == _STEP.c.id, *where)
        .correlate(_STEP)
        .scalar_subquery()
    )


_ALL_SENT: Final = _sum_of(SHIPMENT)
_ALL_BACK: Final = _sum_of(RECEIPT)
_BACK_BEFORE: Final = _sum_of(RECEIPT, RECEIPT.c.attempt < _STEP.c.attempt)
_BACK: Final = _sum_of(RECEIPT, RECEIPT.c.attempt == _STEP.c.attempt)
_ON_LINE: Final = select(SHIPMENT.c.quantity).where(SHIPMENT.c.purchase_order_line_id == bindparam("line"))

_OF_STEP: Final = (
    select(
        _STEP.c.attempt,
        _STEP.c.purchase_order_line_id,
        _SUPPLIER.c.name.label("supplier"),
        _ORDER.c.number.label("order_number"),
        _LINE.c.line,
        _LINE.c.description,
        _LINE.c.quantity.label("ordered"),
        _INVENTORY.c.quantity.label("units"),
        type_coerce(_ALL_SENT - _BACK_BEFORE, Quantity).label("sent"),
        type_coerce(_BACK, Quantity).label("back"),
    )
    .select_from(
        _STEP.join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .join(_LINE, _LINE.c.id == _STEP.c.purchase_order_line_id)
        .join(_ORDER, _ORDER.c.id == _LINE.c.purchase_order_id)
        .join(_SUPPLIER, _SUPPLIER.c.id == _ORDER.c.supplier_id)
    )
    .where(_STEP.c.id == bindparam("step"), _STEP.c.is_outside)
)


def _moves(moved: Any, at: Any, by: Any, is_back: int) -> Any:
    return (
        select(
            moved.c.quantity,
            at.label("at"),
            _OPERATOR.c.name,
            literal(is_back).label("is_back"),
            moved.c.id.label("move"),
        )
        .join(_OPERATOR, _OPERATOR.c.id == by)
        .where(moved.c.run_step_id == bindparam("step"))
    )


_MOVES: Final = union_all(
    _moves(SHIPMENT, SHIPMENT.c.sent_at, SHIPMENT.c.sent_by, 0),
    _moves(RECEIPT, RECEIPT.c.received_at, RECEIPT.c.received_by, 1),
).order_by("at", "is_back", "move")

_UP_TO: Final = SHIPMENT.alias("up_to")
_SO_FAR: Final = (
    select(func.sum(_UP_TO.c.quantity))
    .where(_UP_TO.c.run_step_id == SHIPMENT.c.run_step_id, _UP_TO.c.id <= SHIPMENT.c.id)
    .correlate(SHIPMENT)
    .scalar_subquery()
)
_SINCE: Final = (
    select(func.min(SHIPMENT.c.sent_at, type_=UtcDateTime))
    .where(SHIPMENT.c.run_step_id == _STEP.c.id, _SO_FAR > _ALL_BACK)
    .correlate(_STEP)
    .scalar_subquery()
)
"""When the first shipment went out that is not all back: what went out first is taken to come back first."""

_OUT: Final = (
    select(
        _STEP.c.id.label("step_id"),
        _STEP.c.run_id,
        _STEP.c.number,
        _CONTENT.c.title,
        _RUN.c.title.label("run_title"),
        _STEP.c.state,
        _PART.c.number.label("part"),
        func.coalesce(_INVENTORY.c.serial, _INVENTORY.c.lot, _PART.c.number).label("identity"),
        _SUPPLIER.c.name.label("supplier"),
        _ORDER.c.number.label("order"),
        _LINE.c.line,
        type_coerce(_ALL_SENT - _ALL_BACK, Quantity).label("quantity"),
        _INVENTORY.c.quantity.label("units"),
        _SINCE.label("since"),
        _STEP.c.lead_time_seconds,
    )
    .select_from(
        _STEP.join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
        .join(_LINE, _LINE.c.id == _STEP.c.purchase_order_line_id)
        .join(_ORDER, _ORDER.c.id == _LINE.c.purchase_order_id)
        .join(_SUPPLIER, _SUPPLIER.c.id == _ORDER.c.supplier_id)
    )
    .where(_STEP.c.id.in_(select(SHIPMENT.c.run_step_id)), _ALL_SENT > _ALL_BACK)
    .order_by("since", _STEP.c.id)
    .limit(500)
)


def outside_facts(tx: Connection, step_id: int) -> AnyRow | None:
    """An outside-process step's order line, and its units in this attempt; None for another step."""
    return tx.execute(_OF_STEP, {"step": step_id}).first()


def sent_on_line(tx: Connection, line_id: int) -> Decimal:
    """How much has gone out on an order's line, from all steps; added up here, where no sum is too large."""
    return sum(tx.execute(_ON_LINE, {"line": line_id}).scalars(), Decimal(0))


def outside_moves(tx: Connection, step_id: int) -> tuple[OutsideMove, ...]:
    """What went out and came back on a step, in all attempts, as it happened."""
    return tuple(
        OutsideMove(row.quantity, row.at, row.name, bool(row.is_back))
        for row in tx.execute(_MOVES, {"step": step_id})
    )


def out_at_suppliers(tx: Connection) -> list[OutsideRow]:
    """What has been sent out and is not all back, the longest first."""
    return [OutsideRow(**row) for row in tx.execute(_OUT).mappings()]
