"""The columns of the Step screen's sheet: name, value, limits, and what is said of the value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from screens.step_parts.reading import NOTHING, Remark
from screens.widgets.lines import clean, wrapped

GUTTER: Final = 2
"""Cells for the cursor, left of every line."""
GAP: Final = 2
"""Empty cells between two columns."""

_NAME_LEAST: Final = 14
_NAME_SHARE: Final = 0.36
_VALUE_WIDTHS: Final = (16, 18, 24)
_COMFORTABLE: Final = 84
_TIGHT: Final = 60
_TIME: Final = 7
"""Cells of a glyph and a time of day."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The width of each column in cells, without the gaps."""

    name: int = 24
    value: int = 18
    limits: int = 0
    """Up to which limits are in line; longer ones push away what is said behind them."""
    remark: int = 20

    @property
    def value_at(self) -> int:
        """Where the value begins."""
        return GUTTER + self.name + GAP

    @property
    def beyond_name(self) -> int:
        """Cells from the beginning of the value to the end of the line."""
        limits = self.limits + GAP if self.limits else 0
        return self.value + GAP + limits + self.remark


@dataclass(frozen=True, slots=True)
class Aside:
    """Something drawn at the end of a field's first line, and what is said with it."""

    drawn: Content = field(default_factory=lambda: Content(""))
    said: Remark = NOTHING
    is_kept: bool = False
    """Whether it goes beneath where there is no room for it; else it is left out."""


NO_ASIDE: Final = Aside()


def columns_for(
    width: int, names: Iterable[str], limits: Iterable[str], *, values: Iterable[str] | None = None
) -> Columns:
    """Columns in `width` cells: names as wide as they are within a share, values within reach of them.

    With `values` the value column is as wide as they are; else as wide as what is typed there may need.
    """
    name_width = max((cell_len(clean(name)) for name in names), default=0)
    limits_width = max((cell_len(clean(words)) for words in limits), default=0)
    room = max(0, width - GUTTER)
    name = min(max(_NAME_LEAST, name_width), max(_NAME_LEAST, int(room * _NAME_SHARE)))
    value = _VALUE_WIDTHS[(room >= _TIGHT) + (room >= _COMFORTABLE)]
    if values is not None:
        value = max((cell_len(text) for text in values), default=0)
    left = room - name - GAP - value - GAP
    if limits_width:
        limits_width = min(limits_width, max(0, left - 2 * GAP - _TIME))
        left -= limits_width + GAP
    return Columns(name, value, limits_width, max(0, left))


def padded(text: Content, width: int) -> Content:
    """`text` with blanks up to `width` cells."""
    return text.pad_right(max(0, width - text.cell_length))


def beside(
    gutter: Content, name: Sequence[Content], rest: Sequence[Content], name_width: int
) -> list[Content]:
    """Two blocks of lines next to each other behind the gutter, which stands on every line."""
    blank = Content("")
    return [
        Content.assemble(
            gutter,
            padded(name[number] if number < len(name) else blank, name_width),
            " " * GAP,
            rest[number] if number < len(rest) else blank,
        )
        for number in range(max(len(name), len(rest)))
    ]


def with_remarks(
    value: Sequence[Content],
    limits: Content,
    columns: Columns,
    remark: Remark = NOTHING,
    beneath: Iterable[Remark] = (),
    aside: Aside = NO_ASIDE,
) -> list[Content]:
    """The lines right of a field's name: value, limits, the remark beside them where it fits, else beneath.

    The aside stands at the end of the first line, and takes no room there from anything that is said.
    """
    lines = [padded(value[0], columns.value), *value[1:]]
    if limits or (columns.limits and value[0].cell_length <= columns.value):
        limits = limits.truncate(max(0, columns.beyond_name - columns.value - GAP), ellipsis=True)
        lines[0] = Content.assemble(lines[0], " " * GAP, padded(limits, columns.limits))
    below = [one for one in beneath if one]
    taken = aside.drawn.cell_length + GAP if aside.drawn else 0
    ways = [(remark.words, taken), *((words, taken) for words in remark.shorter[:-1])] if taken else []
    ways += [(words, 0) for words in (remark.words, *remark.shorter)]
    if remark and not any(
        _put_beside(lines, words, remark, columns.beyond_name - room) for words, room in ways
    ):
        below.insert(0, remark)
    lines += _with_aside(lines, aside, columns.beyond_name)
    for one in below:
        lines += wrapped(Content.styled(clean(one.words), one.tone.ink), columns.beyond_name)
    return lines


def _put_beside(lines: list[Content], words: str, remark: Remark, width: int) -> bool:
    """Put words at the end of the first line, or of the last one; False where they fit on neither."""
    said = Content.styled(clean(words), remark.tone.ink)
    room = width - said.cell_length - GAP
    for number in (0, -1):
        if lines[number].cell_length <= room:
            lines[number] = Content.assemble(lines[number], " " * GAP, said)
            return True
    return False


def _with_aside(lines: list[Content], aside: Aside, width: int) -> list[Content]:
    """Put an aside at the end of the first line; answers the lines beneath that it takes."""
    said = Content.styled(clean(aside.said.words), aside.said.tone.ink)
    room = width - aside.drawn.cell_length
    if aside.drawn and lines[0].cell_length + GAP <= room:
        lines[0] = Content.assemble(padded(lines[0], room), aside.drawn)
        return wrapped(said, width) if said else []
    if not aside.drawn or not aside.is_kept:
        return []
    return wrapped(Content.assemble(aside.drawn, " " * GAP, said) if said else aside.drawn, width)
