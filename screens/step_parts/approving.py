"""Approval gates: approved or rejected by whoever is at the kiosk, or in place by somebody of the gate's role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.rows.site import OperatorRow
from data.rows.work import GateRow
from ion_tui.engine.commands import Approve, Credentials, new_key
from ion_tui.engine.states import Verb
from screens.dialogs.decide import DecideDialog
from screens.dialogs.pick import Choice, PickDialog
from screens.step_parts.bench import Bench
from screens.step_parts.in_place import said_in_place
from screens.step_parts.signing import signed_for


def waiting_for(bench: Bench, person: OperatorRow | None) -> list[GateRow]:
    """The open gates at which this person has not approved yet and could; none while nobody can approve."""
    if bench.view is None or person is None or (bench.allowed and bench.allowed[Verb.APPROVE] is not None):
        return []
    return [
        gate
        for gate in bench.view.gates
        if gate.is_open
        and gate.role in person.roles
        and not any(one.approved and one.operator_id == person.id for one in gate.decisions)
    ]


async def decide(bench: Bench) -> None:
    """Decide at the gate that waits for whoever is at the kiosk; else at another one, by a second person."""
    if bench.view is None:
        return
    gates = (
        waiting_for(bench, bench.floor.operator)
        or [gate for gate in bench.view.gates if gate.is_open]
        or list(bench.view.gates)
    )
    gate = await _chosen(bench, gates, "Decide which approval")
    if gate is not None:
        operator = bench.floor.operator
        await _decide(bench, gate, operator if operator and gate.role in operator.roles else None)


async def decide_by_badge(bench: Bench, person: OperatorRow, badge: str) -> bool:
    """A badge of somebody whose approval is waited for; False where it is not."""
    gates = waiting_for(bench, person)
    if not gates:
        return False
    gate = await _chosen(bench, gates, f"{person.name} decides which approval")
    if gate is not None:
        await _decide(bench, gate, person, badge)
    return True


async def _chosen(bench: Bench, gates: Sequence[GateRow], title: str) -> GateRow | None:
    if len(gates) == 1:
        return gates[0]
    choices = [Choice(gate, gate.role, f"{gate.approved} of {gate.needed}") for gate in gates]
    return await bench.app.push_screen_wait(PickDialog(title, choices))


async def _decide(bench: Bench, gate: GateRow, person: OperatorRow | None, badge: str | None = None) -> None:
    target, operator = bench.verb_target(), bench.floor.operator
    if target is None:
        return
    who = person.name if person else f"Somebody with the role {gate.role}"
    shows = "" if person else ", and shows a badge or an ID"
    lines = [
        f"{gate.role}: {gate.approved} of {gate.needed} approved so far. {who} decides{shows}.",
        *(f"{one.name} rejected it: {one.reason}" for one in gate.decisions if not one.approved),
        *(["The badge once more approves."] if badge else []),
    ]
    dialog = DecideDialog(f"Approve {target.label}", lines, badge=badge)
    decision = await bench.app.push_screen_wait(dialog)
    if decision is None:
        return

    verb = "Reject" if decision.rejected else "Approve"
    command = await signed_for(
        bench,
        Approve(
            step_id=target.step_id,
            gate_id=gate.gate_id,
            rejected=decision.rejected,
            reason=decision.reason or None,
        ),
        target.label,
        confirm=verb,
    )
    if command is None:
        return

    def approve(signer: Credentials | None) -> Approve:
        return replace(command, signer=signer, key=new_key())

    by_self = person is not None and operator is not None and person.id == operator.id
    said = f"Rejected: {decision.reason}" if decision.rejected else "The step is approved as it is."
    lines = [f"Role: {gate.role}", said]
    await said_in_place(bench, approve, f"{verb} {target.label}", lines, by_self=by_self, badge=badge)
