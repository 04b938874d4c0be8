"""What keeps run steps from being signed off, as facts: one statement a kind, for any number of steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)

from data.fixed import fixed
from data.ids import id_list, within
from data.models import (
    Approval,
    ApprovalGate,
    BuildRequirement,
    CellValue,
    DatagridColumn,
    DatagridRow,
    FieldValue,
    Inventory,
    Operator,
    OutsideReceipt,
    Part,
    PurchaseOrder,
    PurchaseOrderLine,
    Role,
    Run,
    RunStep,
    Signature,
    StepContent,
    StepField,
    Supplier,
    table,
)
from data.models.types import Quantity

_RUN_STEP: Final = table(RunStep)
_STEP: Final = (
    select(
        *(
            _RUN_STEP.c[name]
            for name in ("id", "run_id", "content_id", "attempt", "is_outside", "purchase_order_line_id")
        )
    )
    .where(within(_RUN_STEP.c.id))
    .cte("wanted")
)
_FIELD: Final = table(StepField)
_VALUE: Final = table(FieldValue)
_SIGNATURE: Final = table(Signature)
_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_CELL: Final = table(CellValue)
_NEED: Final = table(BuildRequirement)
_PART: Final = table(Part)
_GATE: Final = table(ApprovalGate)
_APPROVAL: Final = table(Approval)
_ROLE: Final = table(Role)
_OPERATOR: Final = table(Operator)
_CONTENT: Final = table(StepContent)
_CHILD: Final = _RUN_STEP.alias("child")
_RUN: Final = table(Run)
_INVENTORY: Final = table(Inventory)
_RECEIPT: Final = table(OutsideReceipt)
_LINE: Final = table(PurchaseOrderLine)
_ORDER: Final = table(PurchaseOrder)
_SUPPLIER: Final = table(Supplier)


class Kind(StrEnum):
    """What is missing."""

    VALUE = "value"
    CONFIRMATION = "confirmation"
    RANGE = "range"
    SIGNATURE = "signature"
    CELL = "cell"
    CELL_CONFIRMATION = "cell confirmation"
    CELL_RANGE = "cell range"
    CELL_SIGNATURE = "cell signature"
    PART = "part"
    APPROVAL = "approval"
    RECEIPT = "receipt"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that is missing on one step; what the texts and numbers mean depends on its kind.

    Cells of a datagrid are counted: a column, in how many rows (`need`), and the first of them (`have`, from 0); but
    each one out of range has its own.
    """

    step_id: int
    kind: Kind
    name: str
    detail: str | None
    have: int | None
    need: int | None


def _facts(
    kind: Kind,
    order: Any,
    name: Any,
    detail: Any = None,
    have: Any = None,
    need: Any = None,
    *,
    step: Any = _STEP.c.id,
) -> Any:
    return select(
        step.label("step_id"),
        literal(kind.value).label("kind"),
        cast(order, Integer).label("place"),
        cast(name, Text).label("name"),
        cast(null() if detail is None else detail, Text).label("detail"),
        cast(null() if have is None else have, BigInteger).label("have"),
        cast(null() if need is None else need, BigInteger).label("need"),
    )


