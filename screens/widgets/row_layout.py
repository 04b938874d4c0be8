"""Where each row of a list stands, line by line: pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Row(Protocol):
    """What a list shows: a frozen value that knows its key. Rows that are equal look the same."""

    @property
    def key(self) -> Hashable:
        """Which row it is, whatever has changed in it; unique in the list."""


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above the first row of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class RowLayout(Generic[R]):
    """Rows and headings on lines, from line 0 down. Make one with `lay_out`."""

    row_height: int = 1
    items: tuple[R | Heading, ...] = ()
    """Rows and headings in their order."""
    tops: tuple[int, ...] = ()
    """The first line of each item."""
    rows: tuple[R, ...] = ()
    item_of_row: tuple[int, ...] = ()
    """Row number → its place in `items`."""
    height: int = 0
    """Lines of all together."""

    def at(self, line: int) -> tuple[R | Heading, int] | None:
        """What stands on `line`, and which of its lines that is."""
        if not 0 <= line < self.height:
            return None
        item = bisect_right(self.tops, line) - 1
        return self.items[item], line - self.tops[item]

    def row_at(self, line: int) -> int | None:
        """The number of the row on `line`; None for a heading, and above and below the rows."""
        if not 0 <= line < self.height:
            return None
        item = bisect_right(self.tops, line) - 1
        row = bisect_right(self.item_of_row, item) - 1
        return row if row >= 0 and self.item_of_row[row] == item else None

    def lines_of(self, row: int) -> range:
        """The lines of a row."""
        top = self.tops[self.item_of_row[row]]
        return range(top, top + self.row_height)

    def first_line_with_heading(self, row: int) -> int:
        """The first line of a row, or of the heading right above it."""
        item = self.item_of_row[row]
        if item > 0 and isinstance(self.items[item - 1], Heading):
            item -= 1
        return self.tops[item]

    def number_of(self, key: Hashable, guess: int | None = None) -> int | None:
        """The number of the row of `key`, looked for at `guess` first; None when there is none."""
        if guess is not None and guess < len(self.rows) and self.rows[guess].key == key:
            return guess
        return next((number for number, row in enumerate(self.rows) if row.key == key), None)

    def differing(self, other: RowLayout[R], lines: range) -> Iterator[range]:
        """The stretches of `lines` on which `other` shows something else."""
        start: int | None = None
        for line in lines:
            mine, theirs = self.at(line), other.at(line)
            same = mine == theirs
            if not same and start is None:
                start = line
            elif same and start is not None:
                yield range(start, line)
                start = None
        if start is not None:
            yield range(start, lines.stop)


def lay_out(rows: Sequence[R], row_height: int, section_of: Callable[[R], str] | None = None) -> RowLayout[R]:
    """Put `rows` on lines, each `row_height` high, with a heading where the section changes to one with a name."""
    if section_of is None:
        count = len(rows)
        tops = tuple(range(0, count * row_height, row_height))
        return RowLayout(row_height, tuple(rows), tops, tuple(rows), tuple(range(count)), count * row_height)
    items: list[R | Heading] = []
    tops_of: list[int] = []
    item_of_row: list[int] = []
    height, section = 0, None
    for row in rows:
        if section != (section := section_of(row)) and section:
            items.append(Heading(section))
            tops_of.append(height)
            height += 1
        item_of_row.append(len(items))
        items.append(row)
        tops_of.append(height)
        height += row_height
    return RowLayout(row_height, tuple(items), tuple(tops_of), tuple(rows), tuple(item_of_row), height)
