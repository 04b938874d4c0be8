"""Taking in exports of ION's: drafts, revisions, and steps that stay the same step."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ion_tui.engine.answers import Code, Outcome
from ion_tui.engine.commands import StartRun
from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.words import ProcedureKind, ProcedureStatus
from tests.engine.procedures.drafts import (
    counts,
    importing,
    refused,
    release,
    saying,
    site_file,
    step_rows,
    stored,
    taken_in,
)
from tests.importers.ion.exports import BOARD, ROCKER, a_field, a_procedure, a_step
from tests.rover import Rover


def rocker() -> dict[str, Any]:
    """The sample as data, to be changed."""
    data: dict[str, Any] = json.loads(ROCKER.read_text("utf-8"))
    return data


def steps_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The top steps of an export."""
    steps: list[dict[str, Any]] = data["data"]["procedure"]["steps"]
    return steps


@pytest.mark.parametrize(("sample", "number"), [(ROCKER, 11), (BOARD, 4)])
def test_a_sample_becomes_a_draft(rover: Rover, sample: Path, number: int) -> None:
    outcome = taken_in(rover, sample)
    assert outcome.sentence == f"ION-77 revision A is a new draft of {number} steps."
    found = stored(rover, "ION-77")
    assert found.definition.status is ProcedureStatus.DRAFT
    assert len(found.labels) == number


def test_both_samples_come_to_stand_beside_each_other(rover: Rover) -> None:
    """ION's numbers are unique in one of its databases: these have one family, and nothing else in common."""
    taken_in(rover, ROCKER)
    outcome = taken_in(rover, BOARD)
    assert outcome.sentence == "ION-77-2 revision A is a new draft of 4 steps."
    assert outcome.notes[0] == (
        "Another procedure here is called ION-77 and shares no step with this one: this one is called ION-77-2."
    )
    for sample, code in ((ROCKER, "ION-77"), (BOARD, "ION-77-2")):
        assert taken_in(rover, sample).sentence == (
            f"Nothing to change: {code} revision A says all that this export says."
        )


def test_the_same_export_again_changes_nothing(rover: Rover) -> None:
    taken_in(rover, ROCKER)
    before = counts(rover)
    again = taken_in(rover, ROCKER)
    assert (again.made, again.notes) == ({}, ())
    assert counts(rover) == before


def test_an_export_that_differs_is_a_new_draft_in_which_unchanged_steps_stay_the_same(rover: Rover) -> None:
    taken_in(rover, ROCKER)
    data = rocker()
    data["data"]["procedure"]["id"] = "723"
    steps_of(data)[1]["slateContent"] = [{"type": "p", "children": [{"text": "Another way."}]}]
    outcome = taken_in(rover, data)
    assert outcome.sentence == "ION-77 revision B is a new draft of 11 steps, 10 of them as in revision A."
    before, after = step_rows(rover, "ION-77", "A"), step_rows(rover, "ION-77", "B")
    assert before.keys() == after.keys()
    for key in before:
        assert after[key].origin == before[key].origin == f"ION-77/{key}"
        assert (after[key].content_id == before[key].content_id) is (key != "4204")
        assert (after[key].sibling_key == before[key].sibling_key) is (key != "4204")
    assert [note for note in outcome.notes if note.startswith("1 ")] != []
    assert [note for note in outcome.notes if note.startswith("2 ")] != [], "nobody has approved it yet"
    assert not [note for note in outcome.notes if note.startswith("3 ")]


def test_a_version_with_new_ids_is_the_same_procedure(rover: Rover) -> None:
    """ION gives every version of a procedure ids of its own; the family and the origins stay."""
    taken_in(rover, ROCKER)
    text = ROCKER.read_text("utf-8")
    for number in range(4201, 4212):
        text = text.replace(f'"id": "{number}"', f'"id": "9{number}"').replace(
            f'"parentId": "{number}"', f'"parentId": "9{number}"'
        )
    data = json.loads(text)
    for step in steps_of(data):
        step["upstreamStepIds"] = [f"9{id_}" for id_ in step["upstreamStepIds"]]
    data["data"]["procedure"]["id"] = "800"
    assert taken_in(rover, data).sentence.startswith("Nothing to change: ION-77 revision A")


