"""Releasing procedures: what is not approved, what waits in a circle, and what runs start from."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from data import models
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import ApproveProcedureSteps, ReleaseProcedure, StartRun
from tests.engine.procedures.drafts import refused, release, step_rows, stored, taken_in
from tests.importers.ion.exports import ROCKER, a_procedure, a_step
from tests.rover import Rover


def draft(rover: Rover, *steps: dict[str, Any], **more: Any) -> ReleaseProcedure:
    """The command that releases a draft with these steps."""
    taken_in(rover, a_procedure(*steps, **more))
    return ReleaseProcedure(procedure_id=stored(rover, "ION-77").id)


def test_a_draft_is_released(rover: Rover) -> None:
    outcome = rover.done("eng1", draft(rover, a_step("1"), a_step("2")))
    assert outcome.sentence == "ION-77 revision A is released."
    assert outcome.notes == (
        "2 of 2 steps name no work center: they are worked where their run is assigned to.",
    )
    entry = rover.engine.reads.history(limit=1)[0]
    assert (entry.action, entry.label) == ("procedure.release", "ION-77 revision A")


def test_unreleased_steps_are_named(rover: Rover) -> None:
    taken_in(rover, ROCKER)
    id_ = stored(rover, "ION-77").id
    answer = refused(rover, "eng1", ReleaseProcedure(procedure_id=id_))
    assert answer.sentence == (
        "Procedure has unreleased steps: 0.0 Cut the 3 in channels, 0.1 Cut the aluminum rod and 2 Start the bogie "
        "pivot. Look at them, then: ion-tui procedure approve ION-77"
    )
    assert answer.more[0] == "0.0 Cut the 3 in channels is not approved."
    unreleased = refused(rover, "lead1", StartRun(procedure_id=id_, serial="RB-9"))
    assert unreleased.sentence == "Procedure has unreleased steps: release ION-77 revision A first."


def test_steps_are_approved_one_by_one_or_all_at_once(rover: Rover) -> None:
    taken_in(rover, ROCKER)
    id_ = stored(rover, "ION-77").id
    one = rover.done("eng1", ApproveProcedureSteps(procedure_id=id_, keys=("4203",)))
    assert one.sentence == "1 step of ION-77 revision A approved."
    assert stored(rover, "ION-77").unapproved == ("4202", "4205")
    assert "0.1 Cut" not in refused(rover, "eng1", ReleaseProcedure(procedure_id=id_)).sentence
    rest = rover.done("eng1", ApproveProcedureSteps(procedure_id=id_))
    assert rest.sentence == "2 steps of ION-77 revision A approved."
    again = rover.done("eng1", ApproveProcedureSteps(procedure_id=id_))
    assert again.sentence == "Nothing to change: these steps are approved."
    release(rover, "ION-77")


def test_what_cannot_be_approved_or_released_is_refused(rover: Rover) -> None:
    command = draft(rover, a_step("1"))
    wrong = refused(rover, "eng1", ApproveProcedureSteps(procedure_id=command.procedure_id, keys=("1", "x")))
    assert wrong.sentence == "ION-77 revision A has no step x."
    rover.done("eng1", command)
    for again in (
        ReleaseProcedure(procedure_id=command.procedure_id),
        ApproveProcedureSteps(procedure_id=command.procedure_id),
    ):
        answer = refused(rover, "eng1", again)
        assert (answer.code, answer.sentence) == (Code.NOT_LEGAL, "ION-77 revision A is released already.")
    assert refused(rover, "eng1", ReleaseProcedure(procedure_id=999)).code is Code.NOT_FOUND


@pytest.mark.parametrize("who", ["op1", "lead1", "qa1"])
def test_who_may_not_change_procedures_is_refused(rover: Rover, who: str) -> None:
    command = draft(rover, a_step("1"))
    assert refused(rover, who, command).code is Code.NOT_PERMITTED
    approving = ApproveProcedureSteps(procedure_id=command.procedure_id)
    assert refused(rover, who, approving).code is Code.NOT_PERMITTED


def wait(rover: Rover, key: str, upstream: str) -> None:
    """Let a step wait on another one, as no import would."""
    rows = step_rows(rover, "ION-77")
    with rover.engine.store.write() as tx:
        edge = {"step_id": rows[key].id, "upstream_id": rows[upstream].id}
        tx.execute(insert(models.table(models.ProcedureEdge)).values(**edge))


def test_a_circle_is_named(rover: Rover) -> None:
    command = draft(rover, a_step("1", "Cut"), a_step("2", "Join", upstreamStepIds=["1"]))
    wait(rover, "1", "2")
    answer = refused(rover, "eng1", command)
    assert answer.sentence.startswith("These steps wait on each other in a circle: ")
    assert "0 Cut waits on 1 Join" in answer.sentence
    assert "1 Join waits on 0 Cut" in answer.sentence


def test_a_child_that_waits_on_what_waits_on_its_parent_is_named(rover: Rover) -> None:
    parent = a_step("1", "Parent", a_step("2", "Child"))
    command = draft(rover, parent, a_step("3", "After", upstreamStepIds=["1"]))
    wait(rover, "2", "3")
    answer = refused(rover, "eng1", command)
    assert "0.0 Child is a part of 0 Parent" in answer.sentence


def test_a_step_that_waits_on_its_own_parent_is_named(rover: Rover) -> None:
    command = draft(rover, a_step("1", "Parent", a_step("2", "Child")))
    wait(rover, "2", "1")
    answer = refused(rover, "eng1", command)
    assert answer.sentence == "0.0 Child waits on 0 Parent, and one is a part of the other."


def test_runs_start_from_the_revision_that_was_made_last(rover: Rover) -> None:
    draft(rover, a_step("1", "One"))
    taken_in(rover, a_procedure(a_step("1", "Two")))
    release(rover, "ION-77", "B")
    outcome = release(rover, "ION-77", "A")
    assert outcome.notes[0] == "Runs start from revision B, which was made later and is released too."


def test_what_is_released_is_released_in_review_too(rover: Rover) -> None:
    command = draft(rover, a_step("1"))
    with rover.engine.store.write() as tx:
        tx.execute(
            update(models.table(models.Procedure))
            .values(status="in_review")
            .where(models.table(models.Procedure).c.id == command.procedure_id)
        )
    assert rover.done("eng1", command).sentence == "ION-77 revision A is released."
