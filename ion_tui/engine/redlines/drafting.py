"""Writing a redline: beginning one, saying what it changes, putting it up for review, giving it up.

Nothing of the run is changed by it but that the steps which it is about stand in Redline.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.sql.expression import bindparam

from data.ids import id_list, within
from data.models import Issue, RedlineDecision, table
from ion_tui.engine import guards, queue_rows
from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.attempts import parent_first
from ion_tui.engine.content import Content
from ion_tui.engine.content_store import store_contents
from ion_tui.engine.context import Context
from ion_tui.engine.facts import RUN, StepFacts, read_facts
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.judging import judged_step
from ion_tui.engine.locking import lock_batches_of
from ion_tui.engine.redlines import standing
from ion_tui.engine.redlines.changes import (
    ADDING,
    ChangeKind,
    RedlineChange,
    named,
    target,
    to_text,
    translated,
)
from ion_tui.engine.redlines.commands import (
    CancelRedline,
    ChangeRedline,
    OpenRedline,
    RedlineRun,
    SubmitRedline,
    WithdrawRedline,
)
from ion_tui.engine.redlines.content_rules import Names, content_fault, read_names
from ion_tui.engine.redlines.editing import new_change_key
from ion_tui.engine.redlines.matching import places
from ion_tui.engine.redlines.planning import moved_on
from ion_tui.engine.redlines.run_trees import RunRows, contents_of, read_runs
from ion_tui.engine.redlines.stored import (
    CHANGE,
    REDLINE,
    StoredChange,
    find,
    find_one,
    label_of,
    stored_changes,
)
from ion_tui.engine.redlines.trees import Held, Unfit, changed
from ion_tui.engine.siblings import Reach
from ion_tui.engine.states import State, Verb

DECISION: Final = table(RedlineDecision)
_ISSUE: Final = table(Issue)
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
MOST_CHANGES: Final = 500
"""The most changes of one redline."""

_IS_ISSUE: Final = select(_ISSUE.c.id).where(_ISSUE.c.id == bindparam("issue"))
_READ_RUN: Final = select(RUN.c.id, RUN.c.title, RUN.c.batch_id, RUN.c.closed_at).where(
    RUN.c.id == bindparam("run")
)
_DROP: Final = delete(CHANGE).where(CHANGE.c.redline_id == bindparam("redline"))
_WRITE: Final = insert(CHANGE)
_MARK: Final = (
    update(REDLINE)
    .values(version=REDLINE.c.version + 1, command_id=bindparam("command"))
    .where(REDLINE.c.id == bindparam("redline"))
)
_VOID: Final = (
    update(DECISION)
    .values(voided_at=bindparam("at", type_=DECISION.c.decided_at.type))
    .where(within(DECISION.c.redline_id), DECISION.c.voided_at.is_(None))
)


def mark(context: Context, redline_id: int, **values: Any) -> None:
    """Note that this command has changed a redline, and how."""
    statement = _MARK.values(**values) if values else _MARK
    context.tx.execute(statement, {"redline": redline_id, "command": context.command_id})


def void_decisions(context: Context, redline_ids: Collection[int]) -> None:
    """What was decided was about what the redlines said before."""
    context.tx.execute(_VOID, {"ids": id_list(sorted(redline_ids)), "at": context.now})


def settle_rows(context: Context, run_ids: Sequence[int]) -> None:
    """Bring the queue's rows of the runs' batches to what they are; the steps of these runs have changed."""
    queue_rows.settle_batches_of(context.tx, run_ids)


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
        _write(context, redline_id, found.taken)
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
    touched = []
    for facts in read_facts(context.tx, sorted(ids), context.actor.id):
        refused = None if facts.state is State.REDLINE else guards.judge_step(Verb.REDLINE, facts)
        if refused := refused or parent_first(facts):
            return refused
        touched.append(facts)
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


@dataclass(frozen=True, slots=True)
class _Edit:
    """What a redline is to say: its changes, and the steps that come into Redline for it and leave it."""

    row: Any
    run: RunRows
    changes: tuple[RedlineChange, ...]
    names: Names
    entering: tuple[int, ...]
    dropped: frozenset[int]
    leaving: dict[int, State]


class _ChangeRedline(Plain[ChangeRedline]):
    """Say what a redline changes."""

    def judge(self, context: Context, command: ChangeRedline, prepared: Any) -> Judged | Refused:
        """Judge every change by itself, and all of them together on the run's tree."""
        del prepared
        row = find_one(context, command.redline_id, command.seen_version, ("open",), "changed")
        if isinstance(row, Refused):
            return row
        run = read_runs(context.tx, [row.run_id])[row.run_id]
        names = read_names(context.tx)
        if refused := _form_fault(command.changes, run, names):
            return refused
        contents = contents_of(context.tx, [run])
        held = {
            change.key: Held(0, change.content.digest, change.content.title)
            for change in command.changes
            if change.content is not None
        }
        try:
            changed(run.nodes(contents), command.changes, held, run.code)
        except Unfit as unfit:
            return Refused(Code.INVALID, unfit.sentence)
        return self._steps(context, command, row, run, names)

    def _steps(
        self, context: Context, command: ChangeRedline, row: Any, run: RunRows, names: Names
    ) -> Judged | Refused:
        """Which steps come into Redline, and which leave it."""
        targets = {found for change in command.changes if (found := target(change)) is not None}
        there = standing.standing(context, row.id)
        facts = read_facts(context.tx, sorted(targets - there), context.actor.id)
        for step in facts:
            refused = None if step.state is State.REDLINE else guards.judge_step(Verb.REDLINE, step)
            if refused := refused or parent_first(step):
                return refused
        dropped = frozenset(there - targets - {row.run_step_id})
        leaving = standing.leaving(context, row.id, dropped)
        labels = run.labels(contents_of(context.tx, [run]))
        changes = [
            StepChange(step.step_id, step.run_id, step.label, step.state, State.REDLINE, step.run_title)
            for step in facts
            if step.state is not State.REDLINE
        ]
        changes += [
            StepChange(step_id, run.run_id, labels[step_id], State.REDLINE, state, run.title)
            for step_id, state in leaving.items()
        ]
        edit = _Edit(
            row,
            run,
            command.changes,
            names,
            tuple(step.step_id for step in facts),
            dropped,
            leaving,
        )
        return Judged(Plan(tuple(changes)), edit)

    def apply(self, context: Context, command: ChangeRedline, judged: Judged) -> Applied:
        """Write the changes, and take the steps into Redline and out of it."""
        del command
        edit: _Edit = judged.found
        redline_id = edit.row.id
        context.batch_id = edit.run.batch_id
        said = [change.content for change in edit.changes if change.content is not None]
        ids = store_contents(context.tx, said, parts=edit.names.parts, roles=edit.names.roles)
        now = {row.id: row.content_id for row in edit.run.steps}
        stored = [
            StoredChange(
                change,
                now[step] if (step := target(change)) is not None else None,
                None if change.content is None else ids[change.content.digest],
            )
            for change in edit.changes
        ]
        context.tx.execute(_DROP, {"redline": redline_id})
        _write(context, redline_id, stored)
        standing.back(context, redline_id, list(edit.leaving))
        standing.forget(context, redline_id, edit.dropped)
        standing.enter(context, redline_id, edit.entering, edit.row.reason)
        mark(context, redline_id)
        context.record(
            "redline.change",
            "redline",
            redline_id,
            label_of(redline_id),
            after={"changes": [_told(one) for one in stored]},
            run_id=edit.row.run_id,
            run_step_id=edit.row.run_step_id,
        )
        count = len(stored)
        return Applied(f"{label_of(redline_id)} holds {count} {'change' if count == 1 else 'changes'}.")


