"""The units of a batch at one step, as their grid shows them: what is asked of each, what stands there, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data.queries.units import read_unit_fields, read_unit_values, read_units, siblings_with
from data.queries.waits import people_at, upstream_of
from data.rows.units import UnitGrid, UnitRow
from data.rows.work import CellRow, GridColumn
from ion_tui.engine import guards
from ion_tui.engine.completion import completion_blockers
from ion_tui.engine.context import read_person
from ion_tui.engine.facts import StepFacts, read_facts
from ion_tui.engine.grids import grid_column, recorded_cell
from ion_tui.engine.states import State, Verb
from ion_tui.engine.wording import unit_label
from ion_tui.engine.words import FieldType


def unit_grid_of(tx: Connection, step_id: int, operator_id: int | None, zone: ZoneInfo) -> UnitGrid | None:
    """The fields per unit of a step on it and on its siblings, as this person may fill them in now."""
    own = next(iter(read_facts(tx, [step_id], operator_id)), None)
    if own is None:
        return None
    ids = [step_id]
    if own.batch_id is not None and own.sibling_key is not None:
        ids = siblings_with(tx, own.batch_id, own.sibling_key)
    rows = read_units(tx, ids)
    columns = tuple(map(_column, read_unit_fields(tx, own.content_id)))
    return UnitGrid(
        step_id=step_id,
        number=own.number,
        title=own.title,
        batch_id=own.batch_id,
        batch_title=next(row.batch_title for row in rows if row.id == step_id),
        columns=columns,
        units=_units(tx, rows, columns, operator_id, zone),
    )


def _units(
    tx: Connection,
    rows: Sequence[Any],
    columns: Sequence[GridColumn],
    operator_id: int | None,
    zone: ZoneInfo,
) -> tuple[UnitRow, ...]:
    ids = [row.id for row in rows]
    facts = {one.step_id: one for one in read_facts(tx, ids, operator_id)}
    at_work = [one.step_id for one in facts.values() if one.state is State.IN_PROGRESS]
    why_not = _why_not(tx, list(facts.values()), operator_id)
    lacks, people = completion_blockers(tx, at_work), people_at(tx, at_work)
    values = read_unit_values(tx, ids)
    units = []
    for row in rows:
        step = facts[row.id]
        cells = tuple(
            _cell(values.get((row.id, column.column_id)), row.id, column, zone) for column in columns
        )
        units.append(
            UnitRow(
                step_id=row.id,
                run_id=step.run_id,
                run_title=step.run_title,
                unit=unit_label(row.part, row.serial, row.lot),
                identity=row.serial or row.lot or "",
                state=step.state,
                state_reason=step.state_reason,
                state_by=row.state_by,
                state_at=row.state_at,
                people=people.get(row.id, ()),
                why_not=why_not.get(row.id, ""),
                lacks=lacks.get(row.id, ()),
                is_filled=_is_filled(columns, cells),
                cells=cells,
            )
        )
    return tuple(units)


def _why_not(tx: Connection, steps: Sequence[StepFacts], operator_id: int | None) -> dict[int, str]:
    """For each step on which nothing can be recorded by this person now: why."""
    person = None if operator_id is None else read_person(tx, operator_id)
    waiting = [step.step_id for step in steps if step.state is State.IN_PROGRESS and not step.available]
    upstream = upstream_of(tx, waiting)
    judged = {
        step.step_id: guards.judge(Verb.RECORD, step, person, upstream.get(step.step_id, ()))
        for step in steps
    }
    return {step_id: refused.sentence for step_id, refused in judged.items() if refused is not None}


def _column(field: Any) -> GridColumn:
    return grid_column(
        field,
        settable=field.type != FieldType.FILE,
        required=bool(field.required),
        allow_not_applicable=bool(field.allow_not_applicable),
    )


def _cell(held: Any, step_id: int, column: GridColumn, zone: ZoneInfo) -> CellRow:
    cell = CellRow(step_id, column.column_id, column.settable)
    return cell if held is None else recorded_cell(cell, held, column, zone)


def _is_filled(columns: Sequence[GridColumn], cells: Sequence[CellRow]) -> bool:
    needed = [cell for cell, column in zip(cells, columns, strict=True) if column.required] or cells
    return all(cell.shown and cell.confirmed for cell in needed)