def test_steps_that_moved_or_went_keep_their_identity(rover: Rover) -> None:
    taken_in(rover, ROCKER)
    data = rocker()
    steps = steps_of(data)
    gone = steps.pop(5)
    assert gone["title"] == "Weigh the joint"
    steps[5]["upstreamStepIds"].remove(gone["id"])
    steps.append(steps.pop(0))
    for position, step in enumerate(steps):
        step["position"] = position
    outcome = taken_in(rover, data)
    assert "Not in the export any more, so not in this revision: 5 Weigh the joint." in outcome.notes
    before, after = step_rows(rover, "ION-77", "A"), step_rows(rover, "ION-77", "B")
    assert before.keys() - after.keys() == {gone["id"]}
    assert {key: row.content_id for key, row in after.items()}.items() <= {
        key: row.content_id for key, row in before.items()
    }.items()
    assert after["4201"].number == "7"


def test_revisions_go_on_from_those_that_are_there(rover: Rover) -> None:
    data = rocker()
    for revision in "ABC":
        assert f"revision {revision} is" in taken_in(rover, data).sentence
        steps_of(data)[0]["title"] += "!"
    assert taken_in(rover, ROCKER).sentence == (
        "Nothing to change: ION-77 revision A says all that this export says, and there is a later one."
    )


def test_a_named_code_takes_revisions_of_its_own(rover: Rover) -> None:
    """The released PRC-RB is of revision A; what is taken in under its code is B, whatever it is like."""
    outcome = taken_in(rover, BOARD, code="PRC-RB")
    assert outcome.sentence.startswith("PRC-RB revision B is a new draft of 4 steps, 0 of them")
    assert stored(rover, "PRC-RB").definition.status is ProcedureStatus.RELEASED
    assert stored(rover, "PRC-RB", "B").definition.part == "OSR-RB"


ADDED_HERE = {
    "{name: Pivot play, type: number,": "{name: Pivot play, type: number, min: 0, max: 0.50, per_unit: true,",
    "title: Start the bogie pivot": "title: Start the bogie pivot\n        work_center: WC-MECH",
    "{name: Rod length, type: number,": "{name: Rod length, type: number, target: 76.2, tolerance: 0.8,",
    "{name: Second pair of hands, type: string}": "{name: Second pair of hands, type: user}",
}


def test_what_an_export_cannot_say_is_kept(rover: Rover, tmp_path: Path) -> None:
    """Limits, places and parts that were added here stay: in steps that are the same, and in those that changed."""
    taken_in(rover, ROCKER, part="OSR-RB")
    path = site_file(rover, stored(rover, "ION-77"), tmp_path)
    text = path.read_text("utf-8")
    for before, after in ADDED_HERE.items():
        assert before in text, before
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    rover.done("admin", importing(rover, path))
    assert taken_in(rover, ROCKER).sentence.startswith("Nothing to change: ION-77 revision A")

    data = rocker()
    steps_of(data)[2]["title"] = "Start the pivot"
    outcome = taken_in(rover, data)
    steps = {placed.step.key: placed.step for placed in walk(stored(rover, "ION-77", "B").definition.steps)}
    play = steps["4205"].fields[1]
    assert (str(play.minimum), str(play.maximum), play.per_unit) == ("0", "0.50", True)
    assert steps["4205"].work_center == "WC-MECH"
    assert steps["4203"].fields[0].target is not None
    assert stored(rover, "ION-77", "B").definition.part == "OSR-RB"
    kept = [note for note in outcome.notes if "keeps" in note]
    assert kept == [
        (
            "2 Start the pivot: Pivot play keeps min 0, max 0.5 of revision A, as an export holds no limits: see that "
            "they still hold."
        )
    ]
    assert not [note for note in outcome.notes if "whose limits no export holds" in note]
    assert set(stored(rover, "ION-77", "B").unapproved) == {"4205"}


def test_steps_that_lack_something_arrive_unapproved(rover: Rover) -> None:
    taken_in(rover, ROCKER)
    assert set(stored(rover, "ION-77").unapproved) == {"4202", "4203", "4205"}
    data = rocker()
    steps_of(data)[4]["title"] = "Another"
    taken_in(rover, data)
    assert set(stored(rover, "ION-77", "B").unapproved) == {"4202", "4203", "4205"}


def test_roles_that_the_site_lacks_are_made_and_permit_nothing(rover: Rover) -> None:
    steps = a_step(
        "1",
        fields=[
            a_field("Built by", "SIGNOFF", signoffRole={"name": "Welder"}),
            a_field("Seen by", "SIGNOFF", signoffRole={"name": "Quality"}),
            a_field("Done by", "SIGNOFF"),
        ],
    )
    outcome = taken_in(rover, a_procedure(steps))
    assert outcome.notes[0].startswith("The role Welder is new: it permits nothing and nobody holds it.")
    fields = stored(rover, "ION-77").definition.steps[0].fields
    assert [field.role for field in fields] == ["Welder", "Quality", "Operator"]
    quality = next(row for row in rover.engine.reads.operators() if row.code == "qa1")
    assert quality.permissions


