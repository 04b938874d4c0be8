"""Values of fields: what was typed or scanned becomes one canonical text, or a sentence that says why not. Pure.

Canonical texts: a number in plain notation as it was typed; `yes`/`no`; `pass`/`fail`; an ISO 8601 instant with
its offset; an option as it is written; several options one a line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.definitions.numbers import QUANTITY_DECIMALS
from ion_tui.engine.definitions.times import moment
from ion_tui.engine.ranges import NO_LIMITS, Limits
from ion_tui.engine.words import FieldType

LONGEST_TEXT: Final = 4000
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
_DIGITS: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?|[+-]?\.[0-9]+")
_WITH_UNIT: Final = re.compile(r"(?P<number>[+-]?[0-9.]+)\s*(?P<unit>[^0-9\s.+-].*)")
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2199
_EXPONENT: Final = re.compile(r"[eE][+-]?[0-9]*")
_TIME: Final = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")
_YES: Final = frozenset({"yes", "y", "true", "1", "on"})
_NO: Final = frozenset({"no", "n", "false", "0", "off"})
_PASS: Final = frozenset({"pass", "p", "passed", "ok"})
_FAIL: Final = frozenset({"fail", "f", "failed"})
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What a field asks for, as far as a value is judged by it."""

    name: str
    type: FieldType
    limits: Limits = NO_LIMITS
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A value in its canonical text; `verdict` says in words why a number is out of range, empty where it is in."""

    value: str
    verdict: str = ""

    @property
    def in_range(self) -> bool:
        """Whether the value keeps the field's limits."""
        return not self.verdict


def clean_text(text: str, longest: int = LONGEST_TEXT) -> str | Refused:
    """Text as given, without surrounding white space; refuses what is too long or would not be visible."""
    if len(text) > longest:
        return Refused(
            Code.INVALID, f"A text here has at most {longest} characters; this one has {len(text)}."
        )
    for character in text:
        if character in "\n\t":
            continue
        if character in _BIDI or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
            return Refused(Code.INVALID, "The text holds a character that cannot be shown; type it again.")
    return text.strip()


def accept(spec: FieldSpec, text: str, *, now: datetime, zone: ZoneInfo) -> Accepted | Refused:
    """Judge what was typed for a field of text, number, choice or time.

    `now` and the site's `zone` complete a time of day, and a date without a zone. Tools, people and parts are
    looked up in the store instead.
    """
    cleaned = clean_text(text)
    if isinstance(cleaned, Refused):
        return cleaned
    match spec.type:
        case FieldType.NUMBER:
            return _number(spec, cleaned)
        case FieldType.BOOLEAN:
            return _choice(spec, cleaned, {"yes": _YES, "no": _NO})
        case FieldType.PASS_FAIL:
            return _choice(spec, cleaned, {"pass": _PASS, "fail": _FAIL})
        case FieldType.DATETIME:
            return _datetime(spec, cleaned, now, zone)
        case FieldType.SELECT:
            return _option(spec, cleaned)
        case FieldType.MULTISELECT:
            return _options(spec, cleaned)
        case _:
            return Accepted(cleaned)


def _refuse(sentence: str) -> Refused:
    return Refused(Code.INVALID, sentence)


def _number(spec: FieldSpec, text: str) -> Accepted | Refused:
    unit = spec.limits.unit
    if not text.isascii() and any(character.isdigit() and not character.isascii() for character in text):
        return _refuse(f"{spec.name}: use the digits 0 to 9.")
    if "," in text:
        return _refuse(f"{spec.name}: write the number with a point, such as 0.45, and without a comma.")
    if (split := _WITH_UNIT.fullmatch(text)) and _NUMBER.fullmatch(split["number"]):
        if _EXPONENT.fullmatch(split["unit"]):
            return _refuse(f"{spec.name}: write the number out, without an exponent.")
        if unit is None or not _is_same_unit(split["unit"], unit):
            asked = f"in {unit}" if unit else "without a unit"
            return _refuse(f"{spec.name} is given {asked}; {text} is not converted.")
        text = split["number"]
    if _DIGITS.fullmatch(text) and not _NUMBER.fullmatch(text):
        return _refuse(f"{spec.name} has at most 18 digits before the point and 12 behind it.")
    if not _NUMBER.fullmatch(text):
        return _refuse(f"{spec.name} needs a number, such as 0.45; {_quoted(text)} is none.")
    value = Decimal(text)
    shown = f"{value:f}"
    return Accepted(shown, spec.limits.verdict(value))


