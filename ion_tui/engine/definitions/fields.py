"""What a step asks for: fields, and the columns and rows of a datagrid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ion_tui.engine.definitions.forms import Code, Definition, Exact, Flag, FreeValue, Line
from ion_tui.engine.words import FieldType, OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueDefinition(Definition):
    """What fields and columns have in common: a name, a type, and which values are good."""

    name: Annotated[Line, Field(description="As it is shown; unique in its step.")]
    type: Annotated[FieldType, Field(description="What is entered.")]
    unit: Annotated[Line | None, Field(description="For a number: its unit, shown and never converted.")] = (
        None
    )
    minimum: Annotated[
        Exact | None, Field(alias="min", description="For a number: the least that is in range.")
    ] = None
    maximum: Annotated[
        Exact | None, Field(alias="max", description="For a number: the most that is in range.")
    ] = None
    target: Annotated[
        Exact | None, Field(description="For a number: what it should be, with `tolerance`.")
    ] = None
    tolerance: Annotated[
        Exact | None, Field(description="For a number: how far from `target` is still in range.")
    ] = None
    options: Annotated[
        tuple[Line, ...], Field(description="For select and multiselect: the possible values.")
    ] = ()
    role: Annotated[Line | None, Field(description="For a signoff: the role that signs.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDefinition(ValueDefinition):
    """A field of a step."""

    required: Annotated[Flag, Field(description="Whether the step cannot complete without a value.")] = False
    allow_not_applicable: Annotated[Flag, Field(description="Whether N/A is an answer.")] = False
    per_unit: Annotated[Flag, Field(description="Whether each run of a batch keeps a value of its own.")] = (
        False
    )
    out_of_range: Annotated[
        OutOfRange,
        Field(
            description="For a number out of range: `block` completion, or allow it with an `issue` attached."
        ),
    ] = OutOfRange.BLOCK
    peer_review: Annotated[
        Flag, Field(description="For a signoff: the signer must not have worked the step.")
    ] = False
    part: Annotated[
        Code | None, Field(description="For a tool: the number of the tool's part; else any tool will do.")
    ] = None
    revision: Annotated[
        Code | None,
        Field(description="For a tool: the part's revision; needed where there is more than one."),
    ] = None
    calibrated: Annotated[Flag, Field(description="For a tool: its calibration must be in date.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDefinition(ValueDefinition):
    """A column of a datagrid."""

    settable: Annotated[
        Flag, Field(description="Whether it is filled in on the floor; if not, by the rows of the procedure.")
    ] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDefinition(Definition):
    """A row of a datagrid."""

    required: Annotated[
        Flag, Field(description="Whether the step cannot complete without its settable cells.")
    ] = False
    allow_not_applicable: Annotated[Flag, Field(description="Whether N/A is an answer in its cells.")] = False
    values: Annotated[
        Mapping[str, FreeValue],
        Field(description="Column name to value, for the columns that are not settable."),
    ] = field(default_factory=dict)
