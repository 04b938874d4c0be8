"""What a plain word of YAML 1.2 is: text, number, true, false or nothing. Numbers are exact."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

MAX_NUMBER_LENGTH: Final = 100

Scalar = str | int | Decimal | bool | None

_INT: Final = re.compile(r"[-+]?[0-9]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_HEX: Final = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_MAX_EXPONENT: Final = 10_000


def plain_scalar(text: str) -> Scalar:
    """What `text` is by the core schema of YAML 1.2.2 (section 10.3.2), without quotes.

    Raises ValueError with a sentence for infinity, for not-a-number, and for numbers of a senseless length.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a number that can be measured or counted.")
    number = _FLOAT.fullmatch(text)
    if number is None and not (_OCTAL.fullmatch(text) or _HEX.fullmatch(text)):
        return text
    if len(text) > MAX_NUMBER_LENGTH:
        raise ValueError("This number is too long; if it is a text, put it in quotes.")
    if number is None:
        return int(text, 0)
    if _INT.fullmatch(text):
        return int(text)
    exponent = number[3]
    if exponent is not None and abs(int(exponent[1:])) > _MAX_EXPONENT:
        raise ValueError(
            "This number's exponent is out of all proportion; if it is a text, put it in quotes."
        )
    return Decimal(text)
