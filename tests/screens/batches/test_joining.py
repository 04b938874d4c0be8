"""How runs come together: the flow of a new batch, and the picker of runs that join one."""

from __future__ import annotations

from textual.widgets import Input

from data import models
from ion_tui.engine.commands import AddToBatch, CreateBatch, DissolveBatch, RemoveFromBatch
from screens.batch_manager import BatchManager
from screens.batch_parts.run_picker import RunPicker
from screens.batching import add_to_batch
from screens.queue import QueueScreen
from tests.engine.workshop import Workshop
from tests.kiosk import Hands
from tests.screens.batches import scenes
from tests.screens.batches.kiosk import at_the_batch, at_work, hears, rest


async def pick(hands: Hands) -> RunPicker:
    """Open the picker."""
    await hands.press("a")
    await hands.sees("Add runs to Batch 1", "RB-0005")
    await rest(hands)
    assert isinstance(hands.app.screen, RunPicker)
    return hands.app.screen


def batch_of(shop: Workshop, run_id: int) -> int | None:
    found = shop.row(models.Run, run_id).batch_id
    return None if found is None else int(found)


async def test_a_run_in_no_batch_begins_a_new_one(shop: Workshop) -> None:
    run = scenes.alone(shop)
    async with at_work(shop) as hands:
        await hands.press("2")
        await hands.settle()
        await hands.press("b")
        await hands.sees("New batch of this run", "Run 1: ASM · RB-0001", "Title (optional)")
        await hands.type("PCBA lot 12")
        await hands.press("enter")
        await hands.sees("Batch 1: PCBA lot 12", "1 run")
        assert isinstance(hands.app.screen, BatchManager)
        assert batch_of(shop, run.id) == 1


async def test_esc_makes_none(shop: Workshop) -> None:
    run = scenes.alone(shop)
    async with at_work(shop) as hands:
        await hands.press("2")
        await hands.settle()
        await hands.press("b")
        await hands.sees("New batch of this run")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.app.screen, QueueScreen))
        assert batch_of(shop, run.id) is None


async def test_who_may_not_is_told_so_and_asked_nothing(shop: Workshop) -> None:
    scenes.alone(shop)
    async with at_work(shop, "op1") as hands:
        await hands.press("2")
        await hands.settle()
        await hands.press("b")
        await hears(hands, "Operator One may not create a batch")
        assert isinstance(hands.app.screen, QueueScreen)


async def test_a_title_that_is_typed_stays_when_somebody_was_faster(shop: Workshop) -> None:
    run = scenes.alone(shop)
    async with at_work(shop) as hands:
        await hands.press("2")
        await hands.settle()
        await hands.press("b")
        await hands.sees("New batch of this run")
        await hands.type("Mine")
        shop.do("lead1", CreateBatch(run_ids=(run.id,), title="Theirs"))
        await hands.press("enter")
        await hands.sees("is in Batch 1: Theirs already")
        assert hands.app.screen.query_one(Input).value == "Mine"


