"""What stands in a datagrid's table, and what was entered and is not read from it yet; knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from data.rows.work import CellRow, GridColumn, GridRow
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.values import Accepted
from screens.step_parts import grid_reading as reading
from screens.step_parts.grid_reading import Entry, Stand
from screens.step_parts.site_time import SiteTime
from screens.widgets.grid_layout import Cell, GridLine
from screens.widgets.grid_ways import Place


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as commands name it, wherever its row stands."""

    row_id: int
    column_id: int


class GridModel:
    """The table as it was read last, with the entries over it."""

    frozen: ClassVar[int] = 1
    """How many of the first columns tell the rows apart."""

    def __init__(self, time: SiteTime) -> None:
        """Begin with nothing."""
        self._time = time
        self.columns: tuple[GridColumn, ...] = ()
        self.rows: tuple[GridRow, ...] = ()
        self._lines: list[GridLine] = []
        self._done: list[int] = []
        self._entries: dict[Spot, Entry] = {}
        self._versions: dict[Spot, int] = {}
        self._row_of: dict[int, int] = {}
        self._column_of: dict[int, int] = {}

    @property
    def lines(self) -> Sequence[GridLine]:
        """The rows as they are shown."""
        return self._lines

    @property
    def refused(self) -> list[Spot]:
        """Where values stand that were not recorded."""
        return [spot for spot, entry in self._entries.items() if entry.stand is Stand.REFUSED]

    @property
    def unrecorded(self) -> list[Spot]:
        """Where values stand of which it is not known that they are recorded."""
        return [spot for spot, entry in self._entries.items() if entry.stand is not Stand.STORED]

    @property
    def progress(self) -> tuple[int, int]:
        """How many cells are filled in, and how many there are to be: of the required rows, or where none is of all."""
        settable = sum(column.settable for column in self.columns)
        counted = [number for number, row in enumerate(self.rows) if row.required] or range(len(self.rows))
        return sum(self._done[number] for number in counted), settable * len(counted)

    def show(self, columns: tuple[GridColumn, ...], rows: tuple[GridRow, ...]) -> None:
        """Take the table as it is now; rows that are the same stay as they are, entries that are seen in it go."""
        is_same = columns == self.columns and _ids(rows) == _ids(self.rows)
        before = self.rows if is_same else ()
        self.columns, self.rows = columns, rows
        if not before:
            self._row_of = {row.row_id: number for number, row in enumerate(rows)}
            self._column_of = {column.column_id: number for number, column in enumerate(columns)}
            self._lines = [GridLine("", ())] * len(rows)
            self._done = [0] * len(rows)
        touched = {self._row_of.get(spot.row_id, -1) for spot in self._entries}
        self._drop_what_is_seen()
        for number, row in enumerate(rows):
            if not before or before[number] != row or number in touched:
                self._lines[number] = self._line(number, row)
                self._done[number] = sum(map(_is_done, row.cells))

    def spot(self, place: Place) -> Spot:
        """How commands name the cell at a place."""
        return Spot(self.rows[place[0]].row_id, self.columns[place[1]].column_id)

    def has(self, spot: Spot) -> bool:
        """Whether the table has such a cell (still)."""
        return spot.row_id in self._row_of and spot.column_id in self._column_of

    def place(self, spot: Spot) -> Place:
        """Where a cell stands."""
        return self._row_of[spot.row_id], self._column_of[spot.column_id]

    def stored(self, place: Place) -> CellRow:
        """What was read of the cell at a place."""
        return self.rows[place[0]].cells[place[1]]

    def entry(self, spot: Spot) -> Entry | None:
        """What was entered into a cell and is not read from the table yet."""
        return self._entries.get(spot)

    def version(self, spot: Spot) -> int:
        """The version of a cell's value, as far as is known: read, or made by what was entered here since."""
        known = self._versions.get(spot)
        return self.stored(self.place(spot)).version if known is None else known

    def sent(self, spot: Spot, entry: Entry) -> Entry | None:
        """The entry as it is to be said now; None where another one has taken its place.

        What was entered over an entry that was still on its way saw what that one has made.
        """
        if self._entries.get(spot) is not entry:
            return None
        if spot in self._versions and self._versions[spot] != entry.seen:
            entry = replace(entry, seen=self._versions[spot])
            self._entries[spot] = entry
        return entry

    def number(self, row: int) -> int | None:
        """The row's number by which the engine names its cells, from 0; None where it does not."""
        return row

    def row_name(self, row: int) -> str:
        """A row as sentences name it."""
        return f"Row {row + 1}"

    def row_place(self, row: int) -> str:
        """A row, and where it stands."""
        return f"{self.row_name(row)} of {len(self.rows)}"

    def name(self, spot: Spot) -> str:
        """A cell as sentences name it."""
        row, column = self.place(spot)
        return f"{self.row_name(row)}: {self.columns[column].name}"

    def row_words(self, spot: Spot) -> str:
        """What stands in the row of a cell, in words."""
        row = self.rows[self.place(spot)[0]]
        told = (
            f"{column.name} {cell.shown}{f' {column.unit}' if column.unit and not cell.not_applicable else ''}"
            for column, cell in zip(self.columns, row.cells, strict=True)
            if cell.shown
        )
        return ", ".join(told) or "nothing is in it"

    def cell(self, place: Place) -> Cell:
        """How the cell at a place looks."""
        row, column = place
        return self._cell(row, self.rows[row].cells[column], self.columns[column])

    def text_at(self, place: Place) -> str:
        """What one would type for what stands at a place."""
        entry, stored = self._entries.get(self.spot(place)), self.stored(place)
        if entry is not None:
            return "n/a" if entry.not_applicable else entry.text
        is_time = self.columns[place[1]].type == "datetime"
        return stored.shown if is_time or stored.not_applicable else stored.value or ""

    def enter(self, place: Place, text: str, seen: int | None = None) -> Spot | None:
        """Put a value over the cell at a place; answers where it is to be recorded, or None where that changes nothing.

        What is no value at all is refused here, by the engine's own words. `seen` is the version that was there when
        typing began.
        """
        row, column = place
        spot, stored = self.spot(place), self.stored(place)
        is_na = reading.is_not_applicable(self.columns[column], self.rows[row], text)
        same = (text.strip() == (stored.value or "") or text == self.text_at(place)) and not is_na
        same = same or (is_na and stored.not_applicable)
        if same and stored.confirmed and spot not in self._entries:
            return None
        entry = Entry("" if is_na else text, is_na, self.version(spot) if seen is None else seen)
        said = None if is_na else reading.judged(self.columns[column], self.number(row), text, self._time)
        if isinstance(said, Refused):
            entry = replace(entry, stand=Stand.REFUSED, sentence=said.sentence, code=said.code)
        self._put(spot, entry)
        return spot

    def enter_again(self, place: Place) -> Spot | None:
        """Have what was refused at a place recorded after all, over what stands there now."""
        entry = self._entries.get(self.spot(place))
        return None if entry is None else self.enter(place, "n/a" if entry.not_applicable else entry.text)

    def refuse(self, spot: Spot, entry: Entry, sentence: str, code: Code | None = None) -> None:
        """An entry was not recorded; it stays, with the sentence, unless another one was made meanwhile."""
        self._versions.pop(spot, None)
        if self._entries.get(spot) is entry:
            self._put(spot, replace(entry, stand=Stand.REFUSED, sentence=sentence, code=code))

    def store(self, spot: Spot, entry: Entry, version: int) -> None:
        """An entry was recorded, and made this version; it stays until the table is read that has another than before.

        Versions never come again, so a table with the one that the entry saw is an older one.
        """
        self._versions[spot] = version
        if self._entries.get(spot) is entry:
            self._put(spot, replace(entry, stand=Stand.STORED) if version != entry.seen else None)

    def let_go(self, spot: Spot) -> None:
        """Take an entry away: what is stored is seen again."""
        self._put(spot, None)

    def _put(self, spot: Spot, entry: Entry | None) -> None:
        if entry is None:
            self._entries.pop(spot, None)
        else:
            self._entries[spot] = entry
        if self.has(spot):
            row, column = self.place(spot)
            self._lines[row] = self._lines[row].with_cell(column, self.cell((row, column)))

    def _drop_what_is_seen(self) -> None:
        """Let go of what the table shows itself by now, and of what has no cell any more."""
        for spot, entry in list(self._entries.items()):
            is_stored = entry.stand is Stand.STORED
            if not self.has(spot) or (is_stored and self.stored(self.place(spot)).version != entry.seen):
                del self._entries[spot]
        in_flight = {spot for spot, entry in self._entries.items() if entry.stand is not Stand.REFUSED}
        self._versions = {spot: known for spot, known in self._versions.items() if spot in in_flight}

    def _line(self, number: int, row: GridRow) -> GridLine:
        return GridLine(
            label=str(number + 1),
            cells=tuple(
                self._cell(number, cell, column) for cell, column in zip(row.cells, self.columns, strict=True)
            ),
            is_required=row.required,
            allows_na=row.allow_not_applicable,
        )

    def _cell(self, number: int, cell: CellRow, column: GridColumn) -> Cell:
        entry = self._entries.get(Spot(cell.row_id, cell.column_id)) if self._entries else None
        verdict = ""
        if entry is not None and entry.stand is Stand.STORED and not entry.not_applicable:
            said = reading.judged(column, self.number(number), entry.text, self._time)
            verdict = said.verdict if isinstance(said, Accepted) else ""
        return reading.cell_of(cell, entry, verdict, self._time)


def _ids(rows: Sequence[GridRow]) -> list[int]:
    return [row.row_id for row in rows]


def _is_done(cell: CellRow) -> bool:
    return cell.settable and (cell.signed_by is not None or (bool(cell.shown) and cell.confirmed))
