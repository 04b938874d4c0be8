"""The run's steps at the left: where one is, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from data.rows.work import TreeRow
from ion_tui.engine.states import Bucket, State
from screens.styles import sheet_beside
from screens.theme import look_of
from screens.widgets.lines import clean, spread
from screens.widgets.row_list import RowList

_NARROW: Final = 16
"""Cells below which only glyph and number are shown."""
_INDENT: Final = 2


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One step of the run, and whether it is the one that is open."""

    row: TreeRow
    is_open: bool

    @property
    def key(self) -> int:
        """The run step, whatever has changed in it."""
        return self.row.step_id


def render_line(line: TreeLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """Glyph, number, title, who is on it; glyph and number alone where it is narrow."""
    row = line.row
    look = look_of(State(row.state), available=row.bucket == Bucket.AVAILABLE)
    ink = "bold $accent" if line.is_open else "$strong" if selected else "$ink"
    if width < _NARROW:
        return (Content.assemble((look.glyph, f"bold {look.ink}"), " ", (clean(row.number), ink)),)
    dim = row.state in (State.COMPLETED, State.CANCELED) and not (line.is_open or selected)
    left = Content.assemble(
        " " * (_INDENT * row.depth),
        (look.glyph, f"bold {look.ink}"),
        " ",
        (clean(row.number), ink),
        " ",
        (clean(row.title), "$dim" if dim else ink),
        (" (optional)" if row.optional else "", "$dim"),
    )
    return (spread(left, Content.styled(clean(" ".join(row.people)), "$in-progress"), width),)


class StepTree(RowList[TreeLine]):
    """All steps of the run; Enter opens the one under the cursor."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin without steps."""
        super().__init__(render_line, row_height=1, empty="", id=id)
        self._open: int | None = None

    def show(self, tree: Sequence[TreeRow], step_id: int) -> None:
        """Take the run's steps as they are now; the cursor goes to the open step unless somebody is moving it."""
        self.update_rows([TreeLine(row, row.step_id == step_id) for row in tree])
        if step_id != self._open or not self.has_focus:
            self.move_to(step_id)
        self._open = step_id

    def on_blur(self) -> None:
        """Put the cursor back on the open step."""
        if self._open is not None:
            self.move_to(self._open)
