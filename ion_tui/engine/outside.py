"""Outside processing: units sent against a purchase order line, received back whole or in parts.

The step completes with the receipt of the last unit, where nothing else is missing on it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, func, literal, select

from data.models import (
    Inventory,
    OutsideReceipt,
    OutsideShipment,
    PurchaseOrder,
    PurchaseOrderLine,
    Run,
    RunStep,
    Supplier,
    table,
)
from data.models.types import Quantity
from data.queries.blockers import Kind, blockers_of
from ion_tui.engine import sessions
from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.commands import ReceiveBack, SendOut
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.moving import NOW, move, moving
from ion_tui.engine.states import State, Verb
from ion_tui.engine.values import is_quantity
from ion_tui.engine.wording import amount

_SHIPMENT: Final = table(OutsideShipment)
_RECEIPT: Final = table(OutsideReceipt)
_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_INVENTORY: Final = table(Inventory)
_LINE: Final = table(PurchaseOrderLine)
_ORDER: Final = table(PurchaseOrder)
_SUPPLIER: Final = table(Supplier)


def _sum_of(moved: Any) -> Any:
    return (
        select(func.coalesce(func.sum(moved.c.quantity), literal(Decimal(0), Quantity)))
        .where(moved.c.run_step_id == _STEP.c.id)
        .correlate(_STEP)
        .scalar_subquery()
    )


_READ: Final = (
    select(
        _STEP.c.is_outside,
        _STEP.c.purchase_order_line_id,
        _INVENTORY.c.quantity.label("units"),
        _sum_of(_SHIPMENT).label("sent"),
        _sum_of(_RECEIPT).label("received"),
        _SUPPLIER.c.name.label("supplier"),
        _ORDER.c.number.label("order_number"),
        _LINE.c.line,
    )
    .select_from(
        _STEP.join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .outerjoin(_LINE, _LINE.c.id == _STEP.c.purchase_order_line_id)
        .outerjoin(_ORDER, _ORDER.c.id == _LINE.c.purchase_order_id)
        .outerjoin(_SUPPLIER, _SUPPLIER.c.id == _ORDER.c.supplier_id)
    )
    .where(_STEP.c.id == bindparam("step"))
)
_COMPLETE: Final = moving(State.COMPLETED.value, completed_at=NOW)


def _outside(context: Context, verb: Verb, command: SendOut | ReceiveBack) -> Refused | tuple[Any, Any]:
    step = judged_step(context, verb, command)
    if isinstance(step, Refused):
        return step
    facts = context.tx.execute(_READ, {"step": step.step_id}).one()
    if not facts.is_outside or facts.purchase_order_line_id is None:
        return Refused(Code.NOT_LEGAL, f"{step.label} is not done outside.")
    return step, facts


def _quantity(wanted: Decimal | None, most: Decimal, sentence: str) -> Decimal | Refused:
    quantity = most if wanted is None else wanted
    if not is_quantity(quantity) or quantity > most:
        return Refused(Code.INVALID, sentence)
    return quantity


class _SendOut(Plain[SendOut]):
    """Send units out; whoever was at work on them is checked out."""

    def judge(self, context: Context, command: SendOut, prepared: Any) -> Judged | Refused:
        """Judge the step and the quantity."""
        del prepared
        found = _outside(context, Verb.SEND, command)
        if isinstance(found, Refused):
            return found
        step, facts = found
        left = facts.units - facts.sent
        if left <= 0:
            return Refused(
                Code.CONFLICT, f"Everything of {step.label} has been sent to {facts.supplier} already."
            )
        quantity = _quantity(command.quantity, left, f"Only {amount(left)} can still be sent: nothing sent.")
        return quantity if isinstance(quantity, Refused) else Judged(unmoved(step), (step, facts, quantity))

    def apply(self, context: Context, command: SendOut, judged: Judged) -> Applied:
        """Write the shipment."""
        del command
        step, facts, quantity = judged.found
        shipment_id = context.insert(
            _SHIPMENT,
            run_step_id=step.step_id,
            purchase_order_line_id=facts.purchase_order_line_id,
            quantity=quantity,
            sent_at=context.now,
            sent_by=context.actor.id,
        )
        sessions.close_on(context, [step.step_id])
        where = f"{facts.supplier} ({facts.order_number} line {facts.line})"
        context.record(
            "outside.send",
            "outside_shipment",
            shipment_id,
            step.label,
            after={"quantity": amount(quantity), "to": where},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        return Applied(f"{amount(quantity)} sent to {where}.", {"shipment": (shipment_id,)})


class _ReceiveBack(Plain[ReceiveBack]):
    """Receive units back; the last one completes the step."""

    def judge(self, context: Context, command: ReceiveBack, prepared: Any) -> Judged | Refused:
        """Judge the step and the quantity, and whether the step completes with it."""
        del prepared
        found = _outside(context, Verb.RECEIVE, command)
        if isinstance(found, Refused):
            return found
        step, facts = found
        out = facts.sent - facts.received
        if out <= 0:
            return Refused(Code.CONFLICT, f"Nothing of {step.label} is out: nothing received.")
        quantity = _quantity(command.quantity, out, f"Only {amount(out)} are out: nothing received.")
        if isinstance(quantity, Refused):
            return quantity
        missing = blockers_of(context.tx, [step.step_id]).get(step.step_id, ())
        completes = (
            facts.received + quantity >= facts.units
            and step.available
            and all(item.kind is Kind.RECEIPT for item in missing)
        )
        plan = unmoved(step)
        if completes:
            changes = (StepChange(step.step_id, step.run_id, step.label, step.state, State.COMPLETED),)
            plan = Plan(changes=changes)
        return Judged(plan, (step, facts, quantity, completes))

    def apply(self, context: Context, command: ReceiveBack, judged: Judged) -> Applied:
        """Write the receipt, and complete."""
        del command
        step, facts, quantity, completes = judged.found
        receipt_id = context.insert(
            _RECEIPT,
            run_step_id=step.step_id,
            quantity=quantity,
            received_at=context.now,
            received_by=context.actor.id,
        )
        back = facts.received + quantity
        context.record(
            "outside.receive",
            "outside_receipt",
            receipt_id,
            step.label,
            before={"received": amount(facts.received)},
            after={"received": amount(back), "quantity": amount(quantity)},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        sentence = f"{amount(back)} of {amount(facts.units)} received back from {facts.supplier}."
        if completes:
            move(context, _COMPLETE, [step.step_id], action="complete")
            sessions.close_on(context, [step.step_id])
            sentence = f"{sentence} {step.label} completed."
        return Applied(sentence, {"receipt": (receipt_id,)})


HANDLERS: Final[dict[type, Handler[Any]]] = {SendOut: _SendOut(), ReceiveBack: _ReceiveBack()}