def test_attributes_are_taken_as_the_site_has_them_or_made(rover: Rover) -> None:
    """`Customer` is the site's; `Lot` is one of runs, so it is made like that; `Program` is new."""
    attributes = [
        {"key": "Customer", "type": "NUMBER", "value": 5},
        {"key": "Lot", "type": "NUMBER", "value": "7"},
        {"key": "Program", "type": "BOOLEAN", "value": True},
        {"key": "Long", "type": "NUMBER", "value": "1" * 30},
    ]
    outcome = taken_in(rover, a_procedure(attributes=attributes))
    assert stored(rover, "ION-77").definition.attributes == {"Customer": "5", "Lot": "7", "Program": True}
    told = [note for note in outcome.notes if "attribute" in note]
    assert told[0].startswith("The attribute Long is left out: Long ")
    assert told[1:] == [
        "The attribute Lot (procedure) is new: it is string.",
        "The attribute Program (procedure) is new: it is boolean.",
    ]


def test_a_standard_step_is_the_same_step_in_every_procedure(rover: Rover) -> None:
    standard: dict[str, Any] = {"isDerivedStep": True, "standardStep": {"id": "88"}, "title": "Deburr"}
    taken_in(rover, a_procedure(a_step("1", **standard), a_step("2", **standard), familyId="1", title="One"))
    taken_in(rover, a_procedure(a_step("9", **standard), familyId="2", title="Two"))
    one, two = step_rows(rover, "ION-1"), step_rows(rover, "ION-2")
    assert one["1"].origin == two["9"].origin != one["2"].origin
    assert one["1"].sibling_key == two["9"].sibling_key != one["2"].sibling_key
    assert one["1"].content_id == one["2"].content_id == two["9"].content_id


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"part": "NOPE"}, "There is no part NOPE."),
        ({"locations": {"103": "STOCK"}}, "ION-77 A, step 4211: there is no work center STOCK."),
        ({"locations": {"103": "NOPE"}}, "ION-77 A, step 4211: there is no work center NOPE."),
    ],
)
def test_what_is_said_beside_the_export_must_be_there(
    rover: Rover, options: dict[str, Any], sentence: str
) -> None:
    answer = refused(rover, "eng1", saying(ROCKER, **options))
    assert answer.sentence == sentence
    assert answer.code is Code.CONFLICT


def test_part_kind_and_places_can_be_said_beside_the_export(rover: Rover) -> None:
    places = {"100": "WC-MACH", "101": "WC-MECH", "103": "WC-TEST", "104": "WC-SHIP"}
    outcome = taken_in(
        rover, ROCKER, part="OSR-RB", kind=ProcedureKind.REWORK, locations=places, lead_time_unit="m"
    )
    found = stored(rover, "ION-77").definition
    assert (found.part, found.part_revision, found.kind) == ("OSR-RB", "A", ProcedureKind.REWORK)
    assert all(placed.step.work_center for placed in walk(found.steps))
    assert not [note for note in outcome.notes if "--location" in note or "--part" in note]


@pytest.mark.parametrize("who", ["op1", "lead1", "qa1"])
def test_who_may_not_make_procedures_is_refused(rover: Rover, who: str) -> None:
    assert refused(rover, who, saying(ROCKER)).code is Code.NOT_PERMITTED


def test_the_command_said_twice_is_carried_out_once(rover: Rover) -> None:
    command = saying(ROCKER)
    first = rover.done("eng1", command)
    second = rover.done("eng1", command)
    assert second.replayed
    assert second.made == first.made
    assert deepcopy(second.notes) == first.notes


def test_an_export_runs_on_the_kiosk(rover: Rover) -> None:
    """From ION's file to a run whose steps are there to be worked."""
    from ion_tui.engine.commands import ApproveProcedureSteps  # noqa: PLC0415 - told where it is used

    taken_in(rover, BOARD, part="OSR-CB", kind=ProcedureKind.REWORK, locations={"103": "WC-TEST"})
    rover.done("eng1", ApproveProcedureSteps(procedure_id=stored(rover, "ION-77").id))
    release(rover, "ION-77")
    started = rover.engine.perform(
        rover.actor("lead1"), StartRun(procedure_id=stored(rover, "ION-77").id, serial="CB-0101")
    )
    assert isinstance(started, Outcome), started
    _, steps = rover.engine.reads.run(started.made["run"][0]) or (None, ())
    assert [step.title for step in steps] == [
        "Power rail",
        "5 V regulator",
        "12 V regulator",
        "Voltage dividers",
    ]
