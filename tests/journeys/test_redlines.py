"""A redline on the rover line, from the step that is wrong to the runs and the procedure that it changes."""

from __future__ import annotations

from pathlib import Path

from screens.redline import RedlineScreen
from screens.redline_reading import RedlineReadingScreen
from screens.step import StepScreen
from tests.engine.redlines.hands import Pen
from tests.engine.redlines.test_merging import Line
from tests.kiosk import kiosk, other_kiosk
from tests.rover import rover_in

REASON = "The rocker was drilled askew"


async def test_from_the_step_to_its_siblings_other_runs_and_the_next_draft(rover_file: Path) -> None:
    engine = other_kiosk(rover_file)
    rover = rover_in(engine.store)
    pen, step = Pen(Line(rover)), rover.step_id("RB-0001", "1")
    async with kiosk(rover_file, "WC-MECH") as hands:
        await hands.log_in("eng1")
        await hands.scan("RB-0001")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")
        screen = hands.app.screen
        assert isinstance(screen, StepScreen)
        screen.open_step(step)
        await hands.sees("1 Begin the rocker")
        await hands.until(lambda: screen.view is not None and screen.view.step.step_id == step, "step 1")
        await hands.knows_what_is_allowed()
        await hands.press("f7")
        await hands.sees("Redline 1 Begin the rocker", "Reason")
        await hands.type(REASON)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, RedlineScreen), "the editor")
        (redline,) = (row.id for row in engine.reads.redlines.on_step(step))
        pen.reword(redline, "Begin the rocker", instructions="Drill from the other side.")
        pen.submit(redline)
        await hands.press("escape")
        await hands.until(lambda: hands.app.screen is screen, "the step")
        await hands.sees(f"Redline {redline} by", "in review (F7)", REASON)
        await hands.press("f7")
        await hands.until(lambda: isinstance(hands.app.screen, RedlineReadingScreen), "the redline")
        await hands.sees("Drill from the other side.")
        await hands.press("a")
        await hands.sees(f"Approve redline {redline}")
        await hands.press("enter")
        await hands.sees("Changed 2", "applied to 2 runs.")
        await hands.press("enter")
        await hands.sees("✔ Approved", "Applied to 2 runs.")
        await hands.press("n")
        await hands.sees(f"Merge redline {redline} into runs", "RB-0003")
        await hands.scan("RB-0003")
        await hands.sees("1 marked")
        await hands.press("f2")
        await hands.sees("Changes 1")
        await hands.press("enter")
        await hands.sees(f"Redline {redline} is merged into 1 run.", "Changed 1")
        await hands.press("enter")
        await hands.sees("Applied to 3 runs.")
        await hands.press("m")
        await hands.sees("is a new draft", "Drill from the other side.")
        await hands.press("enter")
        await hands.sees("Applied to 3 runs and merged into PRC-RB")
    engine.store.close()
