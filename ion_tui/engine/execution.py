"""Verbs that move a step's state: start, complete, hold, release, fail; and check in, check out.

Each judges a step and its siblings with the pure guards, marks those that pass with the command's number in one
UPDATE, and lets the pipeline settle availability and rollup by that mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case

from ion_tui.engine import guards, issues, sessions, signatures
from ion_tui.engine.answers import Code, Refused, Skipped
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
from ion_tui.engine.facts import STEP, StepFacts
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import target_facts
from ion_tui.engine.moving import NOW, move, moving
from ion_tui.engine.permissions import VERB_PERMISSIONS, Permission
from ion_tui.engine.siblings import Reach, reach
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
        """Judge the step and its siblings by the guards."""
        del prepared
        reached = reach(context, self.verb, command)
        return reached if isinstance(reached, Refused) else Judged(reached.foresee(self.target), reached)

    def target(self, step: StepFacts) -> State:
        """The state that the verb leads a step to."""
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
                return State.IN_PROGRESS if step.has_started else State.TODO

    def move(self, context: Context, command: StepCommand, ids: Sequence[int]) -> None:
        """Move steps, and write it down."""
        reason = command.reason if self.verb in (Verb.HOLD, Verb.FAIL) else None
        move(context, _MOVES[self.verb], ids, action=self.verb.name.lower(), reason=reason)

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Move, and close everybody's sessions where the steps are left."""
        reached: Reach = judged.found
        self.move(context, command, reached.ids)
        if self.verb is not Verb.RELEASE:
            sessions.close_on(context, reached.ids)
        return Applied(reached.said(self.done))


class _Start(_Move):
    """Start: In Progress, the step's and the run's start, and the operator checked in.

    Siblings that have started already are checked in to.
    """

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Move and check in."""
        reached: Reach = judged.found
        todo = (group.ids for group in reached.groups if group.facts.state is State.TODO)
        self.move(context, command, [step_id for ids in todo for step_id in ids])
        session_id = sessions.check_in(context, reached.ids)
        return Applied(reached.said("started"), {"session": (session_id,) if session_id else ()})


class _Fail(_Move):
    """Fail: as a hold, and an issue that lists every affected unit where the site says so."""

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Move, close sessions, open the issue."""
        reached: Reach = judged.found
        self.move(context, command, reached.ids)
        sessions.close_on(context, reached.ids)
        said = reached.said("failed")
        if not context.site.fail_opens_issue:
            return Applied(said)
        first_said = (reached.step, *reached.others)
        issue_id = issues.open_for_failure(context, first_said, (command.reason or "").strip())
        return Applied(f"{said.removesuffix('.')}; issue {issue_id} opened.", {"issue": (issue_id,)})


class _Complete(_Move):
    """Complete: signed where the site says so, sessions closed, what waits on it unblocked."""

    def prepare(self, engine: Engine, actor: Actor, command: StepCommand) -> Any:
        """Identify who signs, outside the transaction."""
        signer = command.signer if isinstance(command, Complete) else None
        return signatures.identify_signer(engine, actor, signer) if signer else None

    def judge(self, context: Context, command: StepCommand, prepared: Any) -> Judged | Refused:
        """Judge the step and its siblings, then the signer where one is asked for."""
        reached = reach(context, self.verb, command)
        if isinstance(reached, Refused):
            return reached
        if isinstance(prepared, Refused):
            return prepared
        if context.site.complete_asks_to_sign and prepared is None and context.command_id:
            return Refused(Code.NOT_IDENTIFIED, f"Signing off {reached.step.label} asks for your signature.")
        if prepared is not None:
            signer = read_person(context.tx, prepared.operator_id)
            if refused := guards.permitted(signer, VERB_PERMISSIONS[self.verb], "sign off a step"):
                return refused
        return Judged(reached.foresee(self.target), (reached, prepared))

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Sign, move, close sessions."""
        reached, signer = judged.found
        if signer is not None:
            signatures.write_on(context, reached.going, signer, meaning=f"Signed off {reached.step.label}")
        self.move(context, command, reached.ids)
        sessions.close_on(context, reached.ids)
        return Applied(reached.said("completed"))


class _CheckIn(Plain[CheckIn]):
    """Open one session of the operator over the step and its siblings; a second one on a step changes nothing."""

    def judge(self, context: Context, command: CheckIn, prepared: Any) -> Judged | Refused:
        """Judge the step and its siblings by the guards."""
        del prepared
        reached = reach(context, Verb.CHECK_IN, command)
        return reached if isinstance(reached, Refused) else Judged(reached.foresee(), reached)

    def apply(self, context: Context, command: CheckIn, judged: Judged) -> Applied:
        """Open the session where none is open."""
        del command
        reached: Reach = judged.found
        groups = (group.ids for group in reached.groups if not group.facts.checked_in)
        missing = [step_id for ids in groups for step_id in ids]
        if not missing:
            return Applied(f"You are checked in to {reached.step.label} already.")
        session_id = sessions.check_in(context, missing)
        return Applied(f"Checked in to {reached.on_runs}.", {"session": (session_id,) if session_id else ()})


class _CheckOut(Plain[CheckOut]):
    """Close one's own session, or with `UpdateSession` and a reason somebody else's."""

    def judge(self, context: Context, command: CheckOut, prepared: Any) -> Judged | Refused:
        """Judge one's own by the guards, another's by permission and reason."""
        del prepared
        other = command.operator_id
        if other is None or context.person is None or other == context.person.id:
            reached = reach(context, Verb.CHECK_OUT, command)
        else:
            reached = self._of_other(context, command, other)
        return reached if isinstance(reached, Refused) else Judged(reached.foresee(), reached)

    def apply(self, context: Context, command: CheckOut, judged: Judged) -> Applied:
        """Close the session."""
        reached: Reach = judged.found
        sessions.check_out(context, reached.ids, command.operator_id or context.actor.id)
        return Applied(f"Checked out of {reached.on_runs}.")

    @staticmethod
    def _of_other(context: Context, command: CheckOut, other: int) -> Reach | Refused:
        if refused := guards.permitted(context.person, Permission.UPDATE_SESSION, "check somebody else out"):
            return refused
        if not (command.reason or "").strip():
            return Refused(Code.REASON_NEEDED, "Checking somebody else out needs a reason in words.")
        reached = reach(context, Verb.CHECK_OUT, command, whose=other)
        person = read_person(context.tx, other)
        who = person.name if person else "This person"
        if not isinstance(reached, Refused):
            reached.skipped = tuple(_not_there(skip, who) for skip in reached.skipped)
            return reached
        if reached.code is not Code.NOT_CHECKED_IN:
            return reached
        step = target_facts(context, command)
        return step if isinstance(step, Refused) else _is_not_there(step.label, who)


def _is_not_there(label: str, who: str) -> Refused:
    return Refused(Code.NOT_CHECKED_IN, f"{who} is not checked in to {label}.")


def _not_there(skip: Skipped, who: str) -> Skipped:
    if skip.reason.code is not Code.NOT_CHECKED_IN:
        return skip
    return skip._replace(reason=_is_not_there(skip.label, who))


HANDLERS: Final[dict[type, Handler[Any]]] = {
    Start: _Start(Verb.START, "started"),
    Complete: _Complete(Verb.COMPLETE, "completed"),
    Hold: _Move(Verb.HOLD, "is on hold"),
    Release: _Move(Verb.RELEASE, "released"),
    Fail: _Fail(Verb.FAIL, "failed"),
    CheckIn: _CheckIn(),
    CheckOut: _CheckOut(),
}
