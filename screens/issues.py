"""Opening an issue: on a step, or on one of its readings that is out of range."""

from __future__ import annotations

from ion_tui.engine.commands import RaiseIssue
from screens.base import FloorScreen
from screens.dialogs.issue import IssueDialog


async def raise_issue(screen: FloorScreen, step_id: int, label: str) -> None:
    """Ask what is wrong with a step, and open an issue on it."""
    words = await screen.app.push_screen_wait(IssueDialog(f"Issue on {label}"))
    if words is not None:
        command = RaiseIssue(step_id=step_id, title=words.title, reason=words.description)
        screen.answer(await screen.say(command))