_SIGNED: Final = exists().where(
    _SIGNATURE.c.run_step_id == _STEP.c.id,
    _SIGNATURE.c.field_id == _FIELD.c.id,
    _SIGNATURE.c.voided_at.is_(None),
)
_CELL_SIGNED: Final = exists().where(
    _SIGNATURE.c.run_step_id == _STEP.c.id,
    _SIGNATURE.c.row_id == _ROW.c.id,
    _SIGNATURE.c.column_id == _COLUMN.c.id,
    _SIGNATURE.c.voided_at.is_(None),
)
_VALUE_OF: Final = and_(_VALUE.c.run_step_id == _STEP.c.id, _VALUE.c.field_id == _FIELD.c.id)
_CELL_OF: Final = and_(
    _CELL.c.run_step_id == _STEP.c.id, _CELL.c.row_id == _ROW.c.id, _CELL.c.column_id == _COLUMN.c.id
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
_REJECTED: Final = (
    select(_OPERATOR.c.name + func.coalesce(" (" + _APPROVAL.c.reason + ")", ""))
    .select_from(_APPROVAL.join(_OPERATOR, _OPERATOR.c.id == _APPROVAL.c.operator_id))
    .where(
        _APPROVAL.c.gate_id == _GATE.c.id,
        _APPROVAL.c.attempt == _STEP.c.attempt,
        _APPROVAL.c.decision == "rejected",
        _APPROVAL.c.voided_at.is_(None),
    )
    .order_by(_APPROVAL.c.id)
    .limit(1)
    .correlate(_GATE, _STEP)
    .scalar_subquery()
)
_RECEIVED: Final = (
    select(func.coalesce(func.sum(_RECEIPT.c.quantity), literal(Decimal(0), Quantity)))
    .where(_RECEIPT.c.run_step_id == _STEP.c.id, _RECEIPT.c.attempt == _STEP.c.attempt)
    .correlate(_STEP)
    .scalar_subquery()
)
_OF_CELL: Final = (
    _STEP.join(_ROW, _ROW.c.content_id == _STEP.c.content_id)
    .join(_COLUMN, and_(_COLUMN.c.content_id == _STEP.c.content_id, _COLUMN.c.settable))
    .outerjoin(_CELL, _CELL_OF)
)


def _cells(kind: Kind) -> Any:
    """The cells of a kind, counted by column."""
    return _facts(kind, _COLUMN.c.position, _COLUMN.c.name, None, func.min(_ROW.c.position), func.count())


def _by_column(statement: Any) -> Any:
    return statement.group_by(_STEP.c.id, _COLUMN.c.position, _COLUMN.c.name)


class _Asks(StrEnum):
    """What a step's content may ask for; most contents ask for one of these, and the others need not be looked for."""

    FIELDS = "fields"
    SIGNATURES = "signatures"
    CELLS = "cells"


_CONTENTS: Final = select(_STEP.c.content_id).distinct().cte("contents")
_ASKED: Final = fixed(
    select(
        exists()
        .where(_FIELD.c.content_id == _CONTENTS.c.content_id, _FIELD.c.type != "signoff")
        .label(_Asks.FIELDS),
        exists()
        .where(_FIELD.c.content_id == _CONTENTS.c.content_id, _FIELD.c.required, _FIELD.c.type == "signoff")
        .label(_Asks.SIGNATURES),
        exists().where(_ROW.c.content_id == _CONTENTS.c.content_id).label(_Asks.CELLS),
    )
)
_MISSING: Final = 1
_UNCONFIRMED: Final = 2
_OUT_OF_RANGE: Final = and_(
    not_(_VALUE.c.in_range),
    _VALUE.c.deviation_id.is_(None),
    or_(_FIELD.c.out_of_range != "issue", _VALUE.c.issue_id.is_(None)),
)
_OF_CONTENT: Final[Mapping[_Asks, tuple[Any, ...]]] = {
    _Asks.FIELDS: (
        _facts(
            Kind.VALUE,
            _FIELD.c.position,
            _FIELD.c.name,
            _VALUE.c.value,
            case((_VALUE.c.id.is_(None), _MISSING), (not_(_VALUE.c.confirmed), _UNCONFIRMED), else_=0),
            case((_OUT_OF_RANGE, _FIELD.c.id)),
        )
        .select_from(
            _STEP.join(_FIELD, _FIELD.c.content_id == _STEP.c.content_id).outerjoin(_VALUE, _VALUE_OF)
        )
        .where(
            _FIELD.c.type != "signoff",
            or_(and_(_FIELD.c.required, _VALUE.c.id.is_(None)), not_(_VALUE.c.confirmed), _OUT_OF_RANGE),
        ),
    ),
    _Asks.SIGNATURES: (
        _facts(Kind.SIGNATURE, _FIELD.c.position, _FIELD.c.name, _ROLE.c.name)
        .select_from(
            _STEP.join(_FIELD, _FIELD.c.content_id == _STEP.c.content_id).outerjoin(
                _ROLE, _ROLE.c.id == _FIELD.c.role_id
            )
        )
        .where(_FIELD.c.required, _FIELD.c.type == "signoff", not_(_SIGNED)),
    ),
    _Asks.CELLS: (
        _by_column(
            _cells(Kind.CELL)
            .select_from(_OF_CELL)
            .where(_ROW.c.required, _COLUMN.c.type != "signoff", _CELL.c.id.is_(None))
        ),
        _by_column(_cells(Kind.CELL_CONFIRMATION).select_from(_OF_CELL).where(not_(_CELL.c.confirmed))),
        _facts(
            Kind.CELL_RANGE,
            _ROW.c.position,
            _COLUMN.c.name,
            _CELL.c.value,
            _ROW.c.position,
            _COLUMN.c.id,
        )
        .select_from(_OF_CELL)
        .where(
            not_(_CELL.c.in_range),
            _CELL.c.deviation_id.is_(None),
            _CELL.c.issue_id.is_(None),
        ),
        _by_column(
            _cells(Kind.CELL_SIGNATURE)
            .select_from(_OF_CELL)
            .where(_ROW.c.required, _COLUMN.c.type == "signoff", not_(_CELL_SIGNED))
        ),
    ),
}
_OF_STEP: Final = (
    _facts(
        Kind.PART,
        _NEED.c.position,
        _PART.c.number,
        None,
        cast(_NEED.c.installed, BigInteger),
        cast(_NEED.c.quantity, BigInteger),
    )
    .select_from(
        _STEP.join(_NEED, _NEED.c.run_step_id == _STEP.c.id).join(_PART, _PART.c.id == _NEED.c.part_id)
    )
    .where(
        _NEED.c.installed < _NEED.c.quantity,
        _NEED.c.excepted_by_issue_id.is_(None),
        ~_NEED.c.withdrawn,
    ),
    _facts(Kind.APPROVAL, _GATE.c.id, _ROLE.c.name, _REJECTED, _APPROVED, _GATE.c.needed)
    .select_from(
        _STEP.join(_GATE, _GATE.c.run_step_id == _STEP.c.id).join(_ROLE, _ROLE.c.id == _GATE.c.role_id)
    )
    .where(or_(_GATE.c.needed > _APPROVED, _REJECTED.is_not(None))),
    _facts(
        Kind.RECEIPT,
        literal(0),
        func.coalesce(_SUPPLIER.c.name, "the supplier"),
        _ORDER.c.number,
        _RECEIVED,
        _INVENTORY.c.quantity,
    )
    .select_from(
        _STEP.join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .outerjoin(_LINE, _LINE.c.id == _STEP.c.purchase_order_line_id)
        .outerjoin(_ORDER, _ORDER.c.id == _LINE.c.purchase_order_id)
        .outerjoin(_SUPPLIER, _SUPPLIER.c.id == _ORDER.c.supplier_id)
    )
    .where(_STEP.c.is_outside, _INVENTORY.c.quantity > _RECEIVED),
    _facts(
        Kind.CHILD,
        _CHILD.c.ordinal,
        _CHILD.c.number + " " + _CONTENT.c.title,
        _CHILD.c.state,
        step=_CHILD.c.parent_id,
    )
    .select_from(_CHILD.join(_CONTENT, _CONTENT.c.id == _CHILD.c.content_id))
    .where(
        within(_CHILD.c.parent_id),
        _CHILD.c.state.not_in(["Completed", "Canceled"]),
        not_(and_(_CHILD.c.optional, _CHILD.c.state == "Todo")),
    ),
)
_STATEMENTS: Final[dict[tuple[_Asks, ...], Any]] = {}


def _statement(asks: tuple[_Asks, ...]) -> Any:
    """The statement that looks for what is missing, where the contents ask for this."""
    found = _STATEMENTS.get(asks)
    if found is None:
        branches = (branch for ask in asks for branch in _OF_CONTENT[ask])
        found = _STATEMENTS[asks] = fixed(union_all(*branches, *_OF_STEP))
    return found


def blockers_of(tx: Connection, step_ids: Sequence[int]) -> dict[int, tuple[Blocker, ...]]:
    """What is missing on each of these steps, in the order of the step's own content."""
    found: dict[int, list[tuple[int, int, Blocker]]] = {}
    kinds = list(Kind)
    ids = {"ids": id_list(step_ids)}
    asked = tx.execute(_ASKED, ids).one()
    asks = tuple(ask for ask, is_asked in zip(_Asks, asked, strict=True) if is_asked)
    for step, kind, place, name, detail, have, need in tx.execute(_statement(asks), ids).all():
        given = (None if have is None else int(have), None if need is None else int(need))
        for blocker in _blockers(step, Kind(kind), name, detail, *given):
            found.setdefault(step, []).append((kinds.index(blocker.kind), place, blocker))
    return {
        step: tuple(blocker for _, _, blocker in sorted(items, key=lambda item: item[:2]))
        for step, items in found.items()
    }


def _blockers(
    step: int, kind: Kind, name: str, detail: str | None, have: int | None, need: int | None
) -> Iterator[Blocker]:
    """What a fact says: of a field, all that is wrong with its value."""
    if kind is not Kind.VALUE:
        yield Blocker(step, kind, name, detail, have, need)
        return
    if have:
        yield Blocker(step, Kind.VALUE if have == _MISSING else Kind.CONFIRMATION, name, None, None, None)
    if need is not None:
        yield Blocker(step, Kind.RANGE, name, detail, None, need)


_LIMITS: Final = ("unit", "minimum", "maximum", "target", "tolerance")
_FIELD_LIMITS: Final = select(_FIELD.c.id, *(_FIELD.c[name] for name in _LIMITS)).where(within(_FIELD.c.id))
_COLUMN_LIMITS: Final = select(_COLUMN.c.id, *(_COLUMN.c[name] for name in _LIMITS)).where(
    within(_COLUMN.c.id)
)


def limits_of(tx: Connection, ids: Sequence[int], *, cells: bool = False) -> dict[int, dict[str, Any]]:
    """The limits of these fields (or, with `cells`, columns): unit, minimum, maximum, target, tolerance."""
    if not ids:
        return {}
    rows = tx.execute(_COLUMN_LIMITS if cells else _FIELD_LIMITS, {"ids": id_list(ids)}).mappings()
    return {row["id"]: {name: row[name] for name in _LIMITS} for row in rows}
