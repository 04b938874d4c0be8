"""What the table of runs can be narrowed to: which field, then which value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from data.rows.runs import DONE, STATUS_ORDER, STOPPED, RunTab
from ion_tui.engine.states import RunStatus
from ion_tui.engine.wording import batch_label
from screens.base import FloorScreen
from screens.dialogs.pick import Choice, PickDialog
from screens.run_verbs import choices_of, priority_choices
from screens.runs_parts.view import RunsView
from screens.theme import RUN_LOOKS

Values = list[Choice[int]] | list[Choice[str]]


class _Field(NamedTuple):
    """A field of the question: what it is called, and its values to pick from."""

    label: str
    values: Callable[[FloorScreen, RunsView], Awaitable[Values]]


async def _statuses(screen: FloorScreen, view: RunsView) -> Values:
    del screen
    of_tab = {RunTab.STOPPED: STOPPED, RunTab.DONE: DONE, RunTab.ALL: STATUS_ORDER}
    is_open = tuple(status for status in STATUS_ORDER if status not in DONE)
    looks = [(status, RUN_LOOKS[RunStatus(status)]) for status in of_tab.get(view.query.tab, is_open)]
    return [Choice(status, f"{look.glyph} {look.word}") for status, look in looks]


async def _procedures(screen: FloorScreen, view: RunsView) -> Values:
    del view
    return choices_of(await screen.ask(lambda reads: reads.run_table.procedures()))


async def _batches(screen: FloorScreen, view: RunsView) -> Values:
    del view
    rows = await screen.ask(lambda reads: reads.run_table.open_batches())
    return [Choice(row.batch_id, batch_label(row.batch_id, row.title), f"{row.runs} runs") for row in rows]


async def _work_centers(screen: FloorScreen, view: RunsView) -> Values:
    del view
    return choices_of(await screen.ask(lambda reads: reads.run_table.work_centers()))


async def _operators(screen: FloorScreen, view: RunsView) -> Values:
    del view
    return choices_of(await screen.ask(lambda reads: reads.run_table.operators()))


async def _priorities(screen: FloorScreen, view: RunsView) -> Values:
    del screen, view
    return priority_choices()


_FIELDS: Final[Mapping[str, _Field]] = MappingProxyType(
    {
        "status": _Field("Status", _statuses),
        "procedure_id": _Field("Procedure", _procedures),
        "batch_id": _Field("Batch", _batches),
        "work_center_id": _Field("Work center", _work_centers),
        "operator_id": _Field("Operator", _operators),
        "priority": _Field("Priority", _priorities),
    }
)


async def ask_filter(screen: FloorScreen, view: RunsView) -> RunsView | None:
    """Ask what runs are narrowed to; None where nothing was picked. A field that narrows already can be let go."""
    fields = [Choice(name, field.label, view.names.get(name, "")) for name, field in _FIELDS.items()]
    name = await screen.app.push_screen_wait(PickDialog("Narrow the runs by what?", fields))
    if name is None:
        return None
    field = _FIELDS[name]
    values: list[Choice[int | str | None]] = [
        Choice(value.value, value.label, value.detail, value.code)
        for value in await field.values(screen, view)
    ]
    if name in view.names:
        values.insert(0, Choice(None, "Any", "no longer narrowed by it"))
    lines = (f"Now: {view.names[name]}",) if name in view.names else ()
    picked = await screen.app.push_screen_wait(
        PickDialog(f"{field.label}: which?", list(enumerated(values)), lines)
    )
    if picked is None:
        return None
    choice = values[picked]
    return view.narrowed(name, choice.value, choice.label)


def enumerated(choices: list[Choice[int | str | None]]) -> list[Choice[int]]:
    """The same choices by their numbers, so that None can be among what is picked."""
    return [Choice(number, choice.label, choice.detail, choice.code) for number, choice in enumerate(choices)]
