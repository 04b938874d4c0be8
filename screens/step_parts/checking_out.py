"""Checking somebody else out: a lead ends the session of one who has gone, with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from data.rows.work import PersonAtWork
from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import CheckOut
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.planned import previewed
from screens.step_parts.bench import Bench
from screens.times import elapsed


def others(bench: Bench) -> Sequence[PersonAtWork]:
    """Who is checked in to the step besides whoever is at the kiosk."""
    operator = bench.floor.operator
    if bench.view is None or operator is None:
        return ()
    return [person for person in bench.view.people if person.operator_id != operator.id]


async def check_out_other(bench: Bench) -> None:
    """Ask who and why; whoever may not do it is told before they are asked."""
    target, people = bench.verb_target(), others(bench)
    if target is None or not people:
        return
    asked = CheckOut(step_id=target.step_id, operator_id=people[0].operator_id)
    refused = await previewed(bench.floor, asked)
    if isinstance(refused, Refused):
        bench.answer(refused)
        return
    now = bench.floor.now()
    choices = [
        Choice(one, f"{one.name} ({one.code})", f"for {elapsed((now - one.since).total_seconds())}", one.code)
        for one in people
    ]
    who = (
        people[0]
        if len(people) == 1
        else await bench.app.push_screen_wait(PickDialog("Check out whom", choices))
    )
    if who is None:
        return
    length = elapsed((now - who.since).total_seconds())
    dialog = ReasonDialog(
        f"Check out {who.name}",
        plan_lines=[f"Ends the session of {who.name} ({who.code}) on {target.label}, open for {length}."],
        confirm="Check out",
    )
    reason = await bench.app.push_screen_wait(dialog)
    if reason is not None:
        command = CheckOut(step_id=target.step_id, operator_id=who.operator_id, reason=reason)
        bench.answer(await bench.say(command))
        await bench.reload()
