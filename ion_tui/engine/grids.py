"""The table of a datagrid step as screens show it: what is asked for, what stands there, what is said of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data.queries.grids import GridFacts, read_grid
from data.rows.work import CellRow, GridColumn, GridRow
from ion_tui.engine.ranges import Limits
from ion_tui.engine.signatures import CoveredCell, covered_rows
from ion_tui.engine.values import shown_value
from ion_tui.engine.words import StepType

Table = tuple[tuple[GridColumn, ...], tuple[GridRow, ...]]
"""The columns, and the rows with their cells."""

NO_TABLE: Final[Table] = ((), ())


def table_of(tx: Connection, step: Any, zone: ZoneInfo) -> Table:
    """The table of a run step (a row with its id, content, type and attempt); an empty one for another type."""
    if step.type != StepType.DATAGRID:
        return NO_TABLE
    facts = read_grid(tx, step.id, step.content_id)
    columns = tuple(grid_column(row, settable=bool(row.settable), role=row.role) for row in facts.columns)
    covered: dict[int, str] = {}
    if facts.signatures:
        covered = covered_rows(tx, step.content_id, step.attempt, _signed_rows(facts))
    return columns, tuple(
        GridRow(
            row.id,
            bool(row.required),
            bool(row.allow_not_applicable),
            tuple(_cell(facts, row.id, column, zone, covered) for column in columns),
        )
        for row in facts.rows
    )


def grid_column(
    row: Any,
    *,
    settable: bool,
    role: str | None = None,
    required: bool = False,
    allow_not_applicable: bool = True,
) -> GridColumn:
    """The column of a stored definition: a datagrid's, or a field's where one is asked of many units."""
    limits = Limits(row.minimum, row.maximum, row.target, row.tolerance, row.unit)
    return GridColumn(
        column_id=row.id,
        name=row.name,
        type=row.type,
        unit=row.unit,
        settable=settable,
        limits=limits.words(),
        minimum=limits.minimum,
        maximum=limits.maximum,
        target=limits.target,
        tolerance=limits.tolerance,
        options=tuple(row.options or ()),
        role=role,
        required=required,
        allow_not_applicable=allow_not_applicable,
    )


def _signed_rows(facts: GridFacts) -> dict[int, list[CoveredCell]]:
    """What stands in each row that has a signature."""
    rows: dict[int, list[CoveredCell]] = {row_id: [] for row_id, _ in facts.signatures}
    for (row_id, column_id), (value, is_na, _, _, version, *_) in facts.values.items():
        if row_id in rows:
            rows[row_id].append((row_id, column_id, value, is_na, version))
    return rows


def _cell(
    facts: GridFacts, row_id: int, column: GridColumn, zone: ZoneInfo, covered: dict[int, str]
) -> CellRow:
    place = row_id, column.column_id
    if not column.settable:
        preset = facts.presets.get(place)
        return CellRow(*place, False, preset, shown_value(column.type, preset, None, zone))
    if (held := facts.values.get(place)) is not None:
        return recorded_cell(CellRow(*place, True), held, column, zone)
    if (signed := facts.signatures.get(place)) is not None:
        signer, at, digest = signed
        is_changed = digest != covered[row_id]
        return CellRow(*place, True, signed_by=signer, signed_at=at, changed_since_signed=is_changed)
    return CellRow(*place, True)


def recorded_cell(cell: CellRow, held: Any, column: GridColumn, zone: ZoneInfo) -> CellRow:
    """A cell with the value that `GridFacts` has for it."""
    value, is_na, in_range, confirmed, version, recorder, at, issue_id, rationale, acceptor = held
    verdict = ""
    if not in_range:
        limits = Limits(column.minimum, column.maximum, column.target, column.tolerance, column.unit)
        verdict = limits.verdict(Decimal(value)) or "out of range"
    return cell._replace(
        value=value,
        shown="N/A" if is_na else shown_value(column.type, value, None, zone),
        not_applicable=bool(is_na),
        in_range=bool(in_range),
        confirmed=bool(confirmed),
        verdict=verdict,
        version=version,
        recorded_by=recorder,
        recorded_at=at,
        issue_id=issue_id,
        deviation=f"{acceptor}: {rationale}" if acceptor else "",
    )
