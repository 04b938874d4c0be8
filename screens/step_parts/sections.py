"""The parts of the sheet that are only read: a heading, approvals, the labor time, notes, a datagrid's table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from data.rows.work import CellRow, GateRow, NoteRow, StepView
from screens.step_parts.drawn import Drawn
from screens.step_parts.layout import GAP, GUTTER, padded, wrapped
from screens.step_parts.site_time import SiteTime
from screens.theme import BAD_GLYPH, OK_GLYPH
from screens.times import elapsed
from screens.widgets.lines import clean, fit


def heading(words: str) -> list[Content]:
    """The head of a section, with an empty line above it."""
    return [Content(""), Content.styled(" " * GUTTER + words, "bold $dim")]


def indented(lines: Sequence[Content]) -> list[Content]:
    """`lines` where the sheet's text begins."""
    return [Content.assemble(" " * GUTTER, line) for line in lines]


class Heading(Drawn):
    """The head of the sections that the cursor goes through."""

    def __init__(self, words: str) -> None:
        """Take its words."""
        super().__init__()
        self._words = words

    def draw(self, width: int) -> Sequence[Content]:
        """An empty line and the words."""
        del width
        return heading(self._words)


class Records(Drawn):
    """What stands on the step beyond its fields and parts: approvals, labor time, notes."""

    def __init__(self, time: SiteTime) -> None:
        """Begin with nothing."""
        super().__init__()
        self._time = time
        self._view: StepView | None = None

    def show(self, view: StepView) -> None:
        """Take the step as it is now."""
        self._view = view
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """Each section that has something in it."""
        if self._view is None:
            return []
        return [
            *self._gates(self._view.gates),
            *self._labor(self._view),
            *self._notes(self._view.notes, width),
        ]

    def _gates(self, gates: Sequence[GateRow]) -> Iterator[Content]:
        if gates:
            yield from heading("Approvals")
        for gate in gates:
            done = gate.approved >= gate.needed
            by = f"  {', '.join(gate.approved_by)}" if gate.approved_by else "  not given here yet"
            yield Content.assemble(
                " " * GUTTER,
                (clean(gate.role), "bold $strong"),
                (
                    f"  {gate.approved} of {gate.needed}{f' {OK_GLYPH}' if done else ''}",
                    "$ok" if done else "$ink",
                ),
                (clean(by), "$dim"),
            )

    def _labor(self, view: StepView) -> Iterator[Content]:
        if view.labor_seconds or view.people:
            yield from heading("Labor")
            yield Content.assemble(
                " " * GUTTER, (elapsed(view.labor_seconds), "bold $strong"), (" worked", "$dim")
            )

    def _notes(self, notes: Sequence[NoteRow], width: int) -> Iterator[Content]:
        if notes:
            yield from heading("Notes")
        for note in notes:
            head = Content.styled(f"{clean(note.operator)} {self._time.at(note.written_at)}  ", "$dim")
            for number, line in enumerate(note.body.split("\n")):
                text = Content.assemble(head if number == 0 else "", (clean(line), "$ink"))
                yield from indented(wrapped(text, width - GUTTER))


class Grid(Drawn):
    """A datagrid step's table."""

    def __init__(self, view: StepView) -> None:
        """Take the table."""
        super().__init__()
        self._view = view

    def show(self, view: StepView) -> None:
        """Take the table as it is now."""
        if (view.columns, view.grid) != (self._view.columns, self._view.grid):
            self._view = view
            self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """The head with what is asked for, then the rows; a mark at those that are required."""
        columns, rows = self._view.columns, self._view.grid
        if not columns:
            return []
        share = max(6, (width - GUTTER - 2) // len(columns) - GAP)
        cells = [[self._cell(cell) for cell in row.cells] for row in rows]
        names = [Content.styled(fit(column.name, share), "bold $dim") for column in columns]
        limits = [
            Content.styled(fit(column.limits or column.unit or "", share), "$dim") for column in columns
        ]
        widths = [
            min(share, max((cell.cell_length for cell in stack), default=0))
            for stack in zip(names, limits, *cells, strict=True)
        ]
        head = [names] if not any(limits) else [names, limits]
        lines = [self._line(line, widths, required=False) for line in head]
        lines += [
            self._line(line, widths, required=row.required) for line, row in zip(cells, rows, strict=True)
        ]
        return lines

    def _cell(self, cell: CellRow) -> Content:
        if cell.value is None:
            return Content.styled("–" if cell.settable else "", "$dim")
        if not cell.in_range:
            return Content.styled(f"{BAD_GLYPH} {clean(cell.value)}", "bold $out-of-range")
        return Content.styled(clean(cell.value), "$strong" if cell.settable else "$ink")

    def _line(self, cells: Sequence[Content], widths: Sequence[int], *, required: bool) -> Content:
        shown = [
            padded(cell.truncate(width, ellipsis=True), width)
            for cell, width in zip(cells, widths, strict=True)
        ]
        mark = Content.styled("* " if required else "  ", "$hold")
        return Content.assemble(" " * GUTTER, mark, Content(" " * GAP).join(shown))
