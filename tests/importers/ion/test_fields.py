"""Fields and columns of an export: every type, and what has no place here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ion_tui.engine.definitions.fields import FieldDefinition
from ion_tui.engine.words import FieldType
from tests.importers.ion.exports import a_field, a_procedure, a_step, faults_of, read, sentences


def field_of(folder: Path, *fields: dict[str, Any]) -> tuple[FieldDefinition, list[str], bool]:
    """The last field, what is remarked on the step, and whether somebody has to look at it."""
    exported = read(folder, a_procedure(a_step("1", fields=list(fields))))
    (step,) = exported.definition.steps
    opens = any(remark.opens for remark in exported.remarks if remark.step == "1")
    return step.fields[-1], sentences(exported, "1"), opens


TYPES: list[tuple[dict[str, Any], FieldType]] = [
    (a_field("F", "STRING"), FieldType.STRING),
    (a_field("F", "NUMBER", unit="mm"), FieldType.NUMBER),
    (a_field("F", "BOOLEAN"), FieldType.BOOLEAN),
    (a_field("F", "SELECT", options=["1 from bottom", "2 from bottom"]), FieldType.SELECT),
    (a_field("F", "SELECT", options=["Fail", "Pass"]), FieldType.PASS_FAIL),
    (a_field("F", "MULTISELECT", options=["none", "dent"]), FieldType.MULTISELECT),
    (a_field("F", "DATETIME"), FieldType.DATETIME),
    (a_field("F", "SIGNOFF", signoffRole={"id": "7", "name": "Quality"}), FieldType.SIGNOFF),
    (a_field("F", "FILE_ATTACHMENT"), FieldType.FILE),
    (a_field("F", "ION", allowedIonType="USER"), FieldType.USER),
    (a_field("F", "ION", allowedIonType="PART"), FieldType.PART),
]


@pytest.mark.parametrize(("said", "type_"), TYPES)
def test_a_type_that_is_understood_leaves_nothing_to_say(
    tmp_path: Path, said: dict[str, Any], type_: FieldType
) -> None:
    field, remarks, _ = field_of(tmp_path, said)
    assert field.type is type_
    assert remarks == []


def test_what_a_field_says_is_kept(tmp_path: Path) -> None:
    said = a_field("Rod length", "NUMBER", unit="mm", required=True, allowNotApplicable=True)
    field, _, _ = field_of(tmp_path, said)
    assert (field.name, field.unit, field.required, field.allow_not_applicable) == (
        "Rod length",
        "mm",
        True,
        True,
    )
    signed, _, _ = field_of(tmp_path, a_field("Built by", "SIGNOFF", signoffRole={"name": "Quality"}))
    assert signed.role == "Quality"
    chosen, _, _ = field_of(tmp_path, a_field("Hole", "SELECT", options=["a", "b"]))
    assert chosen.options == ("a", "b")


REMARKS: list[tuple[dict[str, Any], FieldType, str, bool]] = [
    (
        a_field("Play", "NUMBER", validations=[{"functionId": "12", "fieldId": "1"}]),
        FieldType.NUMBER,
        (
            "Play is checked in ION by function 12, whose limits no export holds: give it `min`, `max`, or `target` "
            "with `tolerance`."
        ),
        True,
    ),
    (
        a_field("Note", "STRING", validations=[{"functionId": 3}, {"functionId": "4"}]),
        FieldType.STRING,
        "Note is checked in ION by function 3 and 4: a string is not checked here.",
        True,
    ),
    (
        a_field("Built by", "SIGNOFF"),
        FieldType.SIGNOFF,
        "Built by names no role in ION: Operator signs it here. Give it the `role` that is meant.",
        True,
    ),
    (
        a_field("Meter", "TOOL"),
        FieldType.TOOL,
        "Meter takes any tool: give it the tool's `part`, and `calibrated` where that counts.",
        False,
    ),
    (
        a_field("Helper", "ION"),
        FieldType.STRING,
        (
            "Helper names a thing of ION's, and the export does not say of what kind: it takes any text. Make it "
            "`user`, `part` or `tool` if one of these is meant."
        ),
        False,
    ),
    (
        a_field("Run", "ION", allowedIonType="RUN"),
        FieldType.STRING,
        (
            "Run names a thing of ION's (RUN): it takes any text. Make it `user`, `part` or `tool` if one of these is "
            "meant."
        ),
        False,
    ),
    (
        a_field("Color", "SELECT"),
        FieldType.STRING,
        "Color has no options in the export: it takes any text. Make it `select` with `options`.",
        True,
    ),
    (
        a_field("Color", "HOLOGRAM"),
        FieldType.STRING,
        'Color is of the type "HOLOGRAM", which is unknown here: it takes any text.',
        True,
    ),
    (
        a_field("Name", "STRING", unit="mm"),
        FieldType.STRING,
        "Name is a string and has no unit: mm is left out.",
        False,
    ),
    (
        a_field("Name", "STRING", options=["a", "b"]),
        FieldType.STRING,
        "Name is a string and takes no options: a and b left out.",
        False,
    ),
    (
        a_field("Name", "STRING", signoffRole={"name": "Quality"}),
        FieldType.STRING,
        "Name is a string and is not signed: the role Quality is left out.",
        False,
    ),
    (
        a_field("Hole", "SELECT", options=["a", "b", "a"]),
        FieldType.SELECT,
        "Hole lists an option twice: it stands there once.",
        False,
    ),
]


@pytest.mark.parametrize(("said", "type_", "sentence", "opens"), REMARKS)
def test_what_is_not_carried_over_is_told(
    tmp_path: Path, said: dict[str, Any], type_: FieldType, sentence: str, opens: bool
) -> None:
    field, remarks, is_open = field_of(tmp_path, said)
    assert field.type is type_
    assert remarks == [sentence]
    assert is_open is opens


def test_two_fields_of_one_name_are_told_apart(tmp_path: Path) -> None:
    field, remarks, _ = field_of(tmp_path, a_field("Torque"), a_field("Torque"), a_field("Torque"))
    assert field.name == "Torque (3)"
    assert remarks[0] == 'The name "Torque" stands here twice: the second is called Torque (2).'


def test_a_name_is_made_where_there_is_none_and_cut_where_it_is_long(tmp_path: Path) -> None:
    nameless, _, _ = field_of(tmp_path, a_field("x"), a_field(" \u2028 "))
    assert nameless.name == "Field 2"
    long, remarks, _ = field_of(tmp_path, a_field("a" * 300))
    assert len(long.name) == 200
    assert "is cut to 200 characters." in remarks[0]


def test_hostile_names_are_shown_as_they_are(tmp_path: Path) -> None:
    field, _, _ = field_of(tmp_path, a_field("[red]\u001b[31m\x00\ud800a\u000bb \u202eabc"))
    assert field.name == "[red][31ma b \u202eabc"


def test_keys_that_nobody_knows_are_told_once(tmp_path: Path) -> None:
    fields = [a_field("A", display="slider"), a_field("B", display="slider", helpText="x")]
    exported = read(tmp_path, a_procedure(a_step("1", fields=fields, color="red")))
    assert sentences(exported)[1:] == [
        "`display` of 2 fields has no place here: it stays in ION.",
        "`helpText` of the field has no place here: it stays in ION.",
        "`color` of the step has no place here: it stays in ION.",
    ]


@pytest.mark.parametrize(
    ("more", "path", "sentence"),
    [
        ({"required": "yes"}, "required", "true or false is expected here."),
        ({"name": ["x"]}, "name", "A text is expected here."),
        ({"options": "a,b"}, "options", "A list is expected here."),
        ({"options": ["a", {}]}, "options[1]", "A text is expected here."),
        ({"signoffRole": "Quality"}, "signoffRole", "An object is expected here."),
        ({"validations": ["12"]}, "validations[0]", "An object is expected here."),
    ],
)
def test_another_form_is_a_fault_at_its_place(
    tmp_path: Path, more: dict[str, Any], path: str, sentence: str
) -> None:
    (fault,) = faults_of(tmp_path, a_procedure(a_step("1", fields=[a_field("F", "SELECT") | more])))
    assert fault.path == f"data.procedure.steps[0].fields[0].{path}"
    assert fault.sentence == sentence
    assert fault.line > 20
