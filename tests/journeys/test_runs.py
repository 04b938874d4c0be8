"""A lead at the runs: found by scanner and search, selected by the dozen, batched, given away, and started."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data import models
from ion_tui.engine.commands import AssignRuns, CreateBatch, PrioritizeRuns
from screens.queue import QueueScreen
from tests.engine.fixtures import OpenStore, open_workshop, sqlite_site
from tests.engine.workshop import Run, Step, Workshop, badge_of, pin_of
from tests.kiosk import hands_on
from tests.screens.runs import scenes
from tests.screens.runs.kiosk import at_the_runs, selected, settle, shop_app, shown, under_the_cursor
from tests.stores import sqlite_template

__all__ = ["sqlite_site", "sqlite_template"]

SAW = Step("Saw")


@pytest.fixture
def shop(sqlite_site: OpenStore) -> Iterator[Workshop]:
    """A workshop of the test's own."""
    with sqlite_site() as store:
        yield open_workshop(store)


def started(shop: Workshop, number: int) -> list[Run]:
    """So many runs, in the order in which the list shows them."""
    return [shop.run(SAW, serial=f"SN-{each:03}") for each in range(number)]


async def test_a_lead_batches_what_is_selected(shop: Workshop) -> None:
    runs = started(shop, 5)
    async with at_the_runs(shop, size=(80, 24)) as hands:
        await hands.press("space", "space")
        await hands.sees("2 selected")
        await hands.press("down", "r")
        await hands.sees("4 selected")
        await hands.press("b")
        await hands.sees("New batch of these 4 runs")
        await hands.type("Rover 7")
        await hands.press("enter")
        await hands.sees("Batch 1: Rover 7 made of 4 runs", "❐ 1 Rover 7")
        await hands.until(lambda: selected(hands) == 0)
    assert [shop.row(models.Run, run.id).batch_id for run in runs] == [1, 1, 1, 1, None]


async def test_each_run_of_another_batch_is_refused_by_name(shop: Workshop) -> None:
    runs = started(shop, 4)
    shop.do("lead1", CreateBatch(run_ids=(runs[1].id, runs[2].id), title="Theirs"))
    shop.do("lead1", CreateBatch(run_ids=(runs[3].id,), title="Ours"))
    async with at_the_runs(shop) as hands:
        await hands.press("a")
        await hands.sees("4 selected")
        await hands.press("b")
        await hands.sees(
            "Nothing was changed", "SN-001 is in Batch 1: Theirs already", "SN-003 is in Batch 2: Ours"
        )
        await hands.press("escape")
        await hands.sees_no_more("Nothing was changed")
        await hands.press("j")
        await hands.sees("4 runs join which batch?")
        await hands.press("enter")
        await hands.sees("Nothing was changed", "SN-001 is in Batch 1: Theirs already")
    assert shop.row(models.Run, runs[0].id).batch_id is None


async def test_runs_join_a_batch_that_is_there(shop: Workshop) -> None:
    runs = started(shop, 3)
    shop.do("lead1", CreateBatch(run_ids=(runs[0].id,), title="Rover 1"))
    async with at_the_runs(shop) as hands:
        await hands.press("down", "space", "space", "j")
        await hands.sees("Batch 1: Rover 1")
        await hands.press("enter")
        await hands.sees("2 runs added to Batch 1: Rover 1")
        await hands.press("g")
        await hands.sees("0 of 3 runs done")
    assert {shop.row(models.Run, run.id).batch_id for run in runs} == {1}


async def test_operator_work_center_priority_and_due_date_are_given_to_all_selected(shop: Workshop) -> None:
    runs = started(shop, 2)
    async with at_the_runs(shop) as hands:
        await hands.press("a", "u")
        await hands.sees("Who builds 2 runs?")
        await hands.scan(badge_of("op2"))
        await hands.sees("2 runs: assigned to Operator Two")
        await hands.press("a", "w")
        await hands.sees("Where are 2 runs built?")
        await hands.scan("WC")
        await hands.sees("2 runs: at WC")
        await hands.press("p")
        await hands.sees("How urgent is 1 run?")
        await hands.press("home", "enter")
        await hands.sees("SN-000: priority 1")
        await hands.press("d")
        await hands.sees("When is 1 run due?")
        await hands.type("yesterday")
        await hands.press("enter")
        await hands.sees("is not a day")
        await hands.press(*["backspace"] * 9)
        await hands.type("fri")
        await hands.press("enter")
        await hands.sees("SN-000: due 27 Nov 2026", "due Fri")
    rows = [shop.row(models.Run, run.id) for run in runs]
    assert [row.operator_id for row in rows] == [shop.people["op2"]] * 2
    assert None not in [row.work_center_id for row in rows]
    assert [row.priority for row in rows] == [1, 3]
    assert [row.due_at is None for row in rows] == [False, True]


