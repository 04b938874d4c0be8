"""Redlines from the command line."""

import json
from pathlib import Path

import pytest

from data.store import Store
from tests.cli.conftest import Say
from tests.engine.redlines.hands import Pen
from tests.engine.redlines.test_merging import Line
from tests.rover import rover_in

REASON = "The rocker was drilled askew"


@pytest.fixture
def redline(rover_db: Path) -> int:
    """A redline in review, on step 1 of the first run of a batch of two."""
    store = Store.open(rover_db)
    try:
        line = rover_in(store)
        pen = Pen(Line(line))
        made = pen.open(line.step_id("RB-0001", "1"), REASON)
        pen.reword(made, "Begin the rocker", instructions="Drill from the other side.")
        pen.submit(made)
        return made
    finally:
        store.close()


def states(rover_db: Path, *serials: str) -> list[str]:
    """The state of step 1 of these runs."""
    store = Store.open(rover_db)
    try:
        line = rover_in(store)
        found = [line.engine.reads.step(line.step_id(serial, "1")) for serial in serials]
        return [view.step.state for view in found if view is not None]
    finally:
        store.close()


def test_what_is_in_review_is_listed_and_shown(say: Say, redline: int) -> None:
    lines = say("redline", "list").lines
    assert lines[0].split() == ["Redline", "State", "Author", "Reason", "Run", "Steps", "Approvals"]
    assert REASON in lines[1]
    assert "1 Begin the rocker" in lines[1]
    (row,) = json.loads(say("redline", "list", "--json").out)
    assert (row["id"], row["state"], row["changes"]) == (redline, "in review", 1)
    shown = say("redline", "show", redline)
    assert shown.lines[0].endswith(f"in review: {REASON}")
    assert "    + Drill from the other side." in shown.lines
    view = json.loads(say("redline", "show", redline, "--json").out)
    assert view["changes"][0]["kind"] == "modify"
    assert say("redline", "list", "--run", "RB-0001").lines[1:] == lines[1:]
    assert say("redline", "list", "--run", "RB-0003").lines == ["This run has no redline."]


def test_what_is_not_there_is_refused(say: Say) -> None:
    assert say("redline", "list").lines == ["No redline waits for approval."]
    missing = say("redline", "show", "99")
    assert missing.code == 1
    assert missing.err.startswith("There is no redline 99;")


def test_an_approval_says_first_and_does_then(say: Say, redline: int, rover_db: Path) -> None:
    planned = say("redline", "approve", redline, "--dry-run", as_="qa1")
    assert planned.code == 0
    assert planned.lines[0].endswith("1 Begin the rocker: Redline → Todo")
    assert states(rover_db, "RB-0001", "RB-0002") == ["Redline", "Todo"]
    done = json.loads(say("redline", "approve", redline, "--json", as_="qa1").out)
    assert done["sentence"].endswith("applied to 2 runs.")
    assert len(done["plan"]["changes"]) == 2
    assert states(rover_db, "RB-0001", "RB-0002") == ["Todo", "Todo"]


def test_an_operator_does_not_decide(say: Say, redline: int) -> None:
    refused = say("redline", "approve", redline, as_="op1")
    assert refused.code == 1
    assert "UpdateRedlineApproval" in refused.err


def test_a_rejection_needs_a_reason_and_opens_it_again(say: Say, redline: int) -> None:
    assert say("redline", "reject", redline, as_="qa1").code == 2
    assert say("redline", "reject", redline, "--reason", "see drawing 7", as_="qa1").code == 0
    assert "rejected: " in say("redline", "show", redline).lines[0]


def test_a_redline_is_given_up(say: Say, redline: int, rover_db: Path) -> None:
    assert say("redline", "cancel", redline, "--dry-run", as_="eng1").lines
    gone = say("redline", "cancel", redline, "--reason", "found the right drill", as_="eng1")
    assert gone.code == 0, gone.err
    assert states(rover_db, "RB-0001") == ["Todo"]


def test_an_approved_one_goes_into_runs_and_into_the_procedure(say: Say, redline: int) -> None:
    assert say("redline", "merge", redline, as_="eng1").code == 1
    say("redline", "approve", redline, as_="qa1")
    merged = say("redline", "merge", redline, "--into", "RB-0003", as_="eng1")
    assert merged.lines[0] == f"Redline {redline} is merged into 1 run."
    draft = say("redline", "merge", redline, as_="eng1")
    assert draft.code == 0, draft.err
    assert "a new draft." in draft.out
    shown = say("redline", "show", redline).lines
    assert "Applied to 3 runs" in shown
    assert any(line.startswith("Merged into ") for line in shown)
