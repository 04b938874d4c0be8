"""The Run screen: where it is opened from, what it shows, and where it leads."""

from __future__ import annotations

from screens.batch_manager import BatchManager
from screens.queue import QueueScreen
from screens.run import RunScreen
from screens.run_parts.facts import RunFactsHead
from screens.step import StepScreen
from screens.step_parts.heads import RunHead
from screens.work_centers import WorkCentersScreen
from tests.engine.workshop import Workshop
from tests.kiosk import Hands
from tests.screens.batches import scenes
from tests.screens.batches.kiosk import at_work, hears, rest


async def open_run(hands: Hands, tab: str = "1") -> None:
    """Open the run of the first row of a tab of the queue."""
    await hands.press(tab)
    await hands.settle()
    await hands.press("l")
    await hands.until(lambda: isinstance(hands.app.screen, RunScreen))
    await hands.sees("1 Steps")
    await rest(hands)


async def test_the_head_says_what_how_far_for_whom_and_in_which_batch(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.sees(
            "Run 1: ASM · RB-0001",
            "● In progress",
            "PRC-RB A Build a rocker-bogie suspension",
            "3 of 4 done",
            "Batch 1: Rover 1 suspension (3)",
            "P3",
            "for Operator Two",
        )


async def test_enter_opens_a_step_and_its_key_leads_back(shop: Workshop) -> None:
    run = scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.press("down", "down", "down", "enter")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen))
        step = hands.app.screen
        assert isinstance(step, StepScreen)
        await hands.until(lambda: step.view is not None)
        assert step.step_id == run["Begin the rocker"]
        step.set_focus(step.run_tree)
        await hands.press("l")
        await hands.until(lambda: isinstance(hands.app.screen, RunScreen))
        await hands.press("escape", "escape", "escape")
        await hands.until(lambda: isinstance(hands.app.screen, QueueScreen))


async def test_parts_as_built_say_what_is_in_from_which_lot_and_who_put_it_there(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.press("2")
        await hands.sees("1 Begin the rocker", "2 of 2 ✔", "5 of 8", "5 × B4 N-530", "Operator Two 08:14")


async def test_the_history_says_who_when_what_and_why(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.press("3")
        await hands.sees(
            "Today",
            "08:45:00  Released  1 Begin the rocker  Hold → In Progress",
            "Rod is 2 mm short; a new one is being cut",
            "Installed  B4 · lot N-530 · 1 Begin the rocker  0 → 5",
            "Operator Two (op2) at K1",
        )
        await hands.press("end")
        await hands.sees("Run started")


async def test_schedule_and_attributes_say_what_is_not_set_too(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.press("right", "right", "right")
        await hands.sees("Planned start        Tue 2026-11-24 08:45", "Mars [internal]")
        assert hands.line_with("Lot").split() == ["Lot", "none"]
        await hands.press("1")
        await hands.sees("0 Fabricate")


async def test_a_run_built_of_nothing_says_so(shop: Workshop) -> None:
    scenes.many(shop, 1)
    async with at_work(shop) as hands:
        await open_run(hands, "2")
        await hands.press("2")
        await hands.sees("This run is built of nothing: none of its steps needs a part.")


async def test_its_batch_key_opens_the_batch_with_the_step_under_the_cursor(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.press("down", "down", "f8")
        await hands.until(lambda: isinstance(hands.app.screen, BatchManager))
        await hands.sees("Step 0.1", "RB-0002")


async def test_a_click_on_the_pill_opens_the_batch(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.pilot.click(RunFactsHead, offset=(5, 2))
        await hands.until(lambda: isinstance(hands.app.screen, BatchManager))
        await hands.press("escape", "enter")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen))
        step = hands.app.screen
        assert isinstance(step, StepScreen)
        await hands.until(lambda: step.view is not None)
        await hands.pilot.pause()
        pill = hands.line_with("Batch 1").index("Batch 1")
        await hands.pilot.click(RunHead, offset=(pill, 0))
        await hands.until(lambda: isinstance(hands.app.screen, BatchManager))


async def test_what_happens_elsewhere_is_shown_in_place(shop: Workshop) -> None:
    run = scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        shop.fail("op1", run["Begin the rocker"], "cracked")
        await hands.sees("✖ Failed")
        await hands.press("3")
        await hands.sees("cracked")


async def test_a_run_s_label_is_scanned_where_no_work_center_is_looked_at(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_work(shop, work_center=None) as hands:
        assert isinstance(hands.app.screen, WorkCentersScreen)
        await hands.scan("RB-0003")
        await hands.until(lambda: isinstance(hands.app.screen, RunScreen))
        await hands.sees("Run 3: ASM · RB-0003", "in no batch")
        await hands.scan(f"RUN-{floor.runs[2].id}")
        await hands.sees("Run 6: ASM · CB-0101")
        await hands.scan("NOTHING-7")
        await hears(hands, "NOTHING-7: nobody and nothing here has this code.")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.app.screen, WorkCentersScreen))
