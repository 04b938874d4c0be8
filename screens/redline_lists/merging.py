"""Taking an approved redline further: into the next draft of the procedure, or into other runs."""

from __future__ import annotations

from collections.abc import Sequence

from data.rows.redlines import RedlineRow
from ion_tui.engine.answers import Plan, Refused
from ion_tui.engine.redlines.commands import MergeToProcedure, MergeToRuns
from ion_tui.engine.redlines.views import ChangeView
from screens.base import FloorScreen
from screens.dialogs.pick import Choice, PickManyDialog
from screens.dialogs.plan import Planned
from screens.planned import carried_out, show_receipt
from screens.redline_lists.deciding import named
from screens.redline_lists.lines import Standing
from screens.redline_lists.merge_dialog import MergeDialog
from screens.redline_lists.merge_picker import MergePicker


async def into_procedure(screen: FloorScreen, row: RedlineRow) -> bool:
    """Make the next draft with a redline, and with others of its run that are chosen; whether it was made."""
    chosen = await _chosen(screen, row)
    if not chosen:
        return False
    command = MergeToProcedure(redline_ids=tuple(chosen))
    plan = await screen.floor.preview(command)
    if isinstance(plan, Refused):
        return screen.answer(plan)
    changes = await _changes(screen, chosen)
    dialog = MergeDialog(f"Merge {_named(chosen)} into the procedure", plan.warnings, changes)
    if not await screen.app.push_screen_wait(dialog):
        return False
    return screen.answer(await screen.say(command))


async def into_runs(screen: FloorScreen, row: RedlineRow) -> bool:
    """Apply a redline to runs that are picked; whether it was done."""
    picker = MergePicker(screen.floor, row)
    await screen.app.push_screen_wait(picker)
    if not picker.picked:
        return False
    command = MergeToRuns(redline_id=row.id, run_ids=picker.picked)
    planned = Planned(f"Merge {named([row])} into runs", Plan(()), (row.reason,), confirm="Merge")
    answer = await carried_out(screen, command, planned)
    if answer is None or not screen.answer(answer):
        return False
    if screen.floor.receipt is not None:
        await show_receipt(screen, screen.floor.receipt)
    return True


async def _chosen(screen: FloorScreen, row: RedlineRow) -> Sequence[int] | None:
    """The redlines that go into the draft: where others of the run are approved and in none yet, those too."""
    rows = await screen.ask(lambda reads: reads.redlines.of_run(row.run_id))
    others = [
        other
        for other in rows
        if other.run_id == row.run_id and other.state == Standing.APPROVED and not other.merged
    ]
    if all(other.id == row.id for other in others):
        return (row.id,)
    listed = others if row in others else [row, *others]
    choices = [Choice(one.id, f"{one.id}  {one.reason}", one.author) for one in listed]
    dialog = PickManyDialog("Which redlines go into the draft?", choices, chosen=(row.id,), confirm="Go on")
    return await screen.app.push_screen_wait(dialog)


async def _changes(screen: FloorScreen, redline_ids: Sequence[int]) -> list[ChangeView]:
    changes: list[ChangeView] = []
    for redline_id in sorted(redline_ids):
        view = await screen.ask(lambda reads, wanted=redline_id: reads.redlines.view(wanted))  # type: ignore[misc]
        changes += view.changes if view is not None else ()
    return changes


def _named(redline_ids: Sequence[int]) -> str:
    return f"redline {redline_ids[0]}" if len(redline_ids) == 1 else f"{len(redline_ids)} redlines"
