"""Steps of an export: order, nesting, identity, waits, instructions, places, times, files."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.exported import ExportedProcedure
from tests.importers.ion.exports import a_procedure, a_step, faults_of, read, sentences


def keys(exported: ExportedProcedure) -> dict[str, tuple[str, ...]]:
    """Each step's key, with those of the steps around it."""
    return {
        placed.step.key: tuple(step.key for step in placed.around)
        for placed in walk(exported.definition.steps)
    }


def test_steps_stand_in_the_order_of_their_positions(tmp_path: Path) -> None:
    steps = [a_step("3", position=2), a_step("1", position=0), a_step("2", position=1)]
    assert list(keys(read(tmp_path, a_procedure(*steps)))) == ["1", "2", "3"]
    assert list(keys(read(tmp_path, a_procedure(a_step("b"), a_step("a"))))) == ["b", "a"]


def test_steps_nest_by_where_they_stand_or_by_their_parent(tmp_path: Path) -> None:
    nested = a_step("1", "Parent", a_step("2", parentId="1"), a_step("3", "C", a_step("4")))
    flat = a_step("5", parentId="3")
    assert keys(read(tmp_path, a_procedure(flat, nested))) == {
        "1": (), "2": ("1",), "3": ("1",), "4": ("1", "3"), "5": ("1", "3"),
    }  # fmt: skip
    elsewhere = a_step("9", parentId="not here")
    assert keys(read(tmp_path, a_procedure(elsewhere))) == {"9": ()}


def test_a_step_is_known_by_where_it_comes_from(tmp_path: Path) -> None:
    """A new version of a procedure has new ids, and the same origins; a copy within it adds its own."""
    steps = [
        a_step("81", originStepId="41"),
        a_step("82", originStepId="41"),
        a_step("83", originStepId=None, upstreamStepIds=["82", "81"]),
    ]
    exported = read(tmp_path, a_procedure(*steps))
    assert list(keys(exported)) == ["41", "41/82", "83"]
    assert exported.definition.steps[2].after == ("41/82", "41")


def test_a_copy_of_a_standard_step_says_so(tmp_path: Path) -> None:
    steps = [
        a_step("1", isDerivedStep=True, standardStep={"id": "88"}),
        a_step("2", isStandardStep=True),
        a_step("3"),
    ]
    exported = read(tmp_path, a_procedure(*steps))
    assert [step.standard for step in exported.definition.steps] == ["88", "2", None]


def test_waits_may_name_what_comes_later(tmp_path: Path) -> None:
    exported = read(
        tmp_path, a_procedure(a_step("1", upstreamStepIds=["2", "2", 3]), a_step("2"), a_step("3"))
    )
    assert exported.definition.steps[0].after == ("2", "3")
    assert sentences(exported, "1") == []


def test_waits_that_cannot_be_are_left_out_and_told(tmp_path: Path) -> None:
    inner = a_step("2", upstreamStepIds=["1"])
    steps = a_step("1", "Parent", inner, upstreamStepIds=["999", "1", "2"])
    exported = read(tmp_path, a_procedure(steps))
    assert all(placed.step.after == () for placed in walk(exported.definition.steps))
    assert sentences(exported, "1") == [
        "It waits in ION on step 999, which is not in the export: that wait is left out.",
        "It waits in ION on itself: that wait is left out.",
        "It waits in ION on a step that is a part of it, which it completes after anyway. That wait is left out.",
    ]
    assert sentences(exported, "2") == [
        "It waits in ION on a step that it is a part of, and starts while that is in progress. That wait is left out."
    ]


def test_a_circle_is_refused_and_named(tmp_path: Path) -> None:
    steps = [
        a_step("1", "Cut", upstreamStepIds=["3"]),
        a_step("2", "Join", upstreamStepIds=["1"]),
        a_step("3", "Weigh", upstreamStepIds=["2"]),
    ]
    (fault,) = faults_of(tmp_path, a_procedure(*steps))
    assert fault.sentence.startswith("These steps wait on each other in a circle: ")
    for link in ('"Cut" waits on "Weigh"', '"Join" waits on "Cut"', '"Weigh" waits on "Join"'):
        assert link in fault.sentence
    assert fault.path == "data.procedure.steps"


def test_a_circle_through_a_parent_is_refused(tmp_path: Path) -> None:
    """A child that waits on what waits on its parent can never start."""
    parent = a_step("1", "Parent", a_step("2", "Child", upstreamStepIds=["3"]))
    (fault,) = faults_of(tmp_path, a_procedure(parent, a_step("3", "After", upstreamStepIds=["1"])))
    assert '"Child" is a part of "Parent"' in fault.sentence


def test_six_levels_are_refused(tmp_path: Path) -> None:
    step = a_step("6")
    for level in range(5, 0, -1):
        step = a_step(str(level), "A step", step)
    (fault,) = faults_of(tmp_path, a_procedure(step))
    assert fault.sentence == "This step is on level 6: steps nest up to 5 levels here."
    assert fault.path.count("steps[0]") == 6


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([a_step("1"), a_step("1")], 'The step "1" is there twice.'),
        ([a_step("")], "This step has no `id`."),
        (
            [a_step("1", parentId="2"), a_step("2", parentId="1")],
            "This step stands in itself, by way of its `parentId`.",
        ),
    ],
)
def test_steps_that_cannot_be_told_apart_are_faults(tmp_path: Path, steps: list[Any], sentence: str) -> None:
    assert sentence in [fault.sentence for fault in faults_of(tmp_path, a_procedure(*steps))]


