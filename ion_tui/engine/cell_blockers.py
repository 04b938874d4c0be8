"""What a datagrid still misses, in few sentences however many cells it has: counted by column, or together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from data.queries.blockers import Blocker, Kind
from ion_tui.engine.ranges import Limits

MISSING: Final[Mapping[Kind, tuple[str, str]]] = MappingProxyType(
    {
        Kind.CELL: ("has no value", "have no value"),
        Kind.CELL_CONFIRMATION: (
            "is to be confirmed or measured again",
            "are to be confirmed or measured again",
        ),
        Kind.CELL_SIGNATURE: ("is not signed", "are not signed"),
    }
)
"""What is missing in a cell, and in several."""
_TOLD_COLUMNS: Final = 2
"""Columns that are told one by one; the cells of more are counted together."""
_TOLD_ROWS: Final = 3
"""Cells out of range of one column that are told one by one; the rest are counted."""


def missing_cells(blockers: Sequence[Blocker]) -> Iterator[str]:
    """The sentences about cells of one kind in which something is missing, a blocker a column."""
    one, several = MISSING[blockers[0].kind]
    if len(blockers) > _TOLD_COLUMNS:
        count, first = sum(blocker.need or 0 for blocker in blockers), min(map(_row, blockers))
        yield f"{count} cells {several}, the first is in row {first}"
        return
    for blocker in blockers:
        if blocker.need == 1:
            yield f"Row {_row(blocker)}: {blocker.name} {one}"
        else:
            yield f"{blocker.name} {one} in {blocker.need} rows, the first is row {_row(blocker)}"


def cells_out_of_range(blockers: Sequence[Blocker], limits: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    """The sentences about cells out of range, a blocker a cell; `limits` are those of their columns by id."""
    for column, group in groupby(sorted(blockers, key=attrgetter("need")), key=attrgetter("need")):
        cells = sorted(group, key=_row)
        for blocker in cells[:_TOLD_ROWS]:
            verdict = Limits(**limits[column]).verdict(Decimal(blocker.detail or 0)) or "out of range"
            yield f"Row {_row(blocker)}: {blocker.name}: {verdict}"
        more = len(cells) - _TOLD_ROWS
        if more > 0:
            yield f"{cells[0].name} is out of range in {more} more row{'s' if more > 1 else ''}"


def _row(blocker: Blocker) -> int:
    return (blocker.have or 0) + 1
