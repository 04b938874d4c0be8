"""Stories of looking at a batch: its runs a page at a time, who could join, and why a step is no sibling."""

from __future__ import annotations

from datetime import timedelta

from data import models
from ion_tui.engine.commands import AddToBatch, DissolveBatch, RemoveFromBatch
from tests.engine.batches.hands import batch_of
from tests.engine.workshop import Step, Workshop

FIT = (Step("Fit"), Step("Weigh", after=("Fit",)))


def test_a_batch_says_who_made_it_and_who_dissolved_it(shop: Workshop) -> None:
    batch = batch_of(shop, 3, *FIT, title="Rover 1")
    row = shop.engine.reads.batches.batch(batch.id)
    assert row is not None
    assert (row.title, row.size, row.created_by, row.dissolved_at) == ("Rover 1", 3, "Lead One", None)
    shop.pass_time(minutes=5)
    shop.do("lead1", DissolveBatch(batch_id=batch.id))
    ended = shop.engine.reads.batches.batch(batch.id)
    assert ended is not None
    assert ended.size == 0
    assert ended.dissolved_by == "Lead One (lead1)"
    assert ended.dissolved_at == row.created_at + timedelta(minutes=5)
    assert shop.engine.reads.batches.batch(99_999) is None


def test_a_page_of_runs_says_how_many_there_are(shop: Workshop) -> None:
    batch = batch_of(shop, 5, *FIT)
    page = shop.engine.reads.batches.members(batch.id, limit=2)
    assert [row.run_id for row in page.rows] == [run.id for run in batch.runs[:2]]
    assert (page.found, page.has_more) == (5, True)
    whole = shop.engine.reads.batches.members(batch.id)
    assert (len(whole.rows), whole.found, whole.has_more) == (5, 5, False)
    assert (whole.rows[0].steps_done, whole.rows[0].steps_counted, whole.rows[0].status) == (0, 2, "Todo")


def test_runs_are_found_by_id_and_by_letters_of_the_title(shop: Workshop) -> None:
    batch = batch_of(shop, 3, *FIT)
    members = shop.engine.reads.batches.members
    shop.set(models.Run, batch.runs[1].id, title="Left [side] 100%")
    second = batch.runs[1].id
    for search in ("left", "[SIDE]", "100%", f"RUN-{second}"):
        assert [row.run_id for row in members(batch.id, search=search).rows] == [second]
    assert second in [row.run_id for row in members(batch.id, search=str(second)).rows]
    assert members(batch.id, search="_").rows == ()
    assert members(batch.id, search="\ud800").rows == ()


def test_who_is_at_work_and_the_sibling_s_state_stand_on_each_run(shop: Workshop) -> None:
    batch = batch_of(shop, 2, *FIT)
    other = shop.run(Step("Something else"))
    shop.do("lead1", AddToBatch(batch_id=batch.id, run_ids=(other.id,)))
    fits = batch.steps("Fit")
    shop.start("op1", fits[0])
    shop.check_in("op2", fits[1])
    members = shop.engine.reads.batches.members
    first, second, third = members(batch.id, step_id=fits[0]).rows
    assert (first.sibling_id, first.sibling, first.people) == (fits[0], "In Progress", ("op1", "op2"))
    assert (second.sibling_id, second.sibling, second.people) == (fits[1], "In Progress", ("op1", "op2"))
    assert (third.sibling_id, third.sibling, third.people) == (None, None, ())
    affected = members(batch.id, step_id=fits[0], affected=True)
    assert [row.run_id for row in affected.rows] == [run.id for run in batch.runs]
    assert (affected.found, affected.has_more) == (2, False)
    assert members(batch.id, step_id=fits[0], affected=True, limit=1).found == 2


def test_the_trees_of_several_runs_come_together(shop: Workshop) -> None:
    batch = batch_of(shop, 2, *FIT)
    shop.start("op1", batch.steps("Fit")[0])
    trees = shop.engine.reads.batches.trees([run.id for run in batch.runs])
    assert [[(row.title, row.state, row.people) for row in trees[run.id]] for run in batch.runs] == [
        [("Fit", "In Progress", ("op1",)), ("Weigh", "Todo", ())]
    ] * 2


