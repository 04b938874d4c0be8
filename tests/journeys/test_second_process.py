"""Two kiosks on one machine, each a process of its own: what one does, the other shows."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from screens.queue import QueueScreen
from tests.kiosk import kiosk

pytestmark = pytest.mark.usefixtures("single_runs")

STARTING = """
import sys
from tests.kiosk import other_kiosk
from tests.rover import rover_in
from ion_tui.engine.commands import Start
from pathlib import Path

rover = rover_in(other_kiosk(Path(sys.argv[1])).store)
rover.done("op2", Start(step_id=rover.step_id("RB-0001", "0")))
"""


async def test_what_another_process_does_is_shown_in_place_and_the_cursor_stays(rover_file: Path) -> None:
    async with kiosk(rover_file, "WC-MACH") as hands:
        await hands.log_in("op1")
        await hands.press("end")
        queue = hands.app.screen
        assert isinstance(queue, QueueScreen)
        before = queue.rows.highlighted
        assert before is not None
        assert before.row.unit == "OSR-RB · RB-0004"
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", STARTING, str(rover_file), cwd=Path(__file__).parents[2]
        )
        assert await other.wait() == 0
        await hands.sees("In progress 1", "0.0 Cut the 3 in channels")
        after = queue.rows.highlighted
        assert after is not None
        assert after.key == before.key
        await hands.press("1")
        await hands.sees("op2 0:00")
