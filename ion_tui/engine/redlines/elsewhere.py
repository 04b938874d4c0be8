"""What a redline does to other runs in which its steps have siblings; those that look alike are one thought."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ion_tui.engine.answers import Code, Refused, Skipped
from ion_tui.engine.context import Context
from ion_tui.engine.redlines.application import AFTER, Application, Group, add_group, held_by
from ion_tui.engine.redlines.changes import ADDING, RedlineChange, Terms, target, translated
from ion_tui.engine.redlines.installed import installed_elsewhere
from ion_tui.engine.redlines.matching import places, siblings
from ion_tui.engine.redlines.run_trees import (
    RunHead,
    RunRows,
    contents_of,
    read_runs,
    read_shapes,
    steps_at,
    steps_with_keys,
)
from ion_tui.engine.redlines.stored import StoredChange
from ion_tui.engine.redlines.trees import Held, Node, Tree, Unfit
from ion_tui.engine.states import State


def plan_others(
    context: Context,
    found: Application,
    own: RunRows,
    heads: Mapping[int, RunHead],
    stored: Sequence[StoredChange],
    *,
    must: bool,
) -> None:
    """Every other run, in groups of those that are alike."""
    keys = {row.id: row.sibling_key for row in own.steps if row.sibling_key is not None}
    anchors = {step for one in stored if (step := target(one.change)) is not None}
    anchors |= {found.row.run_step_id} - {None}
    deciding = {keys[step] for step in _deciding(own, anchors, stored) if step in keys}
    siblings_of = steps_with_keys(context.tx, heads, deciding)
    with_one = {run_id for step in anchors & keys.keys() for run_id in siblings_of[keys[step]]}
    blocked = installed_elsewhere(context, own, siblings_of, stored)
    taken = [
        run_id
        for run_id, head in heads.items()
        if must or (run_id in with_one if anchors else head.code == own.code)
    ]
    shapes = read_shapes(context.tx, taken, deciding)
    alike: dict[Any, list[RunHead]] = {}
    for run_id in taken:
        head, own_blocked = heads[run_id], tuple(sorted(blocked.get(run_id, {})))
        look = (head.is_closed, head.code, head.kind, own_blocked, shapes[run_id])
        alike.setdefault(look, []).append(head)
    firsts = read_runs(context.tx, (members[0].run_id for members in alike.values()))
    found.contents |= contents_of(context.tx, firsts.values())
    for (is_closed, *_), members in alike.items():
        if is_closed:
            for run in members:
                reason = Refused(Code.NOT_LEGAL, f"{run.title} is closed.")
                found.skipped.append(Skipped(0, run.run_id, "The whole run", reason, run.title))
            continue
        first = firsts[members[0].run_id]
        _group(context, found, own, (members, first), stored, blocked, is_merge=must)


def _deciding(own: RunRows, anchors: Collection[int], stored: Sequence[StoredChange]) -> set[int]:
    """The steps whose state decides what is done: those it is about, what is in them, and what it puts steps in."""
    found = set(anchors)
    for one in stored:
        if one.change.place is not None and isinstance(one.change.place.parent, int):
            found.add(one.change.place.parent)
    for row in own.steps:
        if row.parent_id in found:
            found.add(row.id)
    return found


def _group(
    context: Context,
    found: Application,
    own: RunRows,
    alike: tuple[Sequence[RunHead], RunRows],
    stored: Sequence[StoredChange],
    blocked: Mapping[int, Mapping[str, Refused]],
    *,
    is_merge: bool,
) -> None:
    """What the redline makes of runs that are alike; each change that cannot be made there is left out, and told."""
    members, first = alike
    nodes = first.nodes(found.contents)
    states = {node.ref: node.state for node in nodes}
    # A canceled sibling keeps its state, and takes the change: restored, it is the same step as the others.
    tree = Tree.of([_workable(node) for node in nodes])
    same, around = siblings(own, first), places(own, first)
    own_nodes = {node.ref: node for node in own.nodes(found.contents)}
    labels = own.labels(found.contents)
    held = held_by(found, stored)
    stops = blocked.get(first.run_id, {})
    touched_refs: set[Any] = set()
    made: list[RedlineChange] = []
    for one in stored:
        change, step = one.change, target(one.change)
        reason = stops.get(change.key) or (
            None if step is None else _step_reason(step, same, around, states, labels)
        )
        there = reason or _made(tree, change, own_nodes, around, held, own.code, is_merge=is_merge)
        if isinstance(there, Refused):
            _skip(context, found, alike, step, change, there, around, labels, held)
            tree = _again(nodes, made, held, own.code)
            continue
        made.append(there)
        if step is not None:
            touched_refs.add(same[step])
    if not made:
        return
    after = tuple(_as_they_are(node, states) for node in tree.in_order())
    removed = {node.ref for node in after if node.removed}
    touched: dict[int, State] = {}
    for ordinal, row in enumerate(first.steps):
        if row.id in removed and not row.removed:
            touched[ordinal] = State.CANCELED
        elif row.id in touched_refs:
            state = State(row.state)
            touched[ordinal] = AFTER.get(state, state)
    ids = steps_at(context.tx, (run.run_id for run in members), touched)
    add_group(found, Group(tuple(members), first, tuple(nodes), after, touched, ids))


def _made(
    tree: Tree,
    change: RedlineChange,
    own: Mapping[Any, Node],
    around: dict[int, int],
    held: Mapping[str, Held],
    code: str,
    *,
    is_merge: bool,
) -> RedlineChange | Refused:
    """Make a change in the tree of another run; answers it as it is there, or why it cannot be."""
    try:
        there = _for_this_run(change, own, tree.nodes, around, is_merge=is_merge)
        tree.apply(there, held, code)
        tree.check()
    except KeyError:
        return Refused(Code.NOT_FOUND, "It lacks a step that this change speaks of.")
    except Unfit as unfit:
        return Refused(Code.INVALID, unfit.sentence)
    return there


def _again(nodes: Sequence[Node], made: Sequence[RedlineChange], held: Mapping[str, Held], code: str) -> Tree:
    """The tree with those changes that could be made: one that could not may have been made by half."""
    tree = Tree.of([_workable(node) for node in nodes])
    for change in made:
        tree.apply(change, held, code)
    return tree


def _workable(node: Node) -> Node:
    is_canceled = node.state is State.CANCELED and not node.removed
    return replace(node, state=State.TODO) if is_canceled else node


def _as_they_are(node: Node, states: Mapping[Any, State]) -> Node:
    return node if node.removed else replace(node, state=states.get(node.ref, node.state))


def _step_reason(
    step: int,
    same: Mapping[int, int],
    around: Mapping[int, int],
    states: Mapping[Any, State],
    labels: Mapping[int, str],
) -> Refused | None:
    """Why a change of a step does not reach the step of another run."""
    if step not in same:
        if step in around:
            return Refused(Code.NOT_FOUND, f"Its {labels[step]} differs: it is no sibling.")
        return Refused(Code.NOT_FOUND, f"It has no sibling of {labels[step]}.")
    if states[same[step]] is State.COMPLETED:
        return Refused(Code.NOT_LEGAL, f"{labels[step]} is completed: what was signed off stays as it is.")
    return None


def _for_this_run(
    change: RedlineChange,
    own: Mapping[Any, Node],
    there: Mapping[Any, Node],
    around: dict[int, int],
    *,
    is_merge: bool,
) -> RedlineChange:
    """A change in the ids of another run; terms that it leaves as they are stay as they are there.

    What is merged afterwards has been made in its own run already: its terms are taken as they are.
    """
    found = translated(change, around)
    terms = found.terms
    if terms is None or is_merge or change.kind in ADDING or not isinstance(change.step, int):
        return found
    was, now = own[change.step], there[found.step]
    said: Terms = change.terms or Terms()
    return replace(
        found,
        terms=Terms(
            waits_on=tuple(now.waits_on) if set(said.waits_on) == was.waits_on else terms.waits_on,
            work_center_id=now.work_center_id
            if said.work_center_id == was.work_center_id
            else said.work_center_id,
            lead_time_seconds=now.lead_time_seconds
            if said.lead_time_seconds == was.lead_time_seconds
            else said.lead_time_seconds,
            optional=now.optional if said.optional == was.optional else said.optional,
        ),
    )


def _skip(  # noqa: PLR0913, PLR0917 - what a sentence about a skipped change takes
    context: Context,
    found: Application,
    alike: tuple[Sequence[RunHead], RunRows],
    step: int | None,
    change: RedlineChange,
    reason: Refused,
    around: Mapping[int, int],
    labels: Mapping[int, str],
    held: Mapping[str, Held],
) -> None:
    members, first = alike
    at = None
    if step is not None and step in around:
        at = next(ordinal for ordinal, row in enumerate(first.steps) if row.id == around[step])
    label = labels[step] if step is not None else held[change.key].title if change.key in held else "A step"
    ids: Sequence[int] = [0] * len(members)
    if at is not None:
        ids = steps_at(context.tx, (run.run_id for run in members), [at])[at]
    for run, step_id in zip(members, ids, strict=True):
        found.skipped.append(Skipped(step_id, run.run_id, label, reason, run.title))
