"""Markdown laid out on lines: pure, in the theme's tokens.

It knows headings, lists, quotes, code, tables, rules and emphasis; links show where they lead, and HTML and
Textual's markup stay letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from screens.widgets.lines import clean, column

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_EMPHASIS: Final = {"strong": "bold $strong", "em": "italic", "s": "strike"}
_BULLETS: Final = "•–·"
_LEAST_WIDTH: Final = 10


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """The parser, imported when the first instructions are shown."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - not needed to paint the first screen

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=64)
def markdown_content(text: str, width: int) -> Content:
    """Markdown in `width` cells."""
    return Content("\n").join(_Page(max(_LEAST_WIDTH, width)).lines_of(_parser().parse(text)))


class _Page:
    """Blocks, one below the other, each behind the marks of the lists and quotes that it stands in.

    A method named for a type of token does what that token says.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._lines: list[Content] = []
        self._marks: list[tuple[str, str]] = []
        """(before the first line, before the others) of each list item and quote, from outside in."""
        self._numbers: list[int | None] = []
        """The next number of each list, None where it has bullets."""
        self._rows: list[list[Content]] = []
        """The table that is being read."""
        self._style = ""
        self._gap: int | None = None
        """An empty line is due before the next block: how many marks the block before stood behind."""

    def lines_of(self, tokens: Sequence[Token]) -> list[Content]:
        """All lines of a parsed text."""
        for token in tokens:
            act: Callable[[Token], None] | None = getattr(self, f"_{token.type}", None)
            if act is not None:
                act(token)
        return self._lines

    def _bullet_list_open(self, _token: Token) -> None:
        self._numbers.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self._numbers.append(int(token.attrGet("start") or 1))

    def _bullet_list_close(self, _token: Token) -> None:
        self._numbers.pop()
        if not self._numbers:
            self._ask_for_gap()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, _token: Token) -> None:
        number = self._numbers[-1]
        if number is None:
            depth = self._numbers.count(None) - 1
            self._marks.append((f"{_BULLETS[depth % len(_BULLETS)]} ", "  "))
        else:
            self._numbers[-1] = number + 1
            mark = f"{number}. "
            self._marks.append((mark, " " * len(mark)))

    def _blockquote_open(self, _token: Token) -> None:
        self._marks.append(("│ ", "│ "))

    def _list_item_close(self, _token: Token) -> None:
        self._marks.pop()

    _blockquote_close = _list_item_close

    def _heading_open(self, token: Token) -> None:
        self._style = "bold underline $strong" if token.tag == "h1" else "bold $strong"

    def _heading_close(self, _token: Token) -> None:
        self._style = ""

    def _paragraph_close(self, token: Token) -> None:
        if not token.hidden:
            self._ask_for_gap()

    def _inline(self, token: Token) -> None:
        content = _inline(token.children or ())
        if self._rows:
            self._rows[-1].append(content)
        else:
            self._put(content.stylize_before(self._style))

    def _fence(self, token: Token) -> None:
        for line in token.content.rstrip("\n").split("\n"):
            self._put(Content.styled(f"  {clean(line)}", "$accent"))
        self._ask_for_gap()

    _code_block = _fence

    def _hr(self, _token: Token) -> None:
        self._put(Content.styled("─" * self._room, "$line"))

    def _tr_open(self, _token: Token) -> None:
        self._rows.append([])

    def _table_close(self, _token: Token) -> None:
        for row in _table(self._rows, self._room):
            self._put(row)
        self._rows = []
        self._ask_for_gap()

    @property
    def _room(self) -> int:
        return max(_LEAST_WIDTH, self._width - sum(cell_len(first) for first, _ in self._marks))

    def _ask_for_gap(self) -> None:
        self._gap = len(self._marks)

    def _put(self, block: Content) -> None:
        """One block, wrapped behind its marks, with an empty line above where the one before asked for it."""
        if self._gap is not None and self._lines:
            shared = self._marks[: self._gap]
            self._lines.append(Content.styled("".join(later for _, later in shared).rstrip(), "$accent"))
        self._gap = None
        for line in block.split("\n", allow_blank=True):
            for piece in line.wrap(self._room) if line else (line,):
                marks = "".join(first for first, _ in self._marks)
                self._lines.append(Content.assemble((marks, "$accent"), piece))
                self._marks = [(later, later) for _, later in self._marks]


def _inline(tokens: Sequence[Token]) -> Content:
    """The text of one paragraph; its breaks are line ends."""
    parts: list[Content] = []
    styles: list[str] = []
    links: list[str] = []
    for token in tokens:
        kind, _, edge = token.type.rpartition("_")
        if kind in _EMPHASIS and edge == "open":
            styles.append(_EMPHASIS[kind])
        elif kind in _EMPHASIS:
            styles.pop()
        elif token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            parts.append(Content.styled(f" ({clean(links.pop())})", "$dim"))
        else:
            parts.append(_piece(token, styles))
    return Content("").join(parts)


def _piece(token: Token, styles: Sequence[str]) -> Content:
    match token.type:
        case "code_inline":
            return Content.styled(clean(token.content), "bold $accent")
        case "image":
            return Content.styled(f"[picture: {clean(token.content)}]", "$dim")
        case "softbreak":
            return Content(" ")
        case "hardbreak":
            return Content("\n")
        case _:
            piece = Content(clean(token.content))
            for style in styles:
                piece = piece.stylize(style)
            return piece


def _table(rows: Sequence[Sequence[Content]], width: int) -> Iterator[Content]:
    """Columns as wide as their widest cell, the widest ones cut until all fit; the first row is the head."""
    widths = [max(cell.cell_length for cell in cells) for cells in zip(*rows, strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    for number, row in enumerate(rows):
        cells = [
            Content(column(cell.plain, cell_width))
            if cell.cell_length > cell_width
            else cell.pad_right(cell_width - cell.cell_length)
            for cell, cell_width in zip(row, widths, strict=True)
        ]
        yield Content("  ").join(cells).stylize_before("bold $strong" if number == 0 else "")
