"""Beginning a redline on a step or on a run: what others change already, what it answers, why; then it is edited."""

from __future__ import annotations

from ion_tui.engine.answers import Outcome, Plan, Refused
from ion_tui.engine.redlines.commands import OpenRedline as OpenOnStep
from ion_tui.engine.redlines.commands import RedlineRun
from screens.base import FloorScreen
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.plan import Planned
from screens.dialogs.reason import ReasonDialog
from screens.messages import OpenRedline, ReadRedline
from screens.planned import carried_out
from screens.redline_lists.lines import LOOKS, Standing, standing_of
from screens.redline_lists.rivals import RivalsDialog, Way

_NO_ISSUE = 0


async def open_on_step(
    screen: FloorScreen, step_id: int, run_id: int, label: str, seen: int, lines: tuple[str, ...] = ()
) -> None:
    """Begin a redline on a step; `lines` say what it stops."""
    rivals = await screen.ask(lambda reads: reads.redlines.rivals(step_id))
    build_on: int | None = None
    if rivals:
        choice = await screen.app.push_screen_wait(RivalsDialog(label, rivals, screen.floor.now()))
        if choice is None:
            return
        if choice.way is Way.GO_THERE:
            screen.post_message(ReadRedline(choice.redline_id))
            return
        build_on = choice.redline_id if choice.way is Way.BUILD_ON else None
    issue_id = await _issue(screen, run_id)
    if issue_id is None:
        return
    command = OpenOnStep(step_id=step_id, seen_version=seen, build_on=build_on, issue_id=issue_id or None)
    built = (f"It begins with what redline {build_on} changes.",) if build_on is not None else ()
    planned = Planned(
        f"Redline {label}",
        Plan(()),
        (*built, *lines, "It cannot be worked until the redline is approved or given up."),
        confirm="Redline",
    )
    _go_on(screen, await carried_out(screen, command, planned))


async def open_on_run(screen: FloorScreen, run_id: int, title: str) -> None:
    """Begin a redline on a run itself."""
    issue_id = await _issue(screen, run_id)
    if issue_id is None:
        return
    dialog = ReasonDialog(
        f"Redline {title}",
        plan_lines=(
            "The run itself: steps are added, moved and changed. No step stops before it is changed.",
        ),
        confirm="Redline",
    )
    reason = await screen.app.push_screen_wait(dialog)
    if reason is not None:
        answer = await screen.say(RedlineRun(run_id=run_id, reason=reason, issue_id=issue_id or None))
        _go_on(screen, None if isinstance(answer, Plan) else answer)


async def open_one_of_step(screen: FloorScreen, step_id: int) -> None:
    """Open the redline that a step stands in; one of several is picked."""
    here = await screen.ask(lambda reads: reads.redlines.on_step(step_id))
    if not here:
        screen.refuse("Its redline has been closed just now.")
        return
    picked: int | None = here[0].id
    if len(here) > 1:
        choices = [
            Choice(row.id, f"{row.id}  {row.reason}", f"{row.author}, {LOOKS[standing_of(row)].word}")
            for row in here
        ]
        picked = await screen.app.push_screen_wait(PickDialog("Which redline", choices))
    for row in here:
        if row.id == picked:
            is_edited = row.state == Standing.OPEN
            screen.post_message(OpenRedline(row.id) if is_edited else ReadRedline(row.id))


async def _issue(screen: FloorScreen, run_id: int) -> int | None:
    """The issue that a redline answers; 0 for none, None where that was given up."""
    issues = await screen.ask(lambda reads: reads.open_issues(run_id))
    if not issues:
        return _NO_ISSUE
    choices = [
        Choice(_NO_ISSUE, "No issue"),
        *(Choice(issue.id, f"{issue.id}  {issue.title}", issue.step) for issue in issues),
    ]
    return await screen.app.push_screen_wait(PickDialog("Which issue does it answer?", choices))


def _go_on(screen: FloorScreen, answer: Outcome | Refused | None) -> None:
    if answer is not None and screen.answer(answer) and isinstance(answer, Outcome):
        screen.post_message(OpenRedline(answer.made["redline"][0]))
