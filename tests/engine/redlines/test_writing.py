"""Stories of writing a redline: before anybody has approved it, it stops a step, and changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data import models
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import Complete, Hold, RemoveFromBatch
from ion_tui.engine.content import ApprovalContent, Content, FileContent
from ion_tui.engine.redlines.changes import ChangeKind, Place, RedlineChange, Terms
from ion_tui.engine.redlines.commands import (
    CancelRedline,
    ChangeRedline,
    OpenRedline,
    RedlineRun,
    SubmitRedline,
    WithdrawRedline,
)
from tests.engine.batches.hands import batch_of, states
from tests.engine.redlines.hands import Pen, tree_of
from tests.engine.workshop import Field, Step, Workshop, assert_one_sentence

FIT = Step("Fit", fields=(Field("Play"),))
SHIP = Step("Ship", after=("Fit",))


@pytest.fixture
def pen(shop: Workshop) -> Pen:
    """The engineer's hand."""
    return Pen(shop)


@pytest.fixture(autouse=True)
def nothing_derived_is_wrong(shop: Workshop) -> object:
    """After every story, each stored value that could be derived is what it should be."""
    yield None
    assert shop.faults() == []


def test_only_the_step_it_was_made_on_stops_and_its_sessions_end(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 3, FIT, SHIP)
    fits = batch.steps("Fit")
    shop.start("op1", fits[0])
    answer = shop.do("eng1", OpenRedline(step_id=fits[0], reason="wrong hole"))
    assert answer.sentence == f"Redline {answer.made['redline'][0]} is open on 0 Fit."
    assert states(shop, fits) == ["Redline", "In Progress", "In Progress"]
    assert [shop.at_work(step) for step in fits] == [[], ["op1"], ["op1"]]
    assert shop.status(batch.runs[0]) == "Redline"
    row = pen.row(answer.made["redline"][0])
    assert (row.author, row.reason, row.state, row.steps) == (
        "Engineer One",
        "wrong hole",
        "open",
        ("0 Fit",),
    )


def test_a_step_in_redline_cannot_be_worked(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT, SHIP)
    shop.start("op1", run["Fit"])
    pen.open(run["Fit"])
    sentence = shop.refuse("op1", Complete(step_id=run["Fit"]), Code.NOT_LEGAL)
    assert (
        sentence
        == "0 Fit is in redline (the drawing is wrong): it cannot be signed off; close its redline first."
    )


@pytest.mark.parametrize("who", ["op1", "lead1", "qa1"])
def test_who_may_not_change_the_work_is_refused(shop: Workshop, who: str) -> None:
    run = shop.run(FIT)
    shop.refuse(who, OpenRedline(step_id=run["Fit"], reason="x"), Code.NOT_PERMITTED)
    shop.refuse(who, RedlineRun(run_id=run.id, reason="x"), Code.NOT_PERMITTED)


def test_it_needs_a_reason(shop: Workshop) -> None:
    run = shop.run(FIT)
    assert shop.refuse("eng1", OpenRedline(step_id=run["Fit"]), Code.REASON_NEEDED) == (
        "A redline needs a reason in words."
    )
    shop.refuse("eng1", RedlineRun(run_id=run.id, reason="  "), Code.REASON_NEEDED)


