"""Making the changes of a redline: rows of steps, their order, edges, contents and what hangs on them, states.

Everything is said by place in the order, for all runs of a group at once: the number of statements grows with the
steps that change, not with the runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Integer,
    Text,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    literal,
    select,
    true,
    update,
)

from data.fixed import fixed
from data.ids import id_list, within
from data.models import RedlineRun, table
from data.models.types import UtcDateTime
from ion_tui.engine import attempts, queue_rows, rollup, sessions
from ion_tui.engine.canceling import rewire
from ion_tui.engine.context import Context
from ion_tui.engine.facts import CONTENT, RUN, STEP
from ion_tui.engine.graph import EDGE, settle_steps
from ion_tui.engine.history import HISTORY
from ion_tui.engine.moving import move_these, moving
from ion_tui.engine.redlines import standing
from ion_tui.engine.redlines.application import Application, Group
from ion_tui.engine.redlines.carrying_over import carry_over, instantiate
from ion_tui.engine.redlines.run_trees import steps_at
from ion_tui.engine.redlines.stored import label_of
from ion_tui.engine.redlines.trees import Node, Placed, placed
from ion_tui.engine.states import State

_APPLIED: Final = table(RedlineRun)
_RUNS: Final = within(STEP.c.run_id, "runs")
_AT: Final = bindparam("at", type_=Integer)
_COMMAND: Final = bindparam("command", type_=Integer)

_TO_TODO: Final = moving(State.TODO.value, started_at=None)
_REMOVE: Final = moving(State.CANCELED.value, removed=True)

# Two steps never have the same place in the order, not even in between: where one makes room for another in a circle,
# the first stands aside meanwhile, at a place below 0.
_SHIFT: Final = fixed(
    update(STEP)
    .values(
        ordinal=bindparam("to", type_=Integer),
        position=bindparam("new_position"),
        depth=bindparam("new_depth"),
        number=bindparam("new_number"),
        version=STEP.c.version + 1,
    )
    .where(_RUNS, STEP.c.ordinal == _AT)
)
_PUT_BACK: Final = fixed(update(STEP).values(ordinal=-1 - STEP.c.ordinal).where(_RUNS, STEP.c.ordinal < 0))
_PARENT: Final = STEP.alias("parent")
_PARENT_ID: Final = (
    select(_PARENT.c.id)
    .where(_PARENT.c.run_id == STEP.c.run_id, _PARENT.c.ordinal == bindparam("parent_at", type_=Integer))
    .correlate(STEP)
    .scalar_subquery()
)
_PARENT_OF_NEW: Final = (
    select(_PARENT.c.id)
    .where(_PARENT.c.run_id == RUN.c.id, _PARENT.c.ordinal == bindparam("parent_at", type_=Integer))
    .correlate(RUN)
    .scalar_subquery()
)
_PLACE: Final = fixed(
    update(STEP)
    .values(parent_id=_PARENT_ID, sibling_key=bindparam("new_key", type_=Text))
    .where(_RUNS, STEP.c.ordinal == _AT)
)
_FILL: Final = fixed(
    update(STEP)
    .values(
        content_id=bindparam("new_content"),
        sibling_key=bindparam("new_key", type_=Text),
        lead_time_seconds=bindparam("new_lead", type_=Integer),
        optional=bindparam("new_optional", type_=Boolean),
        version=STEP.c.version + 1,
        command_id=_COMMAND,
    )
    .where(_RUNS, STEP.c.ordinal == _AT)
)
_SEND: Final = fixed(
    update(STEP)
    .values(work_center_id=bindparam("new_center", type_=Integer))
    .where(_RUNS, STEP.c.ordinal == _AT)
)
_TOUCH: Final = fixed(
    update(STEP).values(version=STEP.c.version + 1, command_id=_COMMAND).where(within(STEP.c.id))
)
_ADD: Final = insert(STEP).from_select(
    [
        "run_id", "parent_id", "origin", "content_id", "sibling_key", "ordinal", "position", "depth", "number",
        "work_center_id", "lead_time_seconds", "optional", "is_outside", "batch_id", "priority", "due_sort", "state",
        "former_state", "state_at", "attempt", "waits_on", "parent_ready", "removed", "stands_for", "version",
        "command_id",
    ],
    select(
        RUN.c.id,
        _PARENT_OF_NEW,
        bindparam("origin", type_=Text),
        bindparam("content", type_=Integer),
        bindparam("key", type_=Text),
        _AT,
        bindparam("position", type_=Integer),
        bindparam("depth", type_=Integer),
        bindparam("number", type_=Text),
        func.coalesce(bindparam("center", type_=Integer), RUN.c.work_center_id),
        bindparam("lead", type_=Integer),
        bindparam("optional", type_=Boolean),
        literal(False, Boolean),
        RUN.c.batch_id,
        RUN.c.priority,
        RUN.c.due_sort,
        literal(State.TODO.value),
        literal(State.TODO.value),
        bindparam("now", type_=UtcDateTime),
        literal(1, Integer),
        literal(0, Integer),
        case((bindparam("depth", type_=Integer) == 0, true()), else_=false()),
        literal(False, Boolean),
        literal(1, Integer),
        literal(1, Integer),
        _COMMAND,
    )
    .where(within(RUN.c.id, "runs"))
    .order_by(RUN.c.id),
)  # fmt: skip
_ANY_CANCELED: Final = fixed(select(STEP.c.id).where(_RUNS, STEP.c.state == State.CANCELED.value).limit(1))
_AT_PLACE: Final = fixed(select(STEP.c.id).where(_RUNS, STEP.c.ordinal == _AT).order_by(STEP.c.id))
_DROP_EDGES: Final = delete(EDGE).where(
    EDGE.c.step_id.in_(select(STEP.c.id).where(_RUNS, STEP.c.ordinal == _AT))
)
_UP: Final = STEP.alias("up")
_ADD_EDGES: Final = insert(EDGE).from_select(
    ["step_id", "upstream_id", "declared", "effective"],
    select(STEP.c.id, _UP.c.id, literal(True, Boolean), literal(True, Boolean))
    .join(_UP, _UP.c.run_id == STEP.c.run_id)
    .where(_RUNS, STEP.c.ordinal == _AT, _UP.c.ordinal == bindparam("up_at", type_=Integer)),
)
_NOTE: Final = fixed(
    insert(HISTORY).from_select(
        ["command_id", "action", "target", "target_id", "label", "run_id", "run_step_id", "after"],
        select(
            _COMMAND,
            bindparam("action", type_=Text),
            literal("run_step"),
            STEP.c.id,
            STEP.c.number + " " + CONTENT.c.title,
            STEP.c.run_id,
            STEP.c.id,
            literal('{"content":"')
            + CONTENT.c.digest
            + '","redline":'
            + bindparam("redline", type_=Text)
            + "}",
        )
        .select_from(STEP.join(CONTENT, CONTENT.c.id == STEP.c.content_id))
        .where(within(STEP.c.id))
        .order_by(STEP.c.id),
    )
)
_APPLY: Final = insert(_APPLIED).from_select(
    ["redline_id", "run_id", "applied_at", "command_id"],
    select(
        bindparam("redline", type_=Integer), RUN.c.id, bindparam("now", type_=UtcDateTime), _COMMAND
    ).where(
        within(RUN.c.id),
        ~select(_APPLIED.c.run_id)
        .where(_APPLIED.c.redline_id == bindparam("redline", type_=Integer), _APPLIED.c.run_id == RUN.c.id)
        .correlate(RUN)
        .exists(),
    ),
)


def apply(context: Context, application: Application) -> None:
    """Make all changes in all runs, and bring what follows from them to what it is then."""
    redline_id = application.row.id
    reason = f"{label_of(redline_id)}: {application.row.reason}"
    keys: set[str] = set()
    hanging = []
    for group in application.groups:
        _write(context, application, group, reason)
        affected, of_group = _hanging(group)
        hanging.append(affected)
        keys |= of_group
    run_ids = application.run_ids
    context.tx.execute(
        _APPLY,
        {
            "redline": redline_id,
            "ids": id_list(run_ids),
            "now": context.now,
            "command": context.command_id,
        },
    )
    if _has_canceled(context, application):
        batch_id, context.batch_id = context.batch_id, None
        rewire(context, run_ids)
        context.batch_id = batch_id
        queue_rows.settle_batches_of(context.tx, run_ids)
    else:
        # No step stands in for another one: what gates is what is declared, and what hangs on the changed steps.
        for group, affected in zip(application.groups, hanging, strict=True):
            ids = steps_at(context.tx, group.run_ids, affected)
            settle_steps(context.tx, [step_id for found in ids.values() for step_id in found])
        queue_rows.settle_keys(context.tx, run_ids, keys)
    if not any(change.before is not change.after for change in application.changes):
        rollup.settle(context.tx, context.command_id)


def _has_canceled(context: Context, application: Application) -> bool:
    """Whether any step of these runs is out of the graph, or leaves it."""
    return context.tx.execute(_ANY_CANCELED, {"runs": id_list(application.run_ids)}).first() is not None


def _hanging(group: Group) -> tuple[list[int], set[str]]:
    """The places of the steps whose availability may be another one, and the keys of those whose rows may be."""
    before, after = placed(group.before, 0), placed(group.after, 0)
    old = {node.ref: node for node in group.before}
    order = [node.ref for node in group.before]
    begun = {order[ordinal] for ordinal in group.touched}
    found = set(begun)
    for node in group.after:
        was = old.get(node.ref)
        if (
            was is None
            or was.waits_on != node.waits_on
            or was.parent != node.parent
            or node.parent in found
            or node.waits_on & begun
        ):
            found.add(node.ref)
    stands = (placement[ref] for placement in (before, after) for ref in found if ref in placement)
    keys = {one.sibling_key for one in stands if one.sibling_key is not None}
    rows = {row.id: row.sibling_key for row in group.first.steps}
    keys |= {key for ref in found if isinstance(ref, int) and (key := rows.get(ref)) is not None}
    return sorted(after[ref].ordinal for ref in found), keys


def _write(context: Context, application: Application, group: Group, reason: str) -> None:
    base = group.first.base if group.first.steps else context.site.step_numbering_base
    before, after = placed(group.before, base), placed(group.after, base)
    old = {node.ref: node for node in group.before}
    runs = {"runs": id_list(group.run_ids)}
    _reorder(context, runs, group, before, after)
    new = [node for node in group.after if node.ref not in old]
    made = _add(context, runs, new, after)
    _place(context, runs, group, after)
    _fill(context, runs, group, old, after)
    _wait(context, runs, group, old, after)
    every = sorted(step_id for ids in group.ids.values() for step_id in ids)
    if every:
        sessions.close_on(context, every)
        context.tx.execute(_TOUCH, {"ids": id_list(every), "command": context.command_id})
    _move(context, group, reason)
    _carry(context, group, old, reason)
    if made:
        instantiate(context, made)
    noted = sorted({*every, *made})
    if noted:
        said = {"action": "run_step.change", "redline": str(application.row.id)}
        context.tx.execute(_NOTE, {"ids": id_list(noted), "command": context.command_id, **said})


def _reorder(
    context: Context, runs: dict[str, Any], group: Group, before: dict[Any, Placed], after: dict[Any, Placed]
) -> None:
    """Bring what was there to its new place in the order, with position, depth and number."""
    moving_on = {
        before[node.ref].ordinal: after[node.ref]
        for node in group.before
        if _stands(before[node.ref]) != _stands(after[node.ref])
    }
    rows: list[dict[str, Any]] = []
    stood_aside = False
    while moving_on:
        free = [at for at, now in moving_on.items() if now.ordinal == at or now.ordinal not in moving_on]
        for at in free or [next(iter(moving_on))]:
            now = moving_on.pop(at)
            stood_aside |= not free
            to = now.ordinal if free else -1 - now.ordinal
            rows.append(
                {
                    **runs,
                    "at": at,
                    "to": to,
                    "new_position": now.position,
                    "new_depth": now.depth,
                    "new_number": now.number,
                }
            )
    if rows:
        context.tx.execute(_SHIFT, rows)
    if stood_aside:
        context.tx.execute(_PUT_BACK, runs)


def _stands(placed_at: Placed) -> tuple[Any, ...]:
    return placed_at.ordinal, placed_at.position, placed_at.depth, placed_at.number


def _add(context: Context, runs: dict[str, Any], new: Sequence[Node], after: dict[Any, Placed]) -> list[int]:
    """Insert what is new, parents before their children; answers the ids."""
    made: list[int] = []
    for node in new:
        stands = after[node.ref]
        context.tx.execute(
            _ADD,
            {
                **runs,
                "parent_at": -1 if node.parent is None else after[node.parent].ordinal,
                "origin": node.origin,
                "content": node.content_id,
                "key": stands.sibling_key,
                "at": stands.ordinal,
                "position": stands.position,
                "depth": stands.depth,
                "number": stands.number,
                "center": node.work_center_id,
                "lead": node.lead_time_seconds,
                "optional": node.optional,
                "now": context.now,
                "command": context.command_id,
            },
        )
        made += context.tx.execute(_AT_PLACE, {**runs, "at": stands.ordinal}).scalars()
    return made


def _place(context: Context, runs: dict[str, Any], group: Group, after: dict[Any, Placed]) -> None:
    """The parent of what stands in another one, and with it what makes siblings of all that is in it."""
    parents = {node.ref: node.parent for node in group.before}
    moved: set[Any] = set()
    rows = []
    for node in group.after:
        is_elsewhere = node.ref in parents and parents[node.ref] != node.parent
        if not is_elsewhere and node.parent not in moved:
            continue
        moved.add(node.ref)
        now = after[node.ref]
        rows.append(
            {
                **runs,
                "at": now.ordinal,
                "parent_at": -1 if node.parent is None else after[node.parent].ordinal,
                "new_key": now.sibling_key,
            }
        )
    if rows:
        context.tx.execute(_PLACE, rows)


def _fill(
    context: Context, runs: dict[str, Any], group: Group, old: dict[Any, Node], after: dict[Any, Placed]
) -> None:
    """Content, lead time, whether it is optional, and the work center, of what has others than before."""
    rows, sent = [], []
    for node in group.after:
        was, now = old.get(node.ref), after[node.ref]
        if was is None:
            continue
        if _filling(was) != _filling(node):
            rows.append(
                {
                    **runs,
                    "at": now.ordinal,
                    "new_content": node.content_id,
                    "new_key": now.sibling_key,
                    "new_lead": node.lead_time_seconds,
                    "new_optional": node.optional,
                    "command": context.command_id,
                }
            )
        if was.work_center_id != node.work_center_id:
            sent.append({**runs, "at": now.ordinal, "new_center": node.work_center_id})
    if rows:
        context.tx.execute(_FILL, rows)
    if sent:
        context.tx.execute(_SEND, sent)


def _filling(node: Node) -> tuple[Any, ...]:
    return node.content_id, node.lead_time_seconds, node.optional


def _wait(
    context: Context, runs: dict[str, Any], group: Group, old: dict[Any, Node], after: dict[Any, Placed]
) -> None:
    """What steps wait on, where that is something else than before; what gates then is computed with the rest."""
    dropped, added = [], []
    for node in group.after:
        was = old.get(node.ref)
        if was is not None and was.waits_on == node.waits_on:
            continue
        at = after[node.ref].ordinal
        if was is not None:
            dropped.append({**runs, "at": at})
        added += [{**runs, "at": at, "up_at": after[upstream].ordinal} for upstream in node.waits_on]
    if dropped:
        context.tx.execute(_DROP_EDGES, dropped)
    if added:
        context.tx.execute(_ADD_EDGES, added)


def _move(context: Context, group: Group, reason: str) -> None:
    """Take the steps to the states that the plan has told."""
    to: dict[State, list[int]] = {}
    for ordinal, state in group.touched.items():
        if state is not State(group.first.steps[ordinal].state):
            to.setdefault(state, []).extend(group.ids[ordinal])
    move_these(context, _TO_TODO, sorted(to.get(State.TODO, ())), action="close_redline")
    removed = sorted(to.get(State.CANCELED, ()))
    move_these(context, _REMOVE, removed, action="remove", reason=reason)


def _carry(context: Context, group: Group, old: dict[Any, Node], reason: str) -> None:
    """Values, requirements and gates from the old content to the new one, and everything to be confirmed."""
    order = [node.ref for node in group.before]
    now = {node.ref: node for node in group.after}
    for ordinal, ids in sorted(group.ids.items()):
        ref = order[ordinal]
        was, node = old[ref].content_id, now[ref].content_id
        if was == node:
            continue
        carry_over(context, was, node, ids)
        attempts.void(context, dict(zip(ids, group.run_ids, strict=True)), reason)
        standing.begin_anew(context, ids)
