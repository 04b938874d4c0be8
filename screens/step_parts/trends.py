"""Reading what number fields have read before: once a step is painted, and when one of its values is another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from data.rows.work import ReadingsRow
from screens.step_parts.bench import Bench
from screens.step_parts.number_line import NumberLine

if TYPE_CHECKING:
    from ion_tui.engine.reads import Reads


async def show(bench: Bench) -> None:
    """Show the readings of the fields that have not theirs yet; the step is painted without them first."""
    painted = asyncio.Event()
    bench.call_after_refresh(painted.set)
    await painted.wait()
    wanted = {line: line.field.value_version for line in bench.sheet.query(NumberLine) if line.wants_readings}
    if not wanted:
        return
    step_id, field_ids = bench.step_id, [line.field.field_id for line in wanted]

    def ask(reads: Reads) -> list[ReadingsRow | None]:
        return [reads.readings(step_id, field_id) for field_id in field_ids]

    found = await bench.ask(ask)
    for (line, version), readings in zip(wanted.items(), found, strict=True):
        if line.is_attached:
            line.show_readings(readings, version)
