"""Recording a value: validated at once, versioned for itself, with the one before kept in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from data.models import Deviation, table
from ion_tui.engine import guards
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Actor, Record, RecordCell
from ion_tui.engine.context import Context, Person
from ion_tui.engine.handling import Applied, Handler, Judged
from ion_tui.engine.in_place import acting, identified, settled
from ion_tui.engine.named_values import Tool, find_part, find_person, find_tool
from ion_tui.engine.permissions import Permission
from ion_tui.engine.shared_values import Reading, is_same, share, signed_over
from ion_tui.engine.slots import Asked, Place, clear_values, open_place, signed_steps, write_values
from ion_tui.engine.states import Verb
from ion_tui.engine.values import FieldSpec, accept, shown_value
from ion_tui.engine.wording import moment
from ion_tui.engine.words import FieldType

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

_DEVIATION: Final = table(Deviation)


class _Record:
    """Store one value, on the step and on its siblings."""

    def prepare(self, engine: Engine, actor: Actor, command: Record | RecordCell) -> Any:
        """Identify the second person of an override, if there is one."""
        return identified(engine, actor, command.override if isinstance(command, Record) else None)

    def judge(self, context: Context, command: Record | RecordCell, prepared: Any) -> Judged | Refused:
        """Judge the step, whether somebody else was faster, the value itself, and what siblings hold."""
        place = open_place(context, Verb.RECORD, command)
        if isinstance(place, Refused):
            return place
        if refused := overtaken(context, command.seen_value, place):
            return refused
        second = acting(context, prepared) if prepared is not None else None
        if isinstance(second, Refused):
            return second
        reading = _read(context, command, place.asked, second)
        if isinstance(reading, Refused):
            return reading
        if not is_same(reading, place.held) and (refused := unexplained(context, command.reason, place)):
            return refused
        shared = share(context, command, place, reading)
        return Judged(shared.plan, (shared, reading, second))

    def apply(self, context: Context, command: Record | RecordCell, judged: Judged) -> Applied:
        """Store it, with the one before in the history."""
        shared, reading, second = judged.found
        asked = shared.asked
        shown = (
            "N/A"
            if reading.not_applicable
            else shown_value(asked.type, reading.value, asked.unit, context.zone)
        )
        if not shared.places:
            return Applied(f"{asked.name} is {shown or 'empty'} already.")
        deviation_id = None
        if reading.waived and second is not None:
            deviation_id = _waive(context, command.step_id, second, (command.reason or "").strip())
        made = store(context, shared.places, reading, deviation_id)
        of_runs = shared.reached.of_runs
        if reading.is_empty:
            return Applied(f"{asked.name} cleared{of_runs}.")
        value = {"value": (made[command.step_id],)} if command.step_id in made else {}
        if reading.verdict:
            return Applied(f"{asked.name} recorded{of_runs}: {reading.verdict}.", value, (reading.verdict,))
        return Applied(f"{asked.name}: {shown}{of_runs}.", value)


def store(
    context: Context, places: Sequence[Place], reading: Reading, deviation_id: int | None = None
) -> dict[int, int]:
    """Put a reading into its places, with what was there before in the history; answers each step's value."""
    slot = places[0].slot
    if reading.is_empty:
        ids = {place.step.step_id: int(place.held.id) for place in places}
        clear_values(context.tx, slot, list(ids.values()))
    else:
        columns: dict[str, Any] = {
            "value": reading.value,
            "not_applicable": reading.not_applicable,
            "in_range": not reading.verdict,
            "deviation_id": deviation_id,
            "recorded_by": context.actor.id,
            "recorded_at": context.now,
            "kiosk_id": context.kiosk_id,
            "command_id": context.command_id,
        }
        if slot.has_tools:
            columns |= {"inventory_id": reading.inventory_id, "file_digest": reading.file_digest}
        ids = write_values(context.tx, places, **columns)
    after = {
        "value": reading.value,
        "na": reading.not_applicable,
        "verdict": reading.verdict or None,
        "waived": reading.waived or None,
    }
    for place in places:
        held = place.held
        context.record(
            slot.action,
            slot.target,
            ids[place.step.step_id],
            place.asked.name,
            before=None if held is None else {"value": held.value, "na": bool(held.not_applicable)},
            after=after,
            run_id=place.step.run_id,
            run_step_id=place.step.step_id,
        )
    return ids


