"""The batch manager by keyboard alone: title, search, cards, leaving, the end, and what others do meanwhile."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from data import models
from ion_tui.engine.commands import DissolveBatch, RemoveFromBatch, RenameBatch
from screens.batch_manager import BatchManager
from screens.queue import QueueScreen
from screens.run import RunScreen
from screens.step import StepScreen
from tests.engine.workshop import Workshop
from tests.screens.batches import scenes
from tests.screens.batches.kiosk import at_the_batch, at_work, hears, rest


def size_of(shop: Workshop, batch: int) -> int:
    return int(shop.row(models.Batch, batch).size)


async def test_f8_on_a_row_of_the_queue_opens_its_batch_and_esc_goes_back(shop: Workshop) -> None:
    scenes.three(shop)
    async with at_work(shop) as hands:
        await hands.press("1")
        await hands.settle()
        await hands.press("f8")
        await hands.sees("Batch 1: Rover 1 suspension", "3 runs", "ASM · RB-0002", "no sibling", "Step 0")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.app.screen, QueueScreen))


async def test_the_title_is_set_and_put_back(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("t")
        await hands.type(" [left]")
        await hands.press("escape")
        await hands.sees_no_more("[left]")
        assert shop.row(models.Batch, floor.batch).title == "Rover 1 suspension"
        await hands.press("t")
        await hands.type(" [left]")
        await hands.press("enter")
        await hands.sees(
            "Batch 1: Rover 1 suspension [left]", "It is Batch 1: Rover 1 suspension [left] now."
        )
        assert shop.row(models.Batch, floor.batch).title == "Rover 1 suspension [left]"


async def test_what_is_typed_as_a_title_outlives_what_somebody_else_does(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("t")
        await hands.type(" of May")
        shop.do("lead1", RenameBatch(batch_id=floor.batch, title="Somebody else's"))
        await hands.sees("Batch 1: Somebody else's")
        assert hands.app.screen.query_one("#title", Input).value == "Rover 1 suspension of May"
        shop.do("lead1", DissolveBatch(batch_id=floor.batch))
        await hands.sees("This batch was dissolved by Lead One (lead1) at 08:14.")
        assert hands.app.screen.query_one("#title", Input).value == "Rover 1 suspension of May"
        await hands.press("enter")
        await hears(hands, "has been dissolved; nothing was changed.")


@pytest.mark.parametrize("searched", ["cb-01", "RUN-6", "6"])
async def test_the_search_finds_by_title_and_by_run_id(shop: Workshop, searched: str) -> None:
    scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("slash")
        await hands.type(searched)
        await hands.sees("1 of 3 runs")
        assert "CB-0101" in hands.screen
        await hands.sees_no_more("RB-0001")
        await hands.press("escape")
        await hands.sees("RB-0001")


async def test_affected_runs_only_and_why_the_others_are_not(shop: Workshop) -> None:
    scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("end")
        await hands.sees("CB-0101 has no step that comes from the same procedure")
        await hands.press("o")
        await hands.sees("2 of 3 runs", "[✔] Affected runs only")
        await hands.sees_no_more("CB-0101")
        await hands.press("o")
        await hands.sees("CB-0101")


async def test_cards_open_one_by_one_and_all_at_once(shop: Workshop) -> None:
    scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("enter")
        await hands.sees("0.0 Cut the channels", "Remove & go to run")
        assert hands.screen.count("Cut the rod") == 1
        await hands.press("down", "left")
        await hands.sees_no_more("Cut the rod")
        await hands.press("e")
        await hands.sees("3 expanded")
        assert hands.screen.count("Cut the rod") == 2
        await hands.press("c")
        await hands.sees_no_more("Cut the rod")
        await hands.press("right")
        await hands.sees("Cut the rod")


async def test_enter_on_a_step_of_a_card_opens_it(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("down", "enter")
        await hands.sees("0.1 Cut the rod")
        await hands.press("down", "down", "down", "enter")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen))
        assert isinstance(hands.app.screen, StepScreen)
        assert hands.app.screen.step_id == floor.runs[1]["Cut the rod"]


async def test_a_run_is_taken_out_and_keeps_what_was_done(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("down", "r")
        await hears(hands, "Run 2: ASM · RB-0002 taken out of Batch 1: Rover 1 suspension.")
        await hands.sees("2 runs")
        assert size_of(shop, floor.batch) == 2
        assert shop.state(floor.runs[1]["Cut the channels"]) == "Completed"


@pytest.mark.parametrize("keys", [("g",), ("enter", "down", "down", "down", "down", "enter")])
async def test_remove_and_go_leads_to_the_run(shop: Workshop, keys: tuple[str, ...]) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("end", keys[0])
        await rest(hands)
        await hands.press(*keys[1:])
        await hands.until(lambda: isinstance(hands.app.screen, RunScreen))
        await hands.sees("Run 6: ASM · CB-0101", "in no batch")
        assert size_of(shop, floor.batch) == 2
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.app.screen, QueueScreen))


async def test_removing_the_run_it_was_opened_from_says_so_and_a_new_batch_is_at_hand(shop: Workshop) -> None:
    scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("r")
        await hands.sees("This run is no longer in a batch.", "n New batch")
        await hands.press("n")
        await hands.sees("New batch of this run", "Run 1: ASM · RB-0001")
        await hands.press("enter")
        await hands.sees("Batch 3", "1 run")


async def test_opened_from_a_run_that_has_left_it_says_so(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_work(shop) as hands:
        await hands.press("1")
        await hands.settle()
        queue = hands.app.screen
        assert isinstance(queue, QueueScreen)
        queue.refresh_floor = lambda: None  # type: ignore[method-assign] # the queue has not heard of it yet
        shop.do("lead1", RemoveFromBatch(batch_id=floor.batch, run_ids=(floor.runs[0].id,)))
        await hands.press("b")
        await hands.sees("Batch 1: Rover 1 suspension", "This run is no longer in a batch.", "2 runs")


async def test_unbatching_all_asks_first(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("u")
        await hands.sees("Unbatch all 3 runs", "the batch is dissolved")
        await hands.press("enter")
        await hands.sees_no_more("Unbatch all 3 runs")
        assert size_of(shop, floor.batch) == 3, "the cursor is where Enter does no harm"
        await hands.press("u")
        await hands.sees("Unbatch all 3 runs")
        await hands.press("left", "enter")
        await hands.sees(
            "Rover 1 suspension dissolved: 3 runs left it.", "This batch was dissolved by Lead One"
        )
        assert shop.row(models.Batch, floor.batch).dissolved_at is not None
        await hands.press("r")
        await hands.sees("There is no run selected.")


async def test_no_run_leaves_with_a_step_in_redline(shop: Workshop) -> None:
    floor = scenes.three(shop)
    shop.put(floor.runs[1]["Cut the rod"], "Redline")
    async with at_the_batch(shop) as hands:
        await hands.press("u")
        await hears(hands, "RB-0002 cannot leave: 0.1 Cut the rod is in redline")
        await hands.press("down")
        await rest(hands)
        await hands.press("g")
        await hears(hands, "close its redline first.")
        assert size_of(shop, floor.batch) == 3
        assert isinstance(hands.app.screen, BatchManager)


async def test_without_the_permission_everything_can_be_looked_at(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop, who="op1") as hands:
        await hands.press("e")
        await hands.sees("0.1 Cut the rod")
        needs = "needs the permission UpdateRunBatch"
        for key, doing in (
            ("t", "rename a batch"),
            ("f2", "rename a batch"),
            ("r", "unbatch runs"),
            ("u", "dissolve a batch"),
        ):
            await hands.press(key)
            await hears(hands, f"Operator One may not {doing}: it {needs}")
        assert size_of(shop, floor.batch) == 3


async def test_a_card_s_own_remove_says_why_not(shop: Workshop) -> None:
    scenes.three(shop)
    async with at_the_batch(shop, who="op1") as hands:
        await hands.press("end", "enter")
        await hands.sees("Remove & go to run")
        await hands.press("end", "enter")
        await hears(hands, "Operator One may not unbatch runs")


async def test_a_scan_finds_a_run_and_names_one_of_another_batch(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.scan("CB-0101")
        await hands.sees("Found: ASM · CB-0101", "▌▸      6 ASM · CB-0101")
        await hands.scan(f"RUN-{floor.alone[0].id}")
        await hands.sees("Run 3: ASM · RB-0003 is not in this batch.")
        await hands.scan("NOTHING-7")
        await hands.sees("NOTHING-7: nobody and nothing here has this code.")


async def test_a_scan_finds_a_run_that_the_search_hides_or_that_is_not_read_yet(shop: Workshop) -> None:
    scenes.many(shop, 520)
    async with at_the_batch(shop, "2") as hands:
        assert "520 runs, 500 read" in hands.screen
        await hands.scan("SN-0519")
        await hands.sees("1 of 520 runs", "ASM · SN-0519")
        await hands.press("escape")
        await hands.sees("SN-0000")


async def test_the_list_reads_on_towards_its_end(shop: Workshop) -> None:
    scenes.many(shop, 520)
    async with at_the_batch(shop, "2") as hands:
        await hands.press("end")
        await hands.sees_no_more("500 read")
        await hands.press("end")
        await hands.sees("SN-0519")


async def test_what_others_do_is_shown_in_place(shop: Workshop) -> None:
    floor = scenes.three(shop)
    async with at_the_batch(shop) as hands:
        await hands.press("down", "enter")
        await hands.sees("0.1 Cut the rod")
        shop.start("op2", floor.runs[1]["Cut the rod"])
        await hands.until(lambda: "In progress" in hands.line_with("0.1 Cut the rod"))
        shop.do("lead1", RemoveFromBatch(batch_id=floor.batch, run_ids=(floor.runs[2].id,)))
        await hands.sees_no_more("CB-0101")
        screen = hands.app.screen
        assert isinstance(screen, BatchManager)
        assert screen.cards.highlighted is not None
        assert screen.cards.highlighted.key == ("run", floor.runs[1].id)
