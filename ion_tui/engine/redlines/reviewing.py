"""A redline on its way: put up for review, taken back, given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ion_tui.engine import guards
from ion_tui.engine.answers import Code, Plan, Refused, StepChange
from ion_tui.engine.context import Context
from ion_tui.engine.facts import read_facts
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.redlines import standing
from ion_tui.engine.redlines.commands import (
    CancelRedline,
    SubmitRedline,
    WithdrawRedline,
)
from ion_tui.engine.redlines.planning import moved_on
from ion_tui.engine.redlines.run_trees import contents_of, read_runs
from ion_tui.engine.redlines.stored import (
    StoredChange,
    find_one,
    label_of,
    stored_changes,
)
from ion_tui.engine.redlines.trees import Unfit, changed
from ion_tui.engine.redlines.writing_down import mark, record_state, void_decisions
from ion_tui.engine.states import Verb


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
        record_state(context, row, "submit", "in review")
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
        record_state(context, row, "withdraw", "open")
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
        record_state(context, row, "cancel", "canceled", (command.reason or "").strip())
        return Applied(f"{label_of(row.id)} is canceled; what it was about is as it was.")


HANDLERS: Final[dict[type, Handler[Any]]] = {
    CancelRedline: _CancelRedline(),
    SubmitRedline: _SubmitRedline(),
    WithdrawRedline: _WithdrawRedline(),
}
