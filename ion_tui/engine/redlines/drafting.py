"""Saying what a redline changes.

Nothing of the run is changed by it but that the steps which it is about stand in Redline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.sql.expression import bindparam

from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.content import Content
from ion_tui.engine.content_store import store_contents
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.redlines import standing
from ion_tui.engine.redlines.changes import (
    ADDING,
    ChangeKind,
    RedlineChange,
    named,
    target,
    to_text,
)
from ion_tui.engine.redlines.commands import (
    ChangeRedline,
)
from ion_tui.engine.redlines.content_rules import Names, content_fault, read_names, terms_fault
from ion_tui.engine.redlines.run_trees import RunRows, contents_of, read_runs
from ion_tui.engine.redlines.stored import (
    CHANGE,
    StoredChange,
    find_one,
    label_of,
)
from ion_tui.engine.redlines.trees import Held, Unfit, changed
from ion_tui.engine.redlines.writing_down import mark, write_changes
from ion_tui.engine.states import State

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


MOST_CHANGES: Final = 500
"""The most changes of one redline."""


_DROP: Final = delete(CHANGE).where(CHANGE.c.redline_id == bindparam("redline"))


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
        facts = standing.may_enter(context, sorted(targets - there))
        if isinstance(facts, Refused):
            return facts
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
        write_changes(context, redline_id, stored)
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
            return Refused(
                Code.INVALID, "Each change of a redline has a key of its own, of letters and digits."
            )
        if any(isinstance(ref, int) and ref not in rows for ref in named(change)):
            return Refused(Code.NOT_FOUND, "A step that the redline speaks of is not one of its run.")
        if refused := _whole(change) or _content_fault(change, rows, names):
            return refused
        if change.terms is not None and (refused := terms_fault(change.terms, names)):
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


HANDLERS: Final[dict[type, Handler[Any]]] = {ChangeRedline: _ChangeRedline()}
