"""What is different, before and after: word by word for texts, value by value for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from textual.content import Content

from ion_tui.engine.differences import Change, Kind, Mark, Piece
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, wrapped

_BEFORE: Final = "− "
_AFTER: Final = "+ "
"""Stand before what was and what is, so that they are told without color too."""
_SIGNS: Final = {Kind.ADDED: _AFTER, Kind.REMOVED: _BEFORE, Kind.CHANGED: "  "}
_INKS: Final = {Mark.BEFORE: "$out-of-range", Mark.AFTER: "$ok"}


class DifferenceView(Drawn):
    """Each change with what was and what is, as high as they are; put it into something that scrolls."""

    def __init__(self, changes: Sequence[Change] = (), *, nothing: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Take the changes in their order, and what is said where there are none."""
        super().__init__(id=id)
        self._changes = tuple(changes)
        self._nothing = nothing

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is shown."""
        return self._changes

    def show(self, changes: Sequence[Change], *, nothing: str | None = None) -> None:
        """Show these changes instead; with `nothing` something else is said where there are none."""
        before = self._changes, self._nothing
        self._changes = tuple(changes)
        self._nothing = self._nothing if nothing is None else nothing
        if (self._changes, self._nothing) != before:
            self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """All of them, one beneath the other."""
        if not self._changes:
            return wrapped(Content.styled(clean(self._nothing), "$dim"), width) if self._nothing else []
        return [line for change in self._changes for line in change_lines(change, width)]


def change_lines(change: Change, width: int) -> Iterator[Content]:
    """One change: what it is, and beneath it what was and what is, where there is something to read."""
    what = f"{change.what} {change.name}".strip()
    about = {Kind.ADDED: "new", Kind.REMOVED: "not any more"}.get(change.kind, change.about)
    head = Content.assemble(
        (_SIGNS[change.kind], "bold $strong"),
        (clean(what), "bold $strong"),
        (f"  {about}" if about else "", "$dim"),
    )
    yield from wrapped(head, width)
    for before, after in _stretches(change.pieces):
        for sign, lines, mark in ((_BEFORE, before, Mark.BEFORE), (_AFTER, after, Mark.AFTER)):
            for line in lines:
                said = Content.assemble(*line) if line else Content("")
                for number, part in enumerate(wrapped(said, max(1, width - 2 * len(sign)))):
                    yield Content.assemble("  ", (sign if number == 0 else "  ", f"bold {_INKS[mark]}"), part)


_Line = list[tuple[str, str]]


@dataclass(slots=True)
class _Side:
    """One of two texts, line by line as it is put together."""

    mark: Mark
    lines: list[_Line] = field(default_factory=list)
    line: _Line = field(default_factory=list)
    is_other: bool = False

    def take(self, piece: Piece) -> None:
        """Put a piece at its end."""
        self.is_other = self.is_other or piece.mark is self.mark
        style = "$ink" if piece.mark is Mark.SAME else f"bold {_INKS[self.mark]}"
        first, *more = piece.text.split("\n")
        self.line.append((clean(first), style))
        for text in more:
            self.lines.append(self.line)
            self.line = [(clean(text), style)]

    def lines_so_far(self) -> list[_Line]:
        """All its lines, without what is empty."""
        return [line for line in (*self.lines, self.line) if any(text for text, _ in line)]


def _stretches(pieces: Sequence[Piece]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """The lines of both texts that are different, from one place where both begin a line to the next."""
    before, after = _Side(Mark.BEFORE), _Side(Mark.AFTER)
    for piece in _by_line(pieces):
        if piece.mark is not Mark.AFTER:
            before.take(piece)
        if piece.mark is not Mark.BEFORE:
            after.take(piece)
        if piece.mark is Mark.SAME and piece.text.endswith("\n"):
            if before.is_other or after.is_other:
                yield before.lines_so_far(), after.lines_so_far()
            before, after = _Side(Mark.BEFORE), _Side(Mark.AFTER)
    if before.is_other or after.is_other:
        yield before.lines_so_far(), after.lines_so_far()


def _by_line(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with those that are the same cut at each end of a line."""
    for piece in pieces:
        if piece.mark is Mark.SAME:
            yield from (Piece(Mark.SAME, line) for line in piece.text.splitlines(keepends=True))
        else:
            yield piece
