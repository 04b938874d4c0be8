"""Where step content is kept: found by its digest, or written in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select

from data.models import (
    ContentApproval,
    ContentFile,
    ContentRequirement,
    ContentSubstitute,
    DatagridColumn,
    DatagridPreset,
    DatagridRow,
    StepContent,
    StepField,
    table,
)
from ion_tui.engine.bulk import insert_many
from ion_tui.engine.content import Content, PartKey, ValueContent

_CONTENT: Final = table(StepContent)
_FIELD: Final = table(StepField)
_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_PRESET: Final = table(DatagridPreset)
_NEED: Final = table(ContentRequirement)
_SUBSTITUTE: Final = table(ContentSubstitute)
_FILE: Final = table(ContentFile)
_APPROVAL: Final = table(ContentApproval)

_HELD: Final = select(_CONTENT.c.digest, _CONTENT.c.id)
_PAGE: Final = 500


def held_contents(tx: Connection, digests: Iterable[str]) -> dict[str, int]:
    """Digest → id of those contents that are there already."""
    wanted = sorted(set(digests))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _PAGE):
        page = wanted[start : start + _PAGE]
        found.update(tuple(row) for row in tx.execute(_HELD.where(_CONTENT.c.digest.in_(page))))
    return found


def store_contents(
    tx: Connection, contents: Iterable[Content], *, parts: Mapping[PartKey, int], roles: Mapping[str, int]
) -> dict[str, int]:
    """Digest → id of all `contents`; those that are not there yet are written, in a fixed number of statements.

    Parts, roles and files that they name must be there.
    """
    by_digest = {content.digest: content for content in contents}
    ids = held_contents(tx, by_digest)
    new = {digest: content for digest, content in by_digest.items() if digest not in ids}
    if not new:
        return ids
    made = insert_many(
        tx,
        _CONTENT,
        [
            {
                "digest": digest,
                "title": content.title,
                "instructions": content.instructions,
                "type": content.type.value,
            }
            for digest, content in new.items()
        ],
    )
    ids.update(zip(new, made, strict=True))
    of_each = [(ids[digest], content) for digest, content in new.items()]
    _store_fields(tx, of_each, parts, roles)
    _store_grids(tx, of_each, roles)
    _store_requirements(tx, of_each, parts)
    _insert(
        tx,
        _FILE,
        [
            {"content_id": content_id, "position": position, "name": file.name, "file_digest": file.digest}
            for content_id, content in of_each
            for position, file in enumerate(content.files)
        ],
    )
    _insert(
        tx,
        _APPROVAL,
        [
            {"content_id": content_id, "role_id": roles[gate.role], "count": gate.count}
            for content_id, content in of_each
            for gate in content.approvals
        ],
    )
    return ids


_OfEach = Sequence[tuple[int, Content]]


def _store_fields(
    tx: Connection, of_each: _OfEach, parts: Mapping[PartKey, int], roles: Mapping[str, int]
) -> None:
    _insert(
        tx,
        _FIELD,
        [
            {
                **_value(content_id, position, field, roles),
                "required": field.required,
                "allow_not_applicable": field.allow_not_applicable,
                "per_unit": field.per_unit,
                "out_of_range": field.out_of_range.value,
                "peer_review": field.peer_review,
                "part_id": None if field.part is None else parts[field.part],
                "calibrated": field.calibrated,
            }
            for content_id, content in of_each
            for position, field in enumerate(content.fields)
        ],
    )


def _store_grids(tx: Connection, of_each: _OfEach, roles: Mapping[str, int]) -> None:
    columns = [
        (content_id, position, column)
        for content_id, content in of_each
        for position, column in enumerate(content.columns)
    ]
    rows = [
        (content_id, position, row)
        for content_id, content in of_each
        for position, row in enumerate(content.rows)
    ]
    column_ids = insert_many(
        tx,
        _COLUMN,
        [
            {**_value(content_id, position, column, roles), "settable": column.settable}
            for content_id, position, column in columns
        ],
    )
    row_ids = insert_many(
        tx,
        _ROW,
        [
            {
                "content_id": content_id,
                "position": position,
                "required": row.required,
                "allow_not_applicable": row.allow_not_applicable,
            }
            for content_id, position, row in rows
        ],
    )
    named = {
        (content_id, column.name): column_id
        for (content_id, _, column), column_id in zip(columns, column_ids, strict=True)
    }
    _insert(
        tx,
        _PRESET,
        [
            {"row_id": row_id, "column_id": named[content_id, name], "value": text}
            for (content_id, _, row), row_id in zip(rows, row_ids, strict=True)
            for name, text in row.presets
        ],
    )


def _store_requirements(tx: Connection, of_each: _OfEach, parts: Mapping[PartKey, int]) -> None:
    needs = [
        (content_id, position, need)
        for content_id, content in of_each
        for position, need in enumerate(content.requirements)
    ]
    ids = insert_many(
        tx,
        _NEED,
        [
            {
                "content_id": content_id,
                "position": position,
                "part_id": parts[need.part],
                "quantity": need.quantity,
                "reference_designators": need.reference_designators,
            }
            for content_id, position, need in needs
        ],
    )
    _insert(
        tx,
        _SUBSTITUTE,
        [
            {"requirement_id": need_id, "part_id": parts[substitute]}
            for (_, _, need), need_id in zip(needs, ids, strict=True)
            for substitute in need.substitutes
        ],
    )


def _value(content_id: int, position: int, value: ValueContent, roles: Mapping[str, int]) -> dict[str, Any]:
    return {
        "content_id": content_id,
        "position": position,
        "name": value.name,
        "type": value.type.value,
        "unit": value.unit,
        "minimum": value.minimum,
        "maximum": value.maximum,
        "target": value.target,
        "tolerance": value.tolerance,
        "options": value.options,
        "role_id": None if value.role is None else roles[value.role],
    }


def _insert(tx: Connection, into: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        tx.execute(insert(into), rows)
