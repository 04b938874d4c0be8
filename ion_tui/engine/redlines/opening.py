"""Beginning a redline: on a step, which then stands in Redline, on a run, or on what another one has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.sql.expression import bindparam

from data.models import Issue, table
from ion_tui.engine import guards
from ion_tui.engine.answers import Code, Refused, StepChange
from ion_tui.engine.attempts import parent_first
from ion_tui.engine.context import Context
from ion_tui.engine.facts import RUN, StepFacts
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.judging import judged_step
from ion_tui.engine.locking import lock_batches_of
from ion_tui.engine.redlines import standing
from ion_tui.engine.redlines.changes import (
    named,
    target,
    translated,
)
from ion_tui.engine.redlines.commands import (
    OpenRedline,
    RedlineRun,
)
from ion_tui.engine.redlines.editing import new_change_key
from ion_tui.engine.redlines.matching import places
from ion_tui.engine.redlines.run_trees import read_runs
from ion_tui.engine.redlines.stored import (
    REDLINE,
    StoredChange,
    find,
    label_of,
    stored_changes,
)
from ion_tui.engine.redlines.writing_down import write_changes
from ion_tui.engine.siblings import Reach
from ion_tui.engine.states import State, Verb

_ISSUE: Final = table(Issue)


_IS_ISSUE: Final = select(_ISSUE.c.id).where(_ISSUE.c.id == bindparam("issue"))


_READ_RUN: Final = select(RUN.c.id, RUN.c.title, RUN.c.batch_id, RUN.c.closed_at).where(
    RUN.c.id == bindparam("run")
)


def _issue_there(context: Context, issue_id: int | None) -> Refused | None:
    if issue_id is None or context.tx.execute(_IS_ISSUE, {"issue": issue_id}).first() is not None:
        return None
    return Refused(Code.NOT_FOUND, "This issue is not there any more.")


def _insert(context: Context, run_id: int, step_id: int | None, reason: str, **more: Any) -> int:
    return context.insert(
        REDLINE,
        run_id=run_id,
        run_step_id=step_id,
        author_id=context.actor.id,
        reason=reason,
        state="open",
        opened_at=context.now,
        command_id=context.command_id,
        version=1,
        **more,
    )


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a redline begins with: its step, the changes that it takes over, and those that it could not."""

    step: StepFacts
    taken: tuple[StoredChange, ...] = ()
    notes: tuple[str, ...] = ()
    touched: tuple[StepFacts, ...] = ()