def overtaken(context: Context, seen: int | None, place: Place) -> Refused | None:
    """Refuse where the operator has not seen the value that is there now."""
    asked, held = place.asked, place.held
    version = held.version if held is not None else 0
    if seen is None or version == seen:
        return None
    if held is None:
        return Refused(Code.STALE, f"The value of {asked.name} has been cleared meanwhile. Look again.")
    at = moment(held.recorded_at, context.now, context.zone)
    shown = shown_value(asked.type, held.value, asked.unit, context.zone) or "N/A"
    return Refused(Code.STALE, f"{held.recorder} recorded {shown} for {asked.name} at {at}. Look again.")


def unexplained(context: Context, reason: str | None, place: Place) -> Refused | None:
    """Refuse to change what has been signed over without a reason."""
    is_explained = place.held is None or bool((reason or "").strip())
    if is_explained or not signed_steps(context.tx, [place.step.step_id], place.key):
        return None
    return signed_over(place.asked)


def _read(
    context: Context, command: Record | RecordCell, asked: Asked, second: Person | None
) -> Reading | Refused:
    if not asked.settable:
        return Refused(Code.INVALID, f"{asked.name} is filled in by the procedure.")
    if asked.type is FieldType.SIGNOFF:
        return Refused(Code.INVALID, f"{asked.name} is signed, not typed.")
    if command.not_applicable:
        if not asked.allow_not_applicable:
            return Refused(Code.INVALID, f"{asked.name} does not allow N/A.")
        return Reading(None, not_applicable=True)
    text = command.text.strip()
    if not text:
        return Reading(None)
    if asked.type is FieldType.FILE:
        return Refused(Code.INVALID, f"{asked.name} takes a file, not a text.")
    if asked.type is FieldType.TOOL:
        return _tool(context, command, asked, second)
    if asked.type in _NAMED:
        found = _NAMED[asked.type](context.tx, asked, text)
        return found if isinstance(found, Refused) else Reading(found)
    spec = FieldSpec(asked.name, asked.type, asked.limits, asked.options)
    accepted = accept(spec, command.text, now=context.now, zone=context.zone)
    return accepted if isinstance(accepted, Refused) else Reading(accepted.value, verdict=accepted.verdict)


_NAMED: Final = {FieldType.USER: find_person, FieldType.PART: find_part}


def _tool(
    context: Context, command: Record | RecordCell, asked: Asked, second: Person | None
) -> Reading | Refused:
    tool = find_tool(context, asked, command.text.strip())
    if isinstance(tool, Refused):
        return tool
    if tool.expired and (refused := _may_override(context, command, asked, tool, second)):
        return refused
    return Reading(tool.serial, inventory_id=tool.inventory_id, waived=tool.expired)


def _may_override(
    context: Context, command: Record | RecordCell, asked: Asked, tool: Tool, second: Person | None
) -> Refused | None:
    if second is None:
        return Refused(Code.OVERRIDE_NEEDED, f"{asked.name}: {tool.expired}")
    if second.id == context.actor.id:
        return Refused(
            Code.NOT_PERMITTED, "A tool out of calibration is allowed by a second person, not by oneself."
        )
    if refused := guards.permitted(second, Permission.OVERRIDE_GATE, "allow a tool out of calibration"):
        return refused
    if not (command.reason or "").strip():
        return Refused(Code.REASON_NEEDED, "Allowing a tool out of calibration needs a reason in words.")
    return None


def _waive(context: Context, step_id: int, person: Person, rationale: str) -> int:
    settled(context, person)
    return context.insert(
        _DEVIATION,
        run_step_id=step_id,
        rationale=rationale,
        accepted_by=person.id,
        accepted_at=context.now,
        kiosk_id=context.kiosk_id,
    )


_RECORDING: Final = _Record()
HANDLERS: Final[dict[type, Handler[Any]]] = {Record: _RECORDING, RecordCell: _RECORDING}
