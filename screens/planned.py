"""From a verb that reaches beyond its step to its outcome: preview, agreement, carrying out, and again where it moved.

One flow for every such verb, so that none of them is said before somebody has seen what it does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.commands import StepCommand
from screens.base import FloorScreen
from screens.dialogs.plan import PlanDialog, Planned
from screens.floor import Floor

_STAND_IN: Final = "…"
"""The reason of a preview: the true one is asked beside the plan that the preview answers."""


async def previewed(floor: Floor, command: StepCommand) -> tuple[Plan, bool] | Refused:
    """What a command would do, and whether it needs a reason in words; or why it would be refused."""
    answer = await floor.preview(command)
    asks_reason = isinstance(answer, Refused) and answer.code is Code.REASON_NEEDED
    if asks_reason:
        answer = await floor.preview(replace(command, reason=_STAND_IN))
    return answer if isinstance(answer, Refused) else (answer, asks_reason)


async def carried_out(
    screen: FloorScreen, command: StepCommand, planned: Planned
) -> Outcome | Refused | None:
    """Show what a command would do until somebody agrees to what it does then; None where nobody does.

    `planned` says how it is put; its plan and whether a reason is asked are the engine's.
    """
    found = await previewed(screen.floor, command)
    if isinstance(found, Refused):
        return found
    plan, asks_reason = found
    planned, reason, has_changed = replace(planned, plan=plan, asks_reason=asks_reason), "", False
    while True:
        dialog = PlanDialog(planned, reason=reason, has_changed=has_changed)
        confirmed = await screen.app.push_screen_wait(dialog)
        if confirmed is None:
            return None
        answer = await screen.say(
            replace(command, confirmed=confirmed.fingerprint, reason=confirmed.reason or command.reason)
        )
        if not isinstance(answer, Plan):
            return answer
        planned, reason, has_changed = replace(planned, plan=answer), confirmed.reason or "", True
