"""A procedure that ION has exported runs at the kiosk."""

from __future__ import annotations

from pathlib import Path

from ion_tui.engine.commands import ApproveProcedureSteps, ReleaseProcedure, StartRun
from ion_tui.engine.words import ProcedureKind
from tests.engine.procedures.drafts import taken_in
from tests.importers.ion.exports import BOARD
from tests.kiosk import kiosk, other_kiosk
from tests.rover import Rover, rover_in


def ready(rover: Rover) -> int:
    """The exported procedure, looked at and released, with a run of it; answers its first step."""
    options = {"part": "OSR-CB", "kind": ProcedureKind.REWORK, "locations": {"103": "WC-TEST"}}
    (procedure,) = taken_in(rover, BOARD, **options).made["procedure"]
    rover.done("eng1", ApproveProcedureSteps(procedure_id=procedure))
    rover.done("eng1", ReleaseProcedure(procedure_id=procedure))
    run = rover.done("lead1", StartRun(procedure_id=procedure, serial="00202", makes_unit=True, priority=1))
    found = rover.engine.reads.run(run.made["run"][0])
    assert found is not None
    return found[1][0].step_id


async def test_its_first_step_is_worked_and_signed_off_and_the_next_one_waits(rover_file: Path) -> None:
    rover = rover_in(other_kiosk(rover_file).store)
    step = ready(rover)
    async with kiosk(rover_file, "WC-TEST", size=(80, 24)) as hands:
        await hands.log_in("tt1")
        await hands.sees("OSR-CB · 00202 · 0 Power rail", "Available")
        await hands.scan(f"STEP-{step}")
        await hands.sees("0 Power rail", "T1 to T2")
        await hands.press("s")
        await hands.sees("In progress", "Meter has no value")
        await hands.scan("DMM-7")
        await hands.sees("T1 to T2 has no value")
        await hands.type("12.60")
        await hands.press("enter")
        await hands.sees("12.60 V", "✔ Ready to sign off")
        await hands.press("f4")
        await hands.sees("0 Power rail completed.", "Next in this run", "1 5 V regulator")
