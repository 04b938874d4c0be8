"""Recording a field's value: validated at once, versioned for itself, with the one before kept in the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from data.models import FieldValue, Inventory, Operator, Part, Signature, StepField, table
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Record
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.ranges import Limits
from ion_tui.engine.states import Verb
from ion_tui.engine.values import Accepted, FieldSpec, accept, calibration_refusal, clean_text, shown_value
from ion_tui.engine.wording import moment
from ion_tui.engine.words import FieldType, InventoryStatus

FIELD: Final = table(StepField)
VALUE: Final = table(FieldValue)
_SIGNATURE: Final = table(Signature)
_OPERATOR: Final = table(Operator)
_PART: Final = table(Part)
_INVENTORY: Final = table(Inventory)

_READ_FIELD: Final = select(FIELD).where(
    FIELD.c.id == bindparam("field"), FIELD.c.content_id == bindparam("content")
)
_READ_VALUE: Final = (
    select(
        VALUE.c.id,
        VALUE.c.value,
        VALUE.c.not_applicable,
        VALUE.c.confirmed,
        VALUE.c.version,
        VALUE.c.recorded_at,
        _OPERATOR.c.name.label("recorder"),
    )
    .join(_OPERATOR, _OPERATOR.c.id == VALUE.c.recorded_by)
    .where(VALUE.c.run_step_id == bindparam("step"), VALUE.c.field_id == bindparam("field"))
)
_IS_SIGNED: Final = select(
    exists().where(_SIGNATURE.c.run_step_id == bindparam("step"), _SIGNATURE.c.voided_at.is_(None))
)
_FIND_TOOL: Final = (
    select(
        _INVENTORY.c.id,
        _INVENTORY.c.serial,
        _INVENTORY.c.status,
        _INVENTORY.c.calibration_due,
        _INVENTORY.c.part_id,
        _PART.c.number,
        _PART.c.is_tool,
    )
    .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
    .where(_INVENTORY.c.serial == bindparam("serial"))
)
_PART_NUMBER: Final = select(_PART.c.number).where(_PART.c.id == bindparam("part"))
_FIND_OPERATOR: Final = select(_OPERATOR.c.id, _OPERATOR.c.code, _OPERATOR.c.active).where(
    (_OPERATOR.c.code == bindparam("code")) | (_OPERATOR.c.badge == bindparam("code"))
)
_FIND_PART: Final = select(_PART.c.number).where(_PART.c.number == bindparam("number")).distinct()

_ADD: Final = insert(VALUE)
_CHANGE: Final = (
    update(VALUE)
    .where(VALUE.c.id == bindparam("value_id"))
    .values(
        value=bindparam("new_value"),
        not_applicable=bindparam("na"),
        in_range=bindparam("ranged"),
        confirmed=True,
        attempt=bindparam("in_attempt"),
        inventory_id=bindparam("tool"),
        issue_id=None,
        deviation_id=None,
        recorded_by=bindparam("by"),
        recorded_at=bindparam("at", type_=VALUE.c.recorded_at.type),
        kiosk_id=bindparam("where"),
        version=VALUE.c.version + 1,
        command_id=bindparam("command"),
    )
)
_CLEAR: Final = VALUE.delete().where(VALUE.c.id == bindparam("value_id"))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is to be stored: a value, or N/A, or nothing where a value is cleared."""

    value: str | None
    verdict: str = ""
    inventory_id: int | None = None


