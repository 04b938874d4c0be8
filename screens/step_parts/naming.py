"""Picking what a field names: a person or a part, from a list of those there are."""

from __future__ import annotations

from typing import Final

from ion_tui.engine.words import FieldType
from screens.dialogs.pick import Choice, PickDialog
from screens.step_parts.bench import Bench
from screens.step_parts.typed_line import TypedLine

MOST: Final = 5000
"""Parts that are listed; letters search them."""


async def pick(bench: Bench, line: TypedLine) -> None:
    """Pick a person or a part, and record it."""
    if line.field.type == FieldType.USER:
        people = await bench.ask(lambda reads: reads.operators())
        choices = [
            Choice(person.code, person.code, person.name, code=person.badge or "")
            for person in people
            if person.active
        ]
    else:
        parts = await bench.ask(lambda reads: reads.part_numbers(MOST))
        choices = [Choice(part.number, part.number, part.description, code=part.number) for part in parts]
    dialog = PickDialog(line.field.name, choices, chosen=(line.field.value or "",), confirm="Record")
    picked = await bench.app.push_screen_wait(dialog)
    if picked is not None:
        line.enter(picked)
