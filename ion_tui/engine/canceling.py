"""Canceling a step and restoring it: out of the dependency graph, and back.

What a canceled step waited on gates, in its place, what waited on it, through any number of canceled steps. The
edges that procedure and redlines declare stay; the effective ones are computed anew from them for each run that
a cancel or a restore touches, so that any order of the two gives the same graph.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    bindparam,
    case,
    delete,
    exists,
    false,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from data.ids import id_list, within
from ion_tui.engine import queue_rows, sessions
from ion_tui.engine.answers import Code, Refused, StepChange
from ion_tui.engine.attempts import admin_of_complete, parent_first
from ion_tui.engine.commands import Cancel, Restore
from ion_tui.engine.context import Context
from ion_tui.engine.facts import CONTENT, RUN, STEP, StepFacts
from ion_tui.engine.graph import EDGE, settle_runs
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.moving import move, moving
from ion_tui.engine.siblings import Reach, reach
from ion_tui.engine.states import RunStatus, State, Verb
from ion_tui.engine.wording import step_label

_CANCEL: Final = moving(State.CANCELED.value)
_RESTORE: Final = moving(State.TODO.value, canceled_with=None, started_at=None)

_ROOT: Final = STEP.alias("root")
_CHILD: Final = STEP.alias("child")


def _tree() -> Any:
    """Each step below those bound as `ids`, beside the one of them that it is below."""
    tree = (
        select(_ROOT.c.id.label("root"), STEP.c.id)
        .join(STEP, STEP.c.parent_id == _ROOT.c.id)
        .where(within(_ROOT.c.id))
        .cte("tree", recursive=True)
    )
    return tree.union_all(select(tree.c.root, _CHILD.c.id).where(_CHILD.c.parent_id == tree.c.id))


_OVER: Final = (RunStatus.COMPLETE, RunStatus.PARTIAL_COMPLETE)
_TREE: Final = _tree()
_BELOW: Final = (
    select(STEP.c.id, STEP.c.run_id, STEP.c.number, CONTENT.c.title, STEP.c.state, RUN.c.title.label("run"))
    .select_from(
        STEP.join(CONTENT, CONTENT.c.id == STEP.c.content_id)
        .join(RUN, RUN.c.id == STEP.c.run_id)
        .join(_TREE, _TREE.c.id == STEP.c.id)
    )
    .order_by(STEP.c.run_id, STEP.c.ordinal)
)
_TO_CANCEL: Final = _BELOW.where(STEP.c.state.not_in([State.COMPLETED.value, State.CANCELED.value]))
_SAME: Final = STEP.alias("same")
_REMOVED: Final = (
    select(STEP.c.id)
    .join(_SAME, or_(_SAME.c.id == STEP.c.id, _SAME.c.sibling_key == STEP.c.sibling_key))
    .where(_SAME.c.id == bindparam("step"), STEP.c.removed)
)
_TO_RESTORE: Final = _BELOW.where(STEP.c.canceled_with == _TREE.c.root)
_TAKEN: Final = select(_TREE.c.root, _TREE.c.id).subquery("taken")
_TAKE_ALONG: Final = (
    update(STEP)
    .values(canceled_with=_TAKEN.c.root)
    .where(STEP.c.id == _TAKEN.c.id, STEP.c.command_id == bindparam("command"))
)

_IN_RUN: Final = EDGE.c.step_id.in_(select(STEP.c.id).where(within(STEP.c.run_id, "runs")))
_UP: Final = STEP.alias("up")
_LEFT: Final = (
    select(_UP.c.state == State.CANCELED.value)
    .where(_UP.c.id == EDGE.c.upstream_id)
    .correlate(EDGE)
    .scalar_subquery()
)
_DROP: Final = delete(EDGE).where(_IN_RUN, ~EDGE.c.declared)
_DECLARED: Final = (
    update(EDGE).values(effective=case((_LEFT, false()), else_=true())).where(_IN_RUN, EDGE.c.declared)
)


def _through_canceled() -> Any:
    """Each step with every step that is upstream of it through canceled ones, by declared edges."""
    of_run = STEP.alias("of_run")
    reached = (
        select(EDGE.c.step_id, EDGE.c.upstream_id)
        .join(of_run, of_run.c.id == EDGE.c.step_id)
        .where(within(of_run.c.run_id, "runs"), EDGE.c.declared)
        .cte("reached", recursive=True)
    )
    onward, passed = EDGE.alias("onward"), STEP.alias("passed")
    return reached.union(
        select(reached.c.step_id, onward.c.upstream_id)
        .select_from(
            reached.join(passed, passed.c.id == reached.c.upstream_id).join(
                onward, onward.c.step_id == reached.c.upstream_id
            )
        )
        .where(passed.c.state == State.CANCELED.value, onward.c.declared)
    )


_REACHED: Final = _through_canceled()
_THERE: Final = EDGE.alias("there")
_STAND_IN: Final = insert(EDGE).from_select(
    ["step_id", "upstream_id", "declared", "effective"],
    select(
        _REACHED.c.step_id,
        _REACHED.c.upstream_id,
        literal(False, Boolean),
        literal(True, Boolean),
    )
    .join(_UP, _UP.c.id == _REACHED.c.upstream_id)
    .where(
        _UP.c.state != State.CANCELED.value,
        ~exists().where(
            _THERE.c.step_id == _REACHED.c.step_id, _THERE.c.upstream_id == _REACHED.c.upstream_id
        ),
    ),
)


def rewire(context: Context, run_ids: Sequence[int]) -> None:
    """Compute the effective edges of runs anew from the declared ones, and the availability that follows."""
    runs = id_list(run_ids)
    for statement in (_DROP, _DECLARED, _STAND_IN):
        context.tx.execute(statement, {"runs": runs})
    settle_runs(context.tx, run_ids)
    if context.batch_id is not None:
        queue_rows.settle_runs(context.tx, context.batch_id, run_ids)


@dataclass(frozen=True, slots=True)
class _Found:
    """The steps that the verb was said to, and those below that go with them."""

    reached: Reach
    below: tuple[StepChange, ...]

    @property
    def ids(self) -> list[int]:
        """All steps that move."""
        return [*self.reached.ids, *(change.step_id for change in self.below)]

    @property
    def run_ids(self) -> list[int]:
        """The runs that are rewired."""
        return [step.run_id for step in self.reached.going]

    def said(self, done: str) -> str:
        """What was done, in a sentence."""
        own = sum(change.run_id == self.reached.step.run_id for change in self.below)
        return self.reached.said(f"{done}, with {own} of its steps," if own else done).replace(",.", ".")


class _Cancel(Plain[Cancel]):
    """Cancel a step with its children, Completed ones apart."""

    def judge(self, context: Context, command: Cancel, prepared: Any) -> Judged | Refused:
        """Judge the step and its siblings; say which children go with them."""
        del prepared
        reached = reach(context, Verb.CANCEL, command, own=parent_first)
        if isinstance(reached, Refused):
            return reached
        return _judged(context, reached, _TO_CANCEL, State.CANCELED)

    def apply(self, context: Context, command: Cancel, judged: Judged) -> Applied:
        """Close sessions, move, rewire."""
        found: _Found = judged.found
        sessions.close_on(context, found.ids)
        move(context, _CANCEL, found.ids, action="cancel", reason=command.reason)
        if found.below:
            roots = {"ids": id_list(found.reached.ids), "command": context.command_id}
            context.tx.execute(_TAKE_ALONG, roots)
        rewire(context, found.run_ids)
        return Applied(found.said("canceled"))


class _Restore(Plain[Restore]):
    """Restore a canceled step with the children that its cancel took."""

    def judge(self, context: Context, command: Restore, prepared: Any) -> Judged | Refused:
        """Judge the step, its siblings and their runs; say which children come back."""
        del prepared
        has_reason = bool((command.reason or "").strip())
        removed = set(context.tx.execute(_REMOVED, {"step": command.step_id}).scalars())

        def own(step: StepFacts) -> Refused | None:
            return (
                _not_removed(step, removed)
                or parent_first(step)
                or admin_of_complete(context, step, _OVER)
                or _explained(step, has_reason)
            )

        reached = reach(context, Verb.RESTORE, command, own=own)
        if isinstance(reached, Refused):
            return reached
        return _judged(context, reached, _TO_RESTORE, State.TODO)

    def apply(self, context: Context, command: Restore, judged: Judged) -> Applied:
        """Move, rewire."""
        del command
        found: _Found = judged.found
        move(context, _RESTORE, found.ids, action="restore")
        rewire(context, found.run_ids)
        return Applied(found.said("restored"))


def _not_removed(step: StepFacts, removed: Collection[int]) -> Refused | None:
    if step.step_id not in removed:
        return None
    return Refused(
        Code.NOT_LEGAL, f"{step.label} has been removed by a redline: another redline can add it again."
    )


def _explained(step: StepFacts, has_reason: bool) -> Refused | None:  # noqa: FBT001 - a question of yes or no
    if step.run_status not in _OVER or has_reason:
        return None
    return Refused(
        Code.REASON_NEEDED,
        f"{step.run_title} reads {step.run_status}: restoring needs a reason in words.",
    )


def _judged(context: Context, reached: Reach, to_move: Any, after: State) -> Judged:
    below = tuple(
        StepChange(row.id, row.run_id, step_label(row.number, row.title), State(row.state), after, row.run)
        for row in context.tx.execute(to_move, {"ids": id_list(reached.ids)})
    )
    plan = reached.foresee(lambda _: after).plan()
    return Judged(replace(plan, changes=(*plan.changes, *below)), _Found(reached, below))


HANDLERS: Final[dict[type, Handler[Any]]] = {Cancel: _Cancel(), Restore: _Restore()}
