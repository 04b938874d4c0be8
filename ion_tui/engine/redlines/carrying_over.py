"""What was done on a step whose content is changed under it: carried over by name, and to be confirmed.

Values follow their field, cells their row and column, requirements their part, gates their role. What the new content
does not ask for any more stays with the old one, as history. The number of statements grows with what the contents
hold, not with the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final

from sqlalchemy import Boolean, Integer, and_, bindparam, delete, exists, insert, literal, select, update

from data.ids import id_list, within
from data.models import (
    Approval,
    ApprovalGate,
    BuildRequirement,
    CellValue,
    ContentApproval,
    ContentRequirement,
    ContentSubstitute,
    DatagridColumn,
    DatagridPreset,
    DatagridRow,
    FieldValue,
    MbomItem,
    MbomSubstitute,
    Procedure,
    RequirementSubstitute,
    StepField,
    table,
)
from data.models.types import Quantity
from ion_tui.engine.context import Context
from ion_tui.engine.facts import RUN, STEP
from ion_tui.engine.ranges import Limits
from ion_tui.engine.words import FieldType

_FIELD: Final = table(StepField)
_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_PRESET: Final = table(DatagridPreset)
_VALUE: Final = table(FieldValue)
_CELL: Final = table(CellValue)
_WANTED: Final = table(ContentRequirement)
_WANTED_SUBSTITUTE: Final = table(ContentSubstitute)
_NEED: Final = table(BuildRequirement)
_SUBSTITUTE: Final = table(RequirementSubstitute)
_PROCEDURE: Final = table(Procedure)
_MBOM: Final = table(MbomItem)
_MBOM_SUBSTITUTE: Final = table(MbomSubstitute)
_WANTED_GATE: Final = table(ContentApproval)
_GATE: Final = table(ApprovalGate)
_APPROVAL: Final = table(Approval)

_LIMITS: Final = ("minimum", "maximum", "target", "tolerance")
_COMMAND: Final = bindparam("command", type_=Integer)

_FIELDS: Final = select(_FIELD).where(_FIELD.c.content_id == bindparam("content"))
_COLUMNS: Final = select(_COLUMN).where(_COLUMN.c.content_id == bindparam("content"))
_ROWS: Final = (
    select(_ROW.c.id, _COLUMN.c.name, _PRESET.c.value)
    .select_from(
        _ROW.outerjoin(_PRESET, _PRESET.c.row_id == _ROW.c.id).outerjoin(
            _COLUMN, _COLUMN.c.id == _PRESET.c.column_id
        )
    )
    .where(_ROW.c.content_id == bindparam("content"))
    .order_by(_ROW.c.position, _COLUMN.c.position)
)
_FOLLOW: Final = (
    update(_VALUE)
    .values(field_id=bindparam("to_field"), version=_VALUE.c.version + 1, command_id=_COMMAND)
    .where(within(_VALUE.c.run_step_id), _VALUE.c.field_id == bindparam("from_field"))
)
_FOLLOW_CELL: Final = (
    update(_CELL)
    .values(
        row_id=bindparam("to_row"),
        column_id=bindparam("to_column"),
        version=_CELL.c.version + 1,
        command_id=_COMMAND,
    )
    .where(
        within(_CELL.c.run_step_id),
        _CELL.c.row_id == bindparam("from_row"),
        _CELL.c.column_id == bindparam("from_column"),
    )
)
_NUMBERS: Final = select(_VALUE.c.id, _VALUE.c.value, _VALUE.c.in_range).where(
    within(_VALUE.c.run_step_id), _VALUE.c.field_id == bindparam("field"), _VALUE.c.value.is_not(None)
)
_CELL_NUMBERS: Final = select(_CELL.c.id, _CELL.c.value, _CELL.c.in_range).where(
    within(_CELL.c.run_step_id), _CELL.c.column_id == bindparam("field"), _CELL.c.value.is_not(None)
)
_JUDGE: Final = tuple(
    update(held).values(in_range=bindparam("inside", type_=Boolean)).where(within(held.c.id))
    for held in (_VALUE, _CELL)
)

_NEEDED: Final = select(_WANTED).where(_WANTED.c.content_id == bindparam("content"))
_ASK_FOR: Final = (
    update(_NEED)
    .values(
        quantity=bindparam("much", type_=Quantity),
        reference_designators=bindparam("designators", type_=_NEED.c.reference_designators.type),
        position=bindparam("place"),
        withdrawn=False,
    )
    .where(within(_NEED.c.run_step_id), _NEED.c.part_id == bindparam("part"))
)
_WITHDRAW: Final = (
    update(_NEED)
    .values(withdrawn=True)
    .where(within(_NEED.c.run_step_id), _NEED.c.part_id == bindparam("part"))
)
_THERE: Final = _NEED.alias("there")
_OF_BUILDS: Final = STEP.join(RUN, RUN.c.id == STEP.c.run_id).join(
    _PROCEDURE, and_(_PROCEDURE.c.id == RUN.c.procedure_id, _PROCEDURE.c.kind == "build")
)
_ADD_NEEDS: Final = insert(_NEED).from_select(
    [
        "run_id", "run_step_id", "part_id", "quantity", "installed", "reference_designators", "position",
        "withdrawn",
    ],
    select(
        STEP.c.run_id,
        STEP.c.id,
        _WANTED.c.part_id,
        _WANTED.c.quantity,
        literal(Decimal(0), Quantity),
        _WANTED.c.reference_designators,
        _WANTED.c.position,
        literal(False, Boolean),
    )
    .select_from(_OF_BUILDS.join(_WANTED, _WANTED.c.content_id == STEP.c.content_id))
    .where(
        within(STEP.c.id),
        ~exists().where(_THERE.c.run_step_id == STEP.c.id, _THERE.c.part_id == _WANTED.c.part_id),
    )
    .order_by(STEP.c.id, _WANTED.c.position),
)  # fmt: skip
_DROP_SUBSTITUTES: Final = delete(_SUBSTITUTE).where(
    _SUBSTITUTE.c.requirement_id.in_(select(_NEED.c.id).where(within(_NEED.c.run_step_id)))
)
_ADD_SUBSTITUTES: Final = insert(_SUBSTITUTE).from_select(
    ["requirement_id", "part_id"],
    select(_NEED.c.id, _WANTED_SUBSTITUTE.c.part_id)
    .select_from(
        _NEED.join(STEP, STEP.c.id == _NEED.c.run_step_id)
        .join(
            _WANTED,
            and_(_WANTED.c.content_id == STEP.c.content_id, _WANTED.c.part_id == _NEED.c.part_id),
        )
        .join(_WANTED_SUBSTITUTE, _WANTED_SUBSTITUTE.c.requirement_id == _WANTED.c.id)
    )
    .where(within(_NEED.c.run_step_id)),
)
_NAMED_ALREADY: Final = _SUBSTITUTE.alias("named_already")
_ADD_MBOM_SUBSTITUTES: Final = insert(_SUBSTITUTE).from_select(
    ["requirement_id", "part_id"],
    select(_NEED.c.id, _MBOM_SUBSTITUTE.c.part_id)
    .select_from(
        _NEED.join(RUN, RUN.c.id == _NEED.c.run_id)
        .join(_PROCEDURE, _PROCEDURE.c.id == RUN.c.procedure_id)
        .join(_MBOM, and_(_MBOM.c.part_id == _PROCEDURE.c.part_id, _MBOM.c.component_id == _NEED.c.part_id))
        .join(_MBOM_SUBSTITUTE, _MBOM_SUBSTITUTE.c.mbom_item_id == _MBOM.c.id)
    )
    .where(
        within(_NEED.c.run_step_id),
        ~exists().where(
            _NAMED_ALREADY.c.requirement_id == _NEED.c.id,
            _NAMED_ALREADY.c.part_id == _MBOM_SUBSTITUTE.c.part_id,
        ),
    ),
)
_INSTALLED: Final = select(_NEED.c.run_step_id, _NEED.c.part_id, _NEED.c.installed).where(
    within(_NEED.c.run_step_id), _NEED.c.installed > literal(Decimal(0), Quantity)
)

_GATES: Final = select(_WANTED_GATE).where(_WANTED_GATE.c.content_id == bindparam("content"))
_COUNT_GATE: Final = (
    update(_GATE)
    .values(needed=bindparam("people"))
    .where(within(_GATE.c.run_step_id), _GATE.c.role_id == bindparam("role"))
)
_DROP_GATE: Final = delete(_GATE).where(
    within(_GATE.c.run_step_id),
    _GATE.c.role_id == bindparam("role"),
    ~exists().where(_APPROVAL.c.gate_id == _GATE.c.id),
)
"""A gate at which somebody has answered stays: what quality has asked for does not go by a change of the work."""
_GATE_THERE: Final = _GATE.alias("gate_there")
_ADD_GATES: Final = insert(_GATE).from_select(
    ["run_step_id", "role_id", "needed"],
    select(STEP.c.id, _WANTED_GATE.c.role_id, _WANTED_GATE.c.count)
    .join(_WANTED_GATE, _WANTED_GATE.c.content_id == STEP.c.content_id)
    .where(
        within(STEP.c.id),
        ~exists().where(
            _GATE_THERE.c.run_step_id == STEP.c.id, _GATE_THERE.c.role_id == _WANTED_GATE.c.role_id
        ),
    )
    .order_by(STEP.c.id),
)


def instantiate(context: Context, step_ids: Sequence[int]) -> None:
    """Make the requirements and gates that the contents of steps ask for and that are not there yet."""
    ids = {"ids": id_list(step_ids)}
    for statement in (
        _ADD_NEEDS, _DROP_SUBSTITUTES, _ADD_SUBSTITUTES, _ADD_MBOM_SUBSTITUTES, _ADD_GATES,
    ):  # fmt: skip
        context.tx.execute(statement, ids)


def carry_over(context: Context, before_id: int, after_id: int, step_ids: Sequence[int]) -> None:
    """Bring what hangs on steps from one content to another; the steps have the new one already."""
    ids: dict[str, Any] = {"ids": id_list(step_ids), "command": context.command_id}
    _fields(context, before_id, after_id, ids)
    _cells(context, before_id, after_id, ids)
    old, new = (
        {row.part_id: row for row in context.tx.execute(_NEEDED, {"content": content})}
        for content in (before_id, after_id)
    )
    asked = [
        {
            "ids": ids["ids"],
            "part": part,
            "much": row.quantity,
            "designators": row.reference_designators or (),
            "place": row.position,
        }
        for part, row in new.items()
    ]
    if asked:
        context.tx.execute(_ASK_FOR, asked)
    if gone := [{"ids": ids["ids"], "part": part} for part in old if part not in new]:
        context.tx.execute(_WITHDRAW, gone)
    _gates(context, before_id, after_id, ids["ids"])
    instantiate(context, step_ids)


def too_much_installed(
    context: Context, after_id: int, step_ids: Sequence[int]
) -> dict[int, tuple[int, Decimal, Decimal]]:
    """Steps that hold more of a part than a content asks for: the part's id, how much is in, how much is asked for."""
    wanted = {row.part_id: row.quantity for row in context.tx.execute(_NEEDED, {"content": after_id})}
    found: dict[int, tuple[int, Decimal, Decimal]] = {}
    for row in context.tx.execute(_INSTALLED, {"ids": id_list(step_ids)}):
        asked = wanted.get(row.part_id, Decimal(0))
        if row.installed > asked:
            found.setdefault(row.run_step_id, (row.part_id, row.installed, asked))
    return found