def _told(stored: StoredChange) -> dict[str, Any]:
    """A change for the history; contents are never changed or removed, so that their ids say enough."""
    change = stored.change
    said: dict[str, Any] = {"key": change.key, "kind": change.kind.value, "step": change.step}
    said["content"] = [stored.before_id, stored.content_id]
    said["place"] = to_text(change)
    return said


def _write(context: Context, redline_id: int, stored: Sequence[StoredChange]) -> None:
    if not stored:
        return
    rows = []
    for position, one in enumerate(stored):
        step = one.change.step
        rows.append(
            {
                "redline_id": redline_id,
                "position": position,
                "key": one.change.key,
                "kind": one.change.kind.value,
                "run_step_id": step if isinstance(step, int) else None,
                "on_key": step if isinstance(step, str) else None,
                "before_id": one.before_id,
                "content_id": one.content_id,
                "place": to_text(one.change),
            }
        )
    context.tx.execute(_WRITE, rows)


def _form_fault(changes: Sequence[RedlineChange], run: RunRows, names: Names) -> Refused | None:
    """What is wrong with the changes before any is made."""
    if len(changes) > MOST_CHANGES:
        return Refused(
            Code.INVALID, f"A redline has at most {MOST_CHANGES} changes; these are {len(changes)}."
        )
    rows = {row.id: row for row in run.steps}
    keys: set[str] = set()
    for change in changes:
        if change.key in keys or not _KEY.fullmatch(change.key):
            return Refused(Code.INVALID, "Two changes of a redline have the same key, or one has none.")
        if any(isinstance(ref, int) and ref not in rows for ref in named(change)):
            return Refused(Code.NOT_FOUND, "A step that the redline speaks of is not one of its run.")
        if refused := _whole(change) or _content_fault(change, rows, names):
            return refused
        keys.add(change.key)
    return None


def _whole(change: RedlineChange) -> Refused | None:
    """Refuse a change that lacks what its kind needs."""
    if change.kind in ADDING:
        is_whole = change.content is not None and change.place is not None and change.terms is not None
    elif change.kind is ChangeKind.MODIFY:
        is_whole = change.step is not None and (change.content is not None or change.terms is not None)
    elif change.kind is ChangeKind.MOVE:
        is_whole = change.step is not None and change.place is not None
    else:
        is_whole = change.step is not None
    terms = change.terms
    if is_whole and terms is not None and (terms.lead_time_seconds or 0) < 0:
        return Refused(Code.INVALID, "A lead time is not below 0.")
    return (
        None if is_whole else Refused(Code.INVALID, "A change of the redline says only half of what it is.")
    )


