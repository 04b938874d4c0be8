"""What a data grid shows, and where each of its cells stands: pure.

    ▌  3* │ T18     │   ✗ 2.31 │ ✔ Technician One │ …
    gutter  frozen    columns that scroll under it

Every column has a gap before it, in which the cursor's mark goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final, NamedTuple

GAP: Final = 2
"""Empty cells before each column; the last of them is the cursor's."""
_FROZEN_SHARE: Final = 2
"""The frozen part takes at most one in so many cells of the width."""


class Look(StrEnum):
    """How a cell is meant; the names are those of the grid's component classes."""

    FIXED = "fixed"
    """Filled in beforehand: it is only read."""
    EMPTY = "empty"
    """To be filled in."""
    VALUE = "value"
    GOOD = "good"
    ASK = "ask"
    """There, but somebody has to look at it."""
    BUSY = "busy"
    """Entered, and not known to be stored."""
    BAD = "bad"
    """Out of range."""
    REFUSED = "refused"
    """Entered, and not stored."""


class Cell(NamedTuple):
    """What one cell shows: clean text on one line, and how it is meant. A grid may have thousands."""

    text: str = ""
    look: Look = Look.EMPTY


class GridLine(NamedTuple):
    """One row: its name in the gutter, its cells, whether they have to be filled in, and whether N/A is an answer.

    `mark` is a glyph behind the name, in the color of a state by that token (`in-progress`, `hold`). A row that is not
    open is only read: Enter passes it by.
    """

    label: str
    cells: tuple[Cell, ...]
    is_required: bool = False
    allows_na: bool = False
    mark: str = ""
    token: str = ""
    is_open: bool = True

    def with_cell(self, column: int, cell: Cell) -> GridLine:
        """The same row with another cell."""
        return self._replace(cells=(*self.cells[:column], cell, *self.cells[column + 1 :]))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head on two lines, its width in cells, and what is typed into it."""

    name: str
    about: str = ""
    width: int = 8
    """Without what is before and behind it."""
    is_right: bool = False
    """Whether its values stand at the right, as numbers do."""
    is_settable: bool = True
    """Whether it is filled in here at all."""
    is_typed: bool = True
    """Whether printable keys are typed into its cells; else they are somebody else's."""
    choices: tuple[str, ...] = ()
    """Values that have keys of their own."""
    is_numbered: bool = False
    """Whether those keys are the numbers from 1 on."""
    takes_na: bool = True
    """Whether `x` enters N/A where the row allows it; in a text it is a letter."""
    is_required: bool = False
    """Whether its cells have to be filled in, whatever the row says."""


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Where the columns stand in a line of the grid, from its left edge. Make one with `lay_out`."""

    columns: tuple[Column, ...] = ()
    gutter: int = 0
    frozen: int = 0
    """Cells at the left that do not scroll: the gutter and the first column."""
    starts: tuple[int, ...] = ()
    """Where the text of each column begins."""
    width: int = 0
    """Cells of a whole line."""

    def span(self, column: int) -> range:
        """The cells of a column, the gap before it included."""
        start = self.starts[column]
        return range(start - GAP, start + self.columns[column].width)

    def seen_span(self, column: int, scrolled: int) -> range:
        """The cells in which a column is seen."""
        span = self.span(column)
        return span if span.stop <= self.frozen else range(span.start - scrolled, span.stop - scrolled)

    def column_at(self, x: int, scrolled: int) -> int | None:
        """The column that is seen `x` cells from the left edge."""
        x = x if x < self.frozen else x + scrolled
        return next((number for number in range(len(self.columns)) if x in self.span(number)), None)

    def reach(self, width: int) -> int:
        """Cells of a whole line and of what is empty behind it, so far that a view of `width` can show each column."""
        return max([self.width, *(self.scroll_for(n, 0, width) + width for n in range(len(self.columns)))])

    def scroll_for(self, column: int, scrolled: int, width: int) -> int:
        """How far to scroll, as little as shows all of a column in a view of `width` cells.

        A whole column stands beside the frozen part, so that nothing is mistaken for what it is the end of. The frozen
        column itself is where a table begins: what follows it is shown with it.
        """
        span = self.span(column)
        if span.stop <= self.frozen:
            return 0
        if span.start - scrolled < self.frozen or len(span) > width - self.frozen:
            return span.start - self.frozen
        if span.stop - scrolled <= width:
            return scrolled
        starts = (self.span(number).start - self.frozen for number in range(column + 1))
        return next(start for start in starts if span.stop - start <= width)


def lay_out(columns: Sequence[Column], gutter: int, width: int, frozen: int = 1) -> GridLayout:
    """Put columns beside each other behind the gutter; of the first ones as many `frozen` as a view of `width` lets."""
    starts = tuple(accumulate((column.width + GAP for column in columns[:-1]), initial=gutter + GAP))
    ends = [start + column.width for start, column in zip(starts, columns, strict=False)]
    narrow = (end for end in ends[:frozen] if end * _FROZEN_SHARE <= width)
    return GridLayout(
        tuple(columns), gutter, max(narrow, default=gutter), starts if columns else (), max([gutter, *ends])
    )
