"""Text of users on one line: harmless, cut to a width in cells, in columns."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from unicodedata import category

from rich.cells import cell_len, set_cell_size
from textual.content import Content

ELLIPSIS: Final = "…"
UNPRINTABLE: Final = "\ufffd"

_DROPPED: Final = frozenset(
    chr(code)
    for code in (
        *(0x061C, 0x200E, 0x200F),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *(0x200B, 0x200D, 0x2060, 0xFEFF),
        *range(0xFE00, 0xFE10),
    )
)
"""What turns the direction of text around, joins signs, or changes their width: dropped without a trace."""


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """`text` on one line, without anything that acts on a terminal.

    Line ends and tabs become blanks, other control characters and lone surrogates a replacement sign;
    direction marks, joiners and variation selectors are dropped, so that what is counted is what is shown.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    if character.isprintable() and character not in _DROPPED:
        return character
    if character in _DROPPED:
        return ""
    if character.isspace():
        return " "
    return UNPRINTABLE if category(character) in {"Cc", "Cs", "Co", "Cn"} else ""


def fit(text: str, width: int) -> str:
    """`text`, clean, in at most `width` cells; the cut ends with `…`."""
    text = clean(text)
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def column(text: str, width: int, *, right: bool = False) -> str:
    """`text`, clean, in exactly `width` cells, at the left of them or at the right."""
    text = fit(text, width)
    blanks = " " * max(0, width - cell_len(text))
    return blanks + text if right else text + blanks


def spread(left: Content, right: Content, width: int, *, gap: int = 1) -> Content:
    """`left` and `right` at the two ends of a line of `width` cells.

    Where both do not fit, the left one is cut, down to nothing; then the right one.
    """
    right = right.truncate(width, ellipsis=True)
    space = width - right.cell_length
    if right:
        space = max(0, space - gap)
    left = left.truncate(space, ellipsis=True) if left.cell_length > space else left
    blanks = width - left.cell_length - right.cell_length
    return Content.assemble(left, " " * blanks, right)


def wrapped(text: Content, width: int) -> list[Content]:
    """`text` on as many lines of `width` cells as it needs; at least one."""
    return text.wrap(max(1, width)) or [Content("")]
