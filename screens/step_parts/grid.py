"""The table of a datagrid step: filled in cell by cell, each recorded behind the cursor while that goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from data.rows.work import StepView
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.words import FieldType
from screens.keys import KEYS
from screens.step_parts import grid_reading as reading
from screens.step_parts.choice_line import MOST_NUMBERED
from screens.step_parts.drawn import Drawn
from screens.step_parts.grid_model import GridModel, Spot
from screens.step_parts.grid_reading import Entry, Stand
from screens.step_parts.layout import GUTTER, Columns
from screens.step_parts.reading import NOTHING, Remark, Tone, bad
from screens.step_parts.site_time import SiteTime
from screens.step_parts.stop import Stop
from screens.styles import sheet_beside
from screens.theme import OK_GLYPH
from screens.widgets.data_grid import DataGrid
from screens.widgets.lines import clean, spread

_JUMP: Final = next(key.names[0] for key in KEYS if key.id == "next-open")
_HEAD: Final = 2
_BUSY: Final = Remark(Tone.PLAIN, "… on its way")


class GridFoot(Drawn):
    """Where the cursor is and how much is filled in; beneath, what is said of the cell."""

    DEFAULT_CSS = sheet_beside(__file__)
    HEIGHT: Final = 2

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
            (f"{done} of {count} cells", "$ok" if is_full else "$ink"),
            (f" {OK_GLYPH}" if is_full else "", "$ok"),
        )
        where = Content.styled(clean(self._where), "$dim")
        said = Content.styled(clean(self._remark.words), self._remark.tone.ink)
        room = width - GUTTER
        return [
            Content.assemble(" " * GUTTER, spread(where, progress, room, gap=2)),
            Content.assemble(" " * GUTTER, said.truncate(room, ellipsis=True)),
        ]


class GridPart(Stop, can_focus=False):
    """A datagrid's table with what is said of it.

    The cursor goes on at once: what is entered is shown as on its way, and `Entered` goes up. What is refused
    stays in its cell, with the sentence beneath when the cursor comes back to it, by the key that goes there.
    """

    DEFAULT_CSS = sheet_beside(__file__)

    class About(Message):
        """Something about one cell of the table."""

        def __init__(self, part: GridPart, spot: Spot) -> None:
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

    class SignWanted(About):
        """A cell is to be signed."""

    def __init__(
        self, view: StepView, columns: Columns, time: SiteTime, *, can_record: bool, can_sign: bool
    ) -> None:
        """Take the step's table, and what can be done with it now."""
        super().__init__(columns, editable=True)
        self.model = GridModel(time)
        self.time = time
        self.step_id = view.step.step_id
        self._view = view
        self._can_record, self._can_sign = can_record, can_sign
        self.asking = asyncio.Lock()
        """Held while a dialog about a cell is open: several cells may want one at once."""
        self._drafting: tuple[Spot, int] | None = None
        """The cell in which somebody types, and the version of its value when that began."""
        self._turns: dict[Spot, asyncio.Lock] = {}

    def compose(self) -> ComposeResult:
        """The table, and its foot."""
        yield DataGrid(judge=self._judge, text_at=lambda row, column: self.model.text_at((row, column)))
        yield GridFoot()

    def on_mount(self) -> None:
        """Show the table, with the cursor on what is missing first."""
        self.show(self._view, can_record=self._can_record, can_sign=self._can_sign)
        self.grid.move_to(*(self.grid.first_open() or (0, 0)))

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
    def full_height(self) -> int:
        """Lines of all rows, the head and the foot."""
        return _HEAD + len(self._view.grid) + GridFoot.HEIGHT

    @property
    def can_record(self) -> bool:
        """Whether values can be recorded now."""
        return self._can_record

    @property
    def is_missing(self) -> bool:
        """Whether something is still to be done in it."""
        return self.grid.first_open() is not None

    @property
    def unrecorded(self) -> list[str]:
        """The cells in which something stands that is not recorded, as sentences name them."""
        spots = self.model.unrecorded
        if self.grid.draft is not None and self.spot not in spots:
            spots.append(self.spot)
        return [self.model.name(spot) for spot in spots]

    def show(self, view: StepView, *, can_record: bool, can_sign: bool) -> None:
        """Take the table as it is now; what is typed, and what is on its way, stays."""
        self._view, self._can_record, self._can_sign = view, can_record, can_sign
        self.grid.is_editable = can_record
        before = self.model.columns
        self.model.show(view.columns, view.grid)
        columns = self.grid.columns if before == view.columns else reading.columns_of(view.columns, view.grid)
        self.grid.update(columns, self.model.lines)
        self._say()

    def take_cursor(self) -> None:
        """Put the cursor into the table, where it was."""
        self.grid.focus()

    def redraw_cell(self, spot: Spot) -> None:
        """Show a cell as the model has it now, while the table is shown at all."""
        if self.is_attached and self.model.has(spot):
            place = self.model.place(spot)
            self.grid.set_cell(*place, self.model.cell(place))
            self._say()

    def refuse(self, spot: Spot, entry: Entry, refused: Refused) -> None:
        """What was entered was not recorded: it stays in its cell, with the sentence."""
        self.model.refuse(spot, entry, refused.sentence, refused.code)
        self.redraw_cell(spot)

    def store(self, spot: Spot, entry: Entry, outcome: Outcome) -> None:
        """What was entered was recorded."""
        self.model.store(spot, entry, entry.version_after(outcome))
        self.redraw_cell(spot)

    def can_sign(self, spot: Spot) -> bool:
        """Whether a cell is there to be signed now, as far as is known."""
        return self._can_sign and self.model.stored(self.model.place(spot)).signed_by is None

    def to_sign(self, roles: Collection[str] | None = None) -> Spot | None:
        """What is to be signed (by these roles): the cell under the cursor, else the only one in its row."""
        if not self.model.rows:
            return None
        row, here = self.grid.place
        columns = [
            number
            for number, column in enumerate(self.model.columns)
            if column.type == FieldType.SIGNOFF and (roles is None or column.role in roles)
        ]
        spots = [self.model.spot((row, number)) for number in columns]
        open_spots = [spot for spot in spots if self.can_sign(spot)]
        if here in columns:
            return self.spot if self.can_sign(self.spot) else None
        return open_spots[0] if len(open_spots) == 1 else None

    def turn(self, spot: Spot) -> asyncio.Lock:
        """Held while a cell's value is said: the next one for the same cell waits for what became of it."""
        return self._turns.setdefault(spot, asyncio.Lock())

    def go_on(self, spot: Spot) -> None:
        """Go on to the next cell, unless the cursor has gone somewhere else meanwhile."""
        if self.spot == spot:
            self.grid.go_on()

    def draw(self, width: int) -> Sequence[Content]:
        """Nothing of its own."""
        del width
        return ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As much as there is."""
        del container, viewport, width
        return self.full_height

    @on(DataGrid.Highlighted)
    def _highlighted(self, message: DataGrid.Highlighted) -> None:
        message.stop()
        if self.grid.draft is None:
            self._drafting = None
        elif self._drafting is None or self._drafting[0] != self.spot:
            self._drafting = self.spot, self.model.version(self.spot)
        self._say()
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
        place = message.row, message.column
        column, stored, spot = self.model.columns[place[1]], self.model.stored(place), self.spot
        kind, entry = FieldType(column.type), self.model.entry(self.spot)
        if entry is not None and entry.stand is Stand.REFUSED:
            self._show_and_say(place, self.model.enter_again(place))
            self.grid.go_on()
        elif kind is FieldType.SIGNOFF and stored.signed_by is None:
            self.post_message(self.SignWanted(self, spot))
        elif not self._can_record:
            self.grid.go_on()
        elif kind is FieldType.MULTISELECT or (kind is FieldType.SELECT and self._asks_list(place)):
            self.post_message(self.PickWanted(self, spot))
        else:
            if stored.shown and not stored.confirmed:
                self._show_and_say(place, self.model.enter(place, self.model.text_at(place)))
            self.grid.go_on()

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
        said = reading.of_draft(self.model.columns[column], self.model.rows[row], row, text, self.time)
        return said.tone is not Tone.BAD

    def _say(self) -> None:
        """Where the cursor is, and what is to be said of the cell."""
        if not self.model.rows:
            return
        row, column = self.grid.place
        asked = self.model.columns[column]
        about = asked.limits or asked.unit or ""
        where = f"Row {row + 1} of {len(self.model.rows)}, {asked.name}{f': {about}' if about else ''}"
        self.foot.show(where, self.model.progress, len(self.model.refused), self._remark((row, column)))

    def _remark(self, place: tuple[int, int]) -> Remark:
        row, column = self.model.rows[place[0]], self.model.columns[place[1]]
        stored, entry, draft = self.model.stored(place), self.model.entry(self.spot), self.grid.draft
        if draft is not None:
            is_overtaken = self._drafting is not None and self._drafting[1] != self.model.version(self.spot)
            if is_overtaken:
                return reading.of_overtaking(stored, self.time)
            return reading.of_draft(column, row, place[0], draft, self.time)
        if entry is not None and entry.stand is not Stand.STORED:
            return bad(entry.sentence) if entry.stand is Stand.REFUSED else _BUSY
        return reading.of_cell(column, row, stored, self.time, editable=self._can_record)
