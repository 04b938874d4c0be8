"""Who does work outside, and what is ordered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ion_tui.engine.definitions.forms import Code, Count, Currency, Definition, Line, Money, Quantity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDefinition(Definition):
    """Somebody who does work outside."""

    name: Annotated[Line, Field(description="As it is shown.")]
    code: Annotated[Code, Field(description="What purchase orders call it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrderLineDefinition(Definition):
    """One line of a purchase order; outside-process steps link to it."""

    line: Annotated[Count, Field(description="Its number on the order.")]
    description: Annotated[Text, Field(description="What is ordered.")] = ""
    quantity: Annotated[Quantity, Field(description="How many.")]
    unit_price: Annotated[Money | None, Field(description="What one costs, exactly.")] = None
    currency: Annotated[Currency | None, Field(description="By its ISO 4217 code, as USD.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrderDefinition(Definition):
    """An order at a supplier."""

    number: Annotated[Code, Field(description="The order's number.")]
    supplier: Annotated[Code, Field(description="The supplier's code.")]
    lines: Annotated[tuple[PurchaseOrderLineDefinition, ...], Field(description="What is ordered.")] = ()
