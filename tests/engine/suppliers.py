"""A supplier in the story: a purchase order, and runs whose plates are coated there."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from data import models
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import ReceiveBack, SendOut
from tests.engine.workshop import Field, Run, Step, Workshop

SUPPLIER: Final = "Coastal Anodizing Inc."
COAT: Final = "Coat the plates"


def order_line(shop: Workshop, quantity: int = 40, order: str | None = None) -> int:
    """A line of a new purchase order."""
    number = shop.number()
    supplier = shop.insert(models.Supplier, code=f"SUP-{number}", name=SUPPLIER)
    named = order or f"PO-{number}"
    order_id = shop.insert(models.PurchaseOrder, number=named, supplier_id=supplier)
    return shop.insert(
        models.PurchaseOrderLine,
        purchase_order_id=order_id,
        line=1,
        description="Anodize plates",
        quantity=Decimal(quantity),
        currency="USD",
    )


def plates(
    shop: Workshop,
    units: int = 12,
    *,
    line: int | None = None,
    fields: tuple[Field, ...] = (),
    lot: str | None = None,
    lead_time_seconds: int | None = None,
) -> Run:
    """A run of a lot of plates: drilled, then coated outside, then packed."""
    outside = {
        "is_outside": True,
        "purchase_order_line_id": line or order_line(shop),
        "lead_time_seconds": lead_time_seconds,
    }
    steps = (
        Step("Drill the plates"),
        Step(COAT, after=("Drill the plates",), fields=fields, more=outside),
        Step("Pack the plates", after=(COAT,)),
    )
    made = shop.procedure(*steps, part=None)
    unit = shop.stock("PLATE", lot=lot or f"PL-{shop.number()}", quantity=units)
    return shop.run(procedure=made, inventory_id=unit)


def begun(shop: Workshop, units: int = 12, **more: object) -> Run:
    """The same, drilled, and its coating started."""
    run = plates(shop, units, **more)  # type: ignore[arg-type]
    shop.work("op2", run["Drill the plates"])
    shop.start("op1", run[COAT])
    return run


def send(shop: Workshop, run: Run, quantity: int | None = None) -> Outcome:
    """Send plates out."""
    return shop.do(
        "op1", SendOut(step_id=run[COAT], quantity=None if quantity is None else Decimal(quantity))
    )


def receive(shop: Workshop, run: Run, quantity: int | None = None) -> Outcome:
    """Take plates back."""
    said = ReceiveBack(step_id=run[COAT], quantity=None if quantity is None else Decimal(quantity))
    return shop.do("op1", said)
