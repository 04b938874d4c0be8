"""What the store has, in the form in which the reading of a site file asks for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, select

from data.models import (
    AttributeKind,
    Location,
    Operator,
    Part,
    Procedure,
    PurchaseOrder,
    PurchaseOrderLine,
    Role,
    Supplier,
    table,
)
from ion_tui.engine.context import read_site
from ion_tui.engine.definitions.attributes import AttributeDefinition
from ion_tui.engine.definitions.known import Known, KnownPart, KnownProcedure
from ion_tui.engine.site_import.parts import PartState, read_parts
from ion_tui.engine.words import AttributeScope, FieldType, ProcedureStatus

if TYPE_CHECKING:
    from ion_tui.engine.content import PartKey
    from ion_tui.engine.core import Engine

_KIND: Final = table(AttributeKind)
_LOCATION: Final = table(Location)
_ROLE: Final = table(Role)
_OPERATOR: Final = table(Operator)
_PROCEDURE: Final = table(Procedure)
_PART: Final = table(Part)
_SUPPLIER: Final = table(Supplier)
_ORDER: Final = table(PurchaseOrder)
_LINE: Final = table(PurchaseOrderLine)

_KINDS: Final = select(_KIND.c.scope, _KIND.c.name, _KIND.c.type, _KIND.c.options)
_LOCATIONS: Final = select(_LOCATION.c.code, _LOCATION.c.is_work_center).where(_LOCATION.c.code.is_not(None))
_ROLES: Final = select(_ROLE.c.name)
_OPERATORS: Final = select(_OPERATOR.c.code, _OPERATOR.c.badge)
_PROCEDURES: Final = (
    select(
        _PROCEDURE.c.code,
        _PROCEDURE.c.revision,
        _PROCEDURE.c.status,
        _PART.c.number,
        _PART.c.revision.label("part_revision"),
    )
    .outerjoin(_PART, _PART.c.id == _PROCEDURE.c.part_id)
    .order_by(_PROCEDURE.c.id)
)
_SUPPLIERS: Final = select(_SUPPLIER.c.code)
_LINES: Final = select(_ORDER.c.number, _LINE.c.line).outerjoin(
    _LINE, _LINE.c.purchase_order_id == _ORDER.c.id
)


def known(engine: Engine) -> Known:
    """What the engine's store has; nothing of it before there is a site."""
    with engine.store.read() as tx:
        return known_of(tx)


def known_of(tx: Connection) -> Known:
    """What the store has in this transaction."""
    site = read_site(tx)
    if site is None:
        return Known()
    return Known(
        time_zone=site.time_zone,
        attributes={
            (AttributeScope(row.scope), row.name): AttributeDefinition(
                name=row.name,
                scope=AttributeScope(row.scope),
                type=FieldType(row.type),
                options=tuple(row.options or ()),
            )
            for row in tx.execute(_KINDS)
        },
        locations={row.code: row.is_work_center for row in tx.execute(_LOCATIONS)},
        roles=frozenset(tx.execute(_ROLES).scalars()),
        operators={row.code: row.badge for row in tx.execute(_OPERATORS)},
        parts=_parts(tx),
        procedures=_procedures(tx),
        suppliers=frozenset(tx.execute(_SUPPLIERS).scalars()),
        purchase_orders=_orders(tx),
    )


def _parts(tx: Connection) -> dict[str, dict[str, KnownPart]]:
    found: dict[str, dict[str, KnownPart]] = {}
    for (number, revision), held in read_parts(tx).items():
        part = KnownPart(tracking=held.state.tracking, tool=held.state.tool, mbom=_totals(held.state))
        found.setdefault(number, {})[revision] = part
    return found


def _totals(part: PartState) -> dict[PartKey, Decimal]:
    return {line.part: line.quantity for line in part.mbom}


def _procedures(tx: Connection) -> dict[str, dict[str, KnownProcedure]]:
    """All revisions; of those that are released, runs start from the one that was made last."""
    rows = tx.execute(_PROCEDURES).all()
    current = {row.code: row.revision for row in rows if row.status == ProcedureStatus.RELEASED}
    found: dict[str, dict[str, KnownProcedure]] = {}
    for row in rows:
        found.setdefault(row.code, {})[row.revision] = KnownProcedure(
            released=current.get(row.code) == row.revision,
            part=None if row.number is None else (row.number, row.part_revision),
        )
    return found


def _orders(tx: Connection) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for row in tx.execute(_LINES):
        found.setdefault(row.number, set()).update([] if row.line is None else [row.line])
    return {number: frozenset(lines) for number, lines in found.items()}