NODES = [{"type": "p", "children": [{"text": "Cut "}, {"text": "S2", "bold": True}]}]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (NODES, "Cut **S2**\n"),
        (json.dumps(NODES), "Cut **S2**\n"),
        ({"children": NODES}, "Cut **S2**\n"),
        (None, ""),
        ([], ""),
        ("", ""),
        ("Plain *text*", "Plain \\*text\\*\n"),
    ],
)
def test_instructions_come_as_a_list_as_its_text_or_not_at_all(
    tmp_path: Path, content: Any, text: str
) -> None:
    assert (
        read(tmp_path, a_procedure(a_step("1", slateContent=content))).definition.steps[0].instructions
        == text
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            '[{"type": "p", "type": "p"}]',
            'This text is no list of Slate\'s: The key "type" stands here a second time.',
        ),
        (
            "[" * 10_000,
            "This text is no list of Slate's: Lists and objects are nested more than 100 levels deep.",
        ),
        (5, "A list of Slate's nodes is expected here."),
        (
            [{"type": "p", "children": [{"text": "x" * 100_001}]}],
            "These instructions have more than 100,000 characters.",
        ),
    ],
)
def test_instructions_that_cannot_be_read_are_a_fault(tmp_path: Path, content: Any, sentence: str) -> None:
    (fault,) = faults_of(tmp_path, a_procedure(a_step("1", slateContent=content)))
    assert fault.sentence == sentence
    assert fault.path == "data.procedure.steps[0].slateContent"


def test_where_a_step_is_worked_is_known_by_its_number_only(tmp_path: Path) -> None:
    data = a_procedure(a_step("1", locationId="103"), a_step("2", locationId=104))
    exported = read(tmp_path, data, locations={"104": "WC-TEST"})
    assert [step.work_center for step in exported.definition.steps] == [None, "WC-TEST"]
    assert sentences(exported, "1") == [
        (
            "It is worked at ION's location 103, whose name no export holds: give it a `work_center`, or import with "
            "--location 103=CODE."
        )
    ]
    assert sentences(exported, "2") == []


@pytest.mark.parametrize(
    ("said", "unit", "lead_time"),
    [
        (None, None, None),
        (0, None, None),
        (40, "m", 40),
        ("90", "m", 90),
        ("1h30m", None, 90),
        (40, None, None),
    ],
)
def test_a_lead_time_needs_its_unit(
    tmp_path: Path, said: Any, unit: str | None, lead_time: int | None
) -> None:
    exported = read(tmp_path, a_procedure(a_step("1", leadTime=said)), lead_time_unit=unit)
    found = exported.definition.steps[0].lead_time
    assert found == (None if lead_time is None else timedelta(minutes=lead_time))
    assert bool(sentences(exported, "1")) is (said == 40 and unit is None)


def test_files_are_missing_unless_they_are_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n...")
    image = {"type": "image", "reference": "31", "children": [{"text": ""}]}
    assets = [
        {"id": "31", "filename": "cut.png", "downloadUrl": "https://x.y/z?sig=1"},
        {"id": 32, "filename": "../b.pdf"},
    ]
    data = a_procedure(a_step("1", assets=assets, slateContent=[image]))
    exported = read(tmp_path, data)
    assert exported.definition.steps[0].instructions == "\\[file: cut.png\\]\n"
    assert sentences(exported, "1") == [
        (
            "The file cut.png is missing: an export holds its name only. Save it from ION into a folder, and import "
            "with --files and that folder."
        ),
        (
            "The file b.pdf is missing: an export holds its name only. Save it from ION into a folder, and import "
            "with --files and that folder."
        ),
    ]
    with_files = read(tmp_path, data, files=tmp_path)
    assert with_files.definition.steps[0].files == ("cut.png",)
    assert with_files.files["cut.png"][0] == "image/png"
    assert [sentence[:24] for sentence in sentences(with_files, "1")] == ["The file b.pdf is missin"]


def test_what_instructions_lose_is_told(tmp_path: Path) -> None:
    content = [{"type": "callout", "children": [{"text": "Mind", "underline": True}]}]
    exported = read(tmp_path, a_procedure(a_step("1", slateContent=content)))
    assert exported.definition.steps[0].instructions == "Mind\n"
    assert sentences(exported, "1") == [
        "Its instructions hold a callout and underline text, which became plain text."
    ]


def test_a_step_without_a_title_gets_one(tmp_path: Path) -> None:
    exported = read(tmp_path, a_procedure(a_step("1", ""), a_step("2", "x" * 201)))
    assert exported.definition.steps[0].title == "Step 1"
    assert len(exported.definition.steps[1].title) == 200
    assert sentences(exported, "1") == ["It has no title in ION."]
