"""Custom attributes of the run and the step: picked from their list, and set by who may."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from data.rows.work import AttributeRow
from ion_tui.engine.commands import SetAttribute
from ion_tui.engine.words import AttributeScope
from screens.attribute_entry import set_one
from screens.step_parts.bench import Bench


async def change(bench: Bench) -> None:
    """Pick an attribute, and give it another value."""
    settable = [row for row in _attributes(bench) if row.scope != AttributeScope.PROCEDURE]
    if not settable:
        bench.refuse("This site has no attributes for runs and steps.")
        return
    outcome = await set_one(bench, settable, partial(_command, bench))
    if outcome is not None:
        bench.answer(outcome)
        await bench.reload()


def _attributes(bench: Bench) -> Sequence[AttributeRow]:
    return bench.view.attributes if bench.view is not None else ()


def _command(bench: Bench, row: AttributeRow, value: str) -> SetAttribute:
    if row.scope == AttributeScope.STEP or bench.view is None:
        return SetAttribute(name=row.name, value=value, step_id=bench.step_id)
    return SetAttribute(name=row.name, value=value, run_id=bench.view.run.run_id)
