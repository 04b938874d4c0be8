"""Serials as they are typed for many units at once: one after the other, and ranges. Pure."""

from __future__ import annotations

import re
from typing import Final

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.definitions.sentences import quoted

MOST_SERIALS: Final = 1000
"""How many serials one text names."""

_RANGE: Final = ".."
_NUMBER_AT_END: Final = re.compile(r"(.*?)([0-9]{1,9})", re.DOTALL)
_BETWEEN: Final = re.compile(r"[,;\n\t]+")


def serials_in(text: str) -> tuple[str, ...] | Refused:
    """The serials that a text names: `SN-001..SN-050, SN-077`. A range counts the digits at the end, as many of them.

    `SN-001..050` is the same range. The refusal where a range cannot be counted, or it is too many.
    """
    found: list[str] = []
    for part in _BETWEEN.split(text):
        named = part.strip()
        if not named:
            continue
        first, is_range, last = (piece.strip() for piece in named.partition(_RANGE))
        if not is_range:
            found.append(named)
            continue
        counted = _counted(first, last)
        if isinstance(counted, Refused):
            return counted
        found += counted
        if len(found) > MOST_SERIALS:
            break
    if len(found) > MOST_SERIALS:
        return Refused(
            Code.INVALID, f"That is more than {MOST_SERIALS} serials: start at most so many at once."
        )
    return tuple(dict.fromkeys(found))


def _counted(first: str, last: str) -> list[str] | Refused:
    begin, end = _NUMBER_AT_END.fullmatch(first), _NUMBER_AT_END.fullmatch(last)
    range_text = quoted(f"{first}{_RANGE}{last}")
    if begin is None or end is None or end[1] not in ("", begin[1]):
        return Refused(
            Code.INVALID,
            f"{range_text} cannot be counted: write the first and the last serial, as SN-001..SN-050.",
        )
    low, high, digits = int(begin[2]), int(end[2]), len(begin[2])
    if high < low:
        return Refused(Code.INVALID, f"{range_text} goes backwards: write the smaller serial first.")
    if high - low >= MOST_SERIALS:
        return Refused(
            Code.INVALID, f"{range_text} is more than {MOST_SERIALS} serials: start at most so many at once."
        )
    return [f"{begin[1]}{number:0{digits}d}" for number in range(low, high + 1)]


def as_text(serials: tuple[str, ...]) -> str:
    """Serials as a text that names them again, with those that follow each other as a range."""
    pieces: list[str] = []
    place = 0
    while place < len(serials):
        end = place
        while end + 1 < len(serials) and _follows(serials[end], serials[end + 1]):
            end += 1
        pieces.append(serials[place] if end == place else f"{serials[place]}{_RANGE}{serials[end]}")
        place = end + 1
    return ", ".join(pieces)


def _follows(one: str, other: str) -> bool:
    begin = _NUMBER_AT_END.fullmatch(one)
    return begin is not None and other == f"{begin[1]}{int(begin[2]) + 1:0{len(begin[2])}d}"
