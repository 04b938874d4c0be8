"""From a verb that reaches beyond its step to its outcome: preview, agreement, carrying out, and again where it moved.

One flow for every such verb, so that none of them is said before somebody has seen what it does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.commands import AttachFile, Record, RecordCell, StepCommand
from screens.base import FloorScreen
from screens.dialogs.plan import Confirmed, PlanDialog, Planned, Scope
from screens.floor import Answer, Floor, Receipt
from screens.messages import OpenRun, OpenStep

if TYPE_CHECKING:
    from ion_tui.engine.redlines.commands import CancelRedline, DecideRedlines, MergeToRuns

C = TypeVar("C", bound="StepCommand | CancelRedline | DecideRedlines | MergeToRuns")
"""A command that is carried out as its plan was confirmed."""

_STAND_IN: Final = "…"
"""The reason of a preview: the true one is asked beside the plan that the preview answers."""


async def previewed(floor: Floor, command: C) -> tuple[Plan, bool] | Refused:
    """What a command would do, and whether it needs a reason in words; or why it would be refused."""
    answer = await floor.preview(command)
    asks_reason = isinstance(answer, Refused) and answer.code is Code.REASON_NEEDED
    if asks_reason:
        answer = await floor.preview(_with(command, reason=_STAND_IN))
    return answer if isinstance(answer, Refused) else (answer, asks_reason)


async def carried_out(
    screen: FloorScreen,
    command: C,
    planned: Planned,
    *,
    always: bool = True,
    alone: bool = False,
    say: Callable[[C], Awaitable[Answer | None]] | None = None,
) -> Outcome | Refused | None:
    """Show what a command would do until somebody agrees to what it does then; None where nobody does.

    `planned` says how it is put; its plan, its scopes and whether a reason is asked are the engine's. Without `always`
    what goes to no other run and needs no reason is done at once; with `alone` this run only is proposed. `say` says it
    otherwise than by whoever is at the kiosk; it answers None where that was given up.
    """
    has_changed, reason = False, ""
    while True:
        agreed = await agreement(
            screen, command, planned, always=always, alone=alone, reason=reason, has_changed=has_changed
        )
        if agreed is None or isinstance(agreed, Refused):
            return agreed
        said, put = agreed
        answer = await (screen.say(said) if say is None else say(said))
        if not isinstance(answer, Plan):
            if isinstance(answer, Outcome) and (put.scopes or not isinstance(said, StepCommand)):
                plan = put.scopes[put.scope].plan if put.scopes else put.plan
                screen.floor.receipt = Receipt(put.title, plan, answer.sentence)
            return answer
        alone, has_changed = isinstance(said, StepCommand) and said.only_this_run, True
        reason = getattr(said, "reason", None) or ""


async def agreement(
    screen: FloorScreen,
    command: C,
    planned: Planned,
    *,
    always: bool = True,
    alone: bool = False,
    reason: str = "",
    has_changed: bool = False,
) -> tuple[C, Planned] | Refused | None:
    """The command as somebody has agreed to it, with how it was put to them; the refusal, or None where nobody has."""
    found = await previewed(screen.floor, command)
    if isinstance(found, Refused):
        return found
    plan, asks_reason = found
    scopes = await _scopes(screen.floor, command, plan) if isinstance(command, StepCommand) else ()
    first = next((number for number, scope in enumerate(scopes) if scope.only_this_run), 0) if alone else 0
    put = replace(planned, plan=plan, asks_reason=asks_reason, scopes=scopes, scope=first)
    if not always and not asks_reason and not scopes:
        return command, put
    dialog = PlanDialog(put, reason=reason, has_changed=has_changed)
    confirmed = await screen.app.push_screen_wait(dialog)
    if confirmed is None:
        return None
    if goes_there(screen, confirmed):
        return None
    chosen = scopes.index(confirmed.scope) if confirmed.scope in scopes else 0
    return _said(command, confirmed), replace(put, scope=chosen)


async def show_receipt(screen: FloorScreen, receipt: Receipt) -> None:
    """Show what was done, until it is closed or somebody goes to what was left alone."""
    dialog = PlanDialog.receipt(receipt.title, receipt.plan, (receipt.sentence,))
    closed = await screen.app.push_screen_wait(dialog)
    if closed is not None:
        goes_there(screen, closed)


def goes_there(screen: FloorScreen, confirmed: Confirmed) -> bool:
    """Go to the step or the run that somebody wants to look at instead; False where they do not."""
    if confirmed.go_to is not None:
        screen.post_message(OpenStep(confirmed.go_to))
    elif confirmed.go_to_run is not None:
        screen.post_message(OpenRun(confirmed.go_to_run))
    return confirmed.go_to is not None or confirmed.go_to_run is not None


def _said(command: C, confirmed: Confirmed) -> C:
    said = _with(command, confirmed=confirmed.fingerprint)
    if confirmed.reason:
        said = _with(said, reason=confirmed.reason)
    scope = confirmed.scope
    if scope is None:
        return said
    if isinstance(said, Record | RecordCell | AttachFile):
        said = _with(said, overwrite=scope.overwrite)
    return _with(said, only_this_run=scope.only_this_run)


def _with(command: C, **values: Any) -> C:  # noqa: ANN401 - what one kind of command has, another has not
    return replace(command, **values)


def reaches_others(plan: Plan, step_id: int) -> bool:
    """Whether a plan is about more runs than that of the step."""
    runs = {change.run_id for change in plan.changes} | {skip.run_id for skip in plan.skipped}
    return (
        bool(plan.skipped) or len(runs) > 1 or not any(change.step_id == step_id for change in plan.changes)
    )


async def _scopes(floor: Floor, command: StepCommand, plan: Plan) -> tuple[Scope, ...]:
    """How far a command can go; nothing to choose where it goes to no other run."""
    if command.only_this_run or not reaches_others(plan, command.step_id):
        return ()
    runs, left = len({change.run_id for change in plan.changes}), len(plan.skipped)
    scopes = [Scope(f"{runs} of {runs + left} runs" if left else f"All {runs} runs", plan)]
    if plan.overwrites and isinstance(command, Record | RecordCell | AttachFile):
        found = await previewed(floor, replace(command, overwrite=True))
        if not isinstance(found, Refused):
            scopes.append(Scope(f"Overwrite {plan.overwrites} too", found[0], overwrite=True))
    found = await previewed(floor, replace(command, only_this_run=True))
    if not isinstance(found, Refused):
        scopes.append(Scope("This run only", found[0], only_this_run=True))
    return tuple(scopes)
