"""What an approved redline does where: to its own run, and to every run in which its steps have siblings.

Runs that look alike are thought about once: a batch of five hundred of one revision is one group, and so is one of a
thousand. Reads only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import bindparam, select

from data.fixed import fixed
from data.ids import id_list, within
from data.models import RedlineRun, table
from ion_tui.engine.answers import Code, Refused, Skipped
from ion_tui.engine.context import Context
from ion_tui.engine.facts import RUN
from ion_tui.engine.redlines import standing
from ion_tui.engine.redlines.application import Application, Group, add_group, held_by
from ion_tui.engine.redlines.changes import ADDING, ChangeKind, target
from ion_tui.engine.redlines.elsewhere import plan_others
from ion_tui.engine.redlines.installed import installed_here
from ion_tui.engine.redlines.run_trees import (
    RunRows,
    contents_of,
    read_heads,
    read_runs,
)
from ion_tui.engine.redlines.stored import StoredChange, label_of
from ion_tui.engine.redlines.trees import Held, Tree, Unfit, placed
from ion_tui.engine.states import State

_OF_BATCH: Final = fixed(
    select(RUN.c.id)
    .where(RUN.c.batch_id == bindparam("batch"), RUN.c.id != bindparam("own"))
    .order_by(RUN.c.id)
)


_APPLIED: Final = table(RedlineRun)


_APPLIED_TO: Final = (
    select(_APPLIED.c.run_id)
    .where(_APPLIED.c.redline_id == bindparam("redline"), within(_APPLIED.c.run_id))
    .order_by(_APPLIED.c.run_id)
)


def plan_application(
    context: Context, row: Any, stored: Sequence[StoredChange], into: Sequence[int] | None = None
) -> Application | Refused:
    """What approving a redline would do; with `into`, what applying an approved one to those runs would."""
    tx = context.tx
    others = list(into) if into is not None else _batch_of(context, row)
    own = read_runs(tx, [row.run_id])[row.run_id]
    heads = read_heads(tx, others)
    asked = {one.content_id for one in stored} | {one.before_id for one in stored}
    contents = contents_of(tx, [own], (one for one in asked if one is not None))
    found = Application(row, contents)
    if into is None:
        refused = _own(context, found, own, stored)
        if refused is not None:
            return refused
    else:
        own = _as_it_was(own, stored, contents)
        for run_id in tx.execute(_APPLIED_TO, {"redline": row.id, "ids": id_list(others)}).scalars():
            there = heads.pop(run_id)
            reason = Refused(Code.CONFLICT, f"{label_of(row.id)} has been applied to {there.title} already.")
            found.skipped.append(Skipped(0, run_id, "The whole run", reason, there.title))
    plan_others(context, found, own, heads, stored, must=into is not None)
    _told(found, stored)
    return found


def _as_it_was(own: RunRows, stored: Sequence[StoredChange], contents: Mapping[int, Held]) -> RunRows:
    """The run with the contents that the redline was written for: by those it is known what is the same elsewhere."""
    was = {
        step: one.before_id for one in stored if (step := target(one.change)) is not None and one.before_id
    }
    nodes = [
        replace(node, content_id=was[node.ref], digest=contents[was[node.ref]].digest)
        if isinstance(node.ref, int) and node.ref in was
        else node
        for node in own.nodes(contents)
    ]
    keys = {ref: stands.sibling_key for ref, stands in placed(nodes, own.base).items()}
    rows = [
        SimpleNamespace(
            **{
                **row._asdict(),
                "sibling_key": keys[row.id],
                "content_id": was.get(row.id, row.content_id),
            }
        )
        for row in own.steps
    ]
    return replace(own, steps=tuple(rows))


def _batch_of(context: Context, row: Any) -> list[int]:
    if row.batch_id is None:
        return []
    return list(context.tx.execute(_OF_BATCH, {"batch": row.batch_id, "own": row.run_id}).scalars())


def _own(
    context: Context, found: Application, own: RunRows, stored: Sequence[StoredChange]
) -> Refused | None:
    """The redline's own run: everything or nothing."""
    nodes = own.nodes(found.contents)
    labels = own.labels(found.contents)
    if refused := moved_on(found.row, own, labels, stored):
        return refused
    if reasons := installed_here(context, stored, {row.id for row in own.steps}):
        return next(iter(reasons.values()))
    tree = Tree.of(nodes)
    held = held_by(found, stored)
    try:
        for one in stored:
            tree.apply(one.change, held, own.code)
        tree.check()
    except Unfit as unfit:
        return Refused(Code.INVALID, unfit.sentence)
    under = standing.standing(context, found.row.id)
    leaving = standing.leaving(context, found.row.id, under)
    after = tuple(tree.in_order())
    touched = _touched_own(own, tree, leaving, stored)
    ids = {ordinal: [own.steps[ordinal].id] for ordinal in touched}
    add_group(found, Group((own,), own, tuple(nodes), after, touched, ids))
    return None


def moved_on(
    row: Any, run: RunRows, labels: Mapping[int, str], stored: Sequence[StoredChange]
) -> Refused | None:
    """Refuse a redline that was written for what a step does not say any more."""
    now = {one.id: one for one in run.steps}
    for one in stored:
        step = target(one.change)
        if step is not None and one.before_id not in (None, now[step].content_id):
            return Refused(
                Code.STALE,
                f"{labels[step]} has been changed since {label_of(row.id)} was written: look at the "
                "difference, and save it again.",
            )
    return None


def _touched_own(
    own: RunRows, tree: Tree, leaving: Mapping[int, State], stored: Sequence[StoredChange]
) -> dict[int, State]:
    """The steps of the redline's own run by their place, with the state that each comes to."""
    targets = {step for one in stored if (step := target(one.change)) is not None}
    touched: dict[int, State] = {}
    for ordinal, row in enumerate(own.steps):
        if tree.nodes[row.id].removed and not row.removed:
            touched[ordinal] = State.CANCELED
        elif row.id in leaving:
            touched[ordinal] = State.TODO
        elif row.id in targets:
            touched[ordinal] = State(row.state)
    return touched


def _told(found: Application, stored: Sequence[StoredChange]) -> None:
    """What the plan says besides the steps that it changes."""
    count = len(found.run_ids)
    of_runs = "" if count == 1 else f" in each of {count} runs"
    added = sum(one.change.kind in ADDING for one in stored)
    if added and count:
        found.warnings.append(f"{added} {'step is' if added == 1 else 'steps are'} added{of_runs}.")
    removed = sum(one.change.kind is ChangeKind.REMOVE for one in stored)
    if removed and count:
        found.warnings.append(
            f"{removed} {'step is' if removed == 1 else 'steps are'} removed{of_runs}, with what is in them."
        )
