"""The table of a datagrid step: columns, rows and presets of its content, and what the run step has recorded in it.

Only cells that hold something are read, each kind in one statement: a table may have thousands of cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from data.models import (
    CellValue,
    DatagridColumn,
    DatagridPreset,
    DatagridRow,
    Deviation,
    Operator,
    Role,
    Signature,
    table,
)

_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_PRESET: Final = table(DatagridPreset)
_CELL: Final = table(CellValue)
_ROLE: Final = table(Role)
_OPERATOR: Final = table(Operator)
_ACCEPTOR: Final = _OPERATOR.alias("acceptor")
_DEVIATION: Final = table(Deviation)
_SIGNATURE: Final = table(Signature)

_COLUMNS: Final = (
    select(_COLUMN, _ROLE.c.name.label("role"))
    .outerjoin(_ROLE, _ROLE.c.id == _COLUMN.c.role_id)
    .where(_COLUMN.c.content_id == bindparam("content"))
    .order_by(_COLUMN.c.position)
)
_ROWS: Final = (
    select(_ROW.c.id, _ROW.c.required, _ROW.c.allow_not_applicable)
    .where(_ROW.c.content_id == bindparam("content"))
    .order_by(_ROW.c.position)
)
_PRESETS: Final = (
    select(_PRESET.c.row_id, _PRESET.c.column_id, _PRESET.c.value)
    .join(_ROW, _ROW.c.id == _PRESET.c.row_id)
    .where(_ROW.c.content_id == bindparam("content"))
)
_VALUES: Final = (
    select(
        _CELL.c.row_id,
        _CELL.c.column_id,
        _CELL.c.value,
        _CELL.c.not_applicable,
        _CELL.c.in_range,
        _CELL.c.confirmed,
        _CELL.c.version,
        _OPERATOR.c.name,
        _CELL.c.recorded_at,
        _CELL.c.issue_id,
        _DEVIATION.c.rationale,
        _ACCEPTOR.c.name,
    )
    .select_from(
        _CELL.join(_OPERATOR, _OPERATOR.c.id == _CELL.c.recorded_by)
        .outerjoin(_DEVIATION, _DEVIATION.c.id == _CELL.c.deviation_id)
        .outerjoin(_ACCEPTOR, _ACCEPTOR.c.id == _DEVIATION.c.accepted_by)
    )
    .where(_CELL.c.run_step_id == bindparam("step"))
)
_SIGNATURES: Final = (
    select(
        _SIGNATURE.c.row_id,
        _SIGNATURE.c.column_id,
        _OPERATOR.c.name,
        _SIGNATURE.c.signed_at,
        _SIGNATURE.c.digest,
    )
    .join(_OPERATOR, _OPERATOR.c.id == _SIGNATURE.c.operator_id)
    .where(
        _SIGNATURE.c.run_step_id == bindparam("step"),
        _SIGNATURE.c.row_id.is_not(None),
        _SIGNATURE.c.voided_at.is_(None),
    )
)

Place = tuple[int, int]
"""The row's id and the column's."""


@dataclass(frozen=True, slots=True)
class GridFacts:
    """A table as it is stored: its columns and rows in order, and by place what stands in its cells.

    A value is (value, not applicable, in range, confirmed, version, recorder, recorded at, issue, rationale,
    acceptor); a signature (signer, signed at, digest).
    """

    columns: Sequence[Any]
    rows: Sequence[Any]
    presets: Mapping[Place, str]
    values: Mapping[Place, Sequence[Any]]
    signatures: Mapping[Place, Sequence[Any]]


def read_grid(tx: Connection, step_id: int, content_id: int) -> GridFacts:
    """The table of a run step."""
    content, step = {"content": content_id}, {"step": step_id}
    return GridFacts(
        columns=tx.execute(_COLUMNS, content).all(),
        rows=tx.execute(_ROWS, content).all(),
        presets={(row, column): value for row, column, value in tx.execute(_PRESETS, content).all()},
        values={(row, column): held for row, column, *held in tx.execute(_VALUES, step).all()},
        signatures={(row, column): signed for row, column, *signed in tx.execute(_SIGNATURES, step).all()},
    )
