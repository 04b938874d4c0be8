"""Outside processing: units sent against a purchase order line, received back whole or in parts.

The step completes with the receipt of the last unit, where nothing else is missing on it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from data.queries.blockers import Kind, blockers_of
from data.queries.outside import RECEIPT, SHIPMENT, outside_facts, sent_on_line
from ion_tui.engine import sessions
from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.commands import ReceiveBack, SendOut
from ion_tui.engine.completion import completion_blockers
from ion_tui.engine.context import Context
from ion_tui.engine.facts import StepFacts
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.moving import NOW, move, moving
from ion_tui.engine.outside_reading import cannot_receive, cannot_send
from ion_tui.engine.states import State, Verb
from ion_tui.engine.values import is_quantity
from ion_tui.engine.wording import amount, ended

_COMPLETE: Final = moving(State.COMPLETED.value, completed_at=NOW)


def _outside(context: Context, verb: Verb, command: SendOut | ReceiveBack) -> Refused | tuple[Any, Any]:
    step = judged_step(context, verb, command)
    if isinstance(step, Refused):
        return step
    facts = outside_facts(context.tx, step.step_id)
    if facts is None:
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
        if refusal := cannot_send(facts):
            return Refused(Code.CONFLICT, refusal)
        left = facts.units - facts.sent
        quantity = _quantity(command.quantity, left, f"Only {amount(left)} can still be sent: nothing sent.")
        return quantity if isinstance(quantity, Refused) else Judged(unmoved(step), (step, facts, quantity))

    def apply(self, context: Context, command: SendOut, judged: Judged) -> Applied:
        """Write the shipment; more than the order's line asks for is said, not refused."""
        del command
        step, facts, quantity = judged.found
        shipment_id = context.insert(
            SHIPMENT,
            run_step_id=step.step_id,
            purchase_order_line_id=facts.purchase_order_line_id,
            quantity=quantity,
            sent_at=context.now,
            sent_by=context.actor.id,
        )
        sessions.close_on(context, [step.step_id])
        order = f"{facts.order_number} line {facts.line}"
        where = f"{facts.supplier} ({order})"
        context.record(
            "outside.send",
            "outside_shipment",
            shipment_id,
            step.label,
            after={"quantity": amount(quantity), "to": where},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        sent, ordered = sent_on_line(context.tx, facts.purchase_order_line_id), facts.ordered
        over = (
            (f"{order} is for {amount(ordered)}; {amount(sent)} have gone out on it.",)
            if sent > ordered
            else ()
        )
        return Applied(f"{amount(quantity)} sent to {where}.", {"shipment": (shipment_id,)}, notes=over)


class _ReceiveBack(Plain[ReceiveBack]):
    """Receive units back; the last one completes the step, unless the site asks to sign for that."""

    def judge(self, context: Context, command: ReceiveBack, prepared: Any) -> Judged | Refused:
        """Judge the step and the quantity, and whether the step completes with it."""
        del prepared
        found = _outside(context, Verb.RECEIVE, command)
        if isinstance(found, Refused):
            return found
        step, facts = found
        if refusal := cannot_receive(facts):
            return Refused(Code.CONFLICT, refusal)
        out = facts.sent - facts.back
        quantity = _quantity(command.quantity, out, f"Only {amount(out)} are out: nothing received.")
        if isinstance(quantity, Refused):
            return quantity
        missing = blockers_of(context.tx, [step.step_id]).get(step.step_id, ())
        is_whole = facts.back + quantity >= facts.units
        completes = (
            is_whole
            and step.available
            and not context.site.complete_asks_to_sign
            and all(item.kind is Kind.RECEIPT for item in missing)
        )
        plan = unmoved(step)
        if completes:
            changes = (StepChange(step.step_id, step.run_id, step.label, step.state, State.COMPLETED),)
            plan = Plan(changes=changes)
        return Judged(plan, (step, facts, quantity, completes))

    def apply(self, context: Context, command: ReceiveBack, judged: Judged) -> Applied:
        """Write the receipt, and complete; where it cannot, say what is missing."""
        del command
        step, facts, quantity, completes = judged.found
        receipt_id = context.insert(
            RECEIPT,
            run_step_id=step.step_id,
            attempt=facts.attempt,
            quantity=quantity,
            received_at=context.now,
            received_by=context.actor.id,
        )
        back = facts.back + quantity
        context.record(
            "outside.receive",
            "outside_receipt",
            receipt_id,
            step.label,
            before={"received": amount(facts.back)},
            after={"received": amount(back), "quantity": amount(quantity)},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        sentence = ended(f"{amount(back)} of {amount(facts.units)} received back from {facts.supplier}")
        if completes:
            move(context, _COMPLETE, [step.step_id], action="complete")
            sessions.close_on(context, [step.step_id])
            return Applied(f"{sentence} {step.label} completed.", {"receipt": (receipt_id,)})
        if back >= facts.units:
            sentence = f"{sentence} {_still(context, step)}".rstrip()
        return Applied(sentence, {"receipt": (receipt_id,)})


def _still(context: Context, step: StepFacts) -> str:
    """What is to be done on a step whose units are all back, where that has not completed it."""
    missing = completion_blockers(context.tx, [step.step_id]).get(step.step_id, ())
    if missing:
        return ended(f"To sign off: {missing[0]}")
    return f"{step.label} can be signed off." if step.available else ""


HANDLERS: Final[dict[type, Handler[Any]]] = {SendOut: _SendOut(), ReceiveBack: _ReceiveBack()}
