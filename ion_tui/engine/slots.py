"""Where a value stands: in a field of a step, or in a cell of its datagrid. One mechanism serves both.

A slot knows its tables, and reads what the value is judged by; whoever records, signs over, deviates or attaches
an issue works on a slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Integer,
    Table,
    and_,
    bindparam,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from data.ids import id_list, within
from data.models import (
    CellValue,
    DatagridColumn,
    DatagridRow,
    FieldValue,
    Operator,
    Signature,
    StepField,
    table,
)
from data.models.types import UtcDateTime
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.context import Context, Person
from ion_tui.engine.facts import STEP, StepFacts
from ion_tui.engine.judging import judged_step
from ion_tui.engine.ranges import Limits
from ion_tui.engine.states import Verb
from ion_tui.engine.words import FieldType, OutOfRange

FIELD: Final = table(StepField)
VALUE: Final = table(FieldValue)
CELL: Final = table(CellValue)
_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_OPERATOR: Final = table(Operator)
_SIGNATURE: Final = table(Signature)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a slot asks for: the field's or the column's definition."""

    name: str
    type: FieldType
    unit: str | None
    allow_not_applicable: bool
    settable: bool
    limits: Limits
    options: tuple[str, ...]
    part_id: int | None
    calibrated: bool
    out_of_range: OutOfRange
    per_unit: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of slot: its table, the columns that name it beside the step, and its statements."""

    target: str
    action: str
    values: Table
    keys: tuple[str, ...]
    definition: Any
    has_tools: bool

    def key_of(self, command: Any) -> dict[str, int]:
        """The columns that name the slot a command means."""
        return {name: getattr(command, name) for name in self.keys}


def _named(slot_table: Table, keys: tuple[str, ...]) -> Any:
    return and_(
        within(slot_table.c.run_step_id),
        *(slot_table.c[name] == bindparam(f"b_{name}") for name in keys),
    )


_FIELD_DEFINITION: Final = select(
    FIELD.c.name,
    FIELD.c.type,
    FIELD.c.unit,
    FIELD.c.allow_not_applicable,
    literal(True, Boolean).label("settable"),
    FIELD.c.minimum,
    FIELD.c.maximum,
    FIELD.c.target,
    FIELD.c.tolerance,
    FIELD.c.options,
    FIELD.c.part_id,
    FIELD.c.calibrated,
    FIELD.c.out_of_range,
    FIELD.c.per_unit,
    null().label("row"),
).where(FIELD.c.id == bindparam("b_field_id"), FIELD.c.content_id == bindparam("content"))
_CELL_DEFINITION: Final = (
    select(
        _COLUMN.c.name,
        _COLUMN.c.type,
        _COLUMN.c.unit,
        _ROW.c.allow_not_applicable,
        _COLUMN.c.settable,
        _COLUMN.c.minimum,
        _COLUMN.c.maximum,
        _COLUMN.c.target,
        _COLUMN.c.tolerance,
        _COLUMN.c.options,
        literal(None, Integer).label("part_id"),
        literal(False, Boolean).label("calibrated"),
        literal(OutOfRange.ISSUE.value).label("out_of_range"),
        literal(False, Boolean).label("per_unit"),
        _ROW.c.position.label("row"),
    )
    .select_from(_ROW.join(_COLUMN, _COLUMN.c.content_id == _ROW.c.content_id))
    .where(
        _ROW.c.id == bindparam("b_row_id"),
        _COLUMN.c.id == bindparam("b_column_id"),
        _ROW.c.content_id == bindparam("content"),
    )
)

FIELD_SLOT: Final = Slot(
    "field_value", "field.record", VALUE, ("field_id",), _FIELD_DEFINITION, has_tools=True
)
CELL_SLOT: Final = Slot(
    "cell_value", "cell.record", CELL, ("row_id", "column_id"), _CELL_DEFINITION, has_tools=False
)


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of one step, with what it asks for and what stands in it (None: nothing)."""

    step: StepFacts
    slot: Slot
    key: dict[str, int]
    asked: Asked
    held: Any


def open_place(context: Context, verb: Verb, command: Any, person: Person | None = None) -> Place | Refused:
    """The place that a command names, once the guards have let the verb pass."""
    step = judged_step(context, verb, command, person)
    if isinstance(step, Refused):
        return step
    slot = slot_of(command)
    key = slot.key_of(command)
    asked = read_asked(context.tx, slot, key, step.content_id)
    if asked is None:
        return Refused(Code.NOT_FOUND, f"{step.label} has no such field any more; open the step again.")
    held = read_held(context.tx, slot, [step.step_id], key).get(step.step_id)
    return Place(step, slot, key, asked, held)


def sibling_places(context: Context, place: Place, steps: Sequence[StepFacts]) -> list[Place]:
    """The same slot of siblings of a step."""
    held = read_held(context.tx, place.slot, [step.step_id for step in steps], place.key)
    return [replace(place, step=step, held=held.get(step.step_id)) for step in steps]


def slot_of(command: Any) -> Slot:
    """The kind of slot that a command with `field_id`, or with `row_id` and `column_id`, means."""
    return FIELD_SLOT if getattr(command, "field_id", None) is not None else CELL_SLOT


