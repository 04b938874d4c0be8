"""Pieces that sentences about a definition are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

_LONGEST_SHOWN: Final = 40
_MOST_LISTED: Final = 12
_LONGEST_WORD: Final = 64
_CLOSE_ENOUGH: Final = 0.6


def quoted(text: str) -> str:
    """`text` between quotation marks, cut where it is long; what cannot be seen is shown as its code."""
    short = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    seen = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in short)
    return f'"{seen}"'


def listed(words: Sequence[str], last: str = "or") -> str:
    """`words` as a person lists them: `a`, `a or b`, `a, b or c`; of many, the first ones and how many more."""
    if len(words) > _MOST_LISTED:
        words = (*words[: _MOST_LISTED - 1], f"{len(words) - _MOST_LISTED + 1} more")
    *first, final = words or ("nothing",)
    return f"{', '.join(first)} {last} {final}" if first else final


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that looks most like `word`, if any does; capitals do not count."""
    if len(word) > _LONGEST_WORD:
        return None
    folded: dict[str, str] = {}
    for candidate in words:
        folded.setdefault(candidate.casefold(), candidate)
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=_CLOSE_ENOUGH)
    return folded[close[0]] if close else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """A question to end a sentence with, or nothing."""
    found = nearest(word, words)
    return "" if found is None else f" Did you mean {found}?"
