"""The forms that single values of a definition take, with their limits and words for the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    ValidationInfo,
    WithJsonSchema,
)

from ion_tui.engine.definitions.numbers import MAX_QUANTITY, exact_number, quantity
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.definitions.times import day, length_of_time, moment, time_zone

PIN_DIGITS: Final = (4, 12)
"""The shortest and the longest PIN."""

ZONE: Final = "zone"
"""Under this name the validation context holds the zone of times that name none."""

_PIN: Final = re.compile("[0-9]{{{},{}}}".format(*PIN_DIGITS))
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class Definition:
    """What all definitions have in common: a key that the form does not know is a fault."""

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


def _one_line(text: str) -> str:
    """A text that fits on one line and has nothing invisible around it or in it."""
    if text != text.strip():
        raise ValueError(f"{quoted(text)} begins or ends with a space.")
    if any(ord(character) < ord(" ") or character in "\x7f\x85\u2028\u2029" for character in text):
        raise ValueError(f"{quoted(text)} must stand on one line.")
    return text


def _pin(text: str) -> str:
    """A PIN; the sentence does not repeat it."""
    if not _PIN.fullmatch(text):
        raise ValueError("A PIN has {} to {} digits, 0 to 9, and nothing else.".format(*PIN_DIGITS))
    return text


def _currency(text: str) -> str:
    """A currency by its ISO 4217 code."""
    if not _CURRENCY.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not a currency: write its three capital letters, as USD.")
    return text


def _moment(value: object, info: ValidationInfo) -> datetime:
    """A moment, in the zone of the context where it names none."""
    context: Mapping[str, ZoneInfo] = info.context or {}
    return moment(value, context.get(ZONE))


def _free_value(value: object) -> str | bool | Decimal | tuple[str, ...]:
    """A value whose type stands elsewhere: with the attribute's or the column's definition."""
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, Decimal)):
        return exact_number(value)
    if isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    raise ValueError("A text, a number, true, false or a list of texts is expected here.")


def _schema(**words: Any) -> Callable[[dict[str, Any]], None]:
    """Add `words` to a value's JSON Schema."""

    def add(schema: dict[str, Any]) -> None:
        schema.update(words)

    return add


Line = Annotated[str, Strict(), Field(min_length=1, max_length=200), AfterValidator(_one_line)]
"""A name or title."""

Code = Annotated[str, Strict(), Field(min_length=1, max_length=100), AfterValidator(_one_line)]
"""What something is found by: number, code, serial, lot, badge. A text, so that 00202 keeps its zeros."""

Text = Annotated[str, Strict(), Field(max_length=100_000)]
"""Text of several lines, in Markdown where it is shown."""

Pin = Annotated[
    str,
    Strict(),
    AfterValidator(_pin),
    Field(json_schema_extra=_schema(pattern=f"^{_PIN.pattern}$")),
]

Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
Exact = Annotated[Decimal, BeforeValidator(exact_number)]
Quantity = Annotated[Decimal, Field(gt=0, le=MAX_QUANTITY), BeforeValidator(quantity)]
Money = Annotated[Decimal, Field(ge=0, le=MAX_QUANTITY), BeforeValidator(quantity)]
Currency = Annotated[
    str,
    Strict(),
    AfterValidator(_currency),
    Field(json_schema_extra=_schema(pattern=f"^{_CURRENCY.pattern}$")),
]
Zone = Annotated[str, Strict(), AfterValidator(time_zone)]

Length = Annotated[
    timedelta,
    BeforeValidator(length_of_time),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^([0-9]+(\.[0-9]+)? ?w)? ?([0-9]+(\.[0-9]+)? ?d)? ?([0-9]+(\.[0-9]+)? ?h)?"
            r" ?([0-9]+(\.[0-9]+)? ?m)? ?([0-9]+(\.[0-9]+)? ?s)?$",
            "examples": ["40m", "1h30m", "5d"],
        }
    ),
]
Day = Annotated[
    date,
    BeforeValidator(day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-04"]}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?"
            r"(Z|[+-][0-9]{2}:[0-9]{2})?$",
            "examples": ["2026-11-24T08:00"],
        }
    ),
]
FreeValue = Annotated[
    str | bool | Decimal | tuple[str, ...],
    PlainValidator(_free_value),
    WithJsonSchema({"type": ["string", "number", "boolean", "array"], "items": {"type": "string"}}),
]
"""The value of a custom attribute or of a cell; its type is checked against the attribute or the column."""
