"""What stands beneath a table that is filled in: where the cursor is, how far it is, what is said of the cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.content import Content

from screens.keys import KEYS
from screens.step_parts.layout import GUTTER
from screens.step_parts.reading import NOTHING, Remark
from screens.styles import sheet_beside
from screens.theme import OK_GLYPH
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, spread

_JUMP: Final = next(key.names[0] for key in KEYS if key.id == "next-open")


class GridFoot(Drawn):
    """Where the cursor is and how much is filled in; beneath, what is said of the cell."""

    DEFAULT_CSS = sheet_beside(__file__)
    HEIGHT: ClassVar[int] = 2
    COUNTED: ClassVar[str] = "cells"
    """What is counted as filled in."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._where = ""
        self._progress: tuple[int, int] = (0, 0)
        self._refused = 0
        self._remark = NOTHING

    @property
    def remark(self) -> Remark:
        """What is said of the cell."""
        return self._remark

    def show(self, where: str, progress: tuple[int, int], refused: int, remark: Remark) -> None:
        """Say this."""
        now = where, progress, refused, remark
        if now != (self._where, self._progress, self._refused, self._remark):
            self._where, self._progress, self._refused, self._remark = now
            self.refresh()

    def draw(self, width: int) -> Sequence[Content]:
        """Both lines; a sentence that is too long for its line is cut, and stands whole in the scan box."""
        done, count = self._progress
        is_full = count > 0 and done == count
        progress = Content.assemble(
            (f"{self._refused} not recorded, {_JUMP}  " if self._refused else "", "bold $out-of-range"),
            (f"{done} of {count} {self.COUNTED}" if count else "", "$ok" if is_full else "$ink"),
            (f" {OK_GLYPH}" if is_full else "", "$ok"),
        )
        where = Content.styled(clean(self._where), "$dim")
        said = Content.styled(clean(self._remark.words), self._remark.tone.ink)
        room = width - GUTTER
        return [
            Content.assemble(" " * GUTTER, spread(where, progress, room, gap=2)),
            Content.assemble(" " * GUTTER, said.truncate(room, ellipsis=True)),
        ]
