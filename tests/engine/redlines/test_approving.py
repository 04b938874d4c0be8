"""Stories of approving: what an approved redline does to its run and to the batch, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from data import models
from ion_tui.engine import verify
from ion_tui.engine.answers import Code, Plan
from ion_tui.engine.commands import Complete, Hold, Restore, Start
from ion_tui.engine.content import FieldContent, RequirementContent
from ion_tui.engine.redlines.commands import DecideRedlines, OpenRedline
from ion_tui.engine.words import FieldType
from tests.engine.batches.hands import Batch, batch_of, rows_for, states
from tests.engine.redlines.hands import Pen, tree_of
from tests.engine.workshop import Field, Need, Step, Workshop

FIT = Step("Fit", fields=(Field("Play", more={"maximum": Decimal("0.5")}),))
SHIP = Step("Ship", after=("Fit",))


@pytest.fixture
def pen(shop: Workshop) -> Pen:
    """The engineer's hand."""
    return Pen(shop)


@pytest.fixture
def three(shop: Workshop) -> Batch:
    """Three runs, each to be fitted and then shipped."""
    return batch_of(shop, 3, FIT, SHIP)


@pytest.fixture(autouse=True)
def nothing_derived_is_wrong(shop: Workshop) -> object:
    """After every story, each stored value that could be derived is what it should be."""
    yield None
    assert shop.faults() == []


@pytest.fixture(autouse=True)
def anybody_approves(shop: Workshop) -> object:
    """Stories share a site, and each finds it as it was."""
    yield None
    shop.setting(redline_approved_by=(), redline_author_may_approve=True)


def told(shop: Workshop, step: int) -> str:
    """The instructions of a step."""
    return str(shop.row(models.StepContent, shop.row(models.RunStep, step).content_id).instructions)


def keys(shop: Workshop, steps: list[int]) -> set[str]:
    """What these steps have in common with their siblings."""
    return {shop.row(models.RunStep, step).sibling_key for step in steps}


