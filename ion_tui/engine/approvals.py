"""Approval gates: people of a role approve a step before it completes, or reject it with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, insert, select, update

from data.ids import id_list, within
from data.models import Approval, ApprovalGate, Role, table
from data.models.types import UtcDateTime
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Actor, Approve
from ion_tui.engine.context import Context, Person
from ion_tui.engine.handling import Applied, Handler, Judged
from ion_tui.engine.in_place import acting, identified, settled
from ion_tui.engine.judging import judged_step
from ion_tui.engine.siblings import Reach, around, skip
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
_GATES_OF: Final = select(_GATE.c.id, _GATE.c.run_step_id).where(
    within(_GATE.c.run_step_id), _GATE.c.role_id == bindparam("role")
)
_STANDING: Final = (
    select(_GATE.c.run_step_id, _APPROVAL.c.id, _APPROVAL.c.decision)
    .join(_GATE, _GATE.c.id == _APPROVAL.c.gate_id)
    .where(
        within(_GATE.c.run_step_id),
        _GATE.c.role_id == bindparam("role"),
        _APPROVAL.c.operator_id == bindparam("who"),
        _APPROVAL.c.voided_at.is_(None),
    )
)
_VOID: Final = (
    update(_APPROVAL).values(voided_at=bindparam("at", type_=UtcDateTime)).where(within(_APPROVAL.c.id))
)
_DECIDE: Final = insert(_APPROVAL)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was judged: where the decision goes, the gate, who decides, and what stands of theirs on each step."""

    reached: Reach
    gate: Any
    person: Person
    standing: dict[int, Any]
    decision: str


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
        decision = "rejected" if command.rejected else "approved"
        reached = around(context, Verb.APPROVE, command, step, person=person)
        bound = {"ids": id_list(reached.ids), "role": gate.role_id, "who": person.id}
        standing = {row.run_step_id: row for row in context.tx.execute(_STANDING, bound)}
        decided = {} if command.rejected else _decided(standing, person, step.label)
        if step.step_id in decided:
            return decided[step.step_id]
        left = (skip(other, decided[other.step_id]) for other in reached.others if other.step_id in decided)
        reached = reached.without(left)
        return Judged(reached.foresee(), _Found(reached, gate, person, standing, decision))

    def apply(self, context: Context, command: Approve, judged: Judged) -> Applied:
        """Write the decision."""
        found: _Found = judged.found
        reached, gate, person = found.reached, found.gate, found.person
        settled(context, person)
        ids = id_list(reached.ids)
        gates = {
            row.run_step_id: row.id
            for row in context.tx.execute(_GATES_OF, {"ids": ids, "role": gate.role_id})
        }
        if found.standing:
            standing = (found.standing[step_id].id for step_id in reached.ids if step_id in found.standing)
            context.tx.execute(_VOID, {"ids": id_list(standing), "at": context.now})
        reason = (command.reason or "").strip() or None
        context.tx.execute(
            _DECIDE,
            [
                {
                    "gate_id": gates[step.step_id],
                    "attempt": step.attempt,
                    "operator_id": person.id,
                    "decision": found.decision,
                    "reason": reason,
                    "decided_at": context.now,
                    "kiosk_id": context.kiosk_id,
                }
                for step in reached.going
            ],
        )
        bound = {"ids": ids, "role": gate.role_id, "who": person.id}
        made = {row.run_step_id: row.id for row in context.tx.execute(_STANDING, bound)}
        for step in reached.going:
            before = found.standing.get(step.step_id)
            context.record(
                f"approval.{found.decision}",
                "approval",
                made[step.step_id],
                step.label,
                before=None if before is None else {"decision": before.decision},
                after={"decision": found.decision, "by": person.code, "role": gate.role, "reason": reason},
                run_id=step.run_id,
                run_step_id=step.step_id,
            )
        return Applied(
            f"{reached.step.label} {found.decision} by {person.name} ({gate.role}){reached.of_runs}.",
            {"approval": (made[command.step_id],)},
        )


def _decided(standing: dict[int, Any], person: Person, label: str) -> dict[int, Refused]:
    """The steps that the person has approved already."""
    refused = Refused(Code.CONFLICT, f"{person.name} has approved {label} already.")
    return {step_id: refused for step_id, row in standing.items() if row.decision == "approved"}


HANDLERS: Final[dict[type, Handler[Any]]] = {Approve: _Approve()}