def test_canceled_it_leaves_a_held_step_as_it_was(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT, SHIP)
    shop.start("op1", run["Fit"])
    shop.record("op1", run["Fit"], "Play", "0.2")
    shop.hold("op1", run["Fit"], "no parts")
    before = shop.row(models.RunStep, run["Fit"])
    sessions = [(one.started_at, one.ended_at) for one in shop.sessions(run["Fit"])]
    redline = pen.open(run["Fit"])
    pen.reword(redline, "Fit", instructions="Turn it around.")
    shop.pass_time(minutes=5)
    shop.do("eng1", CancelRedline(redline_id=redline, reason="it was right"))
    after = shop.row(models.RunStep, run["Fit"])
    for name in (
        "state",
        "state_reason",
        "state_by",
        "state_at",
        "started_at",
        "content_id",
        "sibling_key",
        "attempt",
    ):
        assert getattr(after, name) == getattr(before, name), name
    assert [(one.started_at, one.ended_at) for one in shop.sessions(run["Fit"])] == sessions
    field = shop.field(run["Fit"], "Play")
    assert (field.value, field.confirmed) == ("0.2", True)
    assert pen.row(redline).state == "canceled"
    assert shop.release("op1", run["Fit"]).changed == 1
    assert shop.state(run["Fit"]) == "In Progress"


def test_nothing_is_applied_until_it_is_approved(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT, SHIP)
    redline = pen.open(run["Fit"])
    pen.reword(redline, "Fit", title="Fit it", instructions="Turn it around.")
    pen.add(redline, "Weigh", after="Fit it")
    pen.submit(redline)
    assert tree_of(shop, run) == [("0", "Fit", "Redline"), ("1", "Ship", "Todo")]
    assert [step.line.title for step in pen.draft(redline).steps] == ["Fit it", "Weigh", "Ship"]


def test_a_change_of_another_step_stops_that_too_and_taking_it_back_lets_it_go(
    shop: Workshop, pen: Pen
) -> None:
    run = shop.run(FIT, Step("Clean"), SHIP)
    shop.start("op1", run["Clean"])
    redline = pen.open(run["Fit"])
    assert pen.reword(redline, "Clean", instructions="With alcohol.").changed == 1
    assert shop.states(run)["Clean"] == "Redline"
    assert pen.write(redline, lambda _: ()).changed == 1
    assert shop.states(run) == {"Fit": "Redline", "Clean": "In Progress", "Ship": "Todo"}


def test_a_step_of_two_redlines_goes_back_with_the_last(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT, Step("Clean"), SHIP)
    shop.start("op1", run["Clean"])
    first, second = pen.open(run["Fit"]), pen.open(run["Ship"])
    pen.reword(first, "Clean", instructions="With alcohol.")
    pen.reword(second, "Clean", instructions="With water.")
    shop.do("eng1", CancelRedline(redline_id=first, reason="no"))
    assert shop.states(run)["Clean"] == "Redline"
    shop.do("eng1", CancelRedline(redline_id=second, reason="no"))
    assert shop.states(run) == {"Fit": "Todo", "Clean": "In Progress", "Ship": "Todo"}


def test_a_completed_step_is_not_changed(shop: Workshop, pen: Pen) -> None:
    run = shop.run(Step("Fit"), SHIP)
    shop.work("op1", run["Fit"])
    sentence = shop.refuse("eng1", OpenRedline(step_id=run["Fit"], reason="late"), Code.NOT_LEGAL)
    assert sentence == "0 Fit is completed: it cannot be redlined; a lead can reopen it."
    redline = pen.open(run["Ship"])
    with pytest.raises(AssertionError, match="Fit is completed: reopen it first"):
        pen.reword(redline, "Fit", instructions="No.")


def test_a_circle_is_refused_when_it_is_made(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT, SHIP)
    redline = pen.open(run["Fit"])
    with pytest.raises(AssertionError, match="would wait on each other in a circle"):
        pen.retime(redline, "Fit", waits_on=("Ship",))


def test_a_wrong_content_is_refused_in_words(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT)
    redline = pen.open(run["Fit"])
    with pytest.raises(AssertionError, match="The title is empty"):
        pen.reword(redline, "Fit", title=" ")


def test_who_saw_an_older_draft_is_told_who_changed_it(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT)
    redline = pen.open(run["Fit"])
    seen = pen.row(redline).version
    pen.reword(redline, "Fit", instructions="Mine.")
    sentence = shop.refuse(
        "admin", ChangeRedline(redline_id=redline, seen_version=seen, changes=()), Code.STALE
    )
    assert (
        sentence
        == f"Redline {redline} has been changed by Engineer One (eng1) at 08:00: it is now open. Look again."
    )


