"""The lines of a data grid as they are painted, and kept while they, the width and the colors are the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

from screens.theme import BAD_GLYPH, CURSOR_GLYPH, OK_GLYPH
from screens.widgets.grid_layout import GAP, Cell, Column, GridLine, Look
from screens.widgets.lines import clean
from screens.widgets.lines import column as fitted

if TYPE_CHECKING:
    from rich.style import Style

    from screens.widgets.data_grid import DataGrid

GLYPHS: Final = {
    Look.GOOD: OK_GLYPH,
    Look.ASK: "?",
    Look.BUSY: "…",
    Look.BAD: BAD_GLYPH,
    Look.REFUSED: "!",
}
"""Stands before the text, so that a look is told without color too."""
NOTHING: Final = "·"
"""Stands in a cell that is to be filled in."""
_REQUIRED: Final = "*"
_MORE_LEFT: Final = "‹"
_MORE_RIGHT: Final = "›"
_GAP: Final = " " * GAP
_KEPT_LINES: Final = 512


class GridPainter:
    """Paints the lines of one grid."""

    def __init__(self, grid: DataGrid) -> None:
        """Take the grid."""
        self._grid = grid
        self._lines: FIFOCache[int, tuple[GridLine, int, Strip]] = FIFOCache(_KEPT_LINES)
        self._head: tuple[tuple[int, int], list[Strip]] | None = None
        self._styles: dict[str, Style] = {}

    @property
    def width(self) -> int:
        """Cells of a line in view."""
        return self._grid.scrollable_content_region.width

    def forget(self) -> None:
        """Paint all anew: the width, the columns or the colors are others."""
        self._lines.clear()
        self._head = None
        self._styles.clear()

    def line(self, y: int) -> Strip:
        """The line `y` below the top: of the head, or of the row that is scrolled there."""
        grid = self._grid
        if y < grid.head_height:
            return self._head_lines()[y]
        number = y - grid.head_height + grid.scroll_offset.y
        if number >= len(grid.lines):
            return Strip.blank(self.width, self._style("label"))
        line, scrolled = grid.lines[number], grid.scroll_offset.x
        if number == grid.place[0]:
            return self._in_view(Strip([*self._gutter(line, here=True), *self._cells(line, grid.place[1])]))
        known = self._lines.get(number)
        if known is not None and known[1] == scrolled and (known[0] is line or known[0] == line):
            return known[2]
        strip = self._in_view(Strip([*self._gutter(line, here=False), *self._cells(line, None)]))
        self._lines[number] = (line, scrolled, strip)
        return strip

    def _head_lines(self) -> list[Strip]:
        grid = self._grid
        seen = grid.scroll_offset.x, grid.place[1]
        if self._head is None or self._head[0] != seen:
            texts = [[column.name for column in grid.columns], [column.about for column in grid.columns]]
            lines = [
                self._in_view(Strip(self._head_line(names, style)))
                for names, style in zip(texts[: grid.head_height], ("head", "about"), strict=False)
            ]
            lines[0] = self._with_more(lines[0])
            self._head = (seen, lines)
        return self._head[1]

    def _with_more(self, strip: Strip) -> Strip:
        """The first line of the head, with a mark at either side where there are columns beyond it."""
        layout, scrolled, more = self._grid.layout_now, self._grid.scroll_offset.x, self._style("mark")
        if scrolled:
            mark = Strip([Segment(_MORE_LEFT.rjust(GAP), more)])
            strip = Strip.join([strip.crop(0, layout.frozen), mark, strip.crop(layout.frozen + GAP)])
        if layout.width - scrolled > self.width > 0:
            strip = Strip.join([strip.crop(0, self.width - 1), Strip([Segment(_MORE_RIGHT, more)])])
        return strip

    def _head_line(self, texts: list[str], style: str) -> Iterator[Segment]:
        base = self._style(style)
        yield Segment(" " * self._grid.layout_now.gutter, base)
        for number, (column, text) in enumerate(zip(self._grid.columns, texts, strict=True)):
            ink = self._style("here") if number == self._grid.place[1] else base
            yield Segment(_GAP + fitted(text, column.width, right=column.is_right), ink)

    def _gutter(self, line: GridLine, *, here: bool) -> Iterator[Segment]:
        label = line.label.rjust(self._grid.layout_now.gutter - 2)
        yield Segment((CURSOR_GLYPH if here else " ") + label, self._style("here" if here else "label"))
        if line.mark:
            yield Segment(line.mark, self._style(f"mark-{line.token}"))
        else:
            yield Segment(_REQUIRED if line.is_required else " ", self._style("required"))

    def _cells(self, line: GridLine, here: int | None) -> Iterator[Segment]:
        gap = self._style("label")
        for number, (column, cell) in enumerate(zip(self._grid.columns, line.cells, strict=True)):
            if number == here:
                yield Segment(CURSOR_GLYPH.rjust(GAP), self._style("mark"))
                yield from self._cursor(column, cell)
            else:
                yield Segment(_GAP, gap)
                yield Segment(_shown(column, cell), self._style(cell.look))

    def _cursor(self, column: Column, cell: Cell) -> Iterator[Segment]:
        draft = self._grid.draft
        if draft is None:
            is_bad = cell.look in (Look.BAD, Look.REFUSED)
            yield Segment(_shown(column, cell), self._style("cursor-bad" if is_bad else "cursor"))
            return
        style = self._style("cursor-bad" if self._grid.is_bad_draft else "cursor")
        draft, room = clean(draft), column.width - 1
        while cell_len(draft) > room:
            draft = draft[1:]
        text = fitted(draft, room, right=column.is_right)
        before = text if column.is_right else text[: len(draft)]
        yield Segment(before, style)
        yield Segment(" ", self._style("caret"))
        yield Segment(text[len(before) :], style)

    def _in_view(self, strip: Strip) -> Strip:
        """What is seen of a whole line: the frozen part, and what is scrolled behind it."""
        width, frozen = self.width, self._grid.layout_now.frozen
        scrolled = self._grid.scroll_offset.x
        strip = strip.adjust_cell_length(width + scrolled, self._style("label"))
        if not scrolled:
            return strip.crop(0, width)
        return Strip.join([strip.crop(0, frozen), strip.crop(frozen + scrolled, width + scrolled)])

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._grid.get_visual_style(f"data-grid--{name}").rich_style
        return style


def _shown(column: Column, cell: Cell) -> str:
    glyph = GLYPHS.get(cell.look)
    text = f"{glyph} {cell.text}" if glyph else cell.text or (NOTHING if cell.look is Look.EMPTY else "")
    return fitted(text, column.width, right=column.is_right)