async def test_marked_runs_join_all_at_once(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        picker = await pick(hands)
        assert "CB-0101" not in hands.screen, "it is in the batch already"
        await hands.press("a")
        await hears(hands, "No run is marked: Space marks the one under the cursor.")
        await hands.press("space", "down", "space")
        await hands.sees("2 marked", "Add 2 to batch")
        assert set(picker.marked) == {run.id for run in floor.alone}
        await hands.press("a")
        await hears(hands, "2 runs added to Batch 1: Rover 1 suspension.")
        await hands.sees("5 runs")
        assert [batch_of(shop, run.id) for run in floor.alone] == [floor.batch] * 2


async def test_the_selection_is_cleared_and_esc_adds_nothing(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await pick(hands)
        await hands.press("space")
        await hands.sees("1 marked")
        await hands.press("c")
        await hands.sees("0 marked")
        await hands.press("space", "escape")
        await hands.until(lambda: isinstance(hands.app.screen, BatchManager))
        assert [batch_of(shop, run.id) for run in floor.alone] == [None, None]


async def test_a_run_of_another_batch_is_shown_with_its_name_and_cannot_be_chosen(shop: Workshop) -> None:
    scenes.three(shop)
    async with at_the_batch(shop) as hands:
        picker = await pick(hands)
        await hands.sees("in Batch 2: Rover 2")
        await hands.press("down", "enter")
        await hears(hands, "RB-0004 is in Batch 2: Rover 2 suspension already: take it out there first.")
        assert not picker.marked


async def test_the_search_of_the_picker_keeps_marks(shop: Workshop) -> None:
    scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await pick(hands)
        await hands.press("space", "slash")
        await hands.type("0003")
        await hands.sees_no_more("RB-0005")
        await hands.press("down", "space")
        await hands.sees("2 marked")
        await hands.press("slash")
        await hands.type("zz")
        await hands.sees("No open run has “0003zz” in its title or number.")
        await hands.press("escape")
        await hands.sees("RB-0005", "2 marked")


async def test_scans_mark_runs(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        picker = await pick(hands)
        await hands.scan("RB-0003")
        await hears(hands, "Marked: Run 3: ASM · RB-0003")
        await hands.scan(f"RUN-{floor.alone[1].id}")
        await hands.sees("2 marked")
        await hands.scan("RB-0001")
        await hears(hands, "RB-0001 is in this batch already.")
        await hands.scan("RB-0004")
        await hears(hands, "RB-0004 is in Batch 2: Rover 2 suspension already")
        assert set(picker.marked) == {run.id for run in floor.alone}


async def test_a_run_that_somebody_else_takes_meanwhile_is_named_and_the_others_stay_marked(
    shop: Workshop,
) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        picker = await pick(hands)
        await hands.scan("RB-0003")
        await hands.scan("RB-0005")
        await hands.sees("2 marked")
        shop.do("lead1", AddToBatch(batch_id=2, run_ids=(floor.alone[0].id,)))
        await hands.sees("1 marked")
        await hands.press("a")
        await hears(hands, "1 run added to Batch 1: Rover 1 suspension.")
        assert picker.outcome is not None
        assert [batch_of(shop, run.id) for run in floor.alone] == [2, floor.batch]


async def test_a_batch_that_is_dissolved_meanwhile_loses_no_mark(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await pick(hands)
        await hands.scan("RB-0003")
        await hands.sees("1 marked")
        shop.do("lead1", DissolveBatch(batch_id=floor.batch))
        await hears(hands, "This batch has been dissolved meanwhile")
        await hands.sees("1 marked", "New batch")
        await hands.press("n")
        await hands.sees("New batch of this run", "Run 3: ASM · RB-0003")
        await hands.press("enter")
        await hands.sees("Batch 3", "1 run", "RB-0003")
        assert batch_of(shop, floor.alone[0].id) == 3


async def test_runs_join_a_batch_that_is_picked(shop: Workshop) -> None:
    floor = scenes.three(shop)
    ids = tuple(run.id for run in floor.alone)
    async with at_work(shop) as hands:
        screen = hands.app.screen
        assert isinstance(screen, QueueScreen)

        async def join() -> None:
            await add_to_batch(screen, ids)

        screen.do(join(), group="batch")
        await hands.sees("2 runs join which batch?", "Batch 1: Rover 1 suspension", "3 runs")
        await hands.press("down", "enter")
        await hears(hands, "2 runs added to Batch 1: Rover 1 suspension.")
        assert [batch_of(shop, run_id) for run_id in ids] == [floor.batch] * 2


async def test_a_run_that_left_can_join_again(shop: Workshop) -> None:
    floor = scenes.three(shop)
    left = floor.runs[1].id
    shop.do("lead1", RemoveFromBatch(batch_id=floor.batch, run_ids=(left,)))
    async with at_the_batch(shop) as hands:
        await pick(hands)
        await hands.scan("RB-0002")
        await hands.press("f2")
        await hands.sees("3 runs")
        assert batch_of(shop, left) == floor.batch