def _is_same_unit(typed: str, unit: str) -> bool:
    """Whether two texts name one unit: `mV` is not `MV`, but the two letters that look like µ are one."""
    return unicodedata.normalize("NFKC", typed) == unicodedata.normalize("NFKC", unit)


def _quoted(text: str) -> str:
    short = text if len(text) <= 24 else f"{text[:23]}…"  # noqa: PLR2004
    return f"“{short}”"


def _choice(spec: FieldSpec, text: str, words: dict[str, frozenset[str]]) -> Accepted | Refused:
    for value, accepted in words.items():
        if text.casefold() in accepted:
            return Accepted(value)
    return _refuse(f"{spec.name} is {' or '.join(words)}; {_quoted(text)} is neither.")


def _datetime(spec: FieldSpec, text: str, now: datetime, zone: ZoneInfo) -> Accepted | Refused:
    local = now.astimezone(zone)
    try:
        if text.casefold() == "now":
            at = local.replace(second=0, microsecond=0)
        elif clock := _TIME.fullmatch(text):
            at = datetime.combine(local.date(), time(int(clock["hour"]), int(clock["minute"])))
        else:
            if not text.isascii():
                raise ValueError  # noqa: TRY301
            at = datetime.fromisoformat(text)
    except ValueError:
        return _refuse(
            f"{spec.name} needs a date and time, such as {local:%Y-%m-%d %H:%M}, a time of today, or now."
        )
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return _refuse(f"{spec.name}: the year is one from {_FIRST_YEAR} to {_LAST_YEAR}.")
    if at.tzinfo is None:
        try:
            at = moment(at, zone).astimezone(zone)
        except ValueError as error:
            return _refuse(f"{spec.name}: {error}")
    return Accepted(at.isoformat(timespec="minutes" if not at.second else "seconds"))


def _option(spec: FieldSpec, text: str) -> Accepted | Refused:
    found = _find_option(spec.options, text)
    if found is None:
        return _refuse(f"{spec.name} is one of: {', '.join(spec.options)}. {_quoted(text)} is not.")
    return Accepted(found)


def _options(spec: FieldSpec, text: str) -> Accepted | Refused:
    chosen = []
    for line in filter(None, (part.strip() for part in text.split("\n"))):
        found = _find_option(spec.options, line)
        if found is None:
            return _refuse(
                f"{spec.name} takes: {', '.join(spec.options)}. {_quoted(line)} is not one of them."
            )
        chosen.append(found)
    if not chosen:
        return _refuse(f"{spec.name}: choose at least one of: {', '.join(spec.options)}.")
    return Accepted("\n".join(option for option in spec.options if option in chosen))


def _find_option(options: tuple[str, ...], text: str) -> str | None:
    if text in options:
        return text
    folded = [option for option in options if option.casefold() == text.casefold()]
    return folded[0] if len(folded) == 1 else None


def shown_value(field_type: str, value: str | None, unit: str | None, zone: ZoneInfo) -> str:
    """A canonical value as people read it."""
    if value is None:
        return ""
    if field_type == FieldType.NUMBER:
        return f"{value} {unit}" if unit else value
    if field_type == FieldType.MULTISELECT:
        return ", ".join(value.split("\n"))
    if field_type == FieldType.DATETIME:
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
    return value


def is_quantity(number: Decimal) -> bool:
    """Whether stock can be counted by a number: finite, above zero, and no finer than the store keeps it."""
    if not number.is_finite() or number <= 0:
        return False
    scaled = number.scaleb(QUANTITY_DECIMALS)
    return scaled == scaled.to_integral_value()


def calibration_refusal(tool: str, due: date | None, today: date) -> str:
    """Why a tool cannot be used by its calibration, in words; empty where it is in date (the due day counts)."""
    if due is None:
        return f"{tool} has no calibration date; take one in date."
    return "" if due >= today else f"{tool} was due for calibration on {due}; take one in date."
