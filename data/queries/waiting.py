"""Lists across the floor: what waits for somebody's approval, and what is out at suppliers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, func, literal, select, type_coerce

from data.models import (
    Approval,
    ApprovalGate,
    Inventory,
    Location,
    OperatorRole,
    OutsideReceipt,
    OutsideShipment,
    Part,
    PurchaseOrder,
    PurchaseOrderLine,
    Role,
    Run,
    RunStep,
    StepContent,
    Supplier,
    table,
)
from data.models.types import Quantity, UtcDateTime
from data.rows.work import ApprovalRow, OutsideRow

_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_CONTENT: Final = table(StepContent)
_GATE: Final = table(ApprovalGate)
_APPROVAL: Final = table(Approval)
_ROLE: Final = table(Role)
_HOLDS: Final = table(OperatorRole)
_LOCATION: Final = table(Location)
_SHIPMENT: Final = table(OutsideShipment)
_RECEIPT: Final = table(OutsideReceipt)
_LINE: Final = table(PurchaseOrderLine)
_ORDER: Final = table(PurchaseOrder)
_SUPPLIER: Final = table(Supplier)
_INVENTORY: Final = table(Inventory)
_PART: Final = table(Part)

_DECIDED: Final = exists().where(
    _APPROVAL.c.gate_id == _GATE.c.id,
    _APPROVAL.c.operator_id == bindparam("who"),
    _APPROVAL.c.attempt == _STEP.c.attempt,
    _APPROVAL.c.decision == "approved",
    _APPROVAL.c.voided_at.is_(None),
)
_APPROVED: Final = (
    select(func.count())
    .where(
        _APPROVAL.c.gate_id == _GATE.c.id,
        _APPROVAL.c.attempt == _STEP.c.attempt,
        _APPROVAL.c.decision == "approved",
        _APPROVAL.c.voided_at.is_(None),
    )
    .correlate(_GATE, _STEP)
    .scalar_subquery()
)
_FOR_ME: Final = (
    select(
        _GATE.c.id,
        _STEP.c.id.label("step_id"),
        _STEP.c.run_id,
        _STEP.c.number,
        _CONTENT.c.title,
        _RUN.c.title.label("run_title"),
        _ROLE.c.name.label("role"),
        _APPROVED.label("approved"),
        _GATE.c.needed,
        _LOCATION.c.code.label("work_center"),
        _STEP.c.state_at,
    )
    .select_from(
        _GATE.join(_HOLDS, _HOLDS.c.role_id == _GATE.c.role_id)
        .join(_ROLE, _ROLE.c.id == _GATE.c.role_id)
        .join(_STEP, _STEP.c.id == _GATE.c.run_step_id)
        .join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
        .outerjoin(_LOCATION, _LOCATION.c.id == _STEP.c.work_center_id)
    )
    .where(
        _HOLDS.c.operator_id == bindparam("who"),
        _STEP.c.state == "In Progress",
        _GATE.c.needed > _APPROVED,
        ~_DECIDED,
    )
    .order_by(_STEP.c.priority, _STEP.c.due_sort, _STEP.c.run_id, _STEP.c.ordinal)
    .limit(200)
)


def _sum_of(moved: Any) -> Any:
    return (
        select(func.coalesce(func.sum(moved.c.quantity), literal(Decimal(0), Quantity)))
        .where(moved.c.run_step_id == _STEP.c.id)
        .correlate(_STEP)
        .scalar_subquery()
    )


_SENT: Final = _sum_of(_SHIPMENT)
_BACK: Final = _sum_of(_RECEIPT)
_SINCE: Final = (
    select(func.min(_SHIPMENT.c.sent_at, type_=UtcDateTime))
    .where(_SHIPMENT.c.run_step_id == _STEP.c.id)
    .correlate(_STEP)
    .scalar_subquery()
)
_OUT: Final = (
    select(
        _STEP.c.id.label("step_id"),
        _STEP.c.run_id,
        _STEP.c.number,
        _CONTENT.c.title,
        _RUN.c.title.label("run_title"),
        _PART.c.number.label("part"),
        _INVENTORY.c.serial,
        _INVENTORY.c.lot,
        _SUPPLIER.c.name.label("supplier"),
        _ORDER.c.number.label("order_number"),
        _LINE.c.line,
        type_coerce(_SENT - _BACK, Quantity).label("out"),
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
    .where(_STEP.c.id.in_(select(_SHIPMENT.c.run_step_id)), _SENT > _BACK)
    .order_by(_SINCE)
    .limit(500)
)


def waiting_for(tx: Connection, operator_id: int) -> list[ApprovalRow]:
    """The gates at which a role of this person is asked for, on steps in progress, the most urgent first."""
    return [
        ApprovalRow(
            gate_id=row.id,
            step_id=row.step_id,
            run_id=row.run_id,
            number=row.number,
            title=row.title,
            run_title=row.run_title,
            role=row.role,
            approved=row.approved,
            needed=row.needed,
            work_center=row.work_center,
            since=row.state_at,
        )
        for row in tx.execute(_FOR_ME, {"who": operator_id})
    ]


def out_at_suppliers(tx: Connection) -> list[OutsideRow]:
    """What has been sent out and is not all back, the longest first."""
    return [
        OutsideRow(
            step_id=row.step_id,
            run_id=row.run_id,
            number=row.number,
            title=row.title,
            run_title=row.run_title,
            part=row.part,
            identity=row.serial or row.lot or row.part,
            supplier=row.supplier,
            order=row.order_number,
            line=row.line,
            quantity=row.out,
            since=row.since,
            lead_time_seconds=row.lead_time_seconds,
        )
        for row in tx.execute(_OUT)
    ]
