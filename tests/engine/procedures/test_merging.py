"""An export over what is there: what it says counts, what it cannot say stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.fields import ColumnDefinition, FieldDefinition
from ion_tui.engine.definitions.merging import merged, same_procedure
from ion_tui.engine.definitions.parts import PartReference
from ion_tui.engine.definitions.procedures import (
    ApprovalDefinition,
    ProcedureDefinition,
    RequirementDefinition,
    StepDefinition,
)
from ion_tui.engine.words import FieldType, OutOfRange, ProcedureKind
from tests.exporters.test_site_yaml import procedures

PLAY = FieldDefinition(name="Play", type=FieldType.NUMBER, unit="mm")
HERE = replace(PLAY, minimum=Decimal(0), maximum=Decimal("0.5"), per_unit=True, out_of_range=OutOfRange.ISSUE)


def procedure(*steps: StepDefinition, **more: Any) -> ProcedureDefinition:
    """A procedure."""
    return ProcedureDefinition(**{"code": "P", "title": "P", "revision": "A", "steps": steps, **more})


def step(key: str = "1", *fields: FieldDefinition, **more: Any) -> StepDefinition:
    """A step."""
    return StepDefinition(**{"key": key, "title": "S", "fields": fields, **more})


def over(exported: ProcedureDefinition, held: ProcedureDefinition) -> ProcedureDefinition:
    """The one over the other, whose kind nobody said."""
    return merged(exported, held, kind_said=False)


@given(procedures())
def test_a_procedure_over_itself_is_itself(made: ProcedureDefinition) -> None:
    again = over(replace(made, sequential=False), made)
    assert replace(again, sequential=made.sequential) == made
    assert same_procedure(made, made)


def test_a_field_keeps_what_an_export_cannot_say() -> None:
    said = replace(PLAY, required=True)
    (field,) = over(procedure(step("1", said)), procedure(step("1", HERE))).steps[0].fields
    assert field == replace(HERE, required=True)


@pytest.mark.parametrize(
    "said",
    [
        replace(PLAY, name="Other"),
        replace(PLAY, unit="in"),
        FieldDefinition(name="Play", type=FieldType.STRING),
        FieldDefinition(name="Play", type=FieldType.SELECT, options=("a",)),
    ],
)
def test_another_field_keeps_nothing(said: FieldDefinition) -> None:
    (field,) = over(procedure(step("1", said)), procedure(step("1", HERE))).steps[0].fields
    assert field == said


def test_a_field_of_another_step_keeps_nothing() -> None:
    (field,) = over(procedure(step("2", PLAY)), procedure(step("1", HERE))).steps[0].fields
    assert field == PLAY


@pytest.mark.parametrize("type_", [FieldType.USER, FieldType.PART, FieldType.TOOL])
def test_a_text_that_became_more_exact_stays_so(type_: FieldType) -> None:
    said, here = (FieldDefinition(name="F", type=kind) for kind in (FieldType.STRING, type_))
    assert over(procedure(step("1", said)), procedure(step("1", here))).steps[0].fields == (here,)


def test_a_step_keeps_place_time_parts_gate_and_files() -> None:
    held = step(
        work_center="WC",
        lead_time=timedelta(minutes=5),
        optional=True,
        files=("abc/a.png", "def/b.png"),
        attributes={"Criticality": "critical"},
        requires=(
            RequirementDefinition(part="B4", quantity=Decimal(2), substitutes=(PartReference(part="B5"),)),
        ),
        approval=ApprovalDefinition(role="Quality"),
    )
    said = step(title="New", instructions="New", files=("b.png", "c.png"))
    (found,) = over(procedure(said), procedure(held)).steps
    assert found == replace(held, title="New", instructions="New", files=("abc/a.png", "b.png", "c.png"))
    elsewhere = replace(said, work_center="WC-2", lead_time=timedelta(hours=1))
    (moved,) = over(procedure(elsewhere), procedure(held)).steps
    assert (moved.work_center, moved.lead_time) == ("WC-2", timedelta(hours=1))


def test_order_nesting_and_waits_are_the_exports() -> None:
    held = procedure(step("1", steps=(step("2"),)), step("3", after=("1",)))
    said = procedure(step("3"), step("2", after=("3",)), step("1"))
    found = over(said, held)
    assert [(placed.step.key, placed.step.after) for placed in walk(found.steps)] == [
        ("3", ()), ("2", ("3",)), ("1", ()),
    ]  # fmt: skip


def test_a_sequence_stays_one_while_every_step_waits_on_the_one_before() -> None:
    held = procedure(step("1"), step("2"), sequential=True)
    assert over(procedure(step("1"), step("2", after=("1",))), held).sequential
    assert not over(procedure(step("1"), step("2")), held).sequential


def test_a_column_keeps_its_limits() -> None:
    said = ColumnDefinition(name="Volts", type=FieldType.NUMBER)
    here = replace(said, unit="V", maximum=Decimal("2.0"))
    assert over(procedure(step(columns=(said,))), procedure(step(columns=(here,)))).steps[0].columns == (
        here,
    )


def test_part_and_kind_are_kept_unless_they_are_said() -> None:
    held = procedure(part="OSR-CB", part_revision="B", kind=ProcedureKind.REWORK, description="D")
    found = over(procedure(title="New"), held)
    assert (found.title, found.part, found.part_revision, found.kind, found.description) == (
        "New", "OSR-CB", "B", ProcedureKind.REWORK, "D",
    )  # fmt: skip
    said = merged(procedure(part="X"), held, kind_said=True)
    assert (said.part, said.part_revision, said.kind) == ("X", None, ProcedureKind.BUILD)


def test_what_has_neither_title_nor_step_in_common_is_another_procedure() -> None:
    held = procedure(step("1", title="Cut"), step("2", title="Join"), title="Frame")
    assert same_procedure(procedure(title="Frame"), held)
    assert same_procedure(procedure(step("2", title="Join"), title="Renamed"), held)
    assert not same_procedure(procedure(step("1", title="Test"), title="Board"), held)