def read_asked(tx: Connection, slot: Slot, key: dict[str, int], content_id: int) -> Asked | None:
    """What the slot asks for, or None where the content has no such slot (any more)."""
    row = tx.execute(slot.definition, {"content": content_id, **_bound(key)}).first()
    if row is None:
        return None
    return Asked(
        name=row.name if row.row is None else f"Row {row.row + 1}: {row.name}",
        type=FieldType(row.type),
        unit=row.unit,
        allow_not_applicable=bool(row.allow_not_applicable),
        settable=bool(row.settable),
        limits=Limits(row.minimum, row.maximum, row.target, row.tolerance, row.unit),
        options=tuple(row.options or ()),
        part_id=row.part_id,
        calibrated=bool(row.calibrated),
        out_of_range=OutOfRange(row.out_of_range),
        per_unit=bool(row.per_unit),
    )


def read_held(tx: Connection, slot: Slot, step_ids: Sequence[int], key: dict[str, int]) -> dict[int, Any]:
    """The value that stands in the slot of each of these steps with who recorded it, where one does."""
    rows = tx.execute(_READ[slot.target], {"ids": id_list(step_ids), **_bound(key)})
    return {row.run_step_id: row for row in rows}


def write_values(tx: Connection, places: Sequence[Place], **columns: Any) -> dict[int, int]:
    """Put a value into these places, instead of what stands there; answers the value's id for each step."""
    first = places[0]
    target = first.slot.target
    empty = [place for place in places if place.held is None]
    if empty:
        # Above every version that the slot had before it was cleared: a command moves one by one at most.
        version = columns["command_id"]
        tx.execute(
            _ADD[target],
            [
                {
                    "run_step_id": place.step.step_id,
                    "attempt": place.step.attempt,
                    "version": version,
                    **first.key,
                    **columns,
                }
                for place in empty
            ],
        )
    ids = {place.step.step_id: int(place.held.id) for place in places if place.held is not None}
    if ids:
        bound = {f"b_{name}": value for name, value in columns.items()}
        tx.execute(_CHANGE[target], {"held": id_list(ids.values()), **bound})
    if empty:
        made = read_held(tx, first.slot, [place.step.step_id for place in empty], first.key)
        ids |= {step_id: int(row.id) for step_id, row in made.items()}
    return ids


def clear_values(tx: Connection, slot: Slot, held_ids: Sequence[int]) -> None:
    """Empty the slots that hold these values."""
    tx.execute(_CLEAR[slot.target], {"held": id_list(held_ids)})


def link_value(tx: Connection, slot: Slot, held_id: int, column: str, other_id: int) -> None:
    """Link a value to an issue (`issue_id`) or a deviation (`deviation_id`)."""
    tx.execute(_LINK[slot.target, column], {"held": held_id, "other": other_id})


def signed_steps(tx: Connection, step_ids: Sequence[int], key: dict[str, int]) -> set[int]:
    """The steps in which a signature covers the slot: one on the step, or for a cell one in its row."""
    return set(tx.execute(_IS_SIGNED, {"ids": id_list(step_ids), "row": key.get("row_id")}).scalars())


def _bound(key: dict[str, int]) -> dict[str, int]:
    return {f"b_{name}": value for name, value in key.items()}


def _reading(slot: Slot) -> Any:
    held = slot.values
    return (
        select(
            held.c.run_step_id,
            held.c.id,
            held.c.value,
            held.c.not_applicable,
            held.c.in_range,
            held.c.confirmed,
            held.c.version,
            held.c.recorded_at,
            held.c.issue_id,
            held.c.deviation_id,
            (held.c.file_digest if slot.has_tools else null()).label("file_digest"),
            _OPERATOR.c.name.label("recorder"),
        )
        .join(_OPERATOR, _OPERATOR.c.id == held.c.recorded_by)
        .where(_named(held, slot.keys))
    )


def _attempt_of(held: Table) -> Any:
    """The attempt that the step of a value is in."""
    return select(STEP.c.attempt).where(STEP.c.id == held.c.run_step_id).correlate(held).scalar_subquery()


def _changing(slot: Slot) -> Any:
    held = slot.values
    columns = [
        "value",
        "not_applicable",
        "in_range",
        "recorded_by",
        "kiosk_id",
        "command_id",
        "deviation_id",
    ]
    columns += ["inventory_id", "file_digest"] if slot.has_tools else []
    return (
        update(held)
        .where(within(held.c.id, "held"))
        .values(
            {name: bindparam(f"b_{name}") for name in columns}
            | {
                "recorded_at": bindparam("b_recorded_at", type_=UtcDateTime),
                "attempt": _attempt_of(held),
                "confirmed": True,
                "issue_id": None,
                "version": held.c.version + 1,
            }
        )
    )


_SLOTS: Final = (FIELD_SLOT, CELL_SLOT)
_READ: Final = {slot.target: _reading(slot) for slot in _SLOTS}
_ADD: Final = {slot.target: insert(slot.values) for slot in _SLOTS}
_CHANGE: Final = {slot.target: _changing(slot) for slot in _SLOTS}
_CLEAR: Final = {slot.target: slot.values.delete().where(within(slot.values.c.id, "held")) for slot in _SLOTS}
_LINK: Final = {
    (slot.target, column): update(slot.values)
    .where(slot.values.c.id == bindparam("held"))
    .values({column: bindparam("other"), "version": slot.values.c.version + 1})
    for slot in _SLOTS
    for column in ("issue_id", "deviation_id")
}
_IS_SIGNED: Final = select(_SIGNATURE.c.run_step_id).where(
    within(_SIGNATURE.c.run_step_id),
    _SIGNATURE.c.voided_at.is_(None),
    or_(_SIGNATURE.c.row_id.is_(None), _SIGNATURE.c.row_id == bindparam("row", type_=BigInteger)),
)