def test_it_reaches_every_sibling_which_stay_siblings(shop: Workshop, pen: Pen, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    shop.record("op1", fits[0], "Play", "0.2")
    redline = pen.open(fits[0])
    pen.reword(redline, "Fit", instructions="From the other side.")
    assert pen.through(redline).sentence == f"Inspector One approved Redline {redline}: applied to 3 runs."
    assert states(shop, fits) == ["Todo"] * 3
    assert [shop.at_work(step) for step in fits] == [[], [], []]
    assert {told(shop, step) for step in fits} == {"From the other side."}
    assert len(keys(shop, fits)) == 1
    assert rows_for(shop, fits) == [3, 0, 0]
    for step in fits:
        field = shop.field(step, "Play")
        assert (field.value, field.confirmed) == ("0.2", False)
    assert shop.start("op1", fits[1]).sentence == "0 Fit started on 3 of 3 runs."


def test_a_completed_sibling_is_skipped_and_named(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 3, Step("Fit"), SHIP)
    fits = batch.steps("Fit")
    shop.do("op1", Start(step_id=fits[2], only_this_run=True))
    shop.do("op1", Complete(step_id=fits[2], only_this_run=True))
    redline = pen.open(fits[0])
    pen.reword(redline, "Fit", instructions="From the other side.")
    pen.submit(redline)
    plan = shop.preview("qa1", DecideRedlines(redline_ids=(redline,)))
    assert isinstance(plan, Plan)
    assert [change.step_id for change in plan.changes] == fits[:2]
    (skipped,) = plan.skipped
    assert (skipped.step_id, skipped.run_title) == (fits[2], shop.row(models.Run, batch.runs[2].id).title)
    assert skipped.reason.sentence == "0 Fit is completed: what was signed off stays as it is."
    answer = pen.approve(redline)
    assert (answer.changed, answer.skipped) == (2, 1)
    assert states(shop, fits) == ["Todo", "Todo", "Completed"]
    assert told(shop, fits[2]) == ""


def test_a_sibling_on_hold_takes_the_change_and_stays_on_hold(shop: Workshop, pen: Pen, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    shop.do("op1", Hold(step_id=fits[1], reason="cracked", only_this_run=True))
    redline = pen.open(fits[0])
    pen.reword(redline, "Fit", title="Fit it")
    pen.through(redline)
    assert states(shop, fits) == ["Todo", "Hold", "Todo"]
    assert len(keys(shop, fits)) == 1


def test_steps_are_added_moved_and_removed_in_every_run(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 2, FIT, Step("Clean"), SHIP)
    redline = pen.open(batch.steps("Fit")[1])
    pen.add(redline, "Weigh", after="Fit", waits_on=("Fit",))
    pen.retime(redline, "Ship", waits_on=("Fit", "Weigh"))
    pen.move(redline, "Clean", after="Ship")
    pen.through(redline)
    expected = [("0", "Fit", "Todo"), ("1", "Weigh", "Todo"), ("2", "Ship", "Todo"), ("3", "Clean", "Todo")]
    assert [tree_of(shop, run) for run in batch.runs] == [expected, expected]
    weighs = [shop.run_of(run.id)["Weigh"] for run in batch.runs]
    assert len(keys(shop, weighs)) == 1
    assert shop.row(models.RunStep, weighs[0]).waits_on == 1
    ships = batch.steps("Ship")
    assert {shop.row(models.RunStep, step).waits_on for step in ships} == {2}


def test_a_removed_step_leaves_the_graph_and_the_run_reads_complete(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 2, Step("Fit"), Step("Clean", after=("Fit",)), Step("Ship", after=("Clean",)))
    redline = pen.open(batch.steps("Clean")[0])
    pen.remove(redline, "Clean")
    pen.through(redline)
    assert states(shop, batch.steps("Clean")) == ["Canceled"] * 2
    shop.work("op1", batch.steps("Fit")[0])
    shop.work("op1", batch.steps("Ship")[0])
    assert [shop.status(run) for run in batch.runs] == ["Complete"] * 2
    sentence = shop.refuse("admin", Restore(step_id=batch.steps("Clean")[0], reason="back"))
    assert sentence == "1 Clean has been removed by a redline: another redline can add it again."


def test_readings_are_judged_by_the_new_limits(shop: Workshop, pen: Pen, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    shop.record("op1", fits[0], "Play", "0.4")
    redline = pen.open(fits[0])
    step = pen.step(redline, "Fit")
    (play,) = step.content.fields
    pen.reword(
        redline,
        "Fit",
        fields=(replace(play, maximum=Decimal("0.3")), FieldContent(name="New", type=FieldType.STRING)),
    )
    pen.through(redline)
    field = shop.field(fits[1], "Play")
    assert (field.value, field.in_range, field.confirmed) == ("0.4", False, False)
    assert shop.field(fits[1], "New").value is None


def test_requirements_follow_and_what_is_installed_is_not_lost(shop: Workshop, pen: Pen) -> None:
    shop.part("S7", "lot")
    shop.part("S8", "lot")
    stock = shop.stock("S7", lot="L1", quantity=10)
    batch = batch_of(shop, 2, Step("Fit", needs=(Need("S7", 2),)))
    fits = batch.steps("Fit")
    shop.start("op1", fits[0])
    shop.install("op1", fits[1], "S7", stock, 2)
    redline = pen.open(fits[0])
    pen.reword(redline, "Fit", requirements=(RequirementContent(part=("S8", "A"), quantity=Decimal(3)),))
    pen.submit(redline)
    plan = shop.preview("qa1", DecideRedlines(redline_ids=(redline,)))
    assert isinstance(plan, Plan)
    (skipped,) = plan.skipped
    assert skipped.reason.sentence == "2 × S7 are installed, and none would be needed: uninstall first."
    pen.approve(redline)
    assert [row.part for row in shop.view(fits[0]).requirements] == ["S8"]
    assert [row.part for row in shop.view(fits[1]).requirements] == ["S7"]


def test_rejected_it_is_open_again_with_the_reason(shop: Workshop, pen: Pen, three: Batch) -> None:
    redline = pen.open(three.steps("Fit")[0])
    pen.reword(redline, "Fit", title="Fit it")
    pen.submit(redline)
    reject = DecideRedlines(redline_ids=(redline,), rejected=True)
    assert shop.refuse("qa1", reject) == "A rejection needs a reason in words."
    shop.do("qa1", replace(reject, reason="not safe", key="k2"))
    row = pen.row(redline)
    assert (row.state, row.rejected, row.decisions[0].reason) == ("open", True, "not safe")
    pen.submit(redline)
    assert pen.row(redline).rejected is False
    pen.approve(redline)
    assert pen.row(redline).state == "approved"


def test_only_who_may_approves_and_not_its_author_where_the_site_says_so(
    shop: Workshop, pen: Pen, three: Batch
) -> None:
    redline = pen.open(three.steps("Fit")[0])
    pen.reword(redline, "Fit", title="Fit it")
    pen.submit(redline)
    approve = DecideRedlines(redline_ids=(redline,))
    shop.refuse("lead1", approve, Code.NOT_PERMITTED)
    shop.setting(redline_author_may_approve=False)
    assert shop.refuse("eng1", approve) == f"Engineer One wrote Redline {redline}: somebody else approves it."
    pen.approve(redline)


def test_each_role_that_the_site_names_has_to_agree(shop: Workshop, pen: Pen, three: Batch) -> None:
    shop.setting(redline_approved_by=("Quality", "Admin"))
    redline = pen.open(three.steps("Fit")[0])
    pen.reword(redline, "Fit", title="Fit it")
    pen.submit(redline)
    assert shop.refuse("eng1", DecideRedlines(redline_ids=(redline,))) == (
        f"Redline {redline} still needs Quality and Admin; Engineer One is neither."
    )
    assert pen.approve(redline).sentence == f"Inspector One approved Redline {redline}; still needed: Admin."
    assert shop.refuse("qa1", DecideRedlines(redline_ids=(redline,))) == (
        f"Inspector One has approved Redline {redline} already."
    )
    assert pen.row(redline).missing == ("Admin",)
    pen.approve(redline, by="admin")
    assert pen.row(redline).state == "approved"


def test_approved_twice_is_approved_once(shop: Workshop, pen: Pen, three: Batch) -> None:
    redline = pen.open(three.steps("Fit")[0])
    pen.add(redline, "Weigh", after="Fit")
    pen.submit(redline)
    command = DecideRedlines(redline_ids=(redline,))
    shop.do("qa1", command)
    before = shop.everything()
    assert shop.do("qa1", command).replayed
    shop.refuse("qa1", DecideRedlines(redline_ids=(redline,)), Code.NOT_LEGAL)
    assert shop.everything() == before


def test_several_at_once_all_or_none(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 2, FIT, Step("Clean"), SHIP)
    first, second = pen.open(batch.steps("Fit")[0]), pen.open(batch.steps("Clean")[1])
    pen.add(first, "Weigh", after="Fit")
    pen.reword(second, "Clean", instructions="With alcohol.")
    pen.submit(first)
    pen.submit(second)
    pen.approve(first, second)
    for run in batch.runs:
        assert [title for _, title, _ in tree_of(shop, run)] == ["Fit", "Weigh", "Clean", "Ship"]
        assert told(shop, run["Clean"]) == "With alcohol."


def test_two_that_only_together_make_a_circle_are_refused_in_words(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 2, Step("Fit"), Step("Clean"))
    first, second = pen.open(batch.steps("Fit")[0]), pen.open(batch.steps("Clean")[0])
    pen.retime(first, "Fit", waits_on=("Clean",))
    pen.retime(second, "Clean", waits_on=("Fit",))
    pen.submit(first)
    pen.submit(second)
    before = shop.record_length()
    sentence = shop.refuse("qa1", DecideRedlines(redline_ids=(first, second)), Code.INVALID)
    assert sentence.startswith("These steps would wait on each other in a circle")
    assert shop.record_length() == before
    pen.approve(first)


def test_two_that_change_the_same_step_are_not_approved_together(
    shop: Workshop, pen: Pen, three: Batch
) -> None:
    fits = three.steps("Fit")
    first, second = pen.open(fits[0]), pen.open(fits[1])
    pen.reword(first, "Fit", instructions="Mine.")
    pen.reword(second, "Fit", instructions="Yours.")
    pen.submit(first)
    pen.submit(second)
    sentence = shop.refuse("qa1", DecideRedlines(redline_ids=(first, second)), Code.CONFLICT)
    assert sentence.startswith(f"Redline {first} and Redline {second} both change 0 Fit")
    pen.approve(first)
    row = pen.row(second)
    assert row.state == "open"
    assert states(shop, fits) == ["Todo", "Redline", "Todo"]
    (view,) = shop.engine.reads.redlines.view(second).changes  # type: ignore[union-attr]
    assert view.moved_on
    pen.reword(second, "Fit", instructions="Mine. Yours.")
    pen.through(second)
    assert {told(shop, step) for step in fits} == {"Mine. Yours."}
    assert states(shop, fits) == ["Todo"] * 3


def test_the_second_is_told_sees_the_difference_and_builds_on_it(
    shop: Workshop, pen: Pen, three: Batch
) -> None:
    fits = three.steps("Fit")
    first = pen.open(fits[0])
    pen.reword(first, "Fit", instructions="Mine.")
    pen.add(first, "Weigh", after="Fit")
    (rival,) = shop.engine.reads.redlines.rivals(fits[1])
    assert (rival.row.id, rival.row.author) == (first, "Engineer One")
    assert [change.label for change in rival.changes] == ["0 Fit", "Weigh"]
    second = shop.do("admin", OpenRedline(step_id=fits[1], reason="also", build_on=first)).made["redline"][0]
    titles = [step.line.title for step in pen.draft(second).steps]
    assert titles == ["Fit", "Weigh", "Ship"]
    assert pen.step(second, "Fit").content.instructions == "Mine."
    assert pen.row(second).built_on_id == first


def test_what_a_redline_says_against_what_was_done_is_found(own_shop: Workshop) -> None:
    run = own_shop.run(FIT)
    redline = Pen(own_shop).open(run["Fit"])
    with own_shop.store.read() as tx:
        assert list(verify.redlines.differences(tx)) == []
    now = own_shop.clock.now()
    own_shop.set(models.Redline, redline, state="approved", closed_at=now, closed_by=own_shop.people["eng1"])
    with own_shop.store.read() as tx:
        assert list(verify.redlines.differences(tx)) == [
            f"Run step {run['Fit']} is in redline, for no redline that is open.",
            f"Redline {redline} is approved, but was not applied to its run.",
        ]