def _fields(context: Context, before_id: int, after_id: int, ids: Mapping[str, Any]) -> None:
    old, new = (
        {row.name: row for row in context.tx.execute(_FIELDS, {"content": content})}
        for content in (before_id, after_id)
    )
    pairs = [(old[name], row) for name, row in new.items() if name in old and old[name].type == row.type]
    moves = [{**ids, "from_field": was.id, "to_field": now.id} for was, now in pairs]
    if moves:
        context.tx.execute(_FOLLOW, moves)
    for was, now in pairs:
        if now.type == FieldType.NUMBER.value and _limits(was) != _limits(now):
            _judge(context, _NUMBERS, _JUDGE[0], now, ids["ids"])


def _cells(context: Context, before_id: int, after_id: int, ids: Mapping[str, Any]) -> None:
    old, new = (
        {row.name: row for row in context.tx.execute(_COLUMNS, {"content": content})}
        for content in (before_id, after_id)
    )
    columns = [(old[name], row) for name, row in new.items() if name in old and old[name].type == row.type]
    if not columns:
        return
    rows = _same_rows(_rows(context, before_id), _rows(context, after_id))
    moves = [
        {
            **ids,
            "from_row": was_row,
            "to_row": now_row,
            "from_column": was.id,
            "to_column": now.id,
        }
        for was_row, now_row in rows
        for was, now in columns
        if was.settable
    ]
    if moves:
        context.tx.execute(_FOLLOW_CELL, moves)
    for was, now in columns:
        if now.type == FieldType.NUMBER.value and _limits(was) != _limits(now):
            _judge(context, _CELL_NUMBERS, _JUDGE[1], now, ids["ids"])


