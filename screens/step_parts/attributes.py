"""Custom attributes of the run and the step: picked from their list, and set by who may."""

from __future__ import annotations

from collections.abc import Sequence

from data.rows.work import AttributeRow
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import SetAttribute
from ion_tui.engine.words import AttributeScope, FieldType
from screens.base import settled
from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from screens.dialogs.value import ValueDialog
from screens.step_parts.bench import Bench

EMPTY = "empty"
_YES_NO = ("yes", "no")
_HINTS = {FieldType.DATETIME: "now, 14:30 or 2026-12-04 14:30", FieldType.NUMBER: "a number"}


async def change(bench: Bench) -> None:
    """Pick an attribute, and give it another value."""
    settable = [row for row in _attributes(bench) if row.scope != AttributeScope.PROCEDURE]
    if not settable:
        bench.refuse("This site has no attributes for runs and steps.")
        return
    choices = [Choice(row, row.name, f"{row.shown or EMPTY}  {row.scope}") for row in settable]
    picked = await bench.app.push_screen_wait(PickDialog("Set an attribute", choices, confirm="Set"))
    if picked is None:
        return
    refused = await bench.floor.preview(_command(bench, picked, picked.value or ""))
    if isinstance(refused, Refused):
        bench.refuse(refused.sentence)
        return
    outcome = await _asked(bench, picked)
    if outcome is not None:
        bench.answer(outcome)
        await bench.reload()


async def _asked(bench: Bench, row: AttributeRow) -> Outcome | Refused | None:
    """What the engine answers to the value that the operator gives; None where they give none."""
    title = f"{row.name} of the {row.scope}"
    kind = FieldType(row.type)
    chosen = tuple(row.value.split("\n")) if row.value else ()
    match kind:
        case FieldType.SELECT | FieldType.BOOLEAN:
            options = _options(_YES_NO if kind is FieldType.BOOLEAN else row.options)
            text = await bench.app.push_screen_wait(PickDialog(title, options, chosen=chosen, confirm="Set"))
        case FieldType.MULTISELECT:
            several = [Choice(option, option) for option in row.options]
            many = await bench.app.push_screen_wait(
                PickManyDialog(title, several, chosen=chosen, confirm="Set")
            )
            text = None if many is None else "\n".join(many)
        case _:

            async def attempt(typed: str) -> Outcome | Refused:
                return settled(await bench.say(_command(bench, row, typed)))

            dialog = ValueDialog(
                title, _HINTS.get(kind, row.name), attempt=attempt, value=row.shown or row.value or ""
            )
            return await bench.app.push_screen_wait(dialog)
    return None if text is None else settled(await bench.say(_command(bench, row, text)))


def _options(options: Sequence[str]) -> list[Choice[str]]:
    return [*(Choice(option, option) for option in options), Choice("", EMPTY)]


def _attributes(bench: Bench) -> Sequence[AttributeRow]:
    return bench.view.attributes if bench.view is not None else ()


def _command(bench: Bench, row: AttributeRow, value: str) -> SetAttribute:
    if row.scope == AttributeScope.STEP or bench.view is None:
        return SetAttribute(name=row.name, value=value, step_id=bench.step_id)
    return SetAttribute(name=row.name, value=value, run_id=bench.view.run.run_id)
