"""Saying what has changed in a step since the operator last did it: once at each check-in, and when asked."""

from __future__ import annotations

from screens.dialogs.changed import ChangedDialog
from screens.step_parts.bench import Bench
from screens.step_parts.site_time import SiteTime


async def tell(bench: Bench) -> None:
    """Say it to an operator who is checked in and was not told since."""
    view, operator = bench.view, bench.floor.operator
    if view is None or operator is None:
        return
    since = next((person.since for person in view.people if person.operator_id == operator.id), None)
    session = (view.step.step_id, operator.id, since)
    if since is None or session in bench.floor.told:
        return
    bench.floor.told.add(session)
    await _show(bench, view.step.step_id, operator.id)


async def ask(bench: Bench) -> None:
    """Say it whenever the operator wants to know."""
    operator = bench.floor.operator
    if operator is None or bench.view is None:
        return
    if not await _show(bench, bench.step_id, operator.id):
        bench.tell("Nothing has changed here since you last did this.")


async def _show(bench: Bench, step_id: int, operator_id: int) -> bool:
    found = await bench.ask(lambda reads: reads.since_last(step_id, operator_id))
    if found is None or not found.changes or bench.step_id != step_id:
        return False
    at = SiteTime(bench.floor.clock, bench.floor.zone).at(found.worked_at)
    lines = [f"You did it {at} on {found.run_title}."]
    lines += [f"Redline {one.id} by {one.author}: {one.reason}" for one in found.redlines]
    dialog = ChangedDialog(lines, found.changes)
    code = await bench.app.push_screen_wait(dialog)
    if code is not None:
        await bench.scanned(code)
    return True
