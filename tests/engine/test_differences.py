"""What is different between two contents of a step, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from time import monotonic

import pytest

from ion_tui.engine.content import (
    ApprovalContent,
    ColumnContent,
    Content,
    FieldContent,
    FileContent,
    RequirementContent,
    RowContent,
)
from ion_tui.engine.differences import MOST_ROWS, Change, Kind, Mark, Piece, compared, differences
from ion_tui.engine.words import FieldType, OutOfRange, StepType

PLAY = FieldContent(
    name="Pivot play",
    type=FieldType.NUMBER,
    unit="mm",
    minimum=Decimal(0),
    maximum=Decimal("0.5"),
    required=True,
)
TURNS = FieldContent(name="Turns freely", type=FieldType.PASS_FAIL, required=True)
PIVOT = Content(title="Start the pivot", instructions="Torque to 1.2 Nm.\nGrease it.", fields=(PLAY, TURNS))


def test_the_same_content_is_not_different() -> None:
    assert differences(PIVOT, PIVOT) == ()


def test_a_limit_of_the_same_value_is_not_different() -> None:
    other = replace(PIVOT, fields=(replace(PLAY, maximum=Decimal("0.50")), TURNS))
    assert other.digest == PIVOT.digest
    assert differences(PIVOT, other) == ()


def test_title_and_instructions_are_compared_whole() -> None:
    other = replace(PIVOT, title="Begin the pivot", instructions="Torque to 1.4 Nm.\nGrease it.")
    title, instructions = differences(PIVOT, other)
    assert title == Change(Kind.CHANGED, "Title", before="Start the pivot", after="Begin the pivot")
    assert instructions.pieces == (
        Piece(Mark.SAME, "Torque to "),
        Piece(Mark.BEFORE, "1.2"),
        Piece(Mark.AFTER, "1.4"),
        Piece(Mark.SAME, " Nm.\n"),
        Piece(Mark.SAME, "Grease it."),
    )


@pytest.mark.parametrize(
    ("field", "about", "before", "after"),
    [
        (replace(PLAY, maximum=Decimal("0.4")), "limits", "0 to 0.5 mm", "0 to 0.4 mm"),
        (replace(PLAY, minimum=None, maximum=None), "limits", "0 to 0.5 mm", "mm"),
        (replace(PLAY, required=False), "required", "required", "optional"),
        (replace(PLAY, allow_not_applicable=True), "N/A", "", "N/A allowed"),
        (replace(PLAY, per_unit=True), "unit by unit", "", "for each unit"),
        (replace(PLAY, out_of_range=OutOfRange.ISSUE), "out of range", "", "out of range with an issue"),
    ],
)
def test_of_a_field_that_asks_for_something_else_the_aspect_is_said(
    field: FieldContent, about: str, before: str, after: str
) -> None:
    found = differences(PIVOT, replace(PIVOT, fields=(field, TURNS)))
    assert found == (Change(Kind.CHANGED, "Field", "Pivot play", about, before, after),)


def test_the_aspects_that_only_some_types_have() -> None:
    before = (
        FieldContent(name="Meter", type=FieldType.TOOL, part=("DMM-01", "A")),
        FieldContent(name="Built by", type=FieldType.SIGNOFF, role="Operator"),
        FieldContent(name="Hole", type=FieldType.SELECT, options=("1", "2")),
    )
    after = (
        FieldContent(name="Meter", type=FieldType.TOOL, part=("DMM-01", "B"), calibrated=True),
        FieldContent(name="Built by", type=FieldType.SIGNOFF, role="Lead", peer_review=True),
        FieldContent(name="Hole", type=FieldType.MULTISELECT, options=("1", "2", "3")),
    )
    found = differences(replace(PIVOT, fields=before), replace(PIVOT, fields=after))
    assert [(change.name, change.about, change.before, change.after) for change in found] == [
        ("Meter", "tool", "DMM-01 A", "DMM-01 B"),
        ("Meter", "calibration", "", "calibrated"),
        ("Built by", "role", "Operator", "Lead"),
        ("Built by", "signer", "", "by somebody who has not worked it"),
        ("Hole", "type", "select", "multiselect"),
        ("Hole", "options", "1, 2", "1, 2, 3"),
    ]


def test_fields_come_and_go_with_what_they_ask_for() -> None:
    mass = FieldContent(name="Mass", type=FieldType.NUMBER, unit="g")
    assert differences(PIVOT, replace(PIVOT, fields=(PLAY, mass))) == (
        Change(Kind.REMOVED, "Field", "Turns freely", before="pass/fail, required"),
        Change(Kind.ADDED, "Field", "Mass", after="number, g, optional"),
    )


def test_a_field_of_another_name_is_found_again() -> None:
    other = replace(PIVOT, fields=(replace(PLAY, name="Play of the pivot"), TURNS))
    assert differences(PIVOT, other) == (
        Change(Kind.CHANGED, "Field", "Pivot play", "name", "Pivot play", "Play of the pivot"),
    )


def test_of_two_that_are_alike_none_is_taken_for_the_other() -> None:
    before = replace(PIVOT, fields=(replace(TURNS, name="A"), replace(TURNS, name="B")))
    after = replace(PIVOT, fields=(replace(TURNS, name="C"), replace(TURNS, name="D")))
    assert [(change.kind, change.name) for change in differences(before, after)] == [
        (Kind.REMOVED, "A"),
        (Kind.REMOVED, "B"),
        (Kind.ADDED, "C"),
        (Kind.ADDED, "D"),
    ]


def test_another_order_is_said_once() -> None:
    assert differences(PIVOT, replace(PIVOT, fields=(TURNS, PLAY))) == (
        Change(Kind.CHANGED, "Field", "", "order", "Pivot play, Turns freely", "Turns freely, Pivot play"),
    )


def test_parts_drawings_and_approvals() -> None:
    before = replace(
        PIVOT,
        requirements=(
            RequirementContent(part=("B4", "A"), quantity=Decimal(8)),
            RequirementContent(part=("S22", "A"), quantity=Decimal(2)),
        ),
        files=(FileContent(name="pivot.png", digest="a" * 64),),
        approvals=(ApprovalContent(role="Quality"),),
    )
    after = replace(
        PIVOT,
        requirements=(
            RequirementContent(part=("B4", "B"), quantity=Decimal("6.0"), substitutes=(("B4-ALT", "A"),)),
            RequirementContent(part=("S7", "A"), quantity=Decimal(1)),
        ),
        files=(FileContent(name="pivot.png", digest="b" * 64),),
        approvals=(ApprovalContent(role="Quality", count=2),),
    )
    assert [
        (change.kind, change.what, change.name, change.about, change.before, change.after)
        for change in differences(before, after)
    ] == [
        (Kind.CHANGED, "Drawing", "pivot.png", "picture", "aaaaaaaa", "bbbbbbbb"),
        (Kind.REMOVED, "Part", "S22", "", "2 pieces, revision A", ""),
        (Kind.CHANGED, "Part", "B4", "quantity", "8 pieces", "6 pieces"),
        (Kind.CHANGED, "Part", "B4", "revision", "revision A", "revision B"),
        (Kind.CHANGED, "Part", "B4", "substitutes", "", "or B4-ALT A"),
        (Kind.ADDED, "Part", "S7", "", "", "1 piece, revision A"),
        (Kind.CHANGED, "Approval", "Quality", "people", "1 of the role", "2 of the role"),
    ]


def table(*pads: str) -> Content:
    return Content(
        title="Dividers",
        type=StepType.DATAGRID,
        columns=(ColumnContent(name="Pad", type=FieldType.STRING, settable=False),),
        rows=tuple(RowContent(required=True, presets=(("Pad", pad),)) for pad in pads),
    )


def test_rows_of_a_table_are_matched_by_what_stands_in_them() -> None:
    assert differences(table("T1", "T2", "T4"), table("T1", "T3", "T4", "T5")) == (
        Change(Kind.CHANGED, "Row", "2", before="Pad T2, required", after="Pad T3, required"),
        Change(Kind.ADDED, "Row", "4", after="Pad T5, required"),
    )


def test_of_many_rows_the_first_are_told_and_the_rest_counted() -> None:
    found = differences(table(), table(*(f"T{number}" for number in range(500))))
    assert len(found) == MOST_ROWS + 1
    assert found[-1].after == f"{500 - MOST_ROWS} more are different"


def test_a_text_that_is_new_all_of_it() -> None:
    assert compared("", "One two.") == (Piece(Mark.AFTER, "One two."),)
    assert compared("One two.", "") == (Piece(Mark.BEFORE, "One two."),)
    assert compared("", "") == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Rod through the last hole.", "Rod through the first hole, then grease."),
        ("a\nb\nc", "a\nc\nd\n"),
        ("測定 する", "測定 しない"),
        ("[red]x[/red]", "[b]x[/b]"),
        ("\x00\x1b[31m", "\r\n"),
    ],
)
def test_nothing_of_either_text_is_lost(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.AFTER) == before
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.BEFORE) == after


def test_texts_that_are_far_too_long_to_be_compared_are_told_to_be_others() -> None:
    before, after = (" ".join(f"{letter}{number}" for number in range(50_000)) for letter in "ab")
    began = monotonic()
    assert [piece.mark for piece in compared(before, after)] == [Mark.BEFORE, Mark.AFTER]
    assert monotonic() - began < 5
