"""A list of rows that repaints only what changed: the queue, a run's steps, anything to pick from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.cache import FIFOCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from screens.keys import Place, bindings_for
from screens.styles import sheet_beside
from screens.theme import CURSOR_GLYPH
from screens.widgets.lines import clean
from screens.widgets.row_layout import Heading, R, Row, RowLayout, lay_out

V = TypeVar("V", bound=Row)

RenderRow = Callable[[R, int, bool], Sequence[Content]]
"""(row, width in cells, selected) → its lines. Longer lines are cut with `…`, missing ones are blank."""

_GUTTER: Final = 2
"""Cells beside a row's text: the cursor's at the left, an empty one at the right."""
_KEPT_ROWS: Final = 1024


class RowList(ScrollView, Generic[R], can_focus=True, inherit_bindings=False):
    """Rows of one or more lines under a cursor, painted line by line.

    `update_rows` takes the whole list anew and repaints what is different; the cursor stays on its key, or
    near its place when that row is gone. Painted rows are kept until they, the width or the theme change.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--row",
        "row-list--selected",
        "row-list--cursor",
        "row-list--heading",
        "row-list--empty",
    }
    DEFAULT_CSS = sheet_beside(__file__)

    class Highlighted(Message, Generic[V]):
        """The row under the cursor is another one, or has changed; None when there are no rows."""

        def __init__(self, row_list: RowList[V], row: V | None) -> None:
            """Carry the row under the cursor."""
            super().__init__()
            self.row_list = row_list
            self.row = row

        @property
        def control(self) -> RowList[V]:
            """The list, for `@on(RowList.Highlighted, "#id")`."""
            return self.row_list

    class Opened(Message, Generic[V]):
        """A row was chosen, by Enter or by a click."""

        def __init__(self, row_list: RowList[V], row: V) -> None:
            """Carry the row."""
            super().__init__()
            self.row_list = row_list
            self.row = row

        @property
        def control(self) -> RowList[V]:
            """The list, for `@on(RowList.Opened, "#id")`."""
            return self.row_list

    def __init__(
        self,
        render_row: RenderRow[R],
        *,
        row_height: int = 2,
        section_of: Callable[[R], str] | None = None,
        empty: str = "Nothing here.",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Begin without rows.

        Args:
            render_row: Makes the lines of one row.
            row_height: Lines of every row.
            section_of: The heading under which a row stands; rows of one section follow each other.
            empty: What is said when there are no rows.
            id: Textual's id.
            classes: Textual's classes.
        """
        super().__init__(id=id, classes=classes)
        self._render_row = render_row
        self._row_height = row_height
        self._section_of = section_of
        self._empty = empty
        self._layout_now: RowLayout[R] = lay_out((), row_height)
        self._cursor: int | None = None
        self._painted: FIFOCache[tuple[Hashable, bool], tuple[R, list[Strip]]] = FIFOCache(_KEPT_ROWS)
        self._text_styles: dict[str, Style] = {}
        self._blank_line: Strip | None = None
        self._moves: Mapping[str, Callable[[], None]] = {
            "up": self.action_cursor_up,
            "down": self.action_cursor_down,
            "pageup": self.action_page_up,
            "pagedown": self.action_page_down,
            "home": self.action_first,
            "end": self.action_last,
            "enter": self.action_open_row,
        }

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows, in their order."""
        return self._layout_now.rows

    @property
    def cursor(self) -> int | None:
        """The number of the row under the cursor, from 0; None when there are no rows."""
        return self._cursor

    @property
    def highlighted(self) -> R | None:
        """The row under the cursor."""
        return None if self._cursor is None else self.rows[self._cursor]

    @property
    def empty(self) -> str:
        """What is said when there are no rows."""
        return self._empty

    @empty.setter
    def empty(self, sentence: str) -> None:
        self._empty = sentence
        if not self.rows:
            self.refresh()

    @property
    def row_height(self) -> int:
        """Lines of every row."""
        return self._row_height

    @row_height.setter
    def row_height(self, lines: int) -> None:
        if lines != self._row_height:
            self._row_height = lines
            self._layout_now = lay_out(self.rows, lines, self._section_of)
            self._forget_painted()
            self.virtual_size = Size(self.virtual_size.width, self._layout_now.height)
            self.refresh()
            if self._cursor is not None:
                self._scroll_to_row(self._cursor)

    def update_rows(self, rows: Sequence[R], *, steady: bool = False) -> None:
        """Show `rows` instead of those before; the cursor and the place stay.

        `steady` is for rows that are a stretch of more: where rows above the cursor come or go, its row stays on its
        line of the screen, and what is around it too.
        """
        before, old, old_cursor = self._layout_now, self.highlighted, self._cursor
        after = self._layout_now = lay_out(rows, self._row_height, self._section_of)
        cursor = self._cursor = _cursor_after(after, old, old_cursor)
        was_seen = old_cursor is not None and _overlap(before.lines_of(old_cursor), self._lines_in_view)
        if after.height != before.height:
            self.virtual_size = Size(self.virtual_size.width, after.height)
        if bool(before.rows) != bool(after.rows):
            self.refresh()
        else:
            for lines in before.differing(after, self._lines_in_view):
                self.refresh_lines(lines.start, len(lines))
        if cursor != old_cursor:
            self._refresh_row(before, old_cursor)
            self._refresh_row(after, cursor)
        if cursor is not None and was_seen:
            if steady and old is not None and old_cursor is not None and after.rows[cursor].key == old.key:
                moved = after.lines_of(cursor).start - before.lines_of(old_cursor).start
                self.scroll_to(y=self.scroll_offset.y + moved, animate=False, force=True)
            self._scroll_to_row(cursor)
        if old != self.highlighted:
            self.post_message(self.Highlighted(self, self.highlighted))

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row of `key`; False when there is none."""
        number = self._layout_now.number_of(key, self._cursor)
        if number is None:
            return False
        self._move(number)
        return True

    def action_cursor_up(self) -> None:
        """One row up."""
        self._move_by(-1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self._move_by(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self._move_by(-self._rows_in_view)

    def action_page_down(self) -> None:
        """One screen down."""
        self._move_by(self._rows_in_view)

    def action_first(self) -> None:
        """To the first row."""
        self._move(0)

    def action_last(self) -> None:
        """To the last row."""
        self._move(len(self.rows) - 1)

    def action_open_row(self) -> None:
        """Say that the row under the cursor was chosen."""
        if (row := self.highlighted) is not None:
            self.post_message(self.Opened(self, row))

    def on_key(self, event: events.Key) -> None:
        """Move at once, without asking every widget up to the App whose key it is.

        Other keys that a site maps to these actions come by their bindings.
        """
        move = self._moves.get(event.key)
        if move is not None:
            event.stop()
            event.prevent_default()
            move()

    def render_line(self, y: int) -> Strip:
        """One line of what is in view, `y` lines below its top."""
        return self._line(y, self.scrollable_content_region.width, self.scroll_offset.y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in view straight from what was painted; so a border or padding belongs around the list."""
        width, top = self.scrollable_content_region.width, self.scroll_offset.y
        strips = [self._line(y, width, top) for y in crop.line_range]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span == (0, width):
            return strips
        return [strip.crop(*crop.column_span) for strip in strips]

    def notify_style_update(self) -> None:
        """Forget what was painted in the styles of before."""
        super().notify_style_update()
        self._forget_painted()

    def _on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's signature
        self._forget_painted()
        self.virtual_size = Size(self.scrollable_content_region.width, self._layout_now.height)
        if self._cursor is not None:
            self._scroll_to_row(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked."""
        line = event.get_content_offset_capture(self).y + self.scroll_offset.y
        number = self._layout_now.row_at(line)
        if number is not None:
            event.stop()
            self._move(number)
            self.action_open_row()

    def _move_by(self, rows: int) -> None:
        if self._cursor is not None:
            self._move(self._cursor + rows)

    def _move(self, number: int) -> None:
        """Put the cursor on a row, or on the nearest one there is."""
        if not self.rows:
            return
        number = max(0, min(number, len(self.rows) - 1))
        old = self._cursor
        self._cursor = number
        self._scroll_to_row(number)
        if old != number:
            self._refresh_row(self._layout_now, old)
            self._refresh_row(self._layout_now, number)
            self.post_message(self.Highlighted(self, self.rows[number]))

    def _refresh_row(self, layout: RowLayout[R], number: int | None) -> None:
        if number is not None:
            lines = layout.lines_of(number)
            self.refresh_lines(lines.start, len(lines))

    @property
    def _lines_in_view(self) -> range:
        top = self.scroll_offset.y
        return range(top, top + self.scrollable_content_region.height)

    @property
    def _rows_in_view(self) -> int:
        return max(1, self.scrollable_content_region.height // self._row_height)

    def _scroll_to_row(self, number: int) -> None:
        """Scroll as little as shows the whole row, and upwards the heading right above it."""
        view, lines = self._lines_in_view, self._layout_now.lines_of(number)
        if not view:
            return
        if lines.start < view.start:
            self.scroll_to(y=self._layout_now.first_line_with_heading(number), animate=False, force=True)
        elif lines.stop > view.stop:
            self.scroll_to(y=lines.stop - len(view), animate=False, force=True)

    def _painted_row(self, row: R, width: int) -> list[Strip]:
        selected = row is self.highlighted
        known = self._painted.get((row.key, selected))
        # A scroll bar that comes or goes changes the width, and no resize tells of it.
        is_as_wide = known is not None and known[1][0].cell_length == width
        if known is not None and is_as_wide and (known[0] is row or known[0] == row):
            return known[1]
        name = "row-list--selected" if selected else "row-list--row"
        lines = [*self._render_row(row, max(0, width - _GUTTER), selected)][: self._row_height]
        lines += [Content("")] * (self._row_height - len(lines))
        strips = [self._paint(line, name, width, cursor=selected) for line in lines]
        self._painted[row.key, selected] = (row, strips)
        return strips

    def _paint(self, line: Content, name: str, width: int, *, cursor: bool = False) -> Strip:
        base = self._text_style(name)
        space = max(0, width - _GUTTER)
        if line.cell_length > space:
            line = line.truncate(space, ellipsis=True)
        parse_style = self.app.stylesheet.parse_style
        gutter = (
            Segment(CURSOR_GLYPH, self._text_style("row-list--cursor").rich_style)
            if cursor
            else Segment(" ", base.rich_style)
        )
        segments = [Segment(text, style.rich_style) for text, style in line.render(base, "", parse_style)]
        return Strip([gutter, *segments]).adjust_cell_length(width, base.rich_style).simplify()

    def _line(self, y: int, width: int, top: int) -> Strip:
        if not self.rows:
            return self._empty_line(y, width)
        found = self._layout_now.at(y + top)
        if found is None:
            return self._blank(width)
        item, line = found
        if isinstance(item, Heading):
            return self._paint(Content(clean(item.text)), "row-list--heading", width)
        return self._painted_row(item, width)[line]

    def _blank(self, width: int) -> Strip:
        if self._blank_line is None or self._blank_line.cell_length != width:
            self._blank_line = Strip.blank(width, self._text_style("row-list--row").rich_style)
        return self._blank_line

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = Content(clean(self._empty)).wrap(max(1, width - 2 * _GUTTER))
        line = Content.assemble(" ", lines[y - 1]) if 1 <= y <= len(lines) else Content("")
        return self._paint(line, "row-list--empty", width)

    def _text_style(self, name: str) -> Style:
        style = self._text_styles.get(name)
        if style is None:
            style = self._text_styles[name] = self.get_visual_style(name)
        return style

    def _forget_painted(self) -> None:
        self._painted.clear()
        self._text_styles.clear()
        self._blank_line = None


def _cursor_after(layout: RowLayout[R], row: R | None, place: int | None) -> int | None:
    """Where a cursor that was on `row` at `place` belongs: on its key, else near its place."""
    if not layout.rows:
        return None
    if row is None or place is None:
        return 0
    found = layout.number_of(row.key, place)
    return min(place, len(layout.rows) - 1) if found is None else found


def _overlap(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)
