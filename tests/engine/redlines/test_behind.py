"""At check-in one is told by which redlines a step has changed, whose they were and why."""

from __future__ import annotations

from datetime import timedelta

from data import models
from data.rows.redlines import RedlineBehind
from ion_tui.engine.commands import CreateBatch, ReleaseProcedure, Start
from ion_tui.engine.redlines.commands import MergeToRuns
from ion_tui.engine.since_last import SinceLast
from tests.engine.redlines.hands import Pen
from tests.engine.redlines.test_merging import Line
from tests.engine.workshop import Run, Step, Workshop
from tests.rover import Rover

STEPS = (
    Step("Pivot", instructions="Torque to 1.2 Nm."),
    Step("Second pivot", instructions="Torque to 1.2 Nm."),
)


def since(shop: Workshop, step: int) -> SinceLast:
    """What op1 is told of a step."""
    found = shop.engine.reads.since_last(step, shop.people["op1"])
    assert found is not None
    return found


def known(shop: Workshop) -> tuple[int, list[Run]]:
    """A procedure that op1 has built, and two runs of it in a batch that are not begun."""
    procedure = shop.procedure(*STEPS)
    built, *runs = (shop.run(procedure=procedure) for _ in range(3))
    shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in runs)))
    shop.work("op1", *built.steps.values())
    shop.pass_time(days=1)
    return procedure, runs


def retorqued(shop: Workshop, run: Run, torque: str, reason: str) -> int:
    """A redline of the pivot that was approved."""
    pen = Pen(shop)
    redline = pen.open(run["Pivot"], reason)
    pen.reword(redline, "Pivot", instructions=f"Torque to {torque}.")
    pen.through(redline)
    shop.pass_time(hours=1)
    return redline


def said(found: SinceLast) -> list[tuple[str, str]]:
    return [(change.before, change.after) for change in found.changes]


def test_it_is_named_on_its_own_run_and_on_the_siblings(shop: Workshop) -> None:
    _, runs = known(shop)
    redline = retorqued(shop, runs[0], "1.4 Nm", "it came loose")
    for run in runs:
        found = since(shop, run["Pivot"])
        assert said(found) == [("Torque to 1.2 Nm.", "Torque to 1.4 Nm.")]
        assert found.redlines == (RedlineBehind(redline, "Engineer One", "it came loose"),)
        assert since(shop, run["Second pivot"]).redlines == (), (
            "what is the same in another step is another's"
        )


def test_several_are_named_in_their_order_back_to_what_was_known(shop: Workshop) -> None:
    _, runs = known(shop)
    first = retorqued(shop, runs[0], "1.4 Nm", "it came loose")
    second = retorqued(shop, runs[1], "1.5 Nm", "still loose")
    found = since(shop, runs[0]["Pivot"])
    assert said(found) == [("Torque to 1.2 Nm.", "Torque to 1.5 Nm.")]
    assert [one.id for one in found.redlines] == [first, second]


def test_who_was_working_the_very_step_is_told_too_and_only_once(shop: Workshop) -> None:
    _, runs = known(shop)
    step = runs[0]["Pivot"]
    shop.start("op1", step)
    shop.pass_time(minutes=5)
    redline = retorqued(shop, runs[0], "1.4 Nm", "it came loose")
    shop.start("op1", step)
    for run in runs:
        found = since(shop, run["Pivot"])
        assert said(found) == [("Torque to 1.2 Nm.", "Torque to 1.4 Nm.")]
        assert [one.id for one in found.redlines] == [redline]
    shop.pass_time(minutes=5)
    shop.check_out("op1", step)
    shop.check_in("op1", step)
    assert said(since(shop, step)) == []


def test_the_revision_that_took_it_in_names_it(shop: Workshop) -> None:
    _, runs = known(shop)
    redline = retorqued(shop, runs[0], "1.4 Nm", "it came loose")
    draft = Pen(shop).merge(redline)
    shop.do("eng1", ReleaseProcedure(procedure_id=draft))
    found = since(shop, shop.run(procedure=draft)["Pivot"])
    assert said(found) == [("Torque to 1.2 Nm.", "Torque to 1.4 Nm.")]
    assert [one.id for one in found.redlines] == [redline]


def test_a_run_that_it_was_merged_into_names_it(rover: Rover) -> None:
    pen = Pen(Line(rover))
    rover.done("op1", Start(step_id=rover.step_id("RB-0004", "0")))
    rover.clock.advance(timedelta(days=1))
    redline = pen.open(rover.step_id("RB-0001", "0"), "the saw was changed")
    pen.reword(redline, "Fabricate", instructions="With the new saw.")
    pen.through(redline)
    rover.done("eng1", MergeToRuns(redline_id=redline, run_ids=(rover.run_id("RB-0003"),)))
    found = rover.engine.reads.since_last(rover.step_id("RB-0003", "0"), rover.people["op1"])
    assert found is not None
    assert [change.after for change in found.changes] == ["With the new saw."]
    assert [(one.id, one.reason) for one in found.redlines] == [(redline, "the saw was changed")]


def test_a_revision_that_was_written_anew_names_none(shop: Workshop) -> None:
    _, runs = known(shop)
    retorqued(shop, runs[0], "1.4 Nm", "it came loose")
    written = shop.run(Step("Pivot", instructions="Torque to 1.4 Nm."))["Pivot"]
    shop.set(models.RunStep, written, origin=shop.row(models.RunStep, runs[0]["Pivot"]).origin)
    found = since(shop, written)
    assert len(found.changes) == 1
    assert found.redlines == ()
