"""Batches from the command line."""

import json

import pytest

from tests.cli.conftest import Say

ROVER = "Rover 1 suspension"


def test_batches_are_listed_and_shown(say: Say) -> None:
    lines = say("batch", "list").lines
    assert lines[0].split() == ["Batch", "Title", "Runs", "Made", "by"]
    assert [
        row["title"] for row in json.loads(say("batch", "list", "--search", "rover 1", "--json").out)
    ] == [ROVER]
    shown = say("batch", "show", "1").lines
    assert shown[0] == f"Batch 1: {ROVER} (2 runs)"
    assert shown[1].split() == ["Run", "Title", "Status", "Done", "Who"]
    assert "1    Run 1: OSR-RB · RB-0001  Todo    0 of 10" in shown[2]
    found = json.loads(say("batch", "show", "1", "--json").out)
    assert (found["batch"]["size"], [run["run_id"] for run in found["runs"]]) == (2, [1, 2])


def test_siblings_of_a_step_are_told_or_why_there_are_none(say: Say) -> None:
    assert say("batch", "add", "1", "CB-0101", as_="lead1").code == 0
    step = json.loads(say("run", "show", "1", "--json").out)["steps"][0]
    shown = say("batch", "show", "1", "--step", step["step_id"]).lines
    assert shown[3].endswith("Todo")
    assert shown[4].endswith("has no step that comes from the same procedure step as 0 Fabricate.")
    found = json.loads(say("batch", "show", "1", "--step", step["step_id"], "--json").out)
    assert [bool(run["why_not_sibling"]) for run in found["runs"]] == [False, False, True]


def test_a_batch_is_made_changed_and_dissolved(say: Say) -> None:
    made = say("batch", "create", "CB-0101", "RUN-6", "--title", "Spares", "--json", as_="lead1")
    answer = json.loads(made.out)
    batch = answer["batch"]
    assert answer["sentence"] == f"Batch {batch}: Spares made of 2 runs."
    assert say("batch", "remove", batch, "6", as_="lead1").code == 0
    assert say("batch", "add", batch, "6", as_="lead1").lines == [f"1 run added to Batch {batch}: Spares."]
    assert say("batch", "rename", batch, "", as_="lead1").lines == [f"It is Batch {batch} now."]
    ending = say("batch", "dissolve", batch, as_="lead1")
    assert ending.lines == [f"Batch {batch} dissolved: 2 runs left it."]
    assert batch not in [row["batch_id"] for row in json.loads(say("batch", "list", "--json").out)]
    assert f"{batch}" in say("batch", "list", "--dissolved").lines[1]
    assert say("batch", "show", batch).lines[:2] == [
        f"Batch {batch} (0 runs)",
        "Dissolved by Lead One (lead1).",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("create", "99"), 1, "There is no run 99; ion-tui run list shows those there are."),
        (("create", "99999999999999999999"), 1, "There is no run 99999999999999999999;"),
        (("create", "no-such-unit"), 1, "There is no run no-such-unit;"),
        (("create", "RB-0001"), 1, f"RB-0001 is in Batch 1: {ROVER} already: take it out there first."),
        (("create",), 2, "Missing argument"),
        (("add", "99", "5"), 1, "There is no batch 99."),
        (("add", "99999999999", "5"), 2, "is not in the range"),
        (("remove", "1", "5"), 1, f"is not in Batch 1: {ROVER} any more."),
        (("rename", "99", "x"), 1, "There is no batch 99."),
        (("dissolve", "99"), 1, "There is no batch 99; ion-tui batch list shows those there are."),
    ],
)
def test_what_cannot_be_done_is_refused(
    say: Say, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = say("batch", *arguments, as_="lead1")
    assert answer.code == code
    assert sentence in answer.err


def test_changing_batches_needs_the_permission(say: Say) -> None:
    answer = say("batch", "dissolve", "1", as_="op1")
    assert answer.code == 1
    assert "UpdateRunBatch" in answer.err
