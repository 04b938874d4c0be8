"""Whole exports: both samples, what is no export, attributes and labels, and files that mean harm."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.exported import ExportedProcedure
from ion_tui.engine.definitions.known import Known
from ion_tui.engine.definitions.procedures import StepDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import FieldType, ProcedureKind, StepType
from ion_tui.exporters.site_yaml import site_yaml
from ion_tui.importers.faults import Faults
from ion_tui.importers.ion.procedure import read_ion_procedure
from ion_tui.importers.site_file import read_site
from ion_tui.importers.text_file import MAX_BYTES
from tests.importers.ion.exports import (
    BOARD,
    ROCKER,
    a_field,
    a_procedure,
    a_step,
    faults_of,
    read,
    sentences,
    write,
)

NO_EXPORT = (
    "This is no procedure export of ION's: that is the answer of its GetProcedure query, whole or inside."
)


def of(path: Path) -> ExportedProcedure:
    """What a sample says."""
    exported = read_ion_procedure(path)
    assert isinstance(exported, ExportedProcedure)
    return exported


def test_the_rocker_bogie() -> None:
    exported = of(ROCKER)
    procedure = exported.definition
    assert (procedure.code, procedure.title) == ("ION-77", "Build a rocker-bogie suspension")
    assert procedure.kind is ProcedureKind.BUILD
    assert procedure.attributes == {"Customer": "Internal"}
    steps = {placed.step.title: placed.step for placed in walk(procedure.steps)}
    assert len(steps) == 11
    assert [step.title for step in procedure.steps[0].steps] == [
        "Cut the 3 in channels",
        "Cut the aluminum rod",
    ]
    assert steps["Cut the aluminum rod"].instructions == "Cut the 4 in rod **S18** down to 3 in.\n"
    assert steps["Weigh the joint"].instructions == ""
    assert steps["Anodize the joint"].after == ("4206", "4207", "4208")
    assert steps["Begin the rocker"].fields[0].type is FieldType.PASS_FAIL
    assert steps["Fit bearing blocks and hub"].fields[2].role == "Operator"
    limits = [remark for remark in exported.remarks if remark.opens]
    assert {remark.subject for remark in limits} == {"Pieces cut", "Rod length", "Pivot play"}


def test_the_control_board() -> None:
    exported = of(BOARD)
    grid = exported.definition.steps[3]
    assert grid.type is StepType.DATAGRID
    assert [column.settable for column in grid.columns] == [False, True, True]
    assert [(row.required, row.allow_not_applicable) for row in grid.rows] == [(True, False)] * 3 + [
        (False, True)
    ]
    assert exported.definition.steps[1].after == ("4201",)


def test_the_inner_object_alone_says_the_same(tmp_path: Path) -> None:
    data = json.loads(ROCKER.read_text("utf-8"))
    for inner in (data["data"], data["data"]["procedure"], {"procedure": data["data"]["procedure"]}):
        assert read(tmp_path, inner) == of(ROCKER)


def test_every_step_is_told_of_that_lacks_its_place() -> None:
    places = [remark for remark in of(ROCKER).remarks if "--location" in remark.sentence]
    assert len(places) == 11


NO_EXPORTS: list[tuple[Any, str]] = [
    ([], NO_EXPORT),
    ({}, NO_EXPORT),
    ({"data": {"run": {"steps": []}}}, NO_EXPORT),
    ({"data": {"procedure": None}}, "The export holds no procedure: is there one with the ID that was asked for?"),
    ({"data": None, "errors": [{"message": "Not\nfound"}]}, "ION answered with an error and no procedure: Not found."),
    ({"errors": [{"message": "Token expired."}]}, "ION answered with an error and no procedure: Token expired."),
    (a_procedure(title=None), "The procedure has no `title`."),
    (
        a_procedure(id=None, familyId=None),
        "The procedure has neither `familyId` nor `id`: import with --code, and what it is called here.",
    ),
    (a_procedure(steps={}), "A list is expected here."),
    (a_procedure(steps=["x"]), "An object is expected here."),
]  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), NO_EXPORTS)
def test_what_is_no_export_is_refused(tmp_path: Path, data: Any, sentence: str) -> None:
    assert [fault.sentence for fault in faults_of(tmp_path, data)] == [sentence]


def test_attributes_have_types_and_labels_have_no_place(tmp_path: Path) -> None:
    attributes = [
        {"key": "Customer", "type": "STRING", "value": "Internal"},
        {"key": "Mass", "type": "NUMBER", "value": "1.50"},
        {"key": "Flight", "type": "BOOLEAN", "value": True},
        {"key": "Since", "type": "DATETIME", "value": "2026-01-01T00:00:00Z"},
        {"key": "Team", "type": "SELECT", "value": ["a", "b"]},
        {"key": "Odd", "type": "NUMBER", "value": "many"},
        {"key": "Empty", "type": "STRING", "value": None},
        {"key": "Mass", "type": "NUMBER", "value": 2},
    ]
    exported = read(tmp_path, a_procedure(attributes=attributes, labels=["flight", "rev b"]))
    assert exported.definition.attributes == {
        "Customer": "Internal",
        "Mass": Decimal("1.50"),
        "Flight": True,
        "Since": "2026-01-01T00:00:00Z",
        "Team": "a, b",
        "Odd": "many",
    }
    assert [attribute.type for attribute in exported.attributes] == [
        FieldType.STRING,
        FieldType.NUMBER,
        FieldType.BOOLEAN,
        FieldType.DATETIME,
        FieldType.STRING,
        FieldType.STRING,
    ]
    assert sentences(exported)[:2] == [
        "The attribute Mass is there twice: the first counts.",
        "Labels have no place here and stay in ION: flight and rev b.",
    ]


@pytest.mark.parametrize(
    ("type_", "kind", "is_told"),
    [
        ("MANUFACTURING", ProcedureKind.BUILD, False),
        (None, ProcedureKind.BUILD, False),
        ("INSPECTION", ProcedureKind.REWORK, False),
        ("TEST", ProcedureKind.REWORK, False),
        ("MAGIC", ProcedureKind.BUILD, True),
    ],
)
def test_what_a_procedure_does_to_its_unit(
    tmp_path: Path, type_: str | None, kind: ProcedureKind, is_told: bool
) -> None:
    exported = read(tmp_path, a_procedure(type=type_))
    assert exported.definition.kind is kind
    assert any("MAGIC" in sentence for sentence in sentences(exported)) is is_told
    assert read(tmp_path, a_procedure(type=type_), kind=ProcedureKind.REWORK).kind_said


def test_what_is_too_long_is_cut_and_said(tmp_path: Path) -> None:
    exported = read(tmp_path, a_procedure(title="t" * 300, description="d" * 150_000))
    assert len(exported.definition.title) == 200
    assert len(exported.definition.description) == 100_000
    said = sentences(exported)
    assert "Its title is cut to 200 characters." in said
    assert "Its description is cut to 100000 characters." in said


def test_its_description_comes_along(tmp_path: Path) -> None:
    assert (
        read(tmp_path, a_procedure(description=" For\r\nthe rover. ")).definition.description
        == "For\nthe rover."
    )


# Files that mean harm.


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9, 0.999])
def test_a_truncated_export_is_refused_at_its_end(tmp_path: Path, share: float) -> None:
    text = ROCKER.read_text("utf-8")
    (fault,) = faults_of(tmp_path, text[: int(len(text) * share)])
    assert "complete?" in fault.sentence
    assert fault.line >= 1


def test_two_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.write(b'{"data": "')
        file.truncate(200 * 1024 * 1024)
    tracemalloc.start()
    answer = read_ion_procedure(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(answer, Faults)
    assert answer.faults[0].sentence == f"{path} is larger than 8 MiB: split it into several files."
    assert peak < 3 * MAX_BYTES


def test_as_many_nodes_as_a_file_can_hold_need_bounded_memory(tmp_path: Path) -> None:
    """Half a million values are read in less than half a gigabyte, whatever they are."""
    nodes = ",".join(['{"text":"a","bold":true}'] * 160_000)
    step = json.dumps(a_step("1")).replace('"slateContent": null', f'"slateContent": [{nodes}]')
    text = json.dumps(a_procedure()).replace('"steps": []', f'"steps": [{step}]')
    reading = [sys.executable, "-c", _READ_AND_TELL_PEAK, str(write(tmp_path, text))]
    done = subprocess.run(reading, capture_output=True, text=True, check=True, timeout=300)
    sentence, peak = done.stdout.splitlines()
    assert sentence == "These instructions have more than 100,000 characters."
    assert int(peak) < 512 * 1024


_READ_AND_TELL_PEAK: Final = """
import re, sys
from pathlib import Path
from ion_tui.importers.ion.procedure import read_ion_procedure

