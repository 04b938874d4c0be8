"""What is said of a value while it is typed: pure, by the engine's own functions.

The engine judges the value again when it is recorded; this only spares the operator the way there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from data.rows.work import FieldRow
from ion_tui.engine.answers import Refused
from ion_tui.engine.ranges import Limits
from ion_tui.engine.values import FieldSpec, accept, shown_value
from ion_tui.engine.words import FieldType
from screens.keys import KEYS
from screens.step_parts.site_time import SiteTime
from screens.theme import BAD_GLYPH, OK_GLYPH

NOT_APPLICABLE: Final = frozenset({"n/a", "na"})
"""What is typed for N/A, where a field allows it."""

ISSUE_KEY: Final = next(key.names[0] for key in KEYS if key.id == "issue")
"""The key that does something about what is out of range or refused."""

UNFINISHED: Final = frozenset({"", "+", "-", ".", "+.", "-."})
"""What every number begins with; nothing is said of it yet."""


class Tone(Enum):
    """How a remark is meant."""

    PLAIN = "dim"
    GOOD = "ok"
    ASK = "hold"
    BAD = "out-of-range"

    @property
    def ink(self) -> str:
        """The style of its words."""
        return f"${self.value}"


@dataclass(frozen=True, slots=True)
class Remark:
    """A few words beside a value, or a sentence beneath it. `words` begin with the glyph of their tone."""

    tone: Tone
    words: str
    shorter: tuple[str, ...] = ()
    """What is said beside the value where there is no room for all of the words; nothing: they go beneath."""

    def __bool__(self) -> bool:
        return bool(self.words)


NOTHING: Final = Remark(Tone.PLAIN, "")
PER_UNIT: Final = Remark(Tone.PLAIN, "for this unit", ("unit",))
"""Of an empty field that each run of a batch has for itself."""


def good(words: str, short: str = "") -> Remark:
    """`words` with the glyph of what is right; only `short`, or the glyph, where there is little room."""
    shorter = (f"{OK_GLYPH} {short}", OK_GLYPH) if short else ()
    return Remark(Tone.GOOD, f"{OK_GLYPH} {words}", shorter)


def bad(words: str) -> Remark:
    """`words` with the glyph of what is wrong."""
    return Remark(Tone.BAD, f"{BAD_GLYPH} {words}")


def refused(sentence: str, *, can_be_allowed: bool = False) -> Remark:
    """Why something was not recorded; where a second person may allow it all the same, by which key."""
    return bad(f"{sentence} {ISSUE_KEY}: a second person may allow it." if can_be_allowed else sentence)


def of_kept(typed: str) -> Remark:
    """That something was typed that cannot be recorded now."""
    return Remark(Tone.ASK, f"! {typed} is typed here and not recorded")


def spec_of(field: FieldRow) -> FieldSpec:
    """What a field asks for, as the engine's judge of values takes it."""
    return FieldSpec(
        name=field.name,
        type=FieldType(field.type),
        limits=Limits(field.minimum, field.maximum, field.target, field.tolerance, field.unit),
        options=field.options,
    )


def is_not_applicable(field: FieldRow, text: str) -> bool:
    """Whether `text` says N/A where the field allows it."""
    return field.allow_not_applicable and text.strip().casefold() in NOT_APPLICABLE


def is_reading(field: FieldRow, text: str, time: SiteTime) -> bool:
    """Whether `text` can be the field's value, in range or not."""
    return not isinstance(accept(spec_of(field), text, now=time.now, zone=time.zone), Refused)


def of_typed(field: FieldRow, text: str, time: SiteTime) -> Remark:
    """What is to be said of `text`, typed so far for a field of text, number or time."""
    text = text.strip()
    if is_not_applicable(field, text):
        return good("N/A")
    if field.type == FieldType.NUMBER and text not in UNFINISHED:
        accepted = accept(spec_of(field), text, now=time.now, zone=time.zone)
        if isinstance(accepted, Refused):
            return bad(accepted.sentence)
        if accepted.verdict:
            return bad(accepted.verdict)
        return good("in range") if field.limits else NOTHING
    if field.type == FieldType.DATETIME and text:
        accepted = accept(spec_of(field), text, now=time.now, zone=time.zone)
        if not isinstance(accepted, Refused):
            return good(shown_value(FieldType.DATETIME, accepted.value, None, time.zone))
    return NOTHING


def of_stored(field: FieldRow, time: SiteTime) -> Remark:
    """What is to be said of a field's stored value, or of its signature."""
    if field.signed_by is not None and field.signed_at is not None:
        signed = f"{field.signed_by} {time.at(field.signed_at)}"
        if field.changed_since_signed:
            return Remark(Tone.ASK, f"! {signed}; a value was changed since it was signed")
        return good(signed)
    if field.recorded_by is None or field.recorded_at is None:
        return PER_UNIT if field.per_unit else NOTHING
    if not field.confirmed:
        return Remark(Tone.ASK, "? confirm it or measure again")
    if not field.in_range and field.deviation:
        return good(f"{field.verdict or 'out of range'}, accepted by {field.deviation}")
    if not field.in_range and field.issue_id is not None:
        return good(f"{field.verdict or 'out of range'}, issue {field.issue_id}")
    if not field.in_range:
        return bad(field.verdict or "out of range")
    if field.deviation:
        return good(f"allowed by {field.deviation}")
    at = time.at(field.recorded_at)
    return good(f"{field.recorded_by} {at}", at)


def of_other_value(field: FieldRow, time: SiteTime) -> Remark:
    """That somebody else recorded this value while another one is being typed."""
    if field.recorded_by is None or field.recorded_at is None:
        return Remark(Tone.ASK, "! cleared meanwhile")
    at = time.at(field.recorded_at)
    return Remark(Tone.ASK, f"! {field.recorded_by} recorded {field.shown} at {at}")
