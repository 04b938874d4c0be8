"""Exact numbers from what a file says: every refusal is a sentence that says what to write instead."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ion_tui.engine.definitions.sentences import quoted

MAX_DIGITS: Final = 38
"""How many digits a number may have when it is written out in full, before and after the point together."""

MAX_QUANTITY: Final = 1_000_000_000_000
"""The largest quantity of stock: the store keeps quantities as millionths in 64 bits."""

QUANTITY_DECIMALS: Final = 6
"""How many decimals a quantity of stock may have."""

_PLAIN_NUMBER: Final = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_COMMA_NUMBER: Final = re.compile(r"[-+]?[0-9]+,[0-9]+")


def exact_number(value: object) -> Decimal:
    """Answer `value` as an exact decimal, its trailing zeros kept.

    Takes `int` and `Decimal`. Raises ValueError with a sentence for everything else, for what is not finite,
    and for more than `MAX_DIGITS` digits. A binary float is refused: it has already lost what was written.
    """
    if isinstance(value, str):
        raise ValueError(_not_a_number(value))
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError("A number is expected here.")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("A number is expected here: infinity and not-a-number are none.")
    if digits_written_out(number) > MAX_DIGITS:
        raise ValueError(f"This number has more than {MAX_DIGITS} digits when it is written out.")
    return number or abs(number)


def digits_written_out(number: Decimal) -> int:
    """How many digits a finite `number` has in plain notation, without writing them."""
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError("Infinity and not-a-number have no digits.")
    return max(len(digits) + exponent, 1) + max(-exponent, 0)


def quantity(value: object) -> Decimal:
    """Answer `value` as a quantity of stock: exact, at most six decimals."""
    number = exact_number(value)
    if (number * 10**QUANTITY_DECIMALS) % 1:
        raise ValueError(f"A quantity has at most {QUANTITY_DECIMALS} decimals.")
    return number


def plain(number: Decimal) -> str:
    """`number` as a person writes it: no exponent, no needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _not_a_number(text: str) -> str:
    """Say what is wrong with `text` where a number is expected."""
    if _COMMA_NUMBER.fullmatch(text):
        return f"{quoted(text)} is not a number: write decimals with a point."
    if _PLAIN_NUMBER.fullmatch(text):
        return f"{quoted(text)} is a text: a number stands without quotes."
    if text and all(character.isdecimal() or character in "+-.,_ " for character in text):
        return f"{quoted(text)} is not a number: write it with the digits 0 to 9 and a point."
    return f"{quoted(text)} is not a number."
