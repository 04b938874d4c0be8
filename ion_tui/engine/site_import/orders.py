"""Suppliers, purchase orders and their lines. A line that the file does not name stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from data.models import PurchaseOrder, PurchaseOrderLine, Supplier, table
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.differences import Compared, Held, Noun, compare
from ion_tui.engine.site_import.writing import LineKey, Writing

_SUPPLIER: Final = table(Supplier)
_ORDER: Final = table(PurchaseOrder)
_LINE: Final = table(PurchaseOrderLine)
_SUPPLIERS: Final = Noun("supplier", "supplier", "suppliers")
_ORDERS: Final = Noun("purchase_order", "purchase order", "purchase orders")
_LINES: Final = Noun("purchase_order_line", "purchase order line", "purchase order lines")

_READ_SUPPLIERS: Final = select(_SUPPLIER.c.id, _SUPPLIER.c.code, _SUPPLIER.c.name)
_READ_ORDERS: Final = select(_ORDER.c.id, _ORDER.c.number, _SUPPLIER.c.code.label("supplier")).join(
    _SUPPLIER, _SUPPLIER.c.id == _ORDER.c.supplier_id
)
_READ_LINES: Final = select(_LINE, _ORDER.c.number).join(_ORDER, _ORDER.c.id == _LINE.c.purchase_order_id)
_ROW_ID: Final[BindParameter[int]] = bindparam("row_id")
_CHANGE_SUPPLIER: Final = (
    update(_SUPPLIER).values(name=bindparam("new_name")).where(_SUPPLIER.c.id == _ROW_ID)
)
_CHANGE_ORDER: Final = (
    update(_ORDER).values(supplier_id=bindparam("new_supplier")).where(_ORDER.c.id == _ROW_ID)
)
_CHANGE_LINE: Final = (
    update(_LINE)
    .values(
        description=bindparam("new_description"),
        quantity=bindparam("new_quantity"),
        unit_price=bindparam("new_price"),
        currency=bindparam("new_currency"),
    )
    .where(_LINE.c.id == _ROW_ID)
)


@dataclass(frozen=True, slots=True)
class SupplierState:
    """A supplier's name."""

    name: str


@dataclass(frozen=True, slots=True)
class OrderState:
    """Whom an order is placed with."""

    supplier: str


@dataclass(frozen=True, slots=True)
class LineState:
    """What a line of an order says."""

    description: str
    quantity: Decimal
    unit_price: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Orders:
    """Suppliers, orders and lines."""

    suppliers: Compared[str, SupplierState]
    orders: Compared[str, OrderState]
    lines: Compared[LineKey, LineState]


def compare_orders(tx: Connection, definition: SiteDefinition) -> Orders:
    """Suppliers and orders of the file against those of the store."""
    suppliers = compare(
        _SUPPLIERS,
        {row.code: Held(row.id, SupplierState(row.name)) for row in tx.execute(_READ_SUPPLIERS)},
        {supplier.code: SupplierState(supplier.name) for supplier in definition.suppliers},
        lambda code, state: f"{state.name} ({code})",
    )
    orders = compare(
        _ORDERS,
        {row.number: Held(row.id, OrderState(row.supplier)) for row in tx.execute(_READ_ORDERS)},
        {order.number: OrderState(order.supplier) for order in definition.purchase_orders},
        lambda number, _: number,
    )
    lines = compare(
        _LINES,
        {
            (row.number, row.line): Held(
                row.id, LineState(row.description, row.quantity, row.unit_price, row.currency)
            )
            for row in tx.execute(_READ_LINES)
        },
        {
            (order.number, line.line): LineState(
                line.description, line.quantity, line.unit_price, line.currency
            )
            for order in definition.purchase_orders
            for line in order.lines
        },
        lambda key, _: f"{key[0]} line {key[1]}",
    )
    return Orders(suppliers, orders, lines)


def order_faults(orders: Orders) -> Iterator[str]:
    """Orders at suppliers that are not there."""
    for number, state in orders.orders.after.items():
        if state.supplier not in orders.suppliers.after:
            yield f"Purchase order {number}: there is no supplier {state.supplier}."


def write_orders(writing: Writing, orders: Orders) -> None:
    """Make and change suppliers, orders and lines."""
    ids = writing.ids
    ids.suppliers.update(
        writing.insert_made(
            _SUPPLIER, orders.suppliers, lambda code, state: {"code": code, "name": state.name}
        )
    )
    writing.update_changed(_CHANGE_SUPPLIER, orders.suppliers, lambda _, state: {"new_name": state.name})
    ids.orders.update(
        writing.insert_made(
            _ORDER,
            orders.orders,
            lambda number, state: {"number": number, "supplier_id": ids.suppliers[state.supplier]},
        )
    )
    writing.update_changed(
        _CHANGE_ORDER, orders.orders, lambda _, state: {"new_supplier": ids.suppliers[state.supplier]}
    )
    ids.order_lines.update(
        writing.insert_made(
            _LINE,
            orders.lines,
            lambda key, state: {
                "purchase_order_id": ids.orders[key[0]],
                "line": key[1],
                "description": state.description,
                "quantity": state.quantity,
                "unit_price": state.unit_price,
                "currency": state.currency,
            },
        )
    )
    writing.update_changed(
        _CHANGE_LINE,
        orders.lines,
        lambda _, state: {
            "new_description": state.description,
            "new_quantity": state.quantity,
            "new_price": state.unit_price,
            "new_currency": state.currency,
        },
    )
