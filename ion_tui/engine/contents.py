"""Step contents as they are stored, read back as values: to compare them, or to make others of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, select

from data.ids import id_list, within
from data.models import DatagridColumn, DatagridPreset, DatagridRow, StepContent, table
from ion_tui.engine.content import (
    ApprovalContent,
    ColumnContent,
    Content,
    FieldContent,
    FileContent,
    PartKey,
    RequirementContent,
    RowContent,
)
from ion_tui.engine.content_reading import ContentParts, read_content_parts
from ion_tui.engine.definitions.fields import ValueDefinition
from ion_tui.engine.words import StepType

_CONTENT: Final = table(StepContent)
_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_PRESET: Final = table(DatagridPreset)

_READ: Final = select(_CONTENT).where(within(_CONTENT.c.id))
_PRESETS: Final = (
    select(_ROW.c.content_id, _ROW.c.position, _COLUMN.c.name, _PRESET.c.value)
    .select_from(
        _ROW.join(_PRESET, _PRESET.c.row_id == _ROW.c.id).join(_COLUMN, _COLUMN.c.id == _PRESET.c.column_id)
    )
    .where(within(_ROW.c.content_id))
    .order_by(_COLUMN.c.position)
)

_Presets = dict[tuple[int, int], list[tuple[str, str]]]


def read_contents(tx: Connection, content_ids: Iterable[int]) -> dict[int, Content]:
    """Id → content of those that are there, in a fixed number of statements."""
    ids = sorted(set(content_ids))
    asked = {"ids": id_list(ids)}
    parts = read_content_parts(tx, ids)
    presets: _Presets = {}
    for content_id, position, name, text in tx.execute(_PRESETS, asked):
        presets.setdefault((content_id, position), []).append((name, text))
    return {row.id: _content(row, parts, presets) for row in tx.execute(_READ, asked)}


def _content(row: Any, parts: ContentParts, presets: _Presets) -> Content:
    approval = parts.approvals.get(row.id)
    return Content(
        title=row.title,
        instructions=row.instructions,
        type=StepType(row.type),
        fields=tuple(
            FieldContent(
                **_value(field),
                required=field.required,
                allow_not_applicable=field.allow_not_applicable,
                per_unit=field.per_unit,
                out_of_range=field.out_of_range,
                peer_review=field.peer_review,
                part=None if field.part is None else _part(field.part, field.revision),
                calibrated=field.calibrated,
            )
            for field in parts.fields.get(row.id, ())
        ),
        columns=tuple(
            ColumnContent(**_value(column), settable=column.settable)
            for column in parts.columns.get(row.id, ())
        ),
        rows=tuple(
            RowContent(
                required=one.required,
                allow_not_applicable=one.allow_not_applicable,
                presets=tuple(presets.get((row.id, position), ())),
            )
            for position, one in enumerate(parts.rows.get(row.id, ()))
        ),
        requirements=tuple(
            RequirementContent(
                part=_part(need.part, need.revision),
                quantity=need.quantity,
                reference_designators=need.reference_designators,
                substitutes=tuple(_part(other.part, other.revision) for other in need.substitutes),
            )
            for need in parts.requires.get(row.id, ())
        ),
        files=tuple(FileContent(name=name, digest=digest) for name, digest in parts.files.get(row.id, ())),
        approvals=() if approval is None else (ApprovalContent(role=approval.role, count=approval.count),),
    )


def _value(value: ValueDefinition) -> dict[str, Any]:
    return {
        "name": value.name,
        "type": value.type,
        "unit": value.unit,
        "minimum": value.minimum,
        "maximum": value.maximum,
        "target": value.target,
        "tolerance": value.tolerance,
        "options": value.options,
        "role": value.role,
    }


def _part(number: str, revision: str | None) -> PartKey:
    return number, revision or ""
