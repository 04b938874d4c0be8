"""The digest of a step's content: of what it says, not of how it is written down."""

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.engine.content import (
    ApprovalContent,
    ColumnContent,
    Content,
    FieldContent,
    FileContent,
    RequirementContent,
    RowContent,
)
from ion_tui.engine.words import FieldType, OutOfRange, StepType

WIDTH = FieldContent(
    name="Width", type=FieldType.NUMBER, unit="mm", minimum=Decimal(0), maximum=Decimal("0.5")
)
STEP = Content(
    title="Measure",
    instructions="Twice.",
    fields=(WIDTH,),
    requirements=(RequirementContent(part=("B4", "A"), quantity=Decimal(8), substitutes=(("B5", "A"),)),),
    files=(FileContent(name="a.png", digest="d1"),),
    approvals=(ApprovalContent(role="Quality"),),
)

OTHERS = {
    "title": dataclasses.replace(STEP, title="Measure it"),
    "instructions": dataclasses.replace(STEP, instructions="Once."),
    "type": dataclasses.replace(STEP, type=StepType.DATAGRID),
    "no fields": dataclasses.replace(STEP, fields=()),
    "no lower limit": dataclasses.replace(STEP, fields=(dataclasses.replace(WIDTH, minimum=None),)),
    "upper limit": dataclasses.replace(STEP, fields=(dataclasses.replace(WIDTH, maximum=Decimal("0.51")),)),
    "unit": dataclasses.replace(STEP, fields=(dataclasses.replace(WIDTH, unit="in"),)),
    "required": dataclasses.replace(STEP, fields=(dataclasses.replace(WIDTH, required=True),)),
    "per unit": dataclasses.replace(STEP, fields=(dataclasses.replace(WIDTH, per_unit=True),)),
    "policy": dataclasses.replace(STEP, fields=(dataclasses.replace(WIDTH, out_of_range=OutOfRange.ISSUE),)),
    "role": dataclasses.replace(STEP, fields=(dataclasses.replace(WIDTH, role="Quality"),)),
    "quantity": dataclasses.replace(
        STEP, requirements=(RequirementContent(part=("B4", "A"), quantity=Decimal(9)),)
    ),
    "substitutes": dataclasses.replace(
        STEP, requirements=(RequirementContent(part=("B4", "A"), quantity=Decimal(8)),)
    ),
    "file": dataclasses.replace(STEP, files=(FileContent(name="a.png", digest="d2"),)),
    "approval": dataclasses.replace(STEP, approvals=(ApprovalContent(role="Quality", count=2),)),
    "grid": dataclasses.replace(
        STEP, columns=(ColumnContent(name="Pad", type=FieldType.STRING, settable=False),)
    ),
    "row": dataclasses.replace(STEP, rows=(RowContent(presets=(("Pad", "T7"),)),)),
}


@pytest.mark.parametrize("change", OTHERS)
def test_whatever_a_step_says_counts(change: str) -> None:
    assert OTHERS[change].digest != STEP.digest


def test_no_two_of_these_are_taken_for_each_other() -> None:
    assert len({content.digest for content in OTHERS.values()}) == len(OTHERS)


def test_the_name_of_a_file_does_not_count() -> None:
    renamed = dataclasses.replace(STEP, files=(FileContent(name="b.png", digest="d1"),))
    assert renamed.digest == STEP.digest


def test_the_digest_is_the_same_in_every_version_of_this_program() -> None:
    assert Content(title="Measure").digest == (
        "8eb50e6ec6eb9e060260f025dd90b541e13b184a25bd070171cb7cc8578dd495"
    )


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12), st.integers(0, 20))
def test_a_number_counts_by_its_value(limit: Decimal, zeros: int) -> None:
    sign, digits, exponent = limit.as_tuple()
    assert isinstance(exponent, int)
    longer = Decimal((sign, (*digits, *(0,) * zeros), exponent - zeros))
    one, other = (
        Content(title="A", fields=(dataclasses.replace(WIDTH, maximum=value),)) for value in (limit, longer)
    )
    assert one.digest == other.digest


@given(st.decimals(allow_nan=False, allow_infinity=False), st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_of_two_values_do_not_count_as_one(one: Decimal, other: Decimal) -> None:
    digests = {
        Content(title="A", fields=(dataclasses.replace(WIDTH, maximum=value),)).digest
        for value in (one, other)
    }
    assert len(digests) == (1 if one == other else 2)