class _Record(Plain[Record]):
    """Store one value."""

    def judge(self, context: Context, command: Record, prepared: Any) -> Judged | Refused:
        """Judge the step, whether somebody else was faster, and the value itself."""
        del prepared
        step = judged_step(context, Verb.RECORD, command)
        if isinstance(step, Refused):
            return step
        keys = {"step": step.step_id, "field": command.field_id}
        field = context.tx.execute(
            _READ_FIELD, {"field": command.field_id, "content": step.content_id}
        ).first()
        if field is None:
            return Refused(Code.NOT_FOUND, f"{step.label} has no such field any more; open the step again.")
        before = context.tx.execute(_READ_VALUE, keys).first()
        if refused := _overtaken(context, command, field, before):
            return refused
        reading = _read(context, command, field)
        if isinstance(reading, Refused):
            return reading
        unchanged = _unchanged(reading, command, before)
        unexplained = before is not None and not unchanged and not (command.reason or "").strip()
        if unexplained and context.tx.execute(_IS_SIGNED, {"step": step.step_id}).scalar():
            return Refused(
                Code.REASON_NEEDED,
                f"{field.name} has been signed over; changing it needs a reason in words.",
            )
        return Judged(unmoved(step), (step, field, before, reading, unchanged))

    def apply(self, context: Context, command: Record, judged: Judged) -> Applied:
        """Store it, with the one before in the history."""
        step, field, before, reading, unchanged = judged.found
        shown = shown_value(field.type, reading.value, field.unit, context.zone)
        if unchanged:
            now = shown or ("N/A" if command.not_applicable else "empty")
            return Applied(f"{field.name} is {now} already.")
        if before is None:
            value_id = context.insert(
                VALUE,
                run_step_id=step.step_id,
                field_id=field.id,
                attempt=step.attempt,
                value=reading.value,
                not_applicable=command.not_applicable,
                in_range=not reading.verdict,
                inventory_id=reading.inventory_id,
                recorded_by=context.actor.id,
                recorded_at=context.now,
                kiosk_id=context.kiosk_id,
                command_id=context.command_id,
            )
        elif _clears(reading, command):
            value_id = before.id
            context.tx.execute(_CLEAR, {"value_id": value_id})
        else:
            value_id = before.id
            context.tx.execute(
                _CHANGE,
                {
                    "value_id": value_id,
                    "new_value": reading.value,
                    "na": command.not_applicable,
                    "ranged": not reading.verdict,
                    "in_attempt": step.attempt,
                    "tool": reading.inventory_id,
                    "by": context.actor.id,
                    "at": context.now,
                    "where": context.kiosk_id,
                    "command": context.command_id,
                },
            )
        context.record(
            "field.record",
            "field_value",
            value_id,
            field.name,
            before=None if before is None else {"value": before.value, "na": bool(before.not_applicable)},
            after={"value": reading.value, "na": command.not_applicable, "verdict": reading.verdict or None},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        if _clears(reading, command):
            return Applied(f"{field.name} cleared.")
        if reading.verdict:
            return Applied(f"{field.name} recorded: {reading.verdict}.", notes=(reading.verdict,))
        return Applied(f"{field.name}: {shown or 'N/A'}.")


def _clears(reading: _Reading, command: Record) -> bool:
    return reading.value is None and not command.not_applicable


def _unchanged(reading: _Reading, command: Record, before: Any) -> bool:
    if before is None:
        return _clears(reading, command)
    same = before.value == reading.value and bool(before.not_applicable) == command.not_applicable
    return bool(before.confirmed) and same


def _overtaken(context: Context, command: Record, field: Any, before: Any) -> Refused | None:
    """Refuse where the operator has not seen the value that is there now."""
    if command.seen_value is None:
        return None
    version = before.version if before is not None else 0
    if version == command.seen_value:
        return None
    if before is None:
        return Refused(Code.STALE, f"The value of {field.name} has been cleared meanwhile. Look again.")
    at = moment(before.recorded_at, context.now, context.zone)
    shown = shown_value(field.type, before.value, field.unit, context.zone) or "N/A"
    return Refused(Code.STALE, f"{before.recorder} recorded {shown} for {field.name} at {at}. Look again.")


def _read(context: Context, command: Record, field: Any) -> _Reading | Refused:
    if command.not_applicable:
        if not field.allow_not_applicable:
            return Refused(Code.INVALID, f"{field.name} does not allow N/A.")
        return _Reading(None)
    if not command.text.strip():
        return _Reading(None)
    match FieldType(field.type):
        case FieldType.SIGNOFF:
            return Refused(Code.INVALID, f"{field.name} is signed, not typed.")
        case FieldType.FILE:
            return Refused(Code.INVALID, f"{field.name} takes a file, not a text.")
        case FieldType.TOOL:
            return _tool(context, field, command.text.strip())
        case FieldType.USER:
            return _user(context.tx, field, command.text.strip())
        case FieldType.PART:
            return _part(context.tx, field, command.text.strip())
    spec = FieldSpec(
        name=field.name,
        type=FieldType(field.type),
        limits=Limits(field.minimum, field.maximum, field.target, field.tolerance, field.unit),
        options=field.options or (),
    )
    accepted = accept(spec, command.text, now=context.now, zone=context.zone)
    if isinstance(accepted, Refused):
        return accepted
    assert isinstance(accepted, Accepted)  # noqa: S101
    return _Reading(accepted.value, accepted.verdict)


def _tool(context: Context, field: Any, code: str) -> _Reading | Refused:
    wanted = context.tx.execute(_PART_NUMBER, {"part": field.part_id}).scalar()
    cleaned = clean_text(code, 200)
    if isinstance(cleaned, Refused):
        return cleaned
    found = context.tx.execute(_FIND_TOOL, {"serial": cleaned}).all()
    fitting = [row for row in found if row.part_id == field.part_id]
    if not fitting:
        what = f"{cleaned} is {found[0].number}" if found else f"No tool here has the serial {cleaned}"
        return Refused(Code.INVALID, f"{field.name} asks for {wanted}: {what}.")
    tool = fitting[0]
    if tool.status != InventoryStatus.AVAILABLE:
        return Refused(Code.INVALID, f"{tool.serial} is {tool.status}; take another {wanted}.")
    if field.calibrated:
        today = context.now.astimezone(context.zone).date()
        if sentence := calibration_refusal(tool.serial, tool.calibration_due, today):
            return Refused(Code.INVALID, f"{field.name}: {sentence}")
    return _Reading(tool.serial, inventory_id=tool.id)


def _user(tx: Connection, field: Any, code: str) -> _Reading | Refused:
    row = tx.execute(_FIND_OPERATOR, {"code": code}).first()
    if row is None:
        return Refused(Code.INVALID, f"{field.name}: nobody here has the ID or badge {code[:24]}.")
    if not row.active:
        return Refused(Code.INVALID, f"{field.name}: {row.code} has been deactivated.")
    return _Reading(row.code)


def _part(tx: Connection, field: Any, number: str) -> _Reading | Refused:
    row = tx.execute(_FIND_PART, {"number": number}).first()
    if row is None:
        return Refused(Code.INVALID, f"{field.name}: there is no part {number[:24]}.")
    return _Reading(row.number)


HANDLERS: Final[dict[type, Handler[Any]]] = {Record: _Record()}
