"""Procedures: what is done, in which order, where, and what each step needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ion_tui.engine.definitions.fields import ColumnDefinition, FieldDefinition, RowDefinition
from ion_tui.engine.definitions.forms import Code, Count, Definition, Flag, FreeValue, Length, Line, Text
from ion_tui.engine.definitions.parts import PartNeed
from ion_tui.engine.words import ProcedureKind, ProcedureStatus, StepType


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementDefinition(PartNeed):
    """A part that a step installs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDefinition(Definition):
    """A gate: so many people of a role approve before the step completes."""

    role: Annotated[Line, Field(description="The role that approves.")]
    count: Annotated[Count, Field(description="How many people of it.")] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideProcessDefinition(Definition):
    """That a step is done outside, on a line of a purchase order."""

    purchase_order: Annotated[Code, Field(description="The order's number.")]
    line: Annotated[Count, Field(description="The line's number.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDefinition(Definition):
    """A step, with the steps in it: up to five levels."""

    key: Annotated[Code, Field(description="What `after` calls it; unique in the procedure, and not shown.")]
    title: Annotated[Line, Field(description="As it is shown.")]
    standard: Annotated[
        Code | None,
        Field(
            description="The standard step that this is a copy of: its copies are siblings, in any procedure."
        ),
    ] = None
    type: Annotated[StepType, Field(description="Instructions and fields, or a table of typed cells.")] = (
        StepType.CONTENT
    )
    after: Annotated[
        tuple[Code, ...],
        Field(description="Keys of the steps that must be Completed before this one starts."),
    ] = ()
    optional: Annotated[
        Flag, Field(description="Whether it blocks nothing and is not counted while in Todo.")
    ] = False
    work_center: Annotated[
        Code | None, Field(description="The code of the work center where it is worked.")
    ] = None
    lead_time: Annotated[
        Length | None, Field(description="How long it takes: s, m, h, d or w, as 40m, 1h30m, 5d.")
    ] = None
    instructions: Annotated[Text, Field(description="What to do, in Markdown.")] = ""
    files: Annotated[
        tuple[Line, ...],
        Field(
            description="PNG, JPEG, PDF or text files shown with the instructions, relative to the site file."
        ),
    ] = ()
    attributes: Annotated[
        Mapping[str, FreeValue], Field(description="Values of the site's attributes for steps.")
    ] = field(default_factory=dict)
    fields: Annotated[tuple[FieldDefinition, ...], Field(description="What is entered.")] = ()
    columns: Annotated[tuple[ColumnDefinition, ...], Field(description="For a datagrid: its columns.")] = ()
    rows: Annotated[tuple[RowDefinition, ...], Field(description="For a datagrid: its rows.")] = ()
    requires: Annotated[
        tuple[RequirementDefinition, ...], Field(description="The parts that it installs.")
    ] = ()
    approval: Annotated[ApprovalDefinition | None, Field(description="Who approves before it completes.")] = (
        None
    )
    outside_process: Annotated[
        OutsideProcessDefinition | None, Field(description="The order on which it is done outside.")
    ] = None
    steps: Annotated[tuple[StepDefinition, ...], Field(description="The steps in it, in their order.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureDefinition(Definition):
    """One revision of a procedure. Runs bind to exactly one."""

    code: Annotated[Code, Field(description="What runs call it; the same for all its revisions.")]
    title: Annotated[Line, Field(description="As it is shown.")]
    description: Annotated[Text, Field(description="What it is for, in words.")] = ""
    part: Annotated[Code | None, Field(description="The number of the part that it makes or works on.")] = (
        None
    )
    part_revision: Annotated[
        Code | None, Field(description="That part's revision; needed where it has more than one.")
    ] = None
    kind: Annotated[
        ProcedureKind,
        Field(
            description="`build` makes the unit and copies its mBOM; `rework` works on a unit that exists."
        ),
    ] = ProcedureKind.BUILD
    revision: Annotated[Code, Field(description="The procedure's own revision.")]
    status: Annotated[ProcedureStatus, Field(description="Runs start from a released one only.")] = (
        ProcedureStatus.DRAFT
    )
    sequential: Annotated[
        Flag, Field(description="Whether every step waits on the one before it, at each level.")
    ] = False
    attributes: Annotated[
        Mapping[str, FreeValue], Field(description="Values of the site's attributes for procedures.")
    ] = field(default_factory=dict)
    steps: Annotated[tuple[StepDefinition, ...], Field(description="Its steps, in their order.")] = ()
