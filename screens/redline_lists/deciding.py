"""Approving and rejecting redlines, one or several at once: what it does is shown, then it is said in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from data.rows.redlines import RedlineRow
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.commands import Credentials, new_key
from ion_tui.engine.permissions import Permission
from ion_tui.engine.redlines.commands import DecideRedlines
from screens.base import FloorScreen
from screens.dialogs.plan import Planned
from screens.dialogs.reason import ReasonDialog
from screens.in_place import answered_in_place
from screens.planned import carried_out, show_receipt
from screens.redline_lists.lines import redline_name

_BY_ANOTHER: Final = (Code.NOT_PERMITTED, Code.NOT_IDENTIFIED)
"""Refusals of whoever is at the kiosk, that a second person may not get."""


def named(rows: Sequence[RedlineRow]) -> str:
    """The redlines that are decided, in a title."""
    return f"redline {rows[0].id}" if len(rows) == 1 else f"{len(rows)} redlines"


async def approve(screen: FloorScreen, rows: Sequence[RedlineRow]) -> bool:
    """Show what an approval applies, and where; say it once somebody agrees; whether it was done."""
    command = DecideRedlines(redline_ids=tuple(row.id for row in rows))
    planned = Planned(f"Approve {named(rows)}", Plan(()), tuple(map(_about, rows)), confirm="Approve")
    before = screen.floor.receipt
    answer: Outcome | Refused | None = None
    if _may(screen):
        answer = await carried_out(screen, command, planned)
    if not _may(screen) or (isinstance(answer, Refused) and answer.code in _BY_ANOTHER):
        why = answer.sentence if isinstance(answer, Refused) else ""
        answer = await _by_another(screen, command, f"Approve {named(rows)}", rows, why)
    if answer is None:
        return False
    is_done = screen.answer(answer)
    receipt = screen.floor.receipt
    if (
        is_done
        and receipt is not None
        and receipt is not before
        and (receipt.plan.changes or receipt.plan.skipped)
    ):
        await show_receipt(screen, receipt)
    return is_done


async def reject(screen: FloorScreen, rows: Sequence[RedlineRow]) -> bool:
    """Ask why, and say it; whether it was done."""
    title = f"Reject {named(rows)}"
    lines = (*map(_about, rows), "Open again, to be changed or given up.")
    reason = await screen.app.push_screen_wait(ReasonDialog(title, plan_lines=lines, confirm="Reject"))
    if reason is None:
        return False
    command = DecideRedlines(redline_ids=tuple(row.id for row in rows), rejected=True, reason=reason)
    answer: Outcome | Refused | None = None
    if _may(screen):
        answer = await answered_in_place(screen, lambda _: command, title, (), by_self=True)
    if not _may(screen) or (isinstance(answer, Refused) and answer.code in _BY_ANOTHER):
        why = answer.sentence if isinstance(answer, Refused) else ""
        answer = await _by_another(screen, command, title, rows, why)
    return answer is not None and screen.answer(answer)


async def _by_another(
    screen: FloorScreen, command: DecideRedlines, title: str, rows: Sequence[RedlineRow], why: str
) -> Outcome | Refused | None:
    def said(signer: Credentials | None) -> DecideRedlines:
        return replace(command, signer=signer, key=new_key())

    lines = (*([why] if why else []), *map(_about, rows), "Whoever may decide it shows a badge or an ID.")
    return await answered_in_place(screen, said, title, lines, by_self=False)


def _may(screen: FloorScreen) -> bool:
    operator = screen.floor.operator
    return operator is not None and Permission.APPROVE_REDLINE in operator.permissions


def _about(row: RedlineRow) -> str:
    return f"{redline_name(row)}: {row.reason}"
