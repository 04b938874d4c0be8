"""Judging a verb on a step: the facts, whether the operator's view is stale, the guards, the plan.

Every verb on a step begins here, whatever it does afterwards.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select

from data.queries.waits import upstream_of
from ion_tui.engine import guards
from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.commands import StepCommand
from ion_tui.engine.completion import completion_blockers
from ion_tui.engine.context import Context, Person
from ion_tui.engine.facts import STEP, StepFacts, read_facts
from ion_tui.engine.handling import Moved
from ion_tui.engine.history import COMMAND
from ion_tui.engine.locking import lock_step
from ion_tui.engine.states import Verb
from ion_tui.engine.wording import moment

_LAST_CHANGE: Final = (
    select(COMMAND.c.verb, COMMAND.c.operator_label, COMMAND.c.said_at)
    .select_from(STEP.join(COMMAND, COMMAND.c.id == STEP.c.command_id))
    .where(STEP.c.id == bindparam("step"))
)


def target_facts(context: Context, command: StepCommand, whose: int | None = None) -> StepFacts | Refused:
    """The step that a command names, unless it is not there or has moved on since the operator looked.

    `whose` is the operator whose session it may be about, where that is not the one who acts.
    """
    is_locked = context.command_id and not context.is_sqlite
    batch_id = lock_step(context.tx, command.step_id) if is_locked else None
    operator_id = whose or (context.person.id if context.person else None)
    found = read_facts(context.tx, [command.step_id], operator_id)
    if not found:
        return Refused(Code.NOT_FOUND, "This run step is not there any more; go back and open it again.")
    step = found[0]
    if is_locked and step.batch_id != batch_id:
        raise Moved
    context.batch_id = step.batch_id
    if command.seen_version is not None and command.seen_version != step.version:
        return _stale(context, step)
    return step


def _stale(context: Context, step: StepFacts) -> Refused:
    last = context.tx.execute(_LAST_CHANGE, {"step": step.step_id}).first()
    if last is None:
        return Refused(
            Code.STALE, f"{step.label} has changed since you opened it: it is now {step.state}. Look again."
        )
    at = moment(last.said_at, context.now, context.zone)
    done = guards.VERB_DONE.get(Verb(last.verb), "changed") if last.verb in set(Verb) else "changed"
    return Refused(
        Code.STALE,
        f"{last.operator_label} {_did(done, step.label)} at {at}: it is now {step.state}. Look again.",
    )


def _did(done: str, label: str) -> str:
    """What was done to a step: `started 2 Start the bogie pivot`, `put 2 Start the bogie pivot on hold`."""
    for first, rest in (("put ", "on hold"), ("sent ", "to rework"), ("taken ", "out of redline")):
        if done == first + rest:
            return f"{first}{label} {rest}".replace("taken ", "took ", 1)
    return f"{done} {label}"


def judged_step(
    context: Context,
    verb: Verb,
    command: StepCommand,
    person: Person | None = None,
    *,
    whose: int | None = None,
) -> StepFacts | Refused:
    """The step that a verb is said to, once every guard has let it pass.

    With `person`, somebody who acts in place of the one who is logged in is judged.
    """
    if refused := guards.reason_needed(verb, command.reason):
        return refused
    step = target_facts(context, command, whose)
    if isinstance(step, Refused):
        return step
    upstream = () if step.available else upstream_of(context.tx, [step.step_id]).get(step.step_id, ())
    blockers: tuple[str, ...] = ()
    if verb is Verb.COMPLETE:
        blockers = completion_blockers(context.tx, [step.step_id]).get(step.step_id, ())
    return guards.judge(verb, step, person or context.person, upstream, blockers) or step


def unmoved(step: StepFacts) -> Plan:
    """The plan of a verb that leaves the state as it is."""
    changes = (StepChange(step.step_id, step.run_id, step.label, step.state, step.state),)
    return Plan(changes=changes)