async def test_each_closed_run_is_named(shop: Workshop) -> None:
    runs = started(shop, 3)
    for run in runs[:2]:
        shop.set(models.Run, run.id, closed_at=shop.clock.now())
    async with at_the_runs(shop) as hands:
        await hands.press("a", "p")
        await hands.sees("How urgent")
        await hands.press("enter")
        await hands.sees("Nothing was changed", "SN-000 is closed", "SN-001 is closed")


@pytest.mark.slow
async def test_four_hundred_runs_are_walked_through_and_never_all_kept(shop: Workshop) -> None:
    scenes.two_hundred(shop)
    for number in range(200, 420):
        shop.run(SAW, serial=f"SN-{number:04}", priority=5)
    async with at_the_runs(shop) as hands:
        seen: list[str] = []
        for _ in range(430):
            title = under_the_cursor(hands)
            if seen[-1:] != [title]:
                seen.append(title)
            await hands.press("down")
            if len(seen) % 20 == 0:
                await settle(hands)
                assert len(shown(hands)) <= 300
        assert len(seen) == len(set(seen)) == 420
        await hands.press("home")
        await hands.until(lambda: under_the_cursor(hands) == seen[0])
        await hands.press("end")
        await hands.until(lambda: under_the_cursor(hands) == seen[-1])
        await hands.press("a")
        await hands.sees("420 selected")
        for _ in range(60):
            await hands.press("up")
        await settle(hands)
        assert under_the_cursor(hands) == seen[-61]
        assert selected(hands) == 420


async def test_a_change_elsewhere_is_shown_in_place_with_cursor_and_selection_kept(shop: Workshop) -> None:
    runs = started(shop, 6)
    async with at_the_runs(shop) as hands:
        await hands.press("down", "space", "down")
        here = under_the_cursor(hands)
        shop.do("lead1", PrioritizeRuns(run_ids=(runs[5].id,), priority=1))
        shop.do("lead1", AssignRuns(run_ids=(runs[0].id,), operator_id=shop.people["op1"]))
        await hands.until(lambda: shown(hands)[0].endswith("SN-005"), "the urgent one at the top")
        assert under_the_cursor(hands) == here
        assert selected(hands) == 1


async def test_a_label_finds_its_row_wherever_it_stands(shop: Workshop) -> None:
    runs = started(shop, 120)
    shop.work("op1", runs[3]["Saw"])
    async with at_the_runs(shop) as hands:
        await hands.scan("SN-100")
        await hands.until(lambda: under_the_cursor(hands).endswith("SN-100"))
        await hands.scan(f"RUN-{runs[3].id}")
        await hands.until(lambda: under_the_cursor(hands).endswith("SN-003"))
        await hands.sees("is shown among all runs")
        await hands.press("enter")
        await hands.sees("✔ Complete")


async def test_the_list_is_searched_sorted_and_narrowed_by_keyboard(shop: Workshop) -> None:
    scenes.floor(shop)
    async with at_the_runs(shop) as hands:
        await hands.press("slash")
        await hands.type("order")
        await hands.until(lambda: len(shown(hands)) == 2)
        await hands.press("down", "escape")
        await hands.until(lambda: len(shown(hands)) == 11)
        await hands.press("o")
        await hands.sees("by due")
        await hands.until(lambda: shown(hands)[0].endswith("SN-001"))
        await hands.press("f")
        await hands.sees("Narrow the runs by what?")
        await hands.press("enter")
        await hands.sees("Status: which?")
        await hands.press("down", "enter")
        await hands.until(lambda: [title[-3:] for title in shown(hands)] == ["006"])
        await hands.sees("On hold")
        await hands.press("x", "4")
        await hands.until(lambda: {title[-3:] for title in shown(hands)} == {"006", "007"})
        await hands.press("5")
        await hands.until(lambda: [title[-3:] for title in shown(hands)] == ["012"])


