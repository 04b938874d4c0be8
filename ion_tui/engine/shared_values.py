"""Values shared in a batch: what is recorded on one run goes to every sibling that has no other value.

A sibling whose value differs is left alone and named, unless overwriting is chosen; a field that is asked per unit is
nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ion_tui.engine.answers import Code, Refused, Skipped
from ion_tui.engine.commands import AttachFile, Record, RecordCell
from ion_tui.engine.context import Context
from ion_tui.engine.siblings import Foresight, Reach, around, skip
from ion_tui.engine.slots import Asked, Place, sibling_places, signed_steps
from ion_tui.engine.states import Verb
from ion_tui.engine.values import shown_value
from ion_tui.engine.wording import moment


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be stored: a value, or N/A, or nothing where a value is cleared.

    `waived` is what a second person has let pass: a tool whose calibration is not in date.
    """

    value: str | None
    not_applicable: bool = False
    verdict: str = ""
    inventory_id: int | None = None
    file_digest: str | None = None
    waived: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the slot is cleared."""
        return self.value is None and not self.not_applicable


def is_same(reading: Reading, held: Any) -> bool:
    """Whether a slot holds this reading already, confirmed in this attempt."""
    if held is None:
        return reading.is_empty
    return bool(held.confirmed) and _is_equal(reading, held)


def _is_equal(reading: Reading, held: Any) -> bool:
    is_file = held.file_digest == reading.file_digest
    return bool(
        is_file and held.value == reading.value and bool(held.not_applicable) == reading.not_applicable
    )


def signed_over(asked: Asked) -> Refused:
    """That a value which has been signed over is not changed without a word."""
    return Refused(
        Code.REASON_NEEDED, f"{asked.name} has been signed over; changing it needs a reason in words."
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a reading goes: the steps that have it afterwards, and the places that change for it."""

    asked: Asked
    reached: Reach
    places: tuple[Place, ...]
    overwrites: int

    @property
    def plan(self) -> Foresight:
        """The plan; `overwrites` counts the values that overwriting would replace."""
        return replace(self.reached.foresee(), overwrites=self.overwrites)


def share(
    context: Context, command: Record | RecordCell | AttachFile, place: Place, reading: Reading
) -> Shared:
    """Where a reading of one place goes beyond it."""
    own = () if is_same(reading, place.held) else (place,)
    reached = Reach.alone(context, place.step)
    if not place.asked.per_unit:
        reached = around(context, Verb.RECORD, command, place.step)
    if not reached.others:
        return Shared(place.asked, reached, own, 0)
    others = sibling_places(context, place, reached.others)
    signed = set()
    if not (command.reason or "").strip():
        signed = signed_steps(context.tx, [other.step.step_id for other in others], place.key)
    left: list[Skipped] = []
    changed: list[Place] = []
    overwrites = 0
    for other in others:
        if is_same(reading, other.held):
            continue
        is_other = other.held is not None and not _is_equal(reading, other.held)
        if is_other and not command.overwrite:
            overwrites += 1
            left.append(skip(other.step, _differs(context, other)))
        elif other.held is not None and other.step.step_id in signed:
            left.append(skip(other.step, signed_over(place.asked)))
        else:
            changed.append(other)
    return Shared(place.asked, reached.without(left), (*own, *changed), overwrites)


def _differs(context: Context, place: Place) -> Refused:
    asked, held = place.asked, place.held
    shown = "N/A" if held.not_applicable else shown_value(asked.type, held.value, asked.unit, context.zone)
    at = moment(held.recorded_at, context.now, context.zone)
    return Refused(Code.CONFLICT, f"{asked.name} is {shown} there, recorded by {held.recorder} at {at}.")
