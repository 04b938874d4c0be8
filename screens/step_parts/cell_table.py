"""A table that is filled in cell by cell, each recorded behind the cursor while that goes on."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import Record, RecordCell
from ion_tui.engine.words import FieldType
from screens.step_parts import grid_reading as reading
from screens.step_parts.choice_line import MOST_NUMBERED
from screens.step_parts.grid_foot import GridFoot
from screens.step_parts.grid_model import GridModel, Spot
from screens.step_parts.grid_reading import Entry, Stand
from screens.step_parts.layout import Columns
from screens.step_parts.reading import Remark, Tone, bad
from screens.step_parts.site_time import SiteTime
from screens.step_parts.stop import Stop
from screens.widgets.data_grid import DataGrid

M = TypeVar("M", bound=GridModel)

_BUSY: Final = Remark(Tone.PLAIN, "… on its way")


class CellTable(Stop, Generic[M], can_focus=False):
    """A grid with what is said of it.

    The cursor goes on at once: what is entered is shown as on its way, and `Entered` goes up. What is refused
    stays in its cell, with the sentence beneath when the cursor comes back to it, by the key that goes there.
    """

    class About(Message):
        """Something about one cell of the table."""

        def __init__(self, part: CellTable[Any], spot: Spot) -> None:
            """Carry the cell."""
            super().__init__()
            self.part = part
            self.spot = spot

    class Entered(About):
        """A value was entered; the model's entry says what it is, and whether it is refused already."""

    class Moved(About):
        """The cursor is on another cell, or what is typed there is another."""

    class PickWanted(About):
        """The options of a cell are to be shown in a list."""

    def __init__(
        self, model: M, time: SiteTime, columns: Columns | None = None, *, can_record: bool = False
    ) -> None:
        """Take the model, the columns of a sheet around, if there is one, and whether values can be recorded now."""
        super().__init__(columns or Columns(), editable=True)
        self.model = model
        self.time = time
        self._can_record = can_record
        self.asking = asyncio.Lock()
        """Held while a dialog about a cell is open: several cells may want one at once."""
        self._drafting: tuple[Spot, int] | None = None
        """The cell in which somebody types, and the version of its value when that began."""
        self._turns: dict[Spot, asyncio.Lock] = {}

    def compose(self) -> ComposeResult:
        """The table, and its foot."""
        yield DataGrid(
            judge=self._judge,
            text_at=lambda row, column: self.model.text_at((row, column)),
            frozen=self.model.frozen,
        )
        yield self.make_foot()

    def make_foot(self) -> GridFoot:
        """What says what is to be said of it."""
        return GridFoot()

    @property
    def grid(self) -> DataGrid:
        """The table."""
        return self.query_one(DataGrid)

    @property
    def foot(self) -> GridFoot:
        """What is said of it."""
        return self.query_one(GridFoot)

    @property
    def spot(self) -> Spot:
        """The cell under the cursor."""
        return self.model.spot(self.grid.place)

    @property
    def can_record(self) -> bool:
        """Whether values can be recorded now."""
        return self._can_record

    @property
    def unrecorded_spots(self) -> list[Spot]:
        """The cells in which something stands that is not recorded."""
        spots = self.model.unrecorded
        if self.grid.draft is not None and self.spot not in spots:
            spots.append(self.spot)
        return spots

    @property
    def unrecorded(self) -> list[str]:
        """The cells in which something stands that is not recorded, as sentences name them."""
        return [self.model.name(spot) for spot in self.unrecorded_spots]

    @abstractmethod
    def command(self, spot: Spot, entry: Entry, reason: str | None) -> Record | RecordCell:
        """What records an entry."""

    @abstractmethod
    def step_of(self, spot: Spot) -> int:
        """The step that a cell belongs to."""

    def addressed(self, spot: Spot, sentence: str) -> str:
        """A sentence of the engine about a cell, with what it leaves open: the cursor has gone on meanwhile."""
        del spot
        return sentence

    def draw(self, width: int) -> Sequence[Content]:
        """Nothing of its own."""
        del width
        return ()

    def take_cursor(self) -> None:
        """Put the cursor into the table, where it was."""
        self.grid.focus()

    def redraw_cell(self, spot: Spot) -> None:
        """Show a cell as the model has it now, while the table is shown at all."""
        if self.is_attached and self.model.has(spot):
            place = self.model.place(spot)
            self.grid.set_cell(*place, self.model.cell(place))
            self.say()

    def refuse(self, spot: Spot, entry: Entry, refused: Refused) -> None:
        """What was entered was not recorded: it stays in its cell, with the sentence."""
        self.model.refuse(spot, entry, refused.sentence, refused.code)
        self.redraw_cell(spot)

    def store(self, spot: Spot, entry: Entry, outcome: Outcome) -> None:
        """What was entered was recorded."""
        self.model.store(spot, entry, entry.version_after(outcome))
        self.redraw_cell(spot)

    def turn(self, spot: Spot) -> asyncio.Lock:
        """Held while a cell's value is said: the next one for the same cell waits for what became of it."""
        return self._turns.setdefault(spot, asyncio.Lock())

    def go_on(self, spot: Spot) -> None:
        """Go on to the next cell, unless the cursor has gone somewhere else meanwhile."""
        if self.spot == spot:
            self.grid.go_on()

    def say(self) -> None:
        """Where the cursor is, and what is to be said of the cell."""
        if not self.model.rows:
            return
        row, column = self.grid.place
        asked = self.model.columns[column]
        about = asked.limits or asked.unit or ""
        where = f"{self.model.row_place(row)}, {asked.name}{f': {about}' if about else ''}"
        self.foot.show(where, self.model.progress, len(self.model.refused), self._remark((row, column)))

    def open_cell(self, place: tuple[int, int]) -> None:
        """Do what Enter does on a cell in which nothing is typed."""
        column, stored, spot = self.model.columns[place[1]], self.model.stored(place), self.spot
        kind, entry = FieldType(column.type), self.model.entry(self.spot)
        if entry is not None and entry.stand is Stand.REFUSED:
            self._show_and_say(place, self.model.enter_again(place))
            self.grid.go_on()
        elif not self.can_record_at(place[0]):
            self.grid.go_on()
        elif kind is FieldType.MULTISELECT or (kind is FieldType.SELECT and self._asks_list(place)):
            self.post_message(self.PickWanted(self, spot))
        else:
            if stored.shown and not stored.confirmed:
                self._show_and_say(place, self.model.enter(place, self.model.text_at(place)))
            self.grid.go_on()

    def can_record_at(self, row: int) -> bool:
        """Whether values can be recorded in a row now."""
        return self._can_record and self.model.lines[row].is_open

    @on(DataGrid.Highlighted)
    def _highlighted(self, message: DataGrid.Highlighted) -> None:
        message.stop()
        if self.grid.draft is None:
            self._drafting = None
        elif self._drafting is None or self._drafting[0] != self.spot:
            self._drafting = self.spot, self.model.version(self.spot)
        self.say()
        self.post_message(self.Moved(self, self.spot))

    @on(DataGrid.Entered)
    def _entered(self, message: DataGrid.Entered) -> None:
        message.stop()
        place = message.row, message.column
        seen = None
        if self._drafting is not None and self._drafting[0] == self.model.spot(place):
            seen, self._drafting = self._drafting[1], None
        spot = self.model.enter(place, message.text, seen)
        self._show_and_say(place, spot)

    @on(DataGrid.Opened)
    def _opened(self, message: DataGrid.Opened) -> None:
        message.stop()
        self.open_cell((message.row, message.column))

    @on(DataGrid.Restored)
    def _restored(self, message: DataGrid.Restored) -> None:
        message.stop()
        self.model.let_go(self.spot)
        self.redraw_cell(self.spot)

    def _asks_list(self, place: tuple[int, int]) -> bool:
        is_long = len(self.model.columns[place[1]].options) > MOST_NUMBERED
        return is_long or not self.model.stored(place).shown or not self.model.stored(place).confirmed

    def _show_and_say(self, place: tuple[int, int], spot: Spot | None) -> None:
        self.redraw_cell(self.model.spot(place))
        if spot is not None:
            self.post_message(self.Entered(self, spot))

    def _judge(self, row: int, column: int, text: str) -> bool:
        number = self.model.number(row)
        said = reading.of_draft(self.model.columns[column], self.model.rows[row], number, text, self.time)
        return said.tone is not Tone.BAD

    def _remark(self, place: tuple[int, int]) -> Remark:
        row, column = self.model.rows[place[0]], self.model.columns[place[1]]
        stored, entry, draft = self.model.stored(place), self.model.entry(self.spot), self.grid.draft
        if draft is not None:
            is_overtaken = self._drafting is not None and self._drafting[1] != self.model.version(self.spot)
            if is_overtaken:
                return reading.of_overtaking(stored, self.time)
            return reading.of_draft(column, row, self.model.number(place[0]), draft, self.time)
        if entry is not None and entry.stand is not Stand.STORED:
            return bad(entry.sentence) if entry.stand is Stand.REFUSED else _BUSY
        return self.remark_of(place)

    def remark_of(self, place: tuple[int, int]) -> Remark:
        """What is to be said of a cell in which nothing is typed, and which shows what is stored."""
        row, column = self.model.rows[place[0]], self.model.columns[place[1]]
        stored = self.model.stored(place)
        return reading.of_cell(column, row, stored, self.time, editable=self.can_record_at(place[0]))
