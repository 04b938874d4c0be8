"""Another attempt at a step: rework of a failed one, reopening of a completed one.

Values stay, to be confirmed or measured again; signatures and approvals are void and stay as history. What waits
on the step is blocked again by availability alone; steps downstream that were worked keep their state, and are
named before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update

from data.ids import id_list, within
from data.models import Approval, ApprovalGate, CellValue, FieldValue, Signature, table
from data.models.types import UtcDateTime
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Reopen, Rework, StepCommand
from ion_tui.engine.context import Context
from ion_tui.engine.facts import CONTENT, STEP, StepFacts
from ion_tui.engine.graph import EDGE
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.moving import move, moving
from ion_tui.engine.permissions import Permission
from ion_tui.engine.siblings import Reach, reach
from ion_tui.engine.states import STATE_WORDS, RunStatus, State, Verb
from ion_tui.engine.wording import listed, step_label

_VALUE: Final = table(FieldValue)
_CELL: Final = table(CellValue)
_SIGNATURE: Final = table(Signature)
_APPROVAL: Final = table(Approval)
_GATE: Final = table(ApprovalGate)

_AGAIN: Final = moving(State.TODO.value, attempt=STEP.c.attempt + 1, started_at=None, completed_at=None)
_AT: Final = bindparam("at", type_=UtcDateTime)
_UNCONFIRM: Final = tuple(
    update(held).values(confirmed=False).where(within(held.c.run_step_id)) for held in (_VALUE, _CELL)
)
_VOID: Final = (
    update(_SIGNATURE)
    .values(voided_at=_AT)
    .where(within(_SIGNATURE.c.run_step_id), _SIGNATURE.c.voided_at.is_(None))
    .returning(_SIGNATURE.c.id, _SIGNATURE.c.meaning, _SIGNATURE.c.run_step_id)
)
_WITHDRAW: Final = (
    update(_APPROVAL)
    .values(voided_at=_AT)
    .where(
        _APPROVAL.c.gate_id.in_(select(_GATE.c.id).where(within(_GATE.c.run_step_id))),
        _APPROVAL.c.voided_at.is_(None),
    )
)


def _worked_downstream() -> Any:
    """The steps that wait on those bound as `ids`, through any number of others, and have been worked."""
    down = (
        select(EDGE.c.step_id).where(within(EDGE.c.upstream_id), EDGE.c.effective).cte("down", recursive=True)
    )
    onward = EDGE.alias("onward")
    down = down.union(
        select(onward.c.step_id).where(onward.c.upstream_id == down.c.step_id, onward.c.effective)
    )
    return (
        select(STEP.c.number, CONTENT.c.title, STEP.c.state, func.count().label("runs"))
        .select_from(STEP.join(CONTENT, CONTENT.c.id == STEP.c.content_id))
        .where(
            STEP.c.id.in_(select(down.c.step_id)),
            STEP.c.state.not_in([State.TODO.value, State.CANCELED.value]),
        )
        .group_by(STEP.c.number, CONTENT.c.title, STEP.c.state)
        .order_by(func.min(STEP.c.ordinal), STEP.c.number, STEP.c.state)
    )


_WORKED: Final = _worked_downstream()


def parent_first(step: StepFacts) -> Refused | None:
    """Refuse to change a child whose parent is Completed: the parent is reopened first."""
    if step.parent_state is not State.COMPLETED:
        return None
    return Refused(
        Code.NOT_LEGAL, f"{step.label} is part of {step.parent_label}, which is completed: reopen that first."
    )


def admin_of_complete(context: Context, step: StepFacts, statuses: tuple[RunStatus, ...]) -> Refused | None:
    """Refuse who may not reopen a run, where the run reads one of `statuses`."""
    if step.run_status not in statuses or context.actor.may(Permission.REOPEN_RUN):
        return None
    return Refused(
        Code.NOT_PERMITTED,
        f"{step.run_title} reads {step.run_status}: only somebody with the permission {Permission.REOPEN_RUN} "
        "can open it again.",
    )


@dataclass(frozen=True, slots=True)
class _Again(Plain[StepCommand]):
    """Back to Todo, in the next attempt."""

    verb: Verb
    done: str

    def judge(self, context: Context, command: StepCommand, prepared: Any) -> Judged | Refused:
        """Judge the step, its parent and its run; name what was worked downstream."""
        del prepared

        def own(step: StepFacts) -> Refused | None:
            return parent_first(step) or admin_of_complete(context, step, (RunStatus.COMPLETE,))

        reached = reach(context, self.verb, command, own=own)
        if isinstance(reached, Refused):
            return reached
        plan = reached.foresee(lambda _: State.TODO, warnings=_warnings(context, reached))
        return Judged(plan, reached)

    def apply(self, context: Context, command: StepCommand, judged: Judged) -> Applied:
        """Move, and void what the attempt before had signed."""
        reached: Reach = judged.found
        move(context, _AGAIN, reached.ids, action=self.verb.name.lower())
        void(context, {step.step_id: step.run_id for step in reached.going}, command.reason or "")
        attempt = reached.step.attempt + 1
        return Applied(reached.said(f"{self.done}, attempt {attempt}"), notes=judged.plan.warnings)


def void(context: Context, run_of: Mapping[int, int], reason: str) -> None:
    """Let what was done on steps (step → run) be done again: values to be confirmed, signatures and approvals void."""
    bound = {"ids": id_list(run_of), "at": context.now}
    for statement in _UNCONFIRM:
        context.tx.execute(statement, {"ids": bound["ids"]})
    for row in context.tx.execute(_VOID, bound).all():
        context.record(
            "signature.void",
            "signature",
            row.id,
            row.meaning,
            after={"void": True, "reason": reason.strip()},
            run_id=run_of[row.run_step_id],
            run_step_id=row.run_step_id,
        )
    context.tx.execute(_WITHDRAW, bound)


def _warnings(context: Context, reached: Reach) -> tuple[str, ...]:
    worked = context.tx.execute(_WORKED, {"ids": id_list(reached.ids)}).all()
    if not worked:
        return ()
    step = reached.step
    names = [
        f"{step_label(row.number, row.title)} ({STATE_WORDS[State(row.state)]}{_on(row.runs)})"
        for row in worked
    ]
    keep = "keeps" if len(names) == 1 else "keep"
    until = f"cannot be recorded or signed off until {step.label} is completed again"
    return (f"{listed(names)} {keep} the state, and {until}.",)


def _on(runs: int) -> str:
    return "" if runs == 1 else f" on {runs} runs"


HANDLERS: Final[dict[type, Handler[Any]]] = {
    Rework: _Again(Verb.REWORK, "is to be done again"),
    Reopen: _Again(Verb.REOPEN, "is open again"),
}