def _rows(context: Context, content_id: int) -> list[tuple[int, tuple[tuple[str, str], ...]]]:
    """The rows of a datagrid, each with what the procedure fills in."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row_id, name, text in context.tx.execute(_ROWS, {"content": content_id}):
        presets = found.setdefault(row_id, [])
        if name is not None:
            presets.append((name, text))
    return [(row_id, tuple(presets)) for row_id, presets in found.items()]


def _same_rows(old: Sequence[tuple[int, Any]], new: Sequence[tuple[int, Any]]) -> list[tuple[int, int]]:
    """The rows that are the same: by what the procedure fills in, in their order; where nothing is, by number."""
    pairs: list[tuple[int, int]] = []
    matcher = SequenceMatcher(None, [row[1] for row in old], [row[1] for row in new], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == new_end - new_start):
            pairs += zip(
                (row[0] for row in old[start:end]), (row[0] for row in new[new_start:new_end]), strict=True
            )
    return pairs


def _limits(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _LIMITS)


def _judge(context: Context, reading: Any, writing: Any, field: Any, ids: str) -> None:
    """Judge readings by the limits that they have now."""
    limits = Limits(*_limits(field))
    verdicts: dict[bool, list[int]] = {True: [], False: []}
    for row in context.tx.execute(reading, {"ids": ids, "field": field.id}):
        inside = not limits.verdict(Decimal(row.value))
        if inside != bool(row.in_range):
            verdicts[inside].append(row.id)
    for inside, found in verdicts.items():
        if found:
            context.tx.execute(writing, {"ids": id_list(found), "inside": inside})


def _gates(context: Context, before_id: int, after_id: int, ids: str) -> None:
    old, new = (
        {row.role_id: row.count for row in context.tx.execute(_GATES, {"content": content})}
        for content in (before_id, after_id)
    )
    counted = [
        {"ids": ids, "role": role, "people": people}
        for role, people in new.items()
        if role in old and old[role] != people
    ]
    if counted:
        context.tx.execute(_COUNT_GATE, counted)
    if gone := [{"ids": ids, "role": role} for role in old if role not in new]:
        context.tx.execute(_DROP_GATE, gone)