def test_the_newest_open_runs_could_join_and_those_of_another_batch_say_so(own_shop: Workshop) -> None:
    batch, other = batch_of(own_shop, 1, *FIT), batch_of(own_shop, 1, *FIT, title="Other")
    alone = own_shop.run(*FIT)
    odd = own_shop.run(Step("Something else"))
    closed = own_shop.run(*FIT)
    own_shop.set(models.Run, closed.id, closed_at=own_shop.clock.now())
    candidates = own_shop.engine.reads.batches.candidates
    page = candidates(batch.id)
    assert [row.run_id for row in page.rows] == [odd.id, alone.id, other.runs[0].id]
    assert [(row.shared, row.steps) for row in page.rows] == [(0, 1), (2, 2), (2, 2)]
    assert [row.batch_title for row in page.rows] == [None, None, "Other"]
    assert not page.has_more
    assert candidates(batch.id, limit=1).has_more
    assert [row.run_id for row in candidates(batch.id, search=f"run-{alone.id}").rows] == [alone.id]
    own_shop.do("lead1", RemoveFromBatch(batch_id=batch.id, run_ids=(batch.runs[0].id,)))
    assert batch.runs[0].id in [row.run_id for row in candidates(batch.id).rows]


def test_batches_are_listed_by_title_and_id_and_dissolved_ones_where_asked_for(
    own_shop: Workshop,
) -> None:
    first, second = batch_of(own_shop, 1, *FIT, title="Rover 1"), batch_of(own_shop, 1, *FIT)
    newest = own_shop.engine.reads.batches.newest
    assert [row.batch_id for row in newest()] == [second.id, first.id]
    assert [row.batch_id for row in newest(search="ROVER")] == [first.id]
    assert second.id in [row.batch_id for row in newest(search=str(second.id))]
    own_shop.do("lead1", DissolveBatch(batch_id=second.id))
    assert [row.batch_id for row in newest()] == [first.id]
    assert [row.batch_id for row in newest(dissolved=True)] == [second.id, first.id]


CUT = (Step("Fabricate", steps=(Step("Cut"), Step("Bend"))), Step("Plate", more={"is_outside": True}))


def test_why_a_step_has_no_sibling_in_a_run_is_one_sentence(shop: Workshop) -> None:
    batch = batch_of(shop, 2, *CUT)
    here, there = batch.runs
    shop.set(models.Run, there.id, title="Run there")
    why = shop.engine.reads.batches.why_not_sibling
    assert why(here["Cut"], there.id) == ""
    assert why(here["Cut"], here.id) == ""
    assert why(here["Plate"], there.id) == "1 Plate is an outside process, which has no siblings."
    assert why(here["Cut"], 99_999) == "One of the two is not there any more."
    other = shop.run(Step("Paint"), title="Run to paint")
    assert why(here["Cut"], other.id) == f"Run to paint is not in Batch {batch.id}."
    shop.do("lead1", AddToBatch(batch_id=batch.id, run_ids=(other.id,)))
    expected = "Run to paint has no step that comes from the same procedure step as 0.0 Cut."
    assert why(here["Cut"], other.id) == expected
    shop.do("lead1", RemoveFromBatch(batch_id=batch.id, run_ids=(here.id,)))
    assert why(here["Cut"], there.id).endswith(" is in no batch.")


def test_why_a_step_that_was_changed_is_no_sibling_says_what_differs(shop: Workshop) -> None:
    batch = batch_of(shop, 2, *CUT)
    here, there = batch.runs
    shop.set(models.Run, there.id, title="Run there")
    why = shop.engine.reads.batches.why_not_sibling
    changed = {"sibling_key": "another"}
    content = {"digest": "changed", "title": "Cut", "instructions": "Wear gloves.", "type": "content"}
    gloves = shop.insert(models.StepContent, **content)
    shop.set(models.RunStep, there["Cut"], content_id=gloves, **changed)
    assert why(here["Cut"], there.id) == "0.0 Cut of Run there differs in its instructions."
    shop.set(models.StepContent, gloves, instructions="")
    expected = "0.0 Cut of Run there differs in its fields, limits, files or parts."
    assert why(here["Cut"], there.id) == expected
    shop.set(models.RunStep, there["Bend"], parent_id=None, **changed)
    expected = "0.1 Bend of Run there stands under no other step, and this one under 0 Fabricate."
    assert why(here["Bend"], there.id) == expected
