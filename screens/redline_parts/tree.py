"""The run's steps as a redline will have them, each with what it does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from ion_tui.engine.redlines.changes import ChangeKind, Ref
from ion_tui.engine.redlines.views import TreeLine
from ion_tui.engine.states import State
from screens.redline_parts.looks import marks
from screens.styles import sheet_beside
from screens.theme import look_of
from screens.widgets.lines import clean, spread
from screens.widgets.row_list import RowList

_NARROW: Final = 20
"""Cells below which marks are glyphs alone."""
_MARK: Final = 18
"""Cells that marks may take; two of them with their words."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One step, and whether the redline's list of changes has a fault at it."""

    line: TreeLine
    is_faulty: bool = False

    @property
    def key(self) -> Ref:
        """The step, whatever becomes of it."""
        return self.line.ref


def render_row(row: TreeRow, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """Glyph, number and title of the step; at the right what the redline does to it."""
    line = row.line
    look = look_of(line.state)
    is_gone = ChangeKind.REMOVE in line.kinds or line.state in (State.CANCELED, State.COMPLETED)
    ink = "bold $strong" if selected else "$dim" if is_gone else "$ink"
    title = f"{ink} strike" if ChangeKind.REMOVE in line.kinds else ink
    left = Content.assemble(
        " " * line.depth,
        (look.glyph, f"bold {look.ink}"),
        " ",
        (clean(line.number), ink),
        " ",
        (clean(line.title), title),
    )
    right = marks(line.kinds, _MARK if width >= _NARROW else 0)
    if row.is_faulty:
        right = Content.assemble(right, (" !", "bold $out-of-range"))
    return (spread(left, right, width),)


class RedlineTree(RowList[TreeRow]):
    """All steps; the one under the cursor is the one beside the tree."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin without steps."""
        super().__init__(render_row, row_height=1, empty="One moment …", id=id)
