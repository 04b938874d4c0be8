"""An export laid over a procedure that is there: what the export says counts, what it cannot say stays.

An export of ION's holds no limits, places, requirements, files or gates. Where a step or field of the export is one
that is there, it keeps them; what the export says itself (titles, instructions, names, options, order, waits) is as
the export has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ion_tui.engine.definitions.dependencies import waits, walk
from ion_tui.engine.definitions.exported import file_name
from ion_tui.engine.definitions.fields import ColumnDefinition, FieldDefinition, ValueDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.words import FieldType

V = TypeVar("V", bound=ValueDefinition)

_TAKES_TEXT = (FieldType.STRING, FieldType.USER, FieldType.PART, FieldType.TOOL)
"""What a text may have been refined to: the export does not say what kind of thing is named."""


def merged(
    exported: ProcedureDefinition, held: ProcedureDefinition, *, kind_said: bool
) -> ProcedureDefinition:
    """What the export says, with what `held` has besides; code, revision and status are those of `held`."""
    steps = {placed.step.key: placed.step for placed in walk(held.steps)}
    found = replace(
        exported,
        code=held.code,
        revision=held.revision,
        status=held.status,
        description=exported.description or held.description,
        part=exported.part or held.part,
        part_revision=exported.part_revision if exported.part else held.part_revision,
        kind=exported.kind if kind_said else held.kind,
        attributes={**held.attributes, **exported.attributes},
        steps=tuple(_merged_steps(exported.steps, steps)),
    )
    return replace(found, sequential=True) if held.sequential and _waits_in_sequence(found) else found


def same_procedure(exported: ProcedureDefinition, held: ProcedureDefinition) -> bool:
    """Whether they are revisions of one procedure: of one title, or with a step in common.

    The numbers by which another system knows its procedures are unique in one of its databases only; two exports
    with the same number may come from two.
    """
    there = {(placed.step.key, placed.step.title) for placed in walk(held.steps)}
    return exported.title == held.title or any(
        (placed.step.key, placed.step.title) in there for placed in walk(exported.steps)
    )


def _merged_steps(
    steps: Sequence[StepDefinition], held: Mapping[str, StepDefinition]
) -> Iterator[StepDefinition]:
    for step in steps:
        inside = tuple(_merged_steps(step.steps, held))
        there = held.get(step.key)
        yield replace(step if there is None else _merged_step(step, there), steps=inside)


def _merged_step(step: StepDefinition, held: StepDefinition) -> StepDefinition:
    fields = {field.name: field for field in held.fields}
    columns = {column.name: column for column in held.columns}
    return replace(
        step,
        standard=step.standard or held.standard,
        optional=step.optional or held.optional,
        work_center=step.work_center or held.work_center,
        lead_time=step.lead_time or held.lead_time,
        files=_merged_files(step.files, held.files),
        attributes={**held.attributes, **step.attributes},
        fields=tuple(_merged_field(field, fields.get(field.name)) for field in step.fields),
        columns=tuple(_merged_column(column, columns.get(column.name)) for column in step.columns),
        requires=step.requires or held.requires,
        approval=step.approval or held.approval,
        outside_process=step.outside_process or held.outside_process,
    )


def _merged_field(field: FieldDefinition, held: FieldDefinition | None) -> FieldDefinition:
    if held is None or not _refines(held, field):
        return field
    return replace(
        _merged_value(field, held),
        per_unit=field.per_unit or held.per_unit,
        out_of_range=held.out_of_range,
        peer_review=field.peer_review or held.peer_review,
        part=field.part or held.part,
        revision=field.revision if field.part else held.revision,
        calibrated=field.calibrated or held.calibrated,
    )


def _merged_column(column: ColumnDefinition, held: ColumnDefinition | None) -> ColumnDefinition:
    if held is None or not _refines(held, column):
        return column
    return replace(_merged_value(column, held), settable=column.settable and held.settable)


def _merged_value(value: V, held: ValueDefinition) -> V:
    limited = (value.minimum, value.maximum, value.target) != (None, None, None)
    limits = value if limited else held
    return replace(
        value,
        type=held.type,
        unit=value.unit or held.unit,
        minimum=limits.minimum,
        maximum=limits.maximum,
        target=limits.target,
        tolerance=limits.tolerance,
        role=value.role or held.role,
    )


def _refines(held: ValueDefinition, value: ValueDefinition) -> bool:
    """Whether what is there asks for what the export asks for, or for something more exact."""
    if value.unit not in (None, held.unit):
        return False
    return held.type is value.type or (value.type is FieldType.STRING and held.type in _TAKES_TEXT)


def _merged_files(paths: Sequence[str], held: Sequence[str]) -> tuple[str, ...]:
    """The files that are there in their order, each as the export has it where it does, then the export's others."""
    new = {file_name(path): path for path in paths}
    kept = [new.pop(file_name(path), path) for path in held]
    return (*kept, *new.values())


def _waits_in_sequence(procedure: ProcedureDefinition) -> bool:
    """Whether every step waits on the one before it, at each level."""
    said = {(wait.key, wait.upstream) for wait in waits(procedure)}
    return all(
        placed.before is None or (placed.step.key, placed.before.key) in said
        for placed in walk(procedure.steps)
    )
