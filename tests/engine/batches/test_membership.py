"""Stories of joining and leaving: made, renamed, left and dissolved, and nothing is lost on the way."""

from __future__ import annotations

import pytest

from data import models
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import (
    AddToBatch,
    CreateBatch,
    DissolveBatch,
    RemoveFromBatch,
    RenameBatch,
    Start,
    StartRun,
)
from tests.engine.batches.hands import Batch, batch_of, states
from tests.engine.workshop import Step, Workshop

FIT = Step("Fit")


@pytest.fixture(autouse=True)
def nothing_derived_is_wrong(shop: Workshop) -> object:
    """After every story, each stored value that could be derived is what it should be."""
    yield None
    assert shop.faults() == []


def title_of(shop: Workshop, run_id: int) -> str:
    return str(shop.row(models.Run, run_id).title)


def in_batch(shop: Workshop, batch: Batch) -> list[int | None]:
    return [shop.row(models.Run, run.id).batch_id for run in batch.runs]


def test_a_batch_is_made_of_runs_with_a_title_or_without(shop: Workshop) -> None:
    runs = [shop.run(FIT) for _ in range(3)]
    titled = shop.do("lead1", CreateBatch(run_ids=(runs[0].id, runs[1].id), title="  Rover   1 "))
    (batch_id,) = titled.made["batch"]
    assert titled.sentence == f"Batch {batch_id}: Rover 1 made of 2 runs."
    plain = shop.do("lead1", CreateBatch(run_ids=(runs[2].id,)))
    assert plain.sentence == f"Batch {plain.made['batch'][0]} made of 1 run."
    assert shop.row(models.Batch, batch_id).size == 2
    actions = [row.action for row in shop.engine.reads.history(run_id=runs[0].id)]
    assert actions[0] == "batch.add"


def test_a_run_that_joins_takes_part_from_then_on(shop: Workshop) -> None:
    batch, late = batch_of(shop, 2, FIT), shop.run(FIT)
    shop.start("op1", batch.steps("Fit")[0])
    answer = shop.do("lead1", AddToBatch(batch_id=batch.id, run_ids=(late.id,)))
    assert answer.sentence == f"1 run added to Batch {batch.id}."
    assert shop.state(late["Fit"]) == "Todo"
    shop.hold("op1", batch.steps("Fit")[0])
    assert shop.state(late["Fit"]) == "Hold"


def test_a_run_of_another_batch_is_refused_by_name_and_not_moved(shop: Workshop) -> None:
    here, there = batch_of(shop, 1, FIT, title="Here"), batch_of(shop, 1, FIT, title="There")
    taken = there.runs[0].id
    sentence = shop.refuse("lead1", AddToBatch(batch_id=here.id, run_ids=(taken,)), Code.CONFLICT)
    expected = f"{title_of(shop, taken)} is in Batch {there.id}: There already: take it out there first."
    assert sentence == expected
    assert shop.row(models.Run, taken).batch_id == there.id


def test_who_may_not_update_batches_changes_none(shop: Workshop) -> None:
    run = shop.run(FIT)
    sentence = shop.refuse("op1", CreateBatch(run_ids=(run.id,)), Code.NOT_PERMITTED)
    assert "UpdateRunBatch" in sentence


def test_a_run_that_leaves_keeps_what_was_done_and_can_join_again(shop: Workshop) -> None:
    batch = batch_of(shop, 3, FIT)
    fits = batch.steps("Fit")
    shop.start("op1", fits[0])
    leaving = RemoveFromBatch(batch_id=batch.id, run_ids=(batch.runs[1].id,))
    shop.do("lead1", leaving)
    shop.complete("op1", fits[0])
    assert states(shop, fits) == ["Completed", "In Progress", "Completed"]
    assert shop.at_work(fits[1]) == ["op1"]
    shop.do("lead1", AddToBatch(batch_id=batch.id, run_ids=(batch.runs[1].id,)))
    assert in_batch(shop, batch) == [batch.id] * 3
    assert "is not in" in shop.refuse(
        "lead1", RemoveFromBatch(batch_id=batch.id, run_ids=(shop.run(FIT).id,)), Code.CONFLICT
    )


def test_no_run_leaves_with_a_step_in_redline_and_then_nothing_is_dissolved(shop: Workshop) -> None:
    batch = batch_of(shop, 2, FIT)
    redlined = batch.runs[1]
    shop.put(redlined["Fit"], "Redline")
    shop.set(models.Run, redlined.id, status="Redline")
    for command in (
        RemoveFromBatch(batch_id=batch.id, run_ids=(redlined.id,)),
        DissolveBatch(batch_id=batch.id),
    ):
        sentence = shop.refuse("lead1", command, Code.NOT_LEGAL)
        expected = (
            f"{title_of(shop, redlined.id)} cannot leave: 0 Fit is in redline; close its redline first."
        )
        assert sentence == expected
    assert in_batch(shop, batch) == [batch.id] * 2
    shop.put(redlined["Fit"], "Todo")
    shop.set(models.Run, redlined.id, status="Todo")


def test_a_batch_is_renamed(shop: Workshop) -> None:
    batch = batch_of(shop, 1, FIT)
    assert shop.do("lead1", RenameBatch(batch_id=batch.id, title="Rover 2")).sentence == (
        f"It is Batch {batch.id}: Rover 2 now."
    )
    assert (
        shop.do("lead1", RenameBatch(batch_id=batch.id, title=" ")).sentence == f"It is Batch {batch.id} now."
    )
    assert shop.row(models.Batch, batch.id).title is None


def test_dissolving_lets_all_go_and_the_batch_is_over(shop: Workshop) -> None:
    batch = batch_of(shop, 2, FIT)
    answer = shop.do("lead1", DissolveBatch(batch_id=batch.id))
    assert answer.sentence == f"Batch {batch.id} dissolved: 2 runs left it."
    assert in_batch(shop, batch) == [None, None]
    for command in (
        AddToBatch(batch_id=batch.id, run_ids=(batch.runs[0].id,)),
        RenameBatch(batch_id=batch.id, title="x"),
        DissolveBatch(batch_id=batch.id),
    ):
        assert "has been dissolved" in shop.refuse("lead1", command, Code.NOT_LEGAL)
    shop.start("op1", batch.steps("Fit")[0])
    assert states(shop, batch.steps("Fit")) == ["In Progress", "Todo"]


def test_a_batch_needs_runs_that_are_there(shop: Workshop) -> None:
    assert shop.refuse("lead1", CreateBatch(run_ids=()), Code.INVALID) == "Choose at least one run."
    assert shop.refuse("lead1", CreateBatch(run_ids=(99_999,)), Code.NOT_FOUND) == "Run 99999 is not there."


def test_a_run_can_be_started_in_a_batch(shop: Workshop) -> None:
    batch = batch_of(shop, 1, FIT)
    procedure = shop.row(models.Run, batch.runs[0].id).procedure_id
    starting = StartRun(procedure_id=procedure, serial=f"SN-{shop.number()}", batch_id=batch.id)
    started = shop.run_of(shop.do("lead1", starting).made["run"][0])
    assert shop.row(models.Batch, batch.id).size == 2
    shop.do("op1", Start(step_id=started["Fit"]))
    assert states(shop, [*batch.steps("Fit"), started["Fit"]]) == ["In Progress", "In Progress"]