class _OpenRedline(Plain[OpenRedline]):
    """Begin a redline on a step."""

    def judge(self, context: Context, command: OpenRedline, prepared: Any) -> Judged | Refused:
        """Judge the step, its parent, the issue, and the redline that is to be built on."""
        del prepared
        step = judged_step(context, Verb.REDLINE, command)
        if isinstance(step, Refused):
            return step
        if refused := parent_first(step) or _issue_there(context, command.issue_id):
            return refused
        opening = _Opening(step)
        if command.build_on is not None:
            built = _build_on(context, command.build_on, step)
            if isinstance(built, Refused):
                return built
            opening = built
        reached = Reach.alone(context, step)
        plan = reached.foresee(lambda _: State.REDLINE, warnings=opening.notes).plan()
        also = tuple(
            StepChange(one.step_id, one.run_id, one.label, one.state, State.REDLINE, one.run_title)
            for one in opening.touched
        )
        return Judged(replace(plan, changes=(*plan.changes, *also)), opening)

    def apply(self, context: Context, command: OpenRedline, judged: Judged) -> Applied:
        """Write it down, and take the step into Redline."""
        found: _Opening = judged.found
        step, reason = found.step, (command.reason or "").strip()
        redline_id = _insert(
            context,
            step.run_id,
            step.step_id,
            reason,
            issue_id=command.issue_id,
            built_on_id=command.build_on,
        )
        standing.enter(context, redline_id, [step.step_id, *(one.step_id for one in found.touched)], reason)
        write_changes(context, redline_id, found.taken)
        context.record(
            "redline.open",
            "redline",
            redline_id,
            step.label,
            after={"reason": reason, "issue": command.issue_id, "built on": command.build_on},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        return Applied(
            f"{label_of(redline_id)} is open on {step.label}.", {"redline": (redline_id,)}, found.notes
        )


def _build_on(context: Context, redline_id: int, step: StepFacts) -> _Opening | Refused:
    """The changes of another redline as they are for the run of `step`."""
    found = find(context, [redline_id])
    if isinstance(found, Refused):
        return found
    (other,) = found
    runs = read_runs(context.tx, [step.run_id, other.run_id])
    own, theirs = runs[step.run_id], runs[other.run_id]
    there = places(theirs, own)
    rows = {row.id: row for row in own.steps}
    taken: list[StoredChange] = []
    lost: set[str] = set()
    for stored in stored_changes(context.tx, [redline_id])[redline_id]:
        change = stored.change
        try:
            own_change = translated(change, there)
        except KeyError:
            lost.add(change.key)
            continue
        if named(change) & lost:
            lost.add(change.key)
            continue
        before = rows[own_change.step].content_id if target(own_change) is not None else None
        taken.append(StoredChange(own_change, before, stored.content_id))
    taken = _renamed(taken)
    notes = (f"{len(lost)} of its changes are about steps that this run does not have.",) if lost else ()
    ids = {one for stored in taken if (one := target(stored.change)) is not None} - {step.step_id}
    touched = standing.may_enter(context, sorted(ids))
    if isinstance(touched, Refused):
        return touched
    return _Opening(
        step, tuple(taken), notes, tuple(one for one in touched if one.state is not State.REDLINE)
    )


def _renamed(taken: Sequence[StoredChange]) -> list[StoredChange]:
    """The same changes under keys of their own: what they add is another step than what the other redline adds."""
    keys: dict[str, str] = {one.change.key: new_change_key() for one in taken}

    def ref(one: Any) -> Any:
        return keys.get(one, one) if isinstance(one, str) else one

    renamed = []
    for stored in taken:
        change = stored.change
        place, terms = change.place, change.terms
        if place is not None:
            place = replace(place, parent=ref(place.parent), after=ref(place.after))
        if terms is not None:
            terms = replace(terms, waits_on=tuple(ref(one) for one in terms.waits_on))
        change = replace(change, key=keys[change.key], step=ref(change.step), place=place, terms=terms)
        renamed.append(replace(stored, change=change))
    return renamed


class _RedlineRun(Plain[RedlineRun]):
    """Begin a redline on a run."""

    def judge(self, context: Context, command: RedlineRun, prepared: Any) -> Judged | Refused:
        """Judge the run and the reason."""
        del prepared
        if refused := guards.reason_needed(Verb.REDLINE, command.reason):
            return refused
        if context.command_id:
            lock_batches_of(context.tx, [command.run_id])
        run = context.tx.execute(_READ_RUN, {"run": command.run_id}).first()
        if run is None:
            return Refused(Code.NOT_FOUND, "This run is not there any more.")
        if run.closed_at is not None:
            return Refused(Code.NOT_LEGAL, f"{run.title} is closed; an administrator can reopen it.")
        return _issue_there(context, command.issue_id) or Judged(NO_PLAN, run)

    def apply(self, context: Context, command: RedlineRun, judged: Judged) -> Applied:
        """Write it down."""
        run, reason = judged.found, (command.reason or "").strip()
        redline_id = _insert(context, run.id, None, reason, issue_id=command.issue_id)
        context.record(
            "redline.open",
            "redline",
            redline_id,
            run.title,
            after={"reason": reason, "issue": command.issue_id},
            run_id=run.id,
        )
        return Applied(f"{label_of(redline_id)} is open on {run.title}.", {"redline": (redline_id,)})


HANDLERS: Final[dict[type, Handler[Any]]] = {OpenRedline: _OpenRedline(), RedlineRun: _RedlineRun()}
