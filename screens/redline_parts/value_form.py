"""A field or a column of a table as a form: the lines that its type knows, and what becomes of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeVar

from ion_tui.engine.content import ValueContent
from ion_tui.engine.words import FieldType, OutOfRange
from screens.dialogs.form import FormLine

A = TypeVar("A", bound=ValueContent)

TYPE_WORDS: Final[Mapping[FieldType, tuple[str, str]]] = MappingProxyType(
    {
        FieldType.STRING: ("text", "words, as they are typed"),
        FieldType.NUMBER: ("number", "with unit and limits"),
        FieldType.BOOLEAN: ("yes/no", ""),
        FieldType.PASS_FAIL: ("pass/fail", ""),
        FieldType.DATETIME: ("date and time", ""),
        FieldType.SELECT: ("one of a list", ""),
        FieldType.MULTISELECT: ("several of a list", ""),
        FieldType.SIGNOFF: ("signature", "by somebody with a role"),
        FieldType.FILE: ("file", "a picture, a PDF, a text"),
        FieldType.TOOL: ("tool", "by its serial"),
        FieldType.USER: ("person", ""),
        FieldType.PART: ("part", ""),
    }
)
"""What the types are called where one is picked, and more about each."""

NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {"minimum": "Min", "maximum": "Max", "target": "Target", "tolerance": "Tolerance"}
)
"""What is an exact number."""

_NAMES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "name": ("Name", "as it is shown"),
        "type": ("Type", ""),
        "unit": ("Unit", "none"),
        "minimum": (NUMBERS["minimum"], "no lower limit"),
        "maximum": (NUMBERS["maximum"], "no upper limit"),
        "target": (NUMBERS["target"], "none"),
        "tolerance": (NUMBERS["tolerance"], "none"),
        "out_of_range": ("Out of range", ""),
        "options": ("Options", "one a line"),
        "role": ("Role", "who signs"),
        "peer_review": ("Peer review", ""),
        "part": ("Tool", "any tool"),
        "calibrated": ("Calibrated", ""),
        "required": ("Required", ""),
        "allow_not_applicable": ("N/A", ""),
        "per_unit": ("Per unit", ""),
        "settable": ("Filled in", ""),
    }
)
_KEYS: Final[Mapping[str, str]] = MappingProxyType({"minimum": "min", "maximum": "max"})

FLAGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "out_of_range": ("allowed with an issue", "holds the step up"),
        "peer_review": ("yes: not by who worked the step", "no: anybody with the role"),
        "calibrated": ("has to be in date", "does not matter"),
        "required": ("yes", "no"),
        "allow_not_applicable": ("is an answer", "is no answer"),
        "per_unit": ("yes: each run of a batch its own", "no: one for the batch"),
        "settable": ("on the floor", "here, in the rows"),
    }
)
"""What is one of two: in words where it is so, and where it is not."""

_EMPTY: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "unit": None,
        "minimum": None,
        "maximum": None,
        "target": None,
        "tolerance": None,
        "out_of_range": OutOfRange.BLOCK,
        "options": (),
        "role": None,
        "peer_review": False,
        "part": None,
        "calibrated": False,
    }
)


def lines_of(asked: ValueContent) -> list[FormLine]:
    """The lines that are asked of a field or column of its type, as they stand now."""
    return [
        FormLine(key, said(asked, key), hint, name)
        for key, (name, hint) in _NAMES.items()
        if _knows(asked, key)
    ]


def said(asked: ValueContent, key: str) -> str:
    """What stands on one line."""
    value = getattr(asked, key)
    match key:
        case "type":
            return TYPE_WORDS[asked.type][0]
        case "options":
            return ", ".join(asked.options)
        case "part":
            return " ".join(value) if value else ""
        case _ if key in FLAGS:
            return FLAGS[key][0 if is_so(asked, key) else 1]
        case _ if isinstance(value, Decimal):
            return f"{value:f}"
        case _:
            return value or ""


def is_so(asked: ValueContent, key: str) -> bool:
    """Whether what is one of two is so."""
    value = getattr(asked, key)
    return value is OutOfRange.ISSUE if key == "out_of_range" else bool(value)


def toggled(asked: A, key: str) -> A:
    """With the other of two."""
    turned: bool | OutOfRange = not is_so(asked, key)
    if key == "out_of_range":
        turned = OutOfRange.ISSUE if turned else OutOfRange.BLOCK
    return with_value(asked, key, turned)


def of_type(asked: A, type_: FieldType) -> A:
    """As one of another type, without what that does not know."""
    asked = replace(asked, type=type_)
    forgotten = [key for key in _EMPTY if hasattr(asked, key) and not _knows(asked, key)]
    return replace(asked, **{key: _EMPTY[key] for key in forgotten})


def emptied(asked: A, key: str) -> A:
    """With nothing on a line, where that can be."""
    return with_value(asked, key, _EMPTY[key]) if key in _EMPTY else asked


def with_value(asked: A, key: str, value: Any) -> A:  # noqa: ANN401 - as the line has it
    """With another value on a line."""
    return replace(asked, **{key: value})


def options_in(text: str) -> tuple[str, ...]:
    """The options of a text, one a line."""
    return tuple(option for line in text.splitlines() if (option := line.strip()))


def names_taken(others: Sequence[ValueContent], name: str) -> bool:
    """Whether another field or column has this name."""
    return any(other.name.casefold() == name.casefold() for other in others)


def _knows(asked: ValueContent, key: str) -> bool:
    from ion_tui.engine.definitions.field_rules import TYPES_OF_KEY  # noqa: PLC0415 - not before the first paint

    types = TYPES_OF_KEY.get(_KEYS.get(key, key))
    return hasattr(asked, key) and (types is None or asked.type in types)
