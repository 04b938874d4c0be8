"""Approval gates: people of a role approve a step before it completes, or reject it with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select, update

from data.models import Approval, ApprovalGate, Role, table
from data.models.types import UtcDateTime
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Actor, Approve
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged
from ion_tui.engine.in_place import acting, identified, settled
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.states import Verb

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

_GATE: Final = table(ApprovalGate)
_APPROVAL: Final = table(Approval)
_ROLE: Final = table(Role)

_READ_GATE: Final = (
    select(_GATE.c.id, _GATE.c.role_id, _ROLE.c.name.label("role"), _GATE.c.needed)
    .join(_ROLE, _ROLE.c.id == _GATE.c.role_id)
    .where(_GATE.c.id == bindparam("gate"), _GATE.c.run_step_id == bindparam("step"))
)
_STANDING: Final = select(_APPROVAL.c.id, _APPROVAL.c.decision).where(
    _APPROVAL.c.gate_id == bindparam("gate"),
    _APPROVAL.c.operator_id == bindparam("who"),
    _APPROVAL.c.voided_at.is_(None),
)
_VOID: Final = (
    update(_APPROVAL)
    .values(voided_at=bindparam("at", type_=UtcDateTime))
    .where(_APPROVAL.c.id == bindparam("approval"))
)


class _Approve:
    """Decide at a gate; a new decision of the same person takes the place of the one before."""

    def prepare(self, engine: Engine, actor: Actor, command: Approve) -> Any:
        """Identify who decides in place, if somebody does."""
        return identified(engine, actor, command.signer)

    def judge(self, context: Context, command: Approve, prepared: Any) -> Judged | Refused:
        """Judge the person, the step, the gate's role, and the reason of a rejection."""
        person = acting(context, prepared)
        if isinstance(person, Refused):
            return person
        step = judged_step(context, Verb.APPROVE, command, person)
        if isinstance(step, Refused):
            return step
        gate = context.tx.execute(_READ_GATE, {"gate": command.gate_id, "step": step.step_id}).first()
        if gate is None:
            return Refused(Code.NOT_FOUND, f"{step.label} has no such approval any more; open it again.")
        if person is None or gate.role_id not in person.roles:
            name = person.name if person else "Nobody"
            return Refused(
                Code.NOT_PERMITTED,
                f"{step.label} is approved by somebody with the role {gate.role}; {name} is not.",
            )
        if command.rejected and not (command.reason or "").strip():
            return Refused(Code.REASON_NEEDED, "A rejection needs a reason in words.")
        standing = context.tx.execute(_STANDING, {"gate": gate.id, "who": person.id}).first()
        decision = "rejected" if command.rejected else "approved"
        if standing is not None and standing.decision == decision == "approved":
            return Refused(Code.CONFLICT, f"{person.name} has approved {step.label} already.")
        return Judged(unmoved(step), (step, gate, person, standing, decision))

    def apply(self, context: Context, command: Approve, judged: Judged) -> Applied:
        """Write the decision."""
        step, gate, person, standing, decision = judged.found
        settled(context, person)
        if standing is not None:
            context.tx.execute(_VOID, {"approval": standing.id, "at": context.now})
        reason = (command.reason or "").strip() or None
        approval_id = context.insert(
            _APPROVAL,
            gate_id=gate.id,
            attempt=step.attempt,
            operator_id=person.id,
            decision=decision,
            reason=reason,
            decided_at=context.now,
            kiosk_id=context.kiosk_id,
        )
        context.record(
            f"approval.{decision}",
            "approval",
            approval_id,
            step.label,
            before=None if standing is None else {"decision": standing.decision},
            after={"decision": decision, "by": person.code, "role": gate.role, "reason": reason},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        return Applied(
            f"{step.label} {decision} by {person.name} ({gate.role}).", {"approval": (approval_id,)}
        )


HANDLERS: Final[dict[type, Handler[Any]]] = {Approve: _Approve()}