print(read_ion_procedure(Path(sys.argv[1])).faults[0].sentence)
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
"""The most memory that the process has held, in KiB; `getrusage` would tell that of the process it came from."""


HOSTILE: list[tuple[bytes, str]] = [
    (b"", "The file is empty."),
    (b"[" * 100_000, "Lists and objects are nested more than 100 levels deep."),
    (b'{"steps":' * 10_000, "Lists and objects are nested more than 100 levels deep."),
    ("é".encode("latin-1"), "The byte 0xE9 is not UTF-8: save the file as UTF-8."),
    ('{"steps": []}'.encode("utf-16"), "This file is UTF-16: save it as UTF-8."),
    (b'{"title": "a\x00b"}', "A control character (U+0000) stands here: take it out."),
    (b'{"steps": [], "steps": []}', 'The key "steps" stands here a second time.'),
    (b'{"id": NaN, "steps": []}', "NaN is not a number that can be measured or counted."),
    (b'{"id": 1e999999999, "steps": []}', "This number's exponent is out of all proportion."),
    (b'{"id": ' + b"9" * 100_000 + b"}", "This number is too long."),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "The byte 0x89 is not UTF-8: save the file as UTF-8."),
]


@pytest.mark.parametrize(("content", "sentence"), HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert faults_of(tmp_path, content)[0].sentence == sentence


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "no.json", "There is no file"), (tmp_path, "is a folder")):
        answer = read_ion_procedure(path)
        assert isinstance(answer, Faults)
        assert words in answer.faults[0].sentence


