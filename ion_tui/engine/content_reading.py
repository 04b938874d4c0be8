"""What step contents hold, read back in the form of the site file: fields, grids, requirements, files, gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from data.ids import id_list, within
from data.models import (
    ContentApproval,
    ContentFile,
    ContentRequirement,
    ContentSubstitute,
    DatagridColumn,
    DatagridPreset,
    DatagridRow,
    Part,
    Role,
    StepField,
    table,
)
from ion_tui.engine.definitions.field_rules import Value
from ion_tui.engine.definitions.fields import ColumnDefinition, FieldDefinition, RowDefinition
from ion_tui.engine.definitions.parts import PartReference
from ion_tui.engine.definitions.procedures import ApprovalDefinition, RequirementDefinition
from ion_tui.engine.site_import.attributes import value_of
from ion_tui.engine.words import FieldType, OutOfRange

_FIELD: Final = table(StepField)
_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_PRESET: Final = table(DatagridPreset)
_NEED: Final = table(ContentRequirement)
_SUBSTITUTE: Final = table(ContentSubstitute)
_FILE: Final = table(ContentFile)
_APPROVAL: Final = table(ContentApproval)
_ROLE: Final = table(Role)
_PART: Final = table(Part)

_FIELDS: Final = (
    select(
        _FIELD,
        _ROLE.c.name.label("role"),
        _PART.c.number.label("part"),
        _PART.c.revision.label("part_revision"),
    )
    .select_from(
        _FIELD.outerjoin(_ROLE, _ROLE.c.id == _FIELD.c.role_id).outerjoin(
            _PART, _PART.c.id == _FIELD.c.part_id
        )
    )
    .where(within(_FIELD.c.content_id))
    .order_by(_FIELD.c.content_id, _FIELD.c.position)
)
_COLUMNS: Final = (
    select(_COLUMN, _ROLE.c.name.label("role"))
    .outerjoin(_ROLE, _ROLE.c.id == _COLUMN.c.role_id)
    .where(within(_COLUMN.c.content_id))
    .order_by(_COLUMN.c.content_id, _COLUMN.c.position)
)
_ROWS: Final = select(_ROW).where(within(_ROW.c.content_id)).order_by(_ROW.c.content_id, _ROW.c.position)
_PRESETS: Final = (
    select(_PRESET.c.row_id, _COLUMN.c.name, _COLUMN.c.type, _PRESET.c.value)
    .join(_COLUMN, _COLUMN.c.id == _PRESET.c.column_id)
    .where(within(_COLUMN.c.content_id))
    .order_by(_PRESET.c.row_id, _COLUMN.c.position)
)
_NEEDS: Final = (
    select(_NEED, _PART.c.number, _PART.c.revision)
    .join(_PART, _PART.c.id == _NEED.c.part_id)
    .where(within(_NEED.c.content_id))
    .order_by(_NEED.c.content_id, _NEED.c.position)
)
_SUBSTITUTES: Final = (
    select(_SUBSTITUTE.c.requirement_id, _PART.c.number, _PART.c.revision)
    .join(_NEED, _NEED.c.id == _SUBSTITUTE.c.requirement_id)
    .join(_PART, _PART.c.id == _SUBSTITUTE.c.part_id)
    .where(within(_NEED.c.content_id))
    .order_by(_SUBSTITUTE.c.requirement_id, _PART.c.number, _PART.c.revision)
)
_FILES: Final = (
    select(_FILE.c.content_id, _FILE.c.name, _FILE.c.file_digest)
    .where(within(_FILE.c.content_id))
    .order_by(_FILE.c.content_id, _FILE.c.position)
)
_APPROVALS: Final = (
    select(_APPROVAL.c.content_id, _ROLE.c.name, _APPROVAL.c.count)
    .join(_ROLE, _ROLE.c.id == _APPROVAL.c.role_id)
    .where(within(_APPROVAL.c.content_id))
    .order_by(_APPROVAL.c.content_id, _ROLE.c.name)
)


@dataclass(frozen=True, slots=True)
class ContentParts:
    """Content id → what it holds, in order; `files` are names with the digests of their bytes."""

    fields: Mapping[int, list[FieldDefinition]]
    columns: Mapping[int, list[ColumnDefinition]]
    rows: Mapping[int, list[RowDefinition]]
    requires: Mapping[int, list[RequirementDefinition]]
    files: Mapping[int, list[tuple[str, str]]]
    approvals: Mapping[int, ApprovalDefinition]


def read_content_parts(tx: Connection, content_ids: Iterable[int]) -> ContentParts:
    """What these contents hold, in a fixed number of statements."""
    asked = {"ids": id_list(sorted(content_ids))}
    fields: dict[int, list[FieldDefinition]] = {}
    for row in tx.execute(_FIELDS, asked):
        fields.setdefault(row.content_id, []).append(_field(row))
    columns: dict[int, list[ColumnDefinition]] = {}
    for row in tx.execute(_COLUMNS, asked):
        column = ColumnDefinition(**_value(row), settable=bool(row.settable))
        columns.setdefault(row.content_id, []).append(column)
    presets: dict[int, dict[str, Value]] = {}
    for row_id, name, type_, text in tx.execute(_PRESETS, asked):
        presets.setdefault(row_id, {})[name] = value_of(FieldType(type_), text)
    rows: dict[int, list[RowDefinition]] = {}
    for row in tx.execute(_ROWS, asked):
        found = RowDefinition(
            required=bool(row.required),
            allow_not_applicable=bool(row.allow_not_applicable),
            values=presets.get(row.id, {}),
        )
        rows.setdefault(row.content_id, []).append(found)
    files: dict[int, list[tuple[str, str]]] = {}
    for content_id, name, digest in tx.execute(_FILES, asked):
        files.setdefault(content_id, []).append((name, digest))
    approvals: dict[int, ApprovalDefinition] = {}
    for content_id, role, count in tx.execute(_APPROVALS, asked):
        approvals.setdefault(content_id, ApprovalDefinition(role=role, count=count))
    return ContentParts(fields, columns, rows, _requires(tx, asked), files, approvals)


def _requires(tx: Connection, asked: dict[str, str]) -> dict[int, list[RequirementDefinition]]:
    substitutes: dict[int, list[PartReference]] = {}
    for need_id, number, revision in tx.execute(_SUBSTITUTES, asked):
        substitutes.setdefault(need_id, []).append(PartReference(part=number, revision=revision))
    requires: dict[int, list[RequirementDefinition]] = {}
    for row in tx.execute(_NEEDS, asked):
        need = RequirementDefinition(
            part=row.number,
            revision=row.revision,
            quantity=row.quantity,
            substitutes=tuple(substitutes.get(row.id, ())),
            reference_designators=tuple(row.reference_designators or ()),
        )
        requires.setdefault(row.content_id, []).append(need)
    return requires


def _field(row: Any) -> FieldDefinition:
    return FieldDefinition(
        **_value(row),
        required=bool(row.required),
        allow_not_applicable=bool(row.allow_not_applicable),
        per_unit=bool(row.per_unit),
        out_of_range=OutOfRange(row.out_of_range),
        peer_review=bool(row.peer_review),
        part=row.part,
        revision=row.part_revision,
        calibrated=bool(row.calibrated),
    )


def _value(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": FieldType(row.type),
        "unit": row.unit,
        "minimum": row.minimum,
        "maximum": row.maximum,
        "target": row.target,
        "tolerance": row.tolerance,
        "options": tuple(row.options or ()),
        "role": row.role,
    }
