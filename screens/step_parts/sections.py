"""The parts of the sheet that are only read: a heading, approvals, attributes, the labor time, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from data.rows.work import AttributeRow, DecisionRow, GateRow, NoteRow, StepView
from screens.keys import KEYS
from screens.step_parts.layout import GUTTER
from screens.step_parts.site_time import SiteTime
from screens.theme import BAD_GLYPH, OK_GLYPH
from screens.times import elapsed
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, wrapped

_APPROVE: Final = next(key.names[0] for key in KEYS if key.id == "approve")


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
    """What stands on the step beyond its fields and parts: approvals, attributes, labor time, notes."""

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
            *self._gates(self._view.gates, width),
            *self._attributes(self._view.attributes, width),
            *self._labor(self._view),
            *self._notes(self._view.notes, width),
        ]

    def _gates(self, gates: Sequence[GateRow], width: int) -> Iterator[Content]:
        if gates:
            yield from heading("Approvals")
        for gate in gates:
            count = f"{gate.approved} of {gate.needed}{'' if gate.is_open else f' {OK_GLYPH}'}"
            asked = f"  {_APPROVE} approves or rejects" if gate.is_open else ""
            yield Content.assemble(
                " " * GUTTER,
                (clean(gate.role), "bold $strong"),
                (f"  {count}", "$ink" if gate.is_open else "$ok"),
                (asked, "$dim"),
            )
            for decision in gate.decisions:
                yield from indented(wrapped(self._decision(decision), width - GUTTER))

    def _decision(self, decision: DecisionRow) -> Content:
        """Who decided what and when, and why."""
        glyph, word, ink = (
            (OK_GLYPH, "approved", "$ok") if decision.approved else (BAD_GLYPH, "rejected", "$failed")
        )
        why = f": {clean(decision.reason)}" if decision.reason else ""
        return Content.assemble(
            (f"{glyph} {word}", f"bold {ink}"),
            (f" by {clean(decision.name)} {self._time.at(decision.decided_at)}{why}", "$ink"),
        )

    def _attributes(self, rows: Sequence[AttributeRow], width: int) -> Iterator[Content]:
        held = [row for row in rows if row.shown]
        if held:
            yield from heading("Attributes")
        for row in held:
            said = Content.assemble(
                (clean(row.name), "$ink"),
                "  ",
                (clean(row.shown), "bold $strong"),
                (f"  {row.scope}", "$dim"),
            )
            yield from indented(wrapped(said, width - GUTTER))

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
