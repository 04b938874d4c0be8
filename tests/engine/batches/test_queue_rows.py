"""Stories of a batch in the queue: one row for the siblings in one state, that opens to the single runs."""

from __future__ import annotations

import pytest

from data.rows.work import QueueOrder, QueueTab
from ion_tui.engine.commands import (
    AssignRuns,
    Complete,
    DissolveBatch,
    Hold,
    PlaceRuns,
    PrioritizeRuns,
    RemoveFromBatch,
    ScheduleRuns,
    Start,
)
from tests.engine.batches.hands import Batch, batch_of, rows_for
from tests.engine.workshop import Step, Workshop

FIT, SHIP = Step("Fit"), Step("Ship", after=("Fit",))


@pytest.fixture(autouse=True)
def nothing_derived_is_wrong(own_shop: Workshop) -> object:
    """After every story, each stored value that could be derived is what it should be."""
    yield None
    assert own_shop.faults() == []


@pytest.fixture
def batch(own_shop: Workshop) -> Batch:
    """Four runs."""
    return batch_of(own_shop, 4, FIT, SHIP, title="Rover 1")


def rows(shop: Workshop, tab: QueueTab, **more: object) -> list[tuple[int, int]]:
    """Each row's step, and for how many it stands."""
    center = next(row.id for row in shop.engine.reads.work_centers() if row.code == "WC")
    page = shop.engine.reads.queue(center, tab, **more)  # type: ignore[arg-type]
    return [(row.step_id, row.stands_for) for row in page.rows]


def counts(shop: Workshop) -> dict[str, int]:
    center = next(row.id for row in shop.engine.reads.work_centers() if row.code == "WC")
    return {count.tab: count.count for count in shop.engine.reads.queue(center).counts}


def test_siblings_in_one_state_are_one_row(own_shop: Workshop, batch: Batch) -> None:
    assert rows(own_shop, QueueTab.AVAILABLE) == [(batch.steps("Fit")[0], 4)]
    assert rows(own_shop, QueueTab.BLOCKED) == [(batch.steps("Ship")[0], 4)]
    assert counts(own_shop) == {"In progress": 0, "Available": 1, "Blocked": 1, "Stopped": 0, "Done today": 0}


def test_what_goes_its_own_way_has_a_row_of_its_own(own_shop: Workshop, batch: Batch) -> None:
    fits = batch.steps("Fit")
    own_shop.do("op1", Hold(step_id=fits[0], reason="scratched", only_this_run=True))
    assert rows(own_shop, QueueTab.AVAILABLE) == [(fits[1], 3)]
    assert rows(own_shop, QueueTab.STOPPED) == [(fits[0], 1)]
    own_shop.start("op1", fits[1])
    assert rows(own_shop, QueueTab.IN_PROGRESS) == [(fits[1], 3)]
    own_shop.do("op1", Complete(step_id=fits[1]))
    assert rows(own_shop, QueueTab.DONE_TODAY) == [(fits[1], 3)]
    assert rows(own_shop, QueueTab.AVAILABLE) == [(batch.steps("Ship")[1], 3)]
    assert rows(own_shop, QueueTab.BLOCKED) == [(batch.steps("Ship")[0], 1)]


def test_a_row_opens_to_the_single_runs_each_with_its_own_why_not(own_shop: Workshop, batch: Batch) -> None:
    ships = batch.steps("Ship")
    members = own_shop.engine.reads.queue_group(ships[0])
    assert [(row.step_id, row.stands_for) for row in members] == [(step, 1) for step in ships]
    own_shop.do("op2", Start(step_id=batch.steps("Fit")[2], only_this_run=True))
    why = [row.why_not for row in own_shop.engine.reads.queue_group(ships[0])]
    assert why[2] == "1 Ship waits on 0 Fit, in progress, op2."
    assert why[0] == "1 Ship waits on 0 Fit, not started."


def test_a_step_of_no_batch_opens_to_itself(own_shop: Workshop) -> None:
    first, second = own_shop.run(FIT), own_shop.run(FIT)
    assert [row.step_id for row in own_shop.engine.reads.queue_group(first["Fit"])] == [first["Fit"]]
    assert rows(own_shop, QueueTab.AVAILABLE) == [(first["Fit"], 1), (second["Fit"], 1)]


def test_the_most_urgent_stands_for_the_others(own_shop: Workshop, batch: Batch) -> None:
    fits = batch.steps("Fit")
    own_shop.do("lead1", PrioritizeRuns(run_ids=(batch.runs[2].id,), priority=1))
    assert rows_for(own_shop, fits) == [0, 0, 4, 0]
    own_shop.do("lead1", PrioritizeRuns(run_ids=tuple(run.id for run in batch.runs), priority=2))
    own_shop.do("lead1", ScheduleRuns(run_ids=(batch.runs[3].id,), due_at=own_shop.clock.now()))
    assert rows_for(own_shop, fits) == [0, 0, 0, 4]


def test_at_another_work_center_it_is_another_row(own_shop: Workshop) -> None:
    batch = batch_of(own_shop, 2, Step("Fit", work_center=None))
    wc = next(row.id for row in own_shop.engine.reads.work_centers() if row.code == "WC")
    own_shop.do("lead1", PlaceRuns(run_ids=(batch.runs[1].id,), work_center_id=wc))
    assert rows_for(own_shop, batch.steps("Fit")) == [1, 1]
    assert rows(own_shop, QueueTab.AVAILABLE) == [(batch.steps("Fit")[1], 1)]


def test_search_and_mine_find_the_single_ones(own_shop: Workshop, batch: Batch) -> None:
    fits = batch.steps("Fit")
    unit = own_shop.view(fits[2]).run.unit.rpartition(" ")[2]
    assert rows(own_shop, QueueTab.AVAILABLE, search=unit) == [(fits[2], 1)]
    assert rows(own_shop, QueueTab.AVAILABLE, search="Rover 1") == [(fits[0], 4)]
    own_shop.do(
        "lead1", AssignRuns(run_ids=(batch.runs[1].id, batch.runs[3].id), operator_id=own_shop.people["op1"])
    )
    assert rows(own_shop, QueueTab.AVAILABLE, mine=own_shop.people["op1"]) == [(fits[1], 2)]
    assert rows(own_shop, QueueTab.AVAILABLE, order=QueueOrder.RUN) == [(fits[0], 4)]


def test_who_leaves_stands_for_itself(own_shop: Workshop, batch: Batch) -> None:
    fits = batch.steps("Fit")
    own_shop.do("lead1", RemoveFromBatch(batch_id=batch.id, run_ids=(batch.runs[0].id,)))
    assert rows_for(own_shop, fits) == [1, 3, 0, 0]
    own_shop.do("lead1", DissolveBatch(batch_id=batch.id))
    assert rows_for(own_shop, fits) == [1, 1, 1, 1]
