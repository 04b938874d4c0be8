"""Procedure revisions: free while nothing was built by them, left alone afterwards, and alike where nothing changed."""

import json

from sqlalchemy import func, select

from data import models
from data.models import table
from tests.engine.site_import.site_files import entries, imported, previewed, refused, rows, section
from tests.rover import Rover

PROCEDURE = table(models.Procedure)
SOURCE = table(models.ProcedureStep)
STEP = table(models.RunStep)
EDGE = table(models.ProcedureEdge)
CONTENT = table(models.StepContent)
VALUE = table(models.AttributeValue)

DRAFT = """
procedures:
  - code: PRC-NEW
    title: Try it
    part: OSR-CB
    kind: rework
    revision: A
    status: {status}
    steps:
      - key: first
        title: First
        work_center: WC-TEST
        steps:
          - {{key: inner, title: Inner, fields: [{{name: Width, type: number, max: {width}}}]}}
      - {{key: second, title: {second}, after: [first], attributes: {{Criticality: {criticality}}}}}
"""


def draft(
    status: str = "draft", width: str = "0.50", second: str = "Second", criticality: str = "normal"
) -> str:
    """A small procedure."""
    return DRAFT.format(status=status, width=width, second=second, criticality=criticality)


def contents(rover: Rover, revision: str) -> dict[str, tuple[int, str | None]]:
    """Step key → content and sibling key of a revision of PRC-CBT."""
    found = (
        select(SOURCE.c.key, SOURCE.c.content_id, SOURCE.c.sibling_key)
        .join(PROCEDURE, PROCEDURE.c.id == SOURCE.c.procedure_id)
        .where(PROCEDURE.c.code == "PRC-CBT", PROCEDURE.c.revision == revision)
    )
    return {key: (content, sibling) for key, content, sibling in rows(rover, found)}


def new_revision(*changes: tuple[str, str]) -> str:
    """The sample's procedures, of which PRC-CBT becomes revision C."""
    return section(
        "procedures",
        ("kind: rework\n    revision: B", "kind: rework\n    revision: C"),
        *changes,
    )


def test_a_draft_may_change(rover: Rover) -> None:
    imported(rover, draft())
    done = imported(rover, draft(second="Second again", criticality="critical"))
    assert done.notes == ("1 procedure changed: PRC-NEW A (steps, step attributes).",)
    (entry,) = entries(rover)
    before, after = json.loads(entry.before), json.loads(entry.after)
    assert [key for key, _ in after["contents"]] == ["first", "inner", "second"]
    assert before["contents"][:2] == after["contents"][:2]
    assert before["contents"][2] != after["contents"][2]
    digests = rows(rover, select(CONTENT.c.digest))
    assert {digest for _, digest in before["contents"]} <= {digest for (digest,) in digests}
    steps = rows(
        rover,
        select(SOURCE.c.number, SOURCE.c.key, CONTENT.c.title)
        .join(CONTENT, CONTENT.c.id == SOURCE.c.content_id)
        .join(PROCEDURE, PROCEDURE.c.id == SOURCE.c.procedure_id)
        .where(PROCEDURE.c.code == "PRC-NEW")
        .order_by(SOURCE.c.ordinal),
    )
    assert steps == [("0", "first", "First"), ("0.0", "inner", "Inner"), ("1", "second", "Second again")]


def test_a_limit_is_the_same_with_or_without_its_last_zero(rover: Rover) -> None:
    imported(rover, draft())
    assert imported(rover, draft(width="0.5")).sentence == "Nothing to change."
    assert previewed(rover, draft(width="0.51")) == ("1 procedure changed: PRC-NEW A (steps).",)


def test_an_attribute_changes_without_touching_the_steps(rover: Rover) -> None:
    imported(rover, draft())
    before = rows(rover, select(SOURCE.c.id).order_by(SOURCE.c.id))
    assert imported(rover, draft(criticality="critical")).notes == (
        "1 procedure changed: PRC-NEW A (step attributes).",
    )
    assert rows(rover, select(SOURCE.c.id).order_by(SOURCE.c.id)) == before
    assert rows(
        rover,
        select(SOURCE.c.key, VALUE.c.value)
        .join(VALUE, VALUE.c.procedure_step_id == SOURCE.c.id)
        .join(PROCEDURE, PROCEDURE.c.id == SOURCE.c.procedure_id)
        .where(PROCEDURE.c.code == "PRC-NEW"),
    ) == [("second", "critical")]


def test_a_released_revision_without_runs_may_change_and_go_back(rover: Rover) -> None:
    imported(rover, draft("released"))
    assert imported(rover, draft("draft", second="Other")).notes == (
        "1 procedure changed: PRC-NEW A (status, steps).",
    )