def test_a_hundred_thousand_faults_are_counted(tmp_path: Path) -> None:
    data = a_procedure(a_step("1", fields=["x"] * 100_000))
    answer = read_ion_procedure(write(tmp_path, data))
    assert isinstance(answer, Faults)
    assert (len(answer.faults), answer.left_off) == (1000, 99_000)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
STEP_KEYS = tuple(a_step("1"))
FIELD_KEYS = tuple(a_field("F"))


@given(
    st.dictionaries(st.sampled_from(STEP_KEYS), ANYTHING, max_size=4),
    st.dictionaries(st.sampled_from(FIELD_KEYS), ANYTHING, max_size=4),
    st.dictionaries(
        st.sampled_from(("attributes", "labels", "title", "type", "id", "steps")), ANYTHING, max_size=2
    ),
)
def test_whatever_stands_in_whatever_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    step: dict[str, Any],
    field: dict[str, Any],
    procedure: dict[str, Any],
) -> None:
    """No form of any value breaks the reader; what it takes has the form of the site file."""
    folder = tmp_path_factory.getbasetemp()
    data = a_procedure(a_step("1", fields=[a_field("F") | field]) | step, **procedure)
    answer = read_ion_procedure(write(folder, data))
    if isinstance(answer, Faults):
        assert all(fault.sentence.endswith((".", "?")) for fault in answer.faults)
    else:
        assert_form(folder, answer)


def assert_form(folder: Path, exported: ExportedProcedure) -> None:
    """What an export says can be written as a site file, and read from it without a fault."""
    steps = tuple(_signed(placed.step) for placed in walk(exported.definition.steps))
    site = SiteDefinition(
        name="Site",
        attributes=exported.attributes,
        procedures=(replace(exported.definition, steps=steps),),
    )
    path = folder / "site.yaml"
    path.write_text(site_yaml(site), "utf-8")
    roles = {value.role for step in steps for value in (*step.fields, *step.columns) if value.role}
    centers = {step.work_center: True for step in steps if step.work_center}
    assert read_site(path, Known(roles=frozenset(roles), locations=centers)) == site


def _signed(step: StepDefinition) -> StepDefinition:
    """A step on its own, in which every signature is that of a role."""
    fields = (
        replace(field, role=field.role or "Operator") if field.type is FieldType.SIGNOFF else field
        for field in step.fields
    )
    return replace(step, fields=tuple(fields), steps=(), after=())