def test_in_review_it_is_not_changed_until_it_is_taken_out(shop: Workshop, pen: Pen) -> None:
    run = shop.run(FIT)
    redline = pen.open(run["Fit"])
    assert shop.refuse("eng1", SubmitRedline(redline_id=redline)) == f"Redline {redline} changes nothing yet."
    pen.reword(redline, "Fit", instructions="Mine.")
    pen.submit(redline)
    sentence = shop.refuse("eng1", ChangeRedline(redline_id=redline, changes=()), Code.NOT_LEGAL)
    assert sentence == f"Redline {redline} is in review: it cannot be changed; take it out of review first."
    shop.do("eng1", WithdrawRedline(redline_id=redline))
    pen.reword(redline, "Fit", instructions="Mine, again.")


def test_a_run_does_not_leave_its_batch_meanwhile(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 2, FIT)
    pen.open(batch.steps("Fit")[0])
    sentence = shop.refuse("lead1", RemoveFromBatch(batch_id=batch.id, run_ids=(batch.runs[0].id,)))
    assert "is in redline; close its redline first" in sentence


def test_a_hold_of_a_sibling_meanwhile_is_its_own(shop: Workshop, pen: Pen) -> None:
    batch = batch_of(shop, 2, FIT)
    fits = batch.steps("Fit")
    pen.open(fits[0])
    shop.do("op1", Hold(step_id=fits[1], reason="no parts"))
    assert states(shop, fits) == ["Redline", "Hold"]


def garbage(step: int) -> list[tuple[str, RedlineChange]]:
    """Changes that no screen says, and what is wrong with each."""
    content, place, terms = Content(title="New"), Place(), Terms()
    add = RedlineChange(key="new", kind=ChangeKind.ADD, content=content, place=place, terms=terms)
    move = RedlineChange(key="m", kind=ChangeKind.MOVE, step=step, place=Place(parent="nowhere"))
    return [
        ("a key of its own", replace(add, key="")),
        ("a key of its own", replace(add, key="a b")),
        ("half", replace(add, content=None)),
        ("half", RedlineChange(key="m", kind=ChangeKind.MODIFY, step=step)),
        ("is not there", move),
        ("is not there", replace(move, place=Place(after="nowhere"))),
        ("is not there", replace(move, step="nowhere", place=place)),
        ("is not there", replace(add, terms=Terms(waits_on=("nowhere",)))),
        ("is not one of its run", replace(add, terms=Terms(waits_on=(99_999,)))),
        ("no such work center", replace(add, terms=Terms(work_center_id=99_999))),
        ("at most", replace(add, terms=Terms(lead_time_seconds=10**12))),
        ("not below 0", replace(add, terms=Terms(lead_time_seconds=-1))),
        ("a part of itself", replace(move, place=Place(parent=step))),
        ("The title", replace(add, content=Content(title="x" * 10_000))),
        ("cannot be shown", replace(add, content=Content(title="New", instructions="\0"))),
        ("no role", replace(add, content=Content(title="New", approvals=(ApprovalContent(role="Nobody"),)))),
        ("drawing", replace(add, content=Content(title="New", files=(FileContent(name="x", digest="0"),)))),
    ]


@pytest.mark.parametrize("number", range(17))
def test_what_no_screen_says_is_refused_in_words(shop: Workshop, pen: Pen, number: int) -> None:
    run = shop.run(FIT)
    redline = pen.open(run["Fit"])
    words, change = garbage(run["Fit"])[number]
    before = shop.record_length()
    sentence = shop.refuse("eng1", ChangeRedline(redline_id=redline, changes=(change,)))
    assert words in sentence
    assert_one_sentence(sentence)
    assert shop.record_length() == before
