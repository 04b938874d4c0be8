"""What has changed in a step since somebody last did it: before and after, to be read and closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from ion_tui.engine.differences import Change, Kind, Mark, Piece
from screens.dialogs.dialog import Dialog
from screens.step_parts.drawn import Drawn
from screens.step_parts.layout import wrapped
from screens.styles import sheet_beside
from screens.widgets.lines import clean

_BEFORE: Final = "− "
_AFTER: Final = "+ "
"""Stand before what was and what is, so that they are told without color too."""
_SIGNS: Final = {Kind.ADDED: _AFTER, Kind.REMOVED: _BEFORE, Kind.CHANGED: "  "}
_INKS: Final = {Mark.BEFORE: "$out-of-range", Mark.AFTER: "$ok"}


class ChangedDialog(Dialog[str]):
    """Says what is different. Enter, Esc and its button close it; so does a scan, which is the answer then.

    Nobody has to stop for it: whoever scans on has the scan done, as if the dialog had not been there.
    """

    def __init__(self, lines: Sequence[str], changes: Sequence[Change]) -> None:
        """Take when it was done last, and what is different now."""
        super().__init__("Changed since you last did this", lines, confirm="", cancel="OK")
        self._changes = changes

    def compose_body(self) -> Iterable[Widget]:
        """The changes, which scroll."""
        with ChangesScroll():
            yield Changes(self._changes)

    def on_mount(self) -> None:
        """As much of it as there is room for."""
        self.query_one(".dialog", Vertical).add_class("-wide")
        self.query_one(ChangesScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Enter closes it wherever the cursor is."""
        if event.key == "enter":
            event.stop()
            self.dismiss(None)

    def scanned(self, code: str) -> None:
        """The work goes on: close, and hand the scan back."""
        self.dismiss(code)


class ChangesScroll(VerticalScroll):
    """As high as the changes are, or as there is room."""

    DEFAULT_CSS = sheet_beside(__file__)


class Changes(Drawn):
    """Each change with what was and what is."""

    def __init__(self, changes: Sequence[Change]) -> None:
        """Take them in their order."""
        super().__init__()
        self._changes = changes

    def draw(self, width: int) -> Sequence[Content]:
        """All of them, one beneath the other."""
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
