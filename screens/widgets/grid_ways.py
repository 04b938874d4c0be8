"""The ways through a data grid: from a place, where a key leads; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from screens.widgets.grid_layout import Column, GridLine, Look

Place = tuple[int, int]
"""The row and the column, from 0."""

WORST_FIRST: Final = (Look.REFUSED, Look.BAD, Look.ASK, Look.EMPTY)
"""What is still to be done, in the order in which it is gone through."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a grid reaches: its rows, the columns that are filled in, all its columns, and the rows of a screen."""

    rows: int
    settable: tuple[int, ...]
    columns: int
    page: int
    required: frozenset[int] = frozenset()
    """The columns that have to be filled in, whatever the row says."""

    @classmethod
    def of(cls, rows: int, columns: Sequence[Column], page: int) -> Extent:
        """The extent of a grid with these columns."""
        settable = tuple(number for number, column in enumerate(columns) if column.is_settable)
        required = frozenset(number for number in settable if columns[number].is_required)
        return cls(rows, settable, len(columns), page, required)

    def nearest(self, row: int, column: int) -> Place:
        """The cell that is there, or the nearest one."""
        return max(0, min(row, self.rows - 1)), max(0, min(column, self.columns - 1))


def _up(extent: Extent, place: Place) -> Place | None:
    return extent.nearest(place[0] - 1, place[1]) if place[0] > 0 else None


def _down(extent: Extent, place: Place) -> Place | None:
    return extent.nearest(place[0] + 1, place[1]) if place[0] + 1 < extent.rows else None


def _next(extent: Extent, place: Place) -> Place | None:
    row, column = place
    beside = [number for number in extent.settable if number > column]
    if beside:
        return row, beside[0]
    return (row + 1, extent.settable[0]) if extent.settable and row + 1 < extent.rows else None


def _previous(extent: Extent, place: Place) -> Place | None:
    row, column = place
    beside = [number for number in extent.settable if number < column]
    if beside:
        return row, beside[-1]
    return (row - 1, extent.settable[-1]) if extent.settable and row > 0 else None


WAYS: Final[Mapping[str, Callable[[Extent, Place], Place | None]]] = MappingProxyType(
    {
        "up": _up,
        "down": _down,
        "left": lambda extent, place: extent.nearest(place[0], place[1] - 1),
        "right": lambda extent, place: extent.nearest(place[0], place[1] + 1),
        "page up": lambda extent, place: extent.nearest(place[0] - extent.page, place[1]),
        "page down": lambda extent, place: extent.nearest(place[0] + extent.page, place[1]),
        "row start": lambda _, place: (place[0], 0),
        "row end": lambda extent, place: extent.nearest(place[0], extent.columns),
        "start": lambda *_: (0, 0),
        "end": lambda extent, _: extent.nearest(extent.rows, extent.columns),
        "next": _next,
        "previous": _previous,
    }
)
"""Each way by its name: where it leads from a place, or None where it leads out of the grid."""


def after_value(extent: Extent, place: Place, tabs_began: int | None) -> Place | None:
    """Where one goes on after a value: to the cell below it, or below the one where Tabs began.

    From the bottom of a column to the top of the next one that is filled in; None at the end of all.
    """
    row, column = place
    if row + 1 < extent.rows:
        return row + 1, column if tabs_began is None else tabs_began
    following = next((number for number in extent.settable if number > column), None)
    return None if following is None or tabs_began is not None else (0, following)


def after_value_in(
    lines: Sequence[GridLine], extent: Extent, place: Place, tabs_began: int | None
) -> Place | None:
    """`after_value` past the rows that are only read; where nothing else follows, the very next cell."""
    following = after_value(extent, place, tabs_began)
    found = following
    while found is not None and not lines[found[0]].is_open:
        found = after_value(extent, found, tabs_began)
    return found or following


def next_open(lines: Sequence[GridLine], extent: Extent, place: Place) -> Place | None:
    """Where something is still to be done: the worst there is, and of those the next behind `place`, around the end."""
    found: dict[Look, Place] = {}
    row, column = place
    rows = [*range(row, len(lines)), *range(min(row + 1, len(lines)))]
    for turn, number in enumerate(rows):
        line = lines[number]
        for settable in extent.settable:
            look = line.cells[settable].look
            is_seen = (turn == 0 and settable <= column) or (0 < turn == len(rows) - 1 and settable > column)
            is_asked = line.is_required or settable in extent.required or look is not Look.EMPTY
            is_asked = is_asked and (line.is_open or look is Look.REFUSED)
            if look in WORST_FIRST and is_asked and not is_seen:
                found.setdefault(look, (number, settable))
        if WORST_FIRST[0] in found:
            break
    return next((found[look] for look in WORST_FIRST if look in found), None)
