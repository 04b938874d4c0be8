"""The bytes of files: those attached to fields, and those that are shown with instructions."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, select

from data.ids import AnyRow
from data.models import ContentFile, FieldValue, RunStep, StoredFile, table
from data.rows.work import FileRow

_FILE: Final = table(StoredFile)
_VALUE: Final = table(FieldValue)
_STEP: Final = table(RunStep)
_SHOWN: Final = table(ContentFile)

_ATTACHED: Final = (
    select(_VALUE.c.value, _FILE.c.media_type, _FILE.c.data)
    .join(_FILE, _FILE.c.digest == _VALUE.c.file_digest)
    .where(_VALUE.c.run_step_id == bindparam("step"), _VALUE.c.field_id == bindparam("field"))
)
_DRAWING: Final = (
    select(_SHOWN.c.name, _FILE.c.media_type, _FILE.c.data)
    .select_from(
        _STEP.join(_SHOWN, _SHOWN.c.content_id == _STEP.c.content_id).join(
            _FILE, _FILE.c.digest == _SHOWN.c.file_digest
        )
    )
    .where(_STEP.c.id == bindparam("step"))
    .order_by(_SHOWN.c.position)
    .offset(bindparam("place"))
    .limit(1)
)


def attached(tx: Connection, step_id: int, field_id: int) -> FileRow | None:
    """The file in a field of a step."""
    return _row(tx.execute(_ATTACHED, {"step": step_id, "field": field_id}).first())


def drawing(tx: Connection, step_id: int, place: int) -> FileRow | None:
    """One of the files that are shown with a step's instructions, counted from 0."""
    return _row(tx.execute(_DRAWING, {"step": step_id, "place": place}).first())


def _row(found: AnyRow | None) -> FileRow | None:
    return None if found is None else FileRow(found[0], found[1], bytes(found[2]))
