"""How a redline and what it does to a step look: a glyph, a word and a color by meaning, in one table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from textual.content import Content

from data.rows.redlines import RedlineRow
from ion_tui.engine.differences import Kind
from ion_tui.engine.redlines.changes import ChangeKind
from screens.redline_lists.lines import LOOKS, standing_of
from screens.theme import Look

CHANGE_LOOKS: Final[Mapping[ChangeKind, Look]] = MappingProxyType(
    {
        ChangeKind.ADD: Look("+", "added", "ok"),
        ChangeKind.DUPLICATE: Look("+", "added", "ok"),
        ChangeKind.REMOVE: Look("−", "removed", "out-of-range"),
        ChangeKind.MOVE: Look("↕", "moved", "accent"),
        ChangeKind.MODIFY: Look("≠", "changed", "hold"),
    }
)
"""What a change does to a step, the most telling first."""

KIND_LOOKS: Final[Mapping[Kind, Look]] = MappingProxyType(
    {
        Kind.ADDED: CHANGE_LOOKS[ChangeKind.ADD],
        Kind.REMOVED: CHANGE_LOOKS[ChangeKind.REMOVE],
        Kind.CHANGED: CHANGE_LOOKS[ChangeKind.MODIFY],
    }
)
"""What has happened to a field, a part, a text."""


def look_of_redline(row: RedlineRow) -> Look:
    """How a redline looks; one that was rejected is open again, and says so."""
    return LOOKS[standing_of(row)]


def marks(kinds: Collection[ChangeKind], width: int) -> Content:
    """What a redline does to a step, in at most `width` cells: glyphs with words, or the glyphs alone."""
    looks = list(dict.fromkeys(look for kind, look in CHANGE_LOOKS.items() if kind in kinds))
    words = Content(" ").join(
        [Content.styled(f"{look.glyph} {look.word}", f"bold {look.ink}") for look in looks]
    )
    if words.cell_length <= width:
        return words
    return Content("").join([Content.styled(look.glyph, f"bold {look.ink}") for look in looks])
