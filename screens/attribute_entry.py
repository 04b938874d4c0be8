"""Setting a custom attribute: picked from a list, and given a value in the way that its type asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from data.rows.work import AttributeRow
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import SetAttribute
from ion_tui.engine.words import FieldType
from screens.base import FloorScreen, settled
from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from screens.dialogs.value import ValueDialog

EMPTY = "empty"
_YES_NO = ("yes", "no")
_HINTS = {FieldType.DATETIME: "now, 14:30 or 2026-12-04 14:30", FieldType.NUMBER: "a number"}

Saying: TypeAlias = Callable[[AttributeRow, str], SetAttribute]
"""The command that gives an attribute a value."""


async def set_one(
    screen: FloorScreen, rows: Sequence[AttributeRow], saying: Saying
) -> Outcome | Refused | None:
    """Let one of the attributes be picked, and another value be given; None where nothing was said."""
    choices = [Choice(row, row.name, f"{row.shown or EMPTY}  {row.scope}") for row in rows]
    picked = await screen.app.push_screen_wait(PickDialog("Set an attribute", choices, confirm="Set"))
    return None if picked is None else await set_value(screen, picked, saying)


async def set_value(screen: FloorScreen, row: AttributeRow, saying: Saying) -> Outcome | Refused | None:
    """Let another value be given, by who may; None where nothing was said."""
    refused = await screen.floor.preview(saying(row, row.value or ""))
    if isinstance(refused, Refused):
        screen.refuse(refused.sentence)
        return None
    return await _asked(screen, row, saying)


async def _asked(screen: FloorScreen, row: AttributeRow, saying: Saying) -> Outcome | Refused | None:
    """What the engine answers to the value that the operator gives; None where they give none."""
    title = f"{row.name} of the {row.scope}"
    kind = FieldType(row.type)
    chosen = tuple(row.value.split("\n")) if row.value else ()
    match kind:
        case FieldType.SELECT | FieldType.BOOLEAN:
            options = _options(_YES_NO if kind is FieldType.BOOLEAN else row.options)
            text = await screen.app.push_screen_wait(PickDialog(title, options, chosen=chosen, confirm="Set"))
        case FieldType.MULTISELECT:
            several = [Choice(option, option) for option in row.options]
            many = await screen.app.push_screen_wait(
                PickManyDialog(title, several, chosen=chosen, confirm="Set")
            )
            text = None if many is None else "\n".join(many)
        case _:

            async def attempt(typed: str) -> Outcome | Refused:
                return settled(await screen.say(saying(row, typed)))

            dialog = ValueDialog(
                title, _HINTS.get(kind, row.name), attempt=attempt, value=row.shown or row.value or ""
            )
            return await screen.app.push_screen_wait(dialog)
    return None if text is None else settled(await screen.say(saying(row, text)))


def _options(options: Sequence[str]) -> list[Choice[str]]:
    return [*(Choice(option, option) for option in options), Choice("", EMPTY)]
