"""Rows about the units of a batch at one step: what each has in the fields that it keeps for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from data.rows.work import CellRow, GridColumn, PersonAtWork


class UnitRow(NamedTuple):
    """One unit: a step and its run, as a row of the grid. Its cells name the step as their row, the field as column.

    `unit` is the part and its serial or lot, `identity` the serial or lot alone; empty where there is none. `why_not`
    says why nothing can be recorded on it now (empty where it can); `lacks` what keeps it from being signed off, while
    it is in progress. `is_filled` tells that every required field has its value; where none is required, that all have.
    """

    step_id: int
    run_id: int
    run_title: str
    unit: str
    identity: str
    state: str
    state_reason: str | None
    state_by: str | None
    state_at: datetime
    people: tuple[PersonAtWork, ...]
    why_not: str
    lacks: tuple[str, ...]
    is_filled: bool
    cells: tuple[CellRow, ...]


@dataclass(frozen=True, slots=True)
class UnitGrid:
    """A step's fields per unit, and the units of its batch, by run; the step's own alone where it is in none."""

    step_id: int
    number: str
    title: str
    batch_id: int | None
    batch_title: str | None
    columns: tuple[GridColumn, ...]
    units: tuple[UnitRow, ...]