async def test_who_may_do_nothing_with_runs_has_no_key_to_them(shop: Workshop) -> None:
    started(shop, 1)
    async with shop_app(shop).run_test(size=(120, 36)) as pilot:
        hands = await hands_on(pilot)
        await hands.show_badge(badge_of("op1"), pin_of("op1"))
        await hands.sees("F12 Lock", "SN-000")
        assert "Runs" not in hands.screen
        await hands.press("u", "f11")
        await hands.settle()
        assert isinstance(hands.app.screen, QueueScreen)


async def test_runs_are_started_on_fifty_serials_at_once(shop: Workshop) -> None:
    scenes.to_start_from(shop)
    async with at_the_runs(shop, size=(80, 24)) as hands:
        await hands.press("n")
        await hands.sees("Pick the procedure first")
        await hands.press("enter")
        await hands.sees("PRC-NEXT A", "Procedure has")
        await hands.press("down", "enter")
        await hands.sees("Procedure has unreleased steps")
        await hands.press("up", "enter")
        await hands.sees("scan units of ASM")
        await hands.press("enter")
        await hands.sees("Which serials?")
        await hands.type("SN-001..SN-050")
        await hands.press("enter")
        await hands.sees("SN-001..SN-050  (50)", "Ready to start 50 runs")
        await hands.press("down", "down", "enter")
        await hands.sees("Which batch do they join?")
        await hands.press("down", "enter")
        await hands.sees("Title, if it is to have one")
        await hands.type("Rover 9")
        await hands.press("enter")
        await hands.sees("A new batch: Rover 9")
        await hands.scan(badge_of("op2"))
        await hands.sees("op2  Operator Two")
        await hands.press("f2")
        await hands.sees("50 runs are ready in Batch 1: Rover 9", "SN-001")
    rows = shop.rows(models.Run)
    assert len(rows) == 50
    assert {(row.batch_id, row.operator_id) for row in rows} == {(1, shop.people["op2"])}
    assert shop.faults() == []


async def test_a_scanned_unit_without_a_run_starts_one(shop: Workshop) -> None:
    scenes.to_start_from(shop)
    async with at_the_runs(shop) as hands:
        await hands.scan("BOLT-1")
        await hands.sees("No procedures available for this part")
        await hands.scan("SN-SCRAPPED")
        await hands.sees("Part inventory is not in a state that allows a new run")
        await hands.scan("SN-IN-STOCK")
        await hands.sees("Start a run", "PRC-FRAME A", "Ready to start 1 run.")
        await hands.scan("BOLT-1")
        await hands.sees("is not linked to BOLT", "Ready to start 2 runs")
        await hands.press("f2")
        await hands.sees("2 runs are ready", "is not linked to BOLT")
    assert len(shop.rows(models.Run)) == 2


async def test_a_start_that_is_refused_names_the_units_and_leaves_the_form_as_it_is(shop: Workshop) -> None:
    scenes.to_start_from(shop)
    async with at_the_runs(shop, size=(80, 24)) as hands:
        await hands.press("n", "enter")
        await hands.sees("Which procedure?")
        await hands.press("enter")
        await hands.sees("scan units of ASM")
        await hands.press("enter")
        await hands.sees("Which serials?")
        await hands.type("SN-SCRAPPED, SN-1")
        await hands.press("enter")
        await hands.sees("SN-SCRAPPED is scrapped")
        await hands.press("f2")
        await settle(hands)
        await hands.sees("SN-SCRAPPED is scrapped", "Cancel")
        await hands.press("up", "delete")
        await hands.sees("scan units of ASM")
        await hands.scan("SN-2")
        await hands.sees("Ready to start 1 run.")
        await hands.press("f2")
        await hands.sees("Run 1: ASM · SN-2 is ready.")
    assert len(shop.rows(models.Run)) == 1
