"""Verbs that move a step's state: start, complete, hold, release, fail; and check in, check out.

Each judges any number of steps with the pure guards, marks those that pass with the command's number in one
UPDATE, and lets the pipeline settle availability and rollup by that mark.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case

from ion_tui.engine import guards, issues, sessions, signatures
from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.commands import (
    Actor,
    CheckIn,
    CheckOut,
    Complete,
    Fail,
    Hold,
    Release,
    Start,
    StepCommand,
)
from ion_tui.engine.context import Context, read_person
from ion_tui.engine.facts import STEP, StepFacts, read_facts
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import fingerprint, judged_step, target_facts, unmoved
from ion_tui.engine.moving import NOW, move, moving
from ion_tui.engine.permissions import VERB_PERMISSIONS, Permission
from ion_tui.engine.states import State, Verb

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

_RELEASED: Final = case((STEP.c.started_at.is_(None), State.TODO.value), else_=State.IN_PROGRESS.value)
_MOVES: Final = {
    Verb.START: moving(State.IN_PROGRESS.value, started_at=NOW),
    Verb.COMPLETE: moving(State.COMPLETED.value, completed_at=NOW),
    Verb.HOLD: moving(State.HOLD.value),
    Verb.RELEASE: moving(_RELEASED),
    Verb.FAIL: moving(State.FAILED.value),
}


@dataclass(frozen=True, slots=True)
class _Move(Plain[StepCommand]):
    """A verb that changes the state and nothing else."""

    verb: Verb
    done: str

    def judge(self, context: Context, command: StepCommand, prepared: Any) -> Judged | Refused:
        """Judge the step by the guards."""
        del prepared
        step = judged_step(context, self.verb, command)
        if isinstance(step, Refused):
            return step
        return Judged(self.plan(step), step)

    def plan(self, step: StepFacts) -> Plan:
        """What becomes of the step."""
        changes = (StepChange(step.step_id, step.run_id, step.label, step.state, self.target(step)),)
        return Plan(changes=changes, fingerprint=fingerprint(changes, ()))

    def target(self, step: StepFacts) -> State:
        """The state that the verb leads to."""
        match self.verb:
            case Verb.START:
                return State.IN_PROGRESS
            case Verb.COMPLETE:
                return State.COMPLETED
            case Verb.HOLD:
                return State.HOLD
            case Verb.FAIL:
                return State.FAILED
            case _:
                return State.TODO if step.started_at is None else State.IN_PROGRESS

    def move(self, context: Context, command: StepCommand, judged: Judged) -> list[int]:
        """Move the steps of the plan, and write it down."""
        ids = [change.step_id for change in judged.plan.changes]
        reason = command.reason if self.verb in (Verb.HOLD, Verb.FAIL) else None
        move(context, _MOVES[self.verb], ids, action=self.verb.name.lower(), reason=reason)
        return ids

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Move, and close everybody's sessions where the step is left."""
        ids = self.move(context, command, judged)
        if self.verb is not Verb.RELEASE:
            sessions.close_on(context, ids)
        return Applied(f"{judged.found.label} {self.done}.")


class _Start(_Move):
    """Start: In Progress, the step's and the run's start, and the operator checked in."""

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Move and check in."""
        ids = self.move(context, command, judged)
        session_id = sessions.check_in(context, ids)
        return Applied(f"{judged.found.label} started.", {"session": (session_id,) if session_id else ()})


class _Fail(_Move):
    """Fail: as a hold, and an issue that lists every affected unit where the site says so."""

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Move, close sessions, open the issue."""
        ids = self.move(context, command, judged)
        sessions.close_on(context, ids)
        if not context.site.fail_opens_issue:
            return Applied(f"{judged.found.label} failed.")
        issue_id = issues.open_for_failure(context, [judged.found], (command.reason or "").strip())
        return Applied(f"{judged.found.label} failed; issue {issue_id} opened.", {"issue": (issue_id,)})