def _content_fault(change: RedlineChange, rows: dict[Any, Any], names: Names) -> Refused | None:
    content: Content | None = change.content
    if content is None:
        return None
    row = rows.get(change.step) if change.kind is ChangeKind.MODIFY else None
    if row is not None and row.is_outside and content.type.value == "datagrid":
        return Refused(Code.INVALID, "What is done outside has no datagrid.")
    return content_fault(content, names)


class _SubmitRedline(Plain[SubmitRedline]):
    """Put a redline up for review."""

    def judge(self, context: Context, command: SubmitRedline, prepared: Any) -> Judged | Refused:
        """Judge its state, that it changes something, and that it can be made of the run as that is now."""
        del prepared
        row = find_one(context, command.redline_id, command.seen_version, ("open",), "submitted")
        if isinstance(row, Refused):
            return row
        stored = stored_changes(context.tx, [row.id])[row.id]
        if not stored:
            return Refused(Code.NOT_LEGAL, f"{label_of(row.id)} changes nothing yet.")
        return unfit(context, row, stored) or Judged(NO_PLAN, row)

    def apply(self, context: Context, command: SubmitRedline, judged: Judged) -> Applied:
        """Write it down; what was decided before was about something else."""
        del command
        row = judged.found
        mark(context, row.id, state="in review", submitted_at=context.now)
        void_decisions(context, [row.id])
        _record_state(context, row, "submit", "in review")
        return Applied(f"{label_of(row.id)} is in review.")


def unfit(context: Context, row: Any, stored: Sequence[StoredChange]) -> Refused | None:
    """Refuse a redline that cannot be made of its run as that is now, or was written for what is not there any more."""
    run = read_runs(context.tx, [row.run_id])[row.run_id]
    contents = contents_of(
        context.tx, [run], (one.content_id for one in stored if one.content_id is not None)
    )
    if refused := moved_on(row, run, run.labels(contents), stored):
        return refused
    held = {one.change.key: contents[one.content_id] for one in stored if one.content_id is not None}
    try:
        changed(run.nodes(contents), [one.change for one in stored], held, run.code)
    except Unfit as fault:
        return Refused(Code.INVALID, fault.sentence)
    return None


class _WithdrawRedline(Plain[WithdrawRedline]):
    """Take a redline out of review."""

    def judge(self, context: Context, command: WithdrawRedline, prepared: Any) -> Judged | Refused:
        """Judge its state."""
        del prepared
        row = find_one(
            context, command.redline_id, command.seen_version, ("in review",), "taken out of review"
        )
        return row if isinstance(row, Refused) else Judged(NO_PLAN, row)

    def apply(self, context: Context, command: WithdrawRedline, judged: Judged) -> Applied:
        """Write it down."""
        del command
        row = judged.found
        mark(context, row.id, state="open")
        void_decisions(context, [row.id])
        _record_state(context, row, "withdraw", "open")
        return Applied(f"{label_of(row.id)} is open again.")


class _CancelRedline(Plain[CancelRedline]):
    """Give a redline up."""

    def judge(self, context: Context, command: CancelRedline, prepared: Any) -> Judged | Refused:
        """Judge its state; say which steps go back to what."""
        del prepared
        row = find_one(context, command.redline_id, command.seen_version, ("open", "in review"), "canceled")
        if isinstance(row, Refused):
            return row
        if refused := guards.reason_needed(Verb.CLOSE_REDLINE, command.reason):
            return refused
        back = standing.leaving(context, row.id, standing.standing(context, row.id))
        facts = read_facts(context.tx, list(back), context.actor.id)
        changes = tuple(
            StepChange(step.step_id, step.run_id, step.label, step.state, back[step.step_id], step.run_title)
            for step in facts
        )
        return Judged(Plan(changes), (row, list(back)))

    def apply(self, context: Context, command: CancelRedline, judged: Judged) -> Applied:
        """Take the steps back, and close it."""
        row, ids = judged.found
        context.batch_id = row.batch_id
        standing.back(context, row.id, ids)
        mark(context, row.id, state="canceled", closed_at=context.now, closed_by=context.actor.id)
        _record_state(context, row, "cancel", "canceled", (command.reason or "").strip())
        return Applied(f"{label_of(row.id)} is canceled; what it was about is as it was.")


def _record_state(context: Context, row: Any, action: str, state: str, reason: str = "") -> None:
    after = {"state": state, "reason": reason} if reason else {"state": state}
    context.record(
        f"redline.{action}",
        "redline",
        row.id,
        label_of(row.id),
        before={"state": row.state},
        after=after,
        run_id=row.run_id,
        run_step_id=row.run_step_id,
    )


HANDLERS: Final[dict[type, Handler[Any]]] = {
    CancelRedline: _CancelRedline(),
    ChangeRedline: _ChangeRedline(),
    OpenRedline: _OpenRedline(),
    RedlineRun: _RedlineRun(),
    SubmitRedline: _SubmitRedline(),
    WithdrawRedline: _WithdrawRedline(),
}
