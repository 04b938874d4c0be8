"""Canceling a step and restoring it: out of the dependency graph, and back.

What a canceled step waited on gates, in its place, what waited on it, through any number of canceled steps. The
edges that procedure and redlines declare stay; the effective ones are computed anew from them for each run that
a cancel or a restore touches, so that any order of the two gives the same graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Boolean, bindparam, case, delete, exists, false, insert, literal, select, true, update

from ion_tui.engine import sessions
from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.attempts import admin_of_complete, parent_first
from ion_tui.engine.commands import Cancel, Restore
from ion_tui.engine.context import Context
from ion_tui.engine.facts import CONTENT, STEP, StepFacts
from ion_tui.engine.graph import EDGE, settle_run
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import fingerprint, judged_step
from ion_tui.engine.moving import move, moving
from ion_tui.engine.states import RunStatus, State, Verb
from ion_tui.engine.wording import step_label

_CANCEL: Final = moving(
    State.CANCELED.value,
    canceled_with=case((STEP.c.id == bindparam("root"), None), else_=bindparam("root")),
)
_RESTORE: Final = moving(State.TODO.value, canceled_with=None, started_at=None)

_CHILD: Final = STEP.alias("child")


def _below(condition: Any) -> Any:
    """The steps below the one bound as `step` for which `condition` holds."""
    tree = select(STEP.c.id).where(STEP.c.parent_id == bindparam("step")).cte("below", recursive=True)
    tree = tree.union_all(select(_CHILD.c.id).where(_CHILD.c.parent_id == tree.c.id))
    return (
        select(STEP.c.id, STEP.c.number, CONTENT.c.title, STEP.c.state)
        .select_from(STEP.join(CONTENT, CONTENT.c.id == STEP.c.content_id))
        .where(STEP.c.id.in_(select(tree.c.id)), condition)
        .order_by(STEP.c.ordinal)
    )


_TO_CANCEL: Final = _below(STEP.c.state.not_in([State.COMPLETED.value, State.CANCELED.value]))
_TO_RESTORE: Final = _below(STEP.c.canceled_with == bindparam("step"))

_IN_RUN: Final = EDGE.c.step_id.in_(select(STEP.c.id).where(STEP.c.run_id == bindparam("run")))
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
        .where(of_run.c.run_id == bindparam("run"), EDGE.c.declared)
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


def rewire(context: Context, run_id: int) -> None:
    """Compute a run's effective edges anew from the declared ones, and the availability that follows."""
    for statement in (_DROP, _DECLARED, _STAND_IN):
        context.tx.execute(statement, {"run": run_id})
    settle_run(context.tx, run_id)


class _Cancel(Plain[Cancel]):
    """Cancel a step with its children, Completed ones apart."""

    def judge(self, context: Context, command: Cancel, prepared: Any) -> Judged | Refused:
        """Judge the step; say which children go with it."""
        del prepared
        step = judged_step(context, Verb.CANCEL, command)
        if isinstance(step, Refused):
            return step
        if refused := parent_first(step):
            return refused
        below = context.tx.execute(_TO_CANCEL, {"step": step.step_id}).all()
        return Judged(_plan(step, below, State.CANCELED), step)

    def apply(self, context: Context, command: Cancel, judged: Judged) -> Applied:
        """Close sessions, move, rewire."""
        step: StepFacts = judged.found
        ids = [change.step_id for change in judged.plan.changes]
        sessions.close_on(context, ids)
        move(context, _CANCEL, ids, action="cancel", reason=command.reason, root=step.step_id)
        rewire(context, step.run_id)
        with_it = f", with {len(ids) - 1} of its steps" if len(ids) > 1 else ""
        return Applied(f"{step.label} canceled{with_it}.")


class _Restore(Plain[Restore]):
    """Restore a canceled step with the children that its cancel took."""

    def judge(self, context: Context, command: Restore, prepared: Any) -> Judged | Refused:
        """Judge the step and its run; say which children come back."""
        del prepared
        step = judged_step(context, Verb.RESTORE, command)
        if isinstance(step, Refused):
            return step
        over = (RunStatus.COMPLETE, RunStatus.PARTIAL_COMPLETE)
        refused = parent_first(step) or admin_of_complete(context, step, over)
        if refused is None and step.run_status in over and not (command.reason or "").strip():
            refused = Refused(
                Code.REASON_NEEDED,
                f"{step.run_title} reads {step.run_status}: restoring needs a reason in words.",
            )
        if refused:
            return refused
        below = context.tx.execute(_TO_RESTORE, {"step": step.step_id}).all()
        return Judged(_plan(step, below, State.TODO), step)

    def apply(self, context: Context, command: Restore, judged: Judged) -> Applied:
        """Move, rewire."""
        del command
        step: StepFacts = judged.found
        ids = [change.step_id for change in judged.plan.changes]
        move(context, _RESTORE, ids, action="restore")
        rewire(context, step.run_id)
        with_it = f", with {len(ids) - 1} of its steps" if len(ids) > 1 else ""
        return Applied(f"{step.label} restored{with_it}.")


def _plan(step: StepFacts, below: Sequence[Any], after: State) -> Plan:
    changes = (
        StepChange(step.step_id, step.run_id, step.label, step.state, after),
        *(
            StepChange(row.id, step.run_id, step_label(row.number, row.title), State(row.state), after)
            for row in below
        ),
    )
    return Plan(changes=changes, fingerprint=fingerprint(changes, ()))


HANDLERS: Final[dict[type, Handler[Any]]] = {Cancel: _Cancel(), Restore: _Restore()}
