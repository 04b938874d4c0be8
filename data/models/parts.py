"""Tables of parts and stock: catalog, manufacturing BOM, inventory, suppliers and purchase orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from data.models.base import check, exact, one_of, partial, primary, ref, stock, text, texts


class Part(SQLModel, table=True):
    """A catalog entry: a number and its revision."""

    __tablename__ = "part"
    __table_args__ = (one_of("tracking", ("none", "lot", "serial")), UniqueConstraint("number", "revision"))

    id: int = primary()
    number: str = text()
    revision: str = text()
    description: str = text(default="")
    tracking: str = text()
    is_tool: bool = False


class MbomItem(SQLModel, table=True):
    """How much of a component one assembly takes."""

    __tablename__ = "mbom_item"
    __table_args__ = (
        check("quantity", "quantity > 0"),
        check("own_component", "part_id <> component_id"),
        UniqueConstraint("part_id", "component_id"),
    )

    id: int = primary()
    part_id: int = ref("part.id")
    component_id: int = ref("part.id", index=True)
    quantity: Decimal = stock()
    reference_designators: tuple[str, ...] = texts(default=())
    position: int = 0


class MbomSubstitute(SQLModel, table=True):
    """A part that may stand in for a component."""

    __tablename__ = "mbom_substitute"

    mbom_item_id: int = ref("mbom_item.id", primary_key=True, ondelete="CASCADE")
    part_id: int = ref("part.id", primary_key=True)


class Inventory(SQLModel, table=True):
    """Physical units: one serial, (a part of) one lot, or an untracked quantity at a place.

    A partial install splits it: `source_id` names what it was taken from.
    """

    __tablename__ = "inventory"
    __table_args__ = (
        one_of("status", ("available", "in work", "installed", "consumed", "scrapped", "merged")),
        check("quantity", "quantity >= 0"),
        check("serial_or_lot", "serial IS NULL OR lot IS NULL"),
        partial("uq_inventory_serial", "part_id", "serial", unique=True, where="serial IS NOT NULL"),
        Index("ix_inventory_serial", "serial"),
        Index("ix_inventory_lot", "lot"),
        Index("ix_inventory_part", "part_id", "status"),
    )

    id: int = primary()
    part_id: int = ref("part.id")
    serial: str | None = text(default=None)
    lot: str | None = text(default=None)
    quantity: Decimal = stock()
    location_id: int | None = ref("location.id", default=None)
    status: str = text(default="available")
    calibration_due: date | None = None
    source_id: int | None = ref("inventory.id", default=None, index=True)


class Supplier(SQLModel, table=True):
    """Who does work outside."""

    __tablename__ = "supplier"

    id: int = primary()
    code: str = text(unique=True)
    name: str = text()


class PurchaseOrder(SQLModel, table=True):
    """An order at a supplier."""

    __tablename__ = "purchase_order"

    id: int = primary()
    number: str = text(unique=True)
    supplier_id: int = ref("supplier.id")


class PurchaseOrderLine(SQLModel, table=True):
    """One line of an order; outside-process steps link to it."""

    __tablename__ = "purchase_order_line"
    __table_args__ = (UniqueConstraint("purchase_order_id", "line"), check("quantity", "quantity > 0"))

    id: int = primary()
    purchase_order_id: int = ref("purchase_order.id")
    line: int
    description: str = text(default="")
    quantity: Decimal = stock()
    unit_price: Decimal | None = exact(default=None)
    currency: str | None = text(default=None)