def test_a_revision_with_runs_stays_what_they_were_started_from(rover: Rover) -> None:
    changed = section("procedures", ("title: Power rail", "title: Power rails"), ("max: 16.7", "max: 17"))
    answer = refused(rover, changed)
    assert answer.sentence == (
        "Procedure PRC-CBT B has runs and stays as it is; the file changes its steps: give it a new revision."
    )
    back = section("procedures", ("status: released\n    sequential", "status: draft\n    sequential"))
    assert refused(rover, back).sentence == "Procedure PRC-CBT B has runs: it stays released."


def test_the_place_of_a_step_is_a_part_of_its_revision(rover: Rover) -> None:
    moved = section("procedures", ("lead_time: 5d", "lead_time: 6d"))
    assert "changes its steps" in refused(rover, moved).sentence


def test_what_is_said_about_a_revision_with_runs_may_change(rover: Rover) -> None:
    done = imported(rover, section("procedures", ("Customer: Internal", "Customer: External")))
    assert done.notes == ("1 procedure changed: PRC-RB A (attributes).",)


def test_a_new_revision_keeps_the_identity_of_what_did_not_change(rover: Rover) -> None:
    done = imported(rover, new_revision(("Probe T5 to T6.", "Probe T5 to T6, twice.")))
    assert done.notes == ("1 procedure added: PRC-CBT C.",)
    old, new = contents(rover, "B"), contents(rover, "C")
    assert {key for key in old if old[key] == new[key]} == {"power", "reg5", "dividers"}
    assert old["reg12"][0] != new["reg12"][0]
    assert old["reg12"][1] != new["reg12"][1]


def test_steps_of_two_revisions_are_siblings_where_only_their_surroundings_moved(rover: Rover) -> None:
    later = (
        "      - key: power\n",
        "      - {key: prepare, title: Prepare, work_center: WC-TEST}\n      - key: power\n",
    )
    imported(rover, new_revision(later))
    old, new = contents(rover, "B"), contents(rover, "C")
    assert {key: old[key][1] for key in old} == {key: new[key][1] for key in old}


def test_a_child_is_a_sibling_by_the_origins_around_it_not_by_their_content(rover: Rover) -> None:
    imported(rover, draft())
    imported(rover, draft().replace("revision: A", "revision: B").replace("title: First", "title: Fore"))
    keys = rows(
        rover,
        select(SOURCE.c.key, func.count(SOURCE.c.sibling_key.distinct()))
        .join(PROCEDURE, PROCEDURE.c.id == SOURCE.c.procedure_id)
        .where(PROCEDURE.c.code == "PRC-NEW")
        .group_by(SOURCE.c.key)
        .order_by(SOURCE.c.key),
    )
    assert keys == [("first", 2), ("inner", 1), ("second", 1)]


def test_the_same_title_in_another_place_is_not_a_sibling(rover: Rover) -> None:
    imported(rover, draft())
    imported(rover, draft().replace("PRC-NEW", "PRC-TWO"))
    counted = rows(
        rover,
        select(func.count(SOURCE.c.content_id.distinct()), func.count(SOURCE.c.sibling_key.distinct()))
        .join(PROCEDURE, PROCEDURE.c.id == SOURCE.c.procedure_id)
        .where(PROCEDURE.c.code.in_(["PRC-NEW", "PRC-TWO"])),
    )
    assert counted == [(3, 6)]


def test_steps_in_progress_are_left_alone_by_a_new_revision(rover: Rover) -> None:
    run = rover.run_id("CB-0101")
    before = rows(rover, select(STEP).where(STEP.c.run_id == run).order_by(STEP.c.id))
    imported(rover, new_revision(("max: 16.7", "max: 17")))
    assert rows(rover, select(STEP).where(STEP.c.run_id == run).order_by(STEP.c.id)) == before


def test_edges_are_those_that_the_file_names(rover: Rover) -> None:
    upstream = SOURCE.alias("upstream")
    found = rows(
        rover,
        select(SOURCE.c.key, upstream.c.key)
        .join(EDGE, EDGE.c.step_id == SOURCE.c.id)
        .join(upstream, upstream.c.id == EDGE.c.upstream_id)
        .where(SOURCE.c.key.in_(["anodize", "rocker", "reg5"]))
        .order_by(SOURCE.c.key, upstream.c.key),
    )
    assert found == [
        ("anodize", "front"),
        ("anodize", "middle"),
        ("anodize", "weigh"),
        ("reg5", "power"),
        ("rocker", "fab"),
    ]
