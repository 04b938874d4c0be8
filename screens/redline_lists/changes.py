"""What a redline changes, drawn: each of its changes with what was and what is, and the run's steps as they will be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from ion_tui.engine.redlines.changes import ChangeKind
from ion_tui.engine.redlines.views import ChangeView, TreeLine
from screens.redline_parts.looks import CHANGE_LOOKS
from screens.theme import BAD_GLYPH, STATE_LOOKS
from screens.widgets.difference_view import change_lines
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, spread, wrapped

_INDENT: Final = 2
_NO_SIGN: Final = " "


class RedlineChanges(Drawn):
    """All changes, one beneath the other."""

    def __init__(self, changes: Sequence[ChangeView] = ()) -> None:
        """Take them in their order."""
        super().__init__()
        self._changes = changes

    def show(self, changes: Sequence[ChangeView]) -> None:
        """Show these."""
        self._changes = changes
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """Each with its head and its differences."""
        if not self._changes:
            return [Content.styled("Nothing is changed yet.", "$dim")]
        return [line for change in self._changes for line in view_lines(change, width)][:-1]


def view_lines(change: ChangeView, width: int) -> Iterator[Content]:
    """One change: its step and what is done to it, what keeps it from being made, before and after; an empty line."""
    look = CHANGE_LOOKS[change.kind]
    head = Content.assemble(
        (f"{look.glyph} ", f"bold {look.ink}"),
        (clean(change.label), "bold $strong"),
        (f"  {look.word}", look.ink),
    )
    yield from wrapped(head, width)
    for sentence in _doubts(change):
        for line in wrapped(Content.styled(clean(sentence), "bold $out-of-range"), width - _INDENT):
            yield Content.assemble(" " * _INDENT, line)
    for difference in change.differences:
        for line in change_lines(difference, width - _INDENT):
            yield Content.assemble(" " * _INDENT, line)
    yield Content("")


def _doubts(change: ChangeView) -> Iterator[str]:
    if change.fault:
        yield f"{BAD_GLYPH} {change.fault}"
    if change.moved_on:
        yield "! The step has changed since this was written."


class RedlineTree(Drawn):
    """The run's steps as they will be, with what the redline does to each."""

    def __init__(self) -> None:
        """Begin without steps."""
        super().__init__()
        self._tree: Sequence[TreeLine] = ()

    def show(self, tree: Sequence[TreeLine]) -> None:
        """Show these steps."""
        self._tree = tree
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """A line each."""
        return [tree_line(line, width) for line in self._tree]


def tree_line(line: TreeLine, width: int) -> Content:
    """A step: what is done to it, its state, number and title, and which number it had."""
    kinds = [kind for kind in CHANGE_LOOKS if kind in line.kinds]
    look, state = (CHANGE_LOOKS[kinds[0]] if kinds else None), STATE_LOOKS[line.state]
    is_gone = ChangeKind.REMOVE in line.kinds
    ink = "$dim strike" if is_gone else "bold $strong" if kinds else "$ink"
    left = Content.assemble(
        (f"{look.glyph if look else _NO_SIGN} ", f"bold {look.ink}" if look else ""),
        " " * (_INDENT * line.depth),
        (f"{state.glyph} ", state.ink),
        (clean(f"{line.number} {line.title}"), ink),
    )
    words = [CHANGE_LOOKS[kind].word for kind in kinds]
    if line.was and line.was != line.number:
        words.append(f"was {line.was}")
    return spread(left, Content.styled(" · ".join(words), look.ink if look else "$dim"), width, gap=2)
