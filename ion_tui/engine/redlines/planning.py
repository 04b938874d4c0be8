"""What an approved redline does where: to its own run, and to every run in which its steps have siblings.

Runs that look alike are thought about once: a batch of five hundred of one revision is one group, and so is one of a
thousand. Reads only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import bindparam, select

from data.fixed import fixed
from data.ids import id_list, within
from data.models import ContentRequirement, Part, RedlineRun, table
from ion_tui.engine.answers import Code, Refused, Skipped, StepChange
from ion_tui.engine.context import Context
from ion_tui.engine.facts import RUN
from ion_tui.engine.redlines import standing
from ion_tui.engine.redlines.carrying_over import too_much_installed
from ion_tui.engine.redlines.changes import ADDING, ChangeKind, RedlineChange, Terms, target, translated
from ion_tui.engine.redlines.matching import places, siblings
from ion_tui.engine.redlines.run_trees import (
    RunHead,
    RunRows,
    contents_of,
    read_heads,
    read_runs,
    read_shapes,
    steps_at,
    steps_with_keys,
)
from ion_tui.engine.redlines.stored import StoredChange, label_of
from ion_tui.engine.redlines.trees import Held, Node, Tree, Unfit, placed
from ion_tui.engine.states import State
from ion_tui.engine.wording import amount

_PART: Final = table(Part)
_WANTED: Final = table(ContentRequirement)
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
_NUMBER: Final = select(_PART.c.number).where(_PART.c.id == bindparam("part"))
_ASKS: Final = (
    select(_WANTED.c.content_id, _WANTED.c.part_id, _WANTED.c.quantity)
    .where(within(_WANTED.c.content_id))
    .order_by(_WANTED.c.content_id, _WANTED.c.part_id)
)

AFTER: Final[Mapping[State, State]] = {State.IN_PROGRESS: State.TODO}
"""The state that an approved change leads a sibling to, where that is another one.

What is on hold or failed stays so: the change does not know why somebody stopped this one unit.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are changed in the same way, the first of them with its steps, and the tree before and after.

    `touched` are the steps, by their place in the old order, that a change was about, with the state that each comes
    to; `ids` the step of each run at each of those places, in the order of the runs.
    """

    runs: tuple[RunHead, ...]
    first: RunRows
    before: tuple[Node, ...]
    after: tuple[Node, ...]
    touched: Mapping[int, State]
    ids: Mapping[int, Sequence[int]]

    @property
    def run_ids(self) -> list[int]:
        """The runs' ids."""
        return [run.run_id for run in self.runs]


@dataclass(slots=True)
class Application:
    """What applying one redline changes, and what it leaves alone."""

    row: Any
    contents: dict[int, Held]
    groups: list[Group] = field(default_factory=list)
    changes: list[StepChange] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def run_ids(self) -> list[int]:
        """All runs that change."""
        return sorted(run_id for group in self.groups for run_id in group.run_ids)


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
    _others(context, found, own, heads, stored, must=into is not None)
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


def _held(found: Application, stored: Iterable[StoredChange]) -> dict[str, Held]:
    return {one.change.key: found.contents[one.content_id] for one in stored if one.content_id is not None}


def _own(
    context: Context, found: Application, own: RunRows, stored: Sequence[StoredChange]
) -> Refused | None:
    """The redline's own run: everything or nothing."""
    nodes = own.nodes(found.contents)
    labels = own.labels(found.contents)
    if refused := moved_on(found.row, own, labels, stored):
        return refused
    if reasons := _installed(context, stored, {row.id for row in own.steps}):
        return next(iter(reasons.values()))
    tree = Tree.of(nodes)
    held = _held(found, stored)
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
    _add(found, Group((own,), own, tuple(nodes), after, touched, ids))
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


def _others(
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
    blocked = _installed_elsewhere(context, own, siblings_of, stored)
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
    held = _held(found, stored)
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
    _add(found, Group(tuple(members), first, tuple(nodes), after, touched, ids))


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


def _installed(
    context: Context, stored: Sequence[StoredChange], steps: Collection[int]
) -> dict[str, Refused]:
    """Changes, by key, after which more would be installed in a step of these than is asked for."""
    refused: dict[str, Refused] = {}
    for one in stored:
        step = target(one.change)
        if step is None or one.content_id is None or step not in steps:
            continue
        over = too_much_installed(context, one.content_id, [step])
        for part, installed, asked in over.values():
            refused[one.change.key] = _over(context, part, installed, asked)
    return refused


def _installed_elsewhere(
    context: Context,
    own: RunRows,
    siblings_of: Mapping[str, Mapping[int, int]],
    stored: Sequence[StoredChange],
) -> dict[int, dict[str, Refused]]:
    """Run → changes that it cannot take because of what is installed there; asked only where requirements change."""
    keys = {row.id: row.sibling_key for row in own.steps}
    contents = {row.id: row.content_id for row in own.steps}
    blocked: dict[int, dict[str, Refused]] = {}
    asks = _asks(context, contents, stored)
    for one in stored:
        step = target(one.change)
        if step is None or one.content_id is None or asks[contents[step]] == asks[one.content_id]:
            continue
        run_of = {step_id: run_id for run_id, step_id in siblings_of.get(keys[step], {}).items()}
        over = too_much_installed(context, one.content_id, sorted(run_of))
        for step_id, (part, installed, asked) in over.items():
            refused = _over(context, part, installed, asked)
            blocked.setdefault(run_of[step_id], {})[one.change.key] = refused
    return blocked


def _asks(
    context: Context, contents: Mapping[int, int], stored: Sequence[StoredChange]
) -> dict[int, list[tuple[int, Any]]]:
    ids = {one.content_id for one in stored if one.content_id is not None}
    ids |= {contents[step] for one in stored if (step := target(one.change)) is not None}
    found: dict[int, list[tuple[int, Any]]] = {content_id: [] for content_id in ids}
    for content_id, part_id, quantity in context.tx.execute(_ASKS, {"ids": id_list(sorted(ids))}):
        found[content_id].append((part_id, quantity))
    return found


def _over(context: Context, part_id: int, installed: Any, asked: Any) -> Refused:
    number = context.tx.execute(_NUMBER, {"part": part_id}).scalar()
    wanted = f"{amount(asked)} would be needed" if asked else "none would be needed"
    return Refused(
        Code.BLOCKED, f"{amount(installed)} × {number} are installed, and {wanted}: uninstall first."
    )


def _add(found: Application, group: Group) -> None:
    found.groups.append(group)
    labels = group.first.labels(found.contents)
    for number, run in enumerate(group.runs):
        for ordinal, state in sorted(group.touched.items()):
            row = group.first.steps[ordinal]
            found.changes.append(
                StepChange(
                    group.ids[ordinal][number],
                    run.run_id,
                    labels[row.id],
                    State(row.state),
                    state,
                    run.title,
                )
            )


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
