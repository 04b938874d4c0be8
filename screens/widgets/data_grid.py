"""A table that is filled in by keyboard, cell by cell, and repaints only what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.keys import Place, bindings_for
from screens.styles import sheet_beside
from screens.theme import AVAILABLE, BLOCKED, STATE_LOOKS
from screens.widgets.grid_layout import Cell, Column, GridLayout, GridLine, Look, lay_out
from screens.widgets.grid_painting import GridPainter
from screens.widgets.grid_ways import WAYS, Extent, after_value_in, next_open

Judge = Callable[[int, int, str], bool]
"""(row, column, text) → whether what is typed so far is in order."""
TextAt = Callable[[int, int], str]
"""(row, column) → what one would type for what stands there."""

NOT_APPLICABLE: Final = "n/a"
"""What is entered for N/A."""

_NA_KEY: Final = "x"
_TOKENS: Final = sorted({look.token for look in (AVAILABLE, BLOCKED, *STATE_LOOKS.values())})
_WAY_OF_KEY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "up": "up",
        "down": "down",
        "left": "left",
        "right": "right",
        "pageup": "page up",
        "pagedown": "page down",
        "home": "row start",
        "end": "row end",
        "ctrl+home": "start",
        "ctrl+end": "end",
        "tab": "next",
        "shift+tab": "previous",
    }
)


class DataGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of cells under a head that stays, with a cursor on one cell.

    Typing begins a value over what stands there, the draft. Leaving the cell in any direction enters it: `Entered`
    is posted, and the cell shows the text as on its way until the owner puts another cell there. Enter goes down,
    Tab right, and Enter after Tab to the row below where the Tabs began, as in a spreadsheet.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.GRID)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"data-grid--{look}" for look in Look),
        "data-grid--head",
        "data-grid--about",
        "data-grid--here",
        "data-grid--label",
        "data-grid--required",
        "data-grid--cursor",
        "data-grid--cursor-bad",
        "data-grid--caret",
        "data-grid--mark",
        *(f"data-grid--mark-{token}" for token in _TOKENS),
    }
    DEFAULT_CSS = sheet_beside(__file__)

    class At(Message):
        """Something about one cell of a grid."""

        def __init__(self, grid: DataGrid, row: int, column: int) -> None:
            """Carry the place of the cell."""
            super().__init__()
            self.grid = grid
            self.row = row
            self.column = column

        @property
        def control(self) -> DataGrid:
            """The grid, for `@on(DataGrid.Entered, "#id")`."""
            return self.grid

    class Highlighted(At):
        """Another cell is under the cursor, or what is typed in it is another."""

    class Opened(At):
        """Enter, or a second click, on a cell in which nothing is typed."""

    class Barred(At):
        """Something was typed into a cell of a row that is only read."""

    class Restored(At):
        """Esc on a cell whose value was refused."""

    class Entered(At):
        """A value was typed, or chosen by its key, and is to be recorded."""

        def __init__(self, grid: DataGrid, row: int, column: int, text: str) -> None:
            """Carry the place and the text."""
            super().__init__(grid, row, column)
            self.text = text

    def __init__(
        self,
        *,
        judge: Judge | None = None,
        text_at: TextAt | None = None,
        frozen: int = 1,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """Begin without columns and rows.

        Args:
            judge: Judges a draft while it is typed; it is shown as bad where it is.
            text_at: Says with what Backspace begins; with the cell's text where it is not given.
            frozen: How many of the first columns stay while the others scroll, where the width allows it.
            id: Textual's id.
        """
        super().__init__(id=id)
        self.is_editable = True
        """Whether values can be entered now; else the cursor only looks around."""
        self._judge = judge
        self._text_at = text_at
        self._frozen = frozen
        self._lines: list[GridLine] = []
        self._layout_now = GridLayout()
        self._row = self._column = 0
        self._draft: str | None = None
        self._tabs_began: int | None = None
        self._painter = GridPainter(self)

    @property
    def lines(self) -> Sequence[GridLine]:
        """The rows, in their order."""
        return self._lines

    @property
    def layout_now(self) -> GridLayout:
        """Where the columns stand."""
        return self._layout_now

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        return self._layout_now.columns

    @property
    def place(self) -> tuple[int, int]:
        """The row and the column of the cursor, from 0."""
        return self._row, self._column

    @property
    def draft(self) -> str | None:
        """What is typed under the cursor and not entered; None where nothing is."""
        return self._draft

    @property
    def is_bad_draft(self) -> bool:
        """Whether what is typed is found fault with."""
        return (
            bool(self._draft) and self._judge is not None and not self._judge(*self.place, self._draft or "")
        )

    @property
    def takes_text(self) -> bool:
        """Whether printable keys are typed into the cell under the cursor."""
        return self._has_cursor and self._is_open and self.columns[self._column].is_typed

    @property
    def head_height(self) -> int:
        """Lines of the head: names, and beneath them what is said about each, if anything is."""
        return 2 if any(column.about for column in self.columns) else 1

    @property
    def full_height(self) -> int:
        """Lines of the head and all rows."""
        return self.head_height + len(self._lines)

    def first_open(self) -> tuple[int, int] | None:
        """The first cell in which something is still to be done, the worst first; None where nothing is."""
        return next_open(self._lines, self._extent, (0, -1))

    def update(
        self, columns: Sequence[Column], lines: Sequence[GridLine], place: tuple[int, int] | None = None
    ) -> None:
        """Show these instead of those before; the cursor, the place and the draft stay.

        Where rows came or went, `place` says where the cell under the cursor stands now; its draft goes with it.
        """
        before, self._lines = self._lines, list(lines)
        is_moved = place is not None and place != self.place
        if place is not None:
            self._row, self._column = place
        if is_moved or tuple(columns) != self.columns or len(before) != len(lines):
            self._lay_out(columns)
            return
        for number in self._rows_in_view:
            if number < len(lines) and before[number] != lines[number]:
                self.refresh(Region(0, self._y(number), self._painter.width, 1))

    def set_cell(self, row: int, column: int, cell: Cell) -> None:
        """Show another cell in one place."""
        line = self._lines[row]
        if line.cells[column] != cell:
            self._lines[row] = line.with_cell(column, cell)
            self._refresh_cell(row, column)

    def move_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell, or on the nearest one; what is typed is entered first."""
        if not self._has_cursor:
            return
        self._enter_draft()
        old = self.place
        self._row, self._column = self._extent.nearest(row, column)
        self._tabs_began = None
        if old != self.place:
            self._scroll_to_cursor()
            self._refresh_cursor(*old)
            self._refresh_cursor(*self.place)
            self.post_message(self.Highlighted(self, *self.place))

    def go_on(self) -> None:
        """To the cell after a value: the one below it, or where the Tabs began."""
        following = after_value_in(self._lines, self._extent, self.place, self._tabs_began)
        self.move_to(*(following or self.place))

    def enter(self, text: str) -> None:
        """Enter a value that was not typed here but chosen, picked or scanned; and go on."""
        self._draft = text
        self.go_on()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that leads nowhere in the grid is the screen's; so is one for which there is nothing to do."""
        if not self._has_cursor:
            return False
        here = self.columns[self._column]
        match action:
            case "go":
                return WAYS[str(parameters[0])](self._extent, self.place) is not None
            case "restore":
                return self._draft is not None or self._look_here is Look.REFUSED
            case "erase" | "clear":
                return self.takes_text
            case "next_open":
                return next_open(self._lines, self._extent, self.place) is not None
            case "choose":
                return self._is_open and not here.is_numbered and parameters[0] in here.choices
            case "choose_number":
                return self._is_open and here.is_numbered and int(str(parameters[0])) <= len(here.choices)
            case "not_applicable":
                return self._may_be_na
            case _:
                return super().check_action(action, parameters)

    def action_go(self, way: str) -> None:
        """Move the cursor; what is typed is entered."""
        target = WAYS[way](self._extent, self.place)
        if target is not None:
            began = self._column if self._tabs_began is None else self._tabs_began
            self.move_to(*target)
            self._tabs_began = began if way in {"next", "previous"} else None

    def action_next_open(self) -> None:
        """To the next cell that was refused; else out of range, else to be looked at, else missing."""
        found = next_open(self._lines, self._extent, self.place)
        if found is not None:
            self.move_to(*found)

    def action_record(self) -> None:
        """Enter what is typed and go on; where nothing is, open the cell."""
        if not self._has_cursor:
            return
        if self._draft is not None or not self.columns[self._column].is_settable:
            self.go_on()
        else:
            self.post_message(self.Opened(self, *self.place))

    def action_restore(self) -> None:
        """Let go of what is typed, or of what was refused."""
        if self._draft is None:
            self.post_message(self.Restored(self, *self.place))
        else:
            self._type(None)

    def action_erase(self) -> None:
        """Take the last character away; of what stands there, where nothing is typed."""
        self._type((self._text_here if self._draft is None else self._draft)[:-1])

    def action_clear(self) -> None:
        """Begin with nothing: entered like this, it clears the cell."""
        self._type("")

    def action_choose(self, choice: str) -> None:
        """A key of its own: enter that value."""
        self.enter(choice)

    def action_choose_number(self, number: int) -> None:
        """A number: enter that choice."""
        self.enter(self.columns[self._column].choices[number - 1])

    def action_not_applicable(self) -> None:
        """Enter N/A."""
        self.enter(NOT_APPLICABLE)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here, and is nobody else's."""
        if not character or not character.isprintable() or not self.takes_text or "+" in key:
            return False
        return self._draft is not None or key != _NA_KEY or not self._may_be_na

    def on_key(self, event: events.Key) -> None:
        """Move and type at once, without asking every widget up to the App whose key it is.

        Other keys that a site maps to these actions come by their bindings.
        """
        way = _WAY_OF_KEY.get(event.key)
        if way is not None and self.check_action("go", (way,)):
            self.action_go(way)
        elif event.key == "enter" and self._has_cursor:
            self.action_record()
        elif self.check_consume_key(event.key, event.character):
            self._type((self._draft or "") + (event.character or ""))
        elif self._is_barred(event):
            self.post_message(self.Barred(self, *self.place))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Type the first line of what is pasted."""
        if self.takes_text and (lines := event.text.splitlines()):
            event.stop()
            self._type((self._draft or "") + lines[0])

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that was clicked; open it where it was there."""
        offset = event.get_content_offset_capture(self)
        column = self._layout_now.column_at(offset.x, self.scroll_offset.x)
        row = offset.y - self.head_height + self.scroll_offset.y
        if column is None or offset.y < self.head_height or row >= len(self._lines):
            return
        event.stop()
        if self.place == (row, column):
            self.action_record()
        else:
            self.move_to(row, column)

    def render_line(self, y: int) -> Strip:
        """One line of what is in view, `y` lines below its top."""
        return self._painter.line(y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in view straight from what was painted; so a border or padding belongs around the grid."""
        strips = [self._painter.line(y) for y in crop.line_range]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span == (0, self._painter.width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def notify_style_update(self) -> None:
        """Forget what was painted in the styles of before."""
        super().notify_style_update()
        self._painter.forget()

    def _on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's signature
        self._lay_out(self.columns)

    def on_focus(self) -> None:
        """Show the cursor as one that types."""
        self._painter.forget()
        self._refresh_cursor(*self.place)

    def on_blur(self) -> None:
        """Show it as one that does not."""
        self._painter.forget()
        self._refresh_cursor(*self.place)

    @property
    def _has_cursor(self) -> bool:
        return bool(self._lines and self.columns)

    @property
    def _may_be_na(self) -> bool:
        here, line = self.columns[self._column], self._lines[self._row]
        return self._is_open and self._draft is None and here.is_settable and here.takes_na and line.allows_na

    @property
    def _is_open(self) -> bool:
        """Whether a value can be entered in the row under the cursor now; a draft that began is finished anyway."""
        return self.is_editable and (self._lines[self._row].is_open or self._draft is not None)

    def _is_barred(self, event: events.Key) -> bool:
        """Whether a key would begin a value, were the row under the cursor open."""
        if not self.is_editable or not self._has_cursor or self._is_open:
            return False
        here = self.columns[self._column]
        return here.is_settable and bool(event.character) and event.is_printable and "+" not in event.key

    @property
    def _look_here(self) -> Look:
        return self._lines[self._row].cells[self._column].look

    @property
    def _text_here(self) -> str:
        return (
            self._text_at(*self.place) if self._text_at else self._lines[self._row].cells[self._column].text
        )

    @property
    def _extent(self) -> Extent:
        return Extent.of(len(self._lines), self.columns, max(1, len(self._rows_in_view) - 1))

    @property
    def _rows_in_view(self) -> range:
        top = self.scroll_offset.y
        return range(top, top + max(0, self.scrollable_content_region.height - self.head_height))

    def _type(self, draft: str | None) -> None:
        self._draft = draft
        self._refresh_cell(*self.place)
        self.post_message(self.Highlighted(self, *self.place))

    def _enter_draft(self) -> None:
        if self._draft is not None:
            text, self._draft = self._draft, None
            self.set_cell(*self.place, Cell(text, Look.BUSY))
            self._refresh_cell(*self.place)
            self.post_message(self.Entered(self, *self.place, text))

    def _lay_out(self, columns: Sequence[Column]) -> None:
        width = self._painter.width
        gutter = max((cell_len(line.label) for line in self._lines), default=1) + 2
        self._layout_now = lay_out(columns, gutter, width, self._frozen)
        self._row, self._column = self._extent.nearest(*self.place)
        self._painter.forget()
        self.virtual_size = Size(self._layout_now.reach(width), self.full_height)
        self._scroll_to_cursor()
        self.refresh()

    def _scroll_to_cursor(self) -> None:
        """Scroll as little as shows the cursor's cell."""
        view, scrolled = self._rows_in_view, self.scroll_offset
        if not view or not self.columns:
            return
        x = self._layout_now.scroll_for(self._column, scrolled.x, self._painter.width)
        y = self._row if self._row < view.start else max(view.start, self._row - len(view) + 1)
        if (x, y) != scrolled:
            self.scroll_to(x, y, animate=False, force=True)

    def _y(self, row: int) -> int:
        return row - self.scroll_offset.y + self.head_height

    def _refresh_cell(self, row: int, column: int) -> None:
        span = self._layout_now.seen_span(column, self.scroll_offset.x)
        self.refresh(Region(span.start, self._y(row), len(span), 1))

    def _refresh_cursor(self, row: int, column: int) -> None:
        """A cell that the cursor comes to or leaves, its row's number, and its column's name."""
        if self._has_cursor:
            span = self._layout_now.seen_span(column, self.scroll_offset.x)
            self._refresh_cell(row, column)
            self.refresh(
                Region(0, self._y(row), self._layout_now.gutter, 1), Region(span.start, 0, len(span), 1)
            )
