"""The table of a datagrid step on its sheet: cells are recorded, and rows are signed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from textual.geometry import Size
from textual.message import Message

from data.rows.work import StepView
from ion_tui.engine.commands import RecordCell
from ion_tui.engine.words import FieldType
from screens.step_parts import grid_reading as reading
from screens.step_parts.cell_table import CellTable
from screens.step_parts.grid_foot import GridFoot
from screens.step_parts.grid_model import GridModel, Spot
from screens.step_parts.grid_reading import Entry
from screens.step_parts.layout import Columns
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside

_HEAD: Final = 2


class GridPart(CellTable[GridModel], can_focus=False):
    """A datagrid's table as one stop of the sheet."""

    DEFAULT_CSS = sheet_beside(__file__)

    class SignWanted(Message):
        """A cell is to be signed."""

        def __init__(self, part: GridPart, spot: Spot) -> None:
            """Carry the cell."""
            super().__init__()
            self.part = part
            self.spot = spot

    def __init__(
        self, view: StepView, columns: Columns, time: SiteTime, *, can_record: bool, can_sign: bool
    ) -> None:
        """Take the step's table, and what can be done with it now."""
        super().__init__(GridModel(time), time, columns, can_record=can_record)
        self.step_id = view.step.step_id
        self._view = view
        self._can_sign = can_sign

    def on_mount(self) -> None:
        """Show the table, with the cursor on what is missing first."""
        self.show(self._view, can_record=self._can_record, can_sign=self._can_sign)
        self.grid.move_to(*(self.grid.first_open() or (0, 0)))

    @property
    def full_height(self) -> int:
        """Lines of all rows, the head and the foot."""
        return _HEAD + len(self._view.grid) + GridFoot.HEIGHT

    @property
    def is_missing(self) -> bool:
        """Whether something is still to be done in it."""
        return self.grid.first_open() is not None

    def show(self, view: StepView, *, can_record: bool, can_sign: bool) -> None:
        """Take the table as it is now; what is typed, and what is on its way, stays."""
        self._view, self._can_record, self._can_sign = view, can_record, can_sign
        self.grid.is_editable = can_record
        before = self.model.columns
        self.model.show(view.columns, view.grid)
        columns = self.grid.columns if before == view.columns else reading.columns_of(view.columns, view.grid)
        self.grid.update(columns, self.model.lines)
        self.say()

    def command(self, spot: Spot, entry: Entry, reason: str | None) -> RecordCell:
        """What records an entry."""
        return RecordCell(
            step_id=self.step_id,
            row_id=spot.row_id,
            column_id=spot.column_id,
            text=entry.text,
            not_applicable=entry.not_applicable,
            seen_value=entry.seen,
            reason=reason,
        )

    def step_of(self, spot: Spot) -> int:
        """The step whose table it is."""
        del spot
        return self.step_id

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

    def open_cell(self, place: tuple[int, int]) -> None:
        """A cell that is not signed yet is signed."""
        is_signature = self.model.columns[place[1]].type == FieldType.SIGNOFF
        if is_signature and self.model.stored(place).signed_by is None:
            self.post_message(self.SignWanted(self, self.spot))
        else:
            super().open_cell(place)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As much as there is."""
        del container, viewport, width
        return self.full_height
