"""Ways into starting a run: from a procedure, and from a unit. Each is a job of the screen that asks for it."""

from __future__ import annotations

from ion_tui.engine.answers import Outcome, Refused
from screens.base import FloorScreen
from screens.runs_parts.start_dialog import StartRunDialog
from screens.runs_parts.start_form import StartForm


async def ask_start(screen: FloorScreen, procedure_id: int | None = None) -> Outcome | None:
    """Start runs from a procedure, or with None from one that is picked; the outcome, None where none was started."""
    rows = await screen.ask(lambda reads: reads.run_table.startable())
    procedure = next((row for row in rows if row.procedure_id == procedure_id and not row.refusal), None)
    return await screen.app.push_screen_wait(StartRunDialog(screen, StartForm(procedure=procedure)))


async def ask_start_on(screen: FloorScreen, inventory_id: int) -> Outcome | None:
    """Start a run on a unit: of the procedure of its part, where it has one only."""
    found = await screen.ask(lambda reads: reads.run_table.procedures_for(inventory_id))
    if isinstance(found, Refused):
        screen.refuse(found.sentence)
        return None
    unit, procedures = found
    procedure = procedures[0] if len({row.code for row in procedures}) == 1 else None
    return await screen.app.push_screen_wait(
        StartRunDialog(screen, StartForm(procedure=procedure, units=(unit,)))
    )