class _Complete(_Move):
    """Complete: signed where the site says so, sessions closed, what waits on it unblocked."""

    def prepare(self, engine: Engine, actor: Actor, command: StepCommand) -> Any:
        """Identify who signs, outside the transaction."""
        signer = command.signer if isinstance(command, Complete) else None
        return signatures.identify_signer(engine, actor, signer) if signer else None

    def judge(self, context: Context, command: StepCommand, prepared: Any) -> Judged | Refused:
        """Judge the step, then the signer where one is asked for."""
        step = judged_step(context, self.verb, command)
        if isinstance(step, Refused):
            return step
        if isinstance(prepared, Refused):
            return prepared
        if context.site.complete_asks_to_sign and prepared is None and context.command_id:
            return Refused(Code.NOT_IDENTIFIED, f"Signing off {step.label} asks for your signature.")
        if prepared is not None:
            signer = read_person(context.tx, prepared.operator_id)
            if refused := guards.permitted(signer, VERB_PERMISSIONS[self.verb], "sign off a step"):
                return refused
        return Judged(self.plan(step), (step, prepared))

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Sign, move, close sessions."""
        step, signer = judged.found
        if signer is not None:
            signatures.write(context, step, signer, meaning=f"Signed off {step.label}")
        ids = self.move(context, command, judged)
        sessions.close_on(context, ids)
        return Applied(f"{step.label} completed.")


class _CheckIn(Plain[CheckIn]):
    """Open the operator's session; a second one on the same step changes nothing."""

    def judge(self, context: Context, command: CheckIn, prepared: Any) -> Judged | Refused:
        """Judge the step by the guards."""
        del prepared
        step = judged_step(context, Verb.CHECK_IN, command)
        return step if isinstance(step, Refused) else Judged(unmoved(step), step)

    def apply(self, context: Context, command: CheckIn, judged: Judged) -> Applied:
        """Open the session where none is open."""
        del command
        step: StepFacts = judged.found
        if step.checked_in:
            return Applied(f"You are checked in to {step.label} already.")
        session_id = sessions.check_in(context, [step.step_id])
        return Applied(f"Checked in to {step.label}.", {"session": (session_id,) if session_id else ()})


class _CheckOut(Plain[CheckOut]):
    """Close one's own session, or with `UpdateSession` and a reason somebody else's."""

    def judge(self, context: Context, command: CheckOut, prepared: Any) -> Judged | Refused:
        """Judge one's own by the guards, another's by permission and reason."""
        del prepared
        other = command.operator_id
        if other is None or context.person is None or other == context.person.id:
            step = judged_step(context, Verb.CHECK_OUT, command)
            return step if isinstance(step, Refused) else Judged(unmoved(step), step)
        if refused := guards.permitted(context.person, Permission.UPDATE_SESSION, "check somebody else out"):
            return refused
        if not (command.reason or "").strip():
            return Refused(Code.REASON_NEEDED, "Checking somebody else out needs a reason in words.")
        return self._of_other(context, command, other)

    def apply(self, context: Context, command: CheckOut, judged: Judged) -> Applied:
        """Close the session."""
        step: StepFacts = judged.found
        sessions.check_out(context, [step.step_id], command.operator_id or context.actor.id)
        return Applied(f"Checked out of {step.label}.")

    @staticmethod
    def _of_other(context: Context, command: CheckOut, other: int) -> Judged | Refused:
        step = target_facts(context, command)
        if isinstance(step, Refused):
            return step
        if refused := guards.judge(Verb.CHECK_OUT, replace(step, checked_in=True), context.person):
            return refused
        if not read_facts(context.tx, [step.step_id], other)[0].checked_in:
            person = read_person(context.tx, other)
            who = person.name if person else "This person"
            return Refused(Code.NOT_CHECKED_IN, f"{who} is not checked in to {step.label}.")
        return Judged(unmoved(step), step)


HANDLERS: Final[dict[type, Handler[Any]]] = {
    Start: _Start(Verb.START, "started"),
    Complete: _Complete(Verb.COMPLETE, "completed"),
    Hold: _Move(Verb.HOLD, "is on hold"),
    Release: _Move(Verb.RELEASE, "released"),
    Fail: _Fail(Verb.FAIL, "failed"),
    CheckIn: _CheckIn(),
    CheckOut: _CheckOut(),
}
