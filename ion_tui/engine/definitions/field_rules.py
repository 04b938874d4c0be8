"""Which keys of a field or a column fit its type and each other, and which values fit a type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from ion_tui.engine.definitions.fields import ValueDefinition
from ion_tui.engine.definitions.numbers import plain
from ion_tui.engine.definitions.sentences import did_you_mean, listed, quoted
from ion_tui.engine.definitions.times import moment
from ion_tui.engine.words import FieldType, OutOfRange

_NUMBERS: Final = (FieldType.NUMBER,)
_CHOICES: Final = (FieldType.SELECT, FieldType.MULTISELECT)

TYPES_OF_KEY: Final[Mapping[str, tuple[FieldType, ...]]] = MappingProxyType(
    {
        "unit": _NUMBERS,
        "min": _NUMBERS,
        "max": _NUMBERS,
        "target": _NUMBERS,
        "tolerance": _NUMBERS,
        "out_of_range": _NUMBERS,
        "options": _CHOICES,
        "role": (FieldType.SIGNOFF,),
        "peer_review": (FieldType.SIGNOFF,),
        "part": (FieldType.TOOL,),
        "revision": (FieldType.TOOL,),
        "calibrated": (FieldType.TOOL,),
    }
)
"""A key of the file → the field types it goes with. A key that is not here goes with all."""

KEY_OF_TYPE: Final[Mapping[FieldType, str]] = MappingProxyType(
    {
        FieldType.SELECT: "options",
        FieldType.MULTISELECT: "options",
        FieldType.SIGNOFF: "role",
    }
)
"""A type → the key that it cannot do without."""

_NAMES: Final = {"min": "minimum", "max": "maximum"}
_NOT_SAID: Final = (None, (), False, OutOfRange.BLOCK)

Value = str | bool | Decimal | tuple[str, ...]
"""What a site file can say of an attribute or a cell."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where something does not fit, a sentence, and the keys whose absence is what is wrong."""

    path: tuple[str | int, ...]
    sentence: str
    absent: tuple[str, ...] = ()


def contradictions(value: ValueDefinition) -> Iterator[Contradiction]:
    """Everything in `value` that does not fit together."""
    for key, types in TYPES_OF_KEY.items():
        if getattr(value, _NAMES.get(key, key), None) not in _NOT_SAID and value.type not in types:
            yield Contradiction((key,), f"`{key}` goes with {listed(types)}, not with {value.type}.")
    needed = KEY_OF_TYPE.get(value.type)
    if needed is not None and not getattr(value, needed):
        yield Contradiction((), f"A {value.type} needs `{needed}`.", (needed,))
    yield from repeated_options(value.options)
    if value.type is FieldType.NUMBER:
        yield from _limits(value)


def repeated_options(options: Sequence[str]) -> Iterator[Contradiction]:
    """Options that stand in the list more than once."""
    seen: set[str] = set()
    for index, option in enumerate(options):
        if option in seen:
            yield Contradiction(("options", index), f"The option {quoted(option)} is listed twice.")
        seen.add(option)


def value_fault(type_: FieldType, options: Sequence[str], value: Value) -> str | None:
    """A sentence when `value` is none that a field, column or attribute of this type can have."""
    match type_, value:
        case (FieldType.BOOLEAN, bool()) | (FieldType.NUMBER, Decimal()):
            return None
        case FieldType.PASS_FAIL, ("pass" | "fail"):
            return None
        case FieldType.SELECT, str():
            return _choice_fault(options, value)
        case FieldType.MULTISELECT, tuple():
            return next(filter(None, (_choice_fault(options, choice) for choice in value)), None)
        case FieldType.DATETIME, str():
            return _moment_fault(value)
        case ((FieldType.STRING | FieldType.TOOL | FieldType.USER | FieldType.PART), str()):
            return None
    return _EXPECTED[type_]


def _limits(value: ValueDefinition) -> Iterator[Contradiction]:
    """Limits of a number that no number, or not the target, can keep."""
    least, most, target, tolerance = value.minimum, value.maximum, value.target, value.tolerance
    if least is not None and most is not None and least > most:
        yield Contradiction(
            ("min",), f"`min` {plain(least)} is above `max` {plain(most)}: no number is in range."
        )
    if tolerance is not None and tolerance < 0:
        yield Contradiction(
            ("tolerance",), "`tolerance` is below 0: it is the distance from `target`, without a sign."
        )
    if target is not None and tolerance is None:
        yield Contradiction(
            ("target",),
            "`target` needs `tolerance`: how far from it is still in range (0: not at all).",
            ("tolerance",),
        )
    if tolerance is not None and target is None:
        yield Contradiction(
            ("tolerance",),
            "`tolerance` needs `target`: the number that it is the distance from.",
            ("target",),
        )
    if target is not None and least is not None and target < least:
        yield Contradiction(("target",), f"`target` {plain(target)} is below `min` {plain(least)}.")
    if target is not None and most is not None and target > most:
        yield Contradiction(("target",), f"`target` {plain(target)} is above `max` {plain(most)}.")
    unlimited = least is None and most is None and target is None
    if unlimited and getattr(value, "out_of_range", OutOfRange.BLOCK) is OutOfRange.ISSUE:
        yield Contradiction(
            ("out_of_range",),
            "`out_of_range` needs a range: give `min`, `max`, or `target` with `tolerance`.",
            ("min", "max", "target"),
        )


def _choice_fault(options: Sequence[str], choice: str) -> str | None:
    """A sentence when `choice` is not among `options`."""
    if choice in options:
        return None
    return f"{quoted(choice)} is not one of the options {listed(options)}.{did_you_mean(choice, options)}"


def _moment_fault(text: str) -> str | None:
    """A sentence when `text` is no date and time."""
    try:
        moment(text, ZoneInfo("UTC"))
    except ValueError as error:
        return str(error)
    return None


_TEXT_EXPECTED: Final = "A text is expected here: put it in quotes."
_EXPECTED: Final[Mapping[FieldType, str]] = MappingProxyType(
    {
        FieldType.STRING: _TEXT_EXPECTED,
        FieldType.NUMBER: "A number is expected here, without quotes.",
        FieldType.BOOLEAN: "true or false is expected here.",
        FieldType.PASS_FAIL: "pass or fail is expected here.",
        FieldType.DATETIME: "A date and time is expected here, as 2026-11-24T08:00.",
        FieldType.SELECT: "One of the options is expected here; what looks like a number stands in quotes.",
        FieldType.MULTISELECT: "A list of options is expected here.",
        FieldType.SIGNOFF: "A signature cannot be filled in beforehand.",
        FieldType.FILE: "A file cannot be filled in beforehand.",
        FieldType.TOOL: _TEXT_EXPECTED,
        FieldType.USER: _TEXT_EXPECTED,
        FieldType.PART: _TEXT_EXPECTED,
    }
)
