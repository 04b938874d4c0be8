"""The heads of the redline editor: the redline's own, and that of the chosen step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from data.rows.redlines import RedlineRow
from ion_tui.engine.redlines.changes import ChangeKind
from ion_tui.engine.redlines.views import TreeLine
from ion_tui.engine.wording import step_label
from screens.redline_parts.looks import look_of_redline, marks
from screens.step_parts.site_time import SiteTime
from screens.theme import BAD_GLYPH, look_of
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, fit, spread, wrapped

_GUTTER: Final = 1
_MOST: Final = 2
"""Lines that a sentence may take."""


class RedlineHead(Drawn):
    """Two lines: the redline, its run and state; who made it, when and why. Beneath them what is wrong, if anything."""

    def __init__(self, time: SiteTime) -> None:
        """Begin without a redline."""
        super().__init__()
        self.time = time
        self._row: RedlineRow | None = None
        self._fault = self._note = ""

    def show(self, row: RedlineRow, fault: str, note: str = "") -> None:
        """Take the redline as it is now, why its changes cannot be made, and why it cannot be edited here."""
        self._row, self._fault, self._note = row, fault, note
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """The lines."""
        row = self._row
        if row is None:
            return [Content("")] * 2
        room = width - 2 * _GUTTER
        look = look_of_redline(row)
        name = Content.assemble(
            (f"Redline {row.id}", "bold $strong"), ("  ", ""), (clean(row.run_title), "$ink")
        )
        pill = Content.styled(f" {look.glyph} {look.word} ", look.pill)
        about = f"{row.author}, {self.time.at(row.opened_at)}: {row.reason}"
        lines = [spread(name, pill, room), Content.styled(fit(about, room), "$ink")]
        for sentence, ink in self._more(row):
            lines += wrapped(Content.styled(clean(sentence), ink), room)[:_MOST]
        return [Content.assemble(" " * _GUTTER, line) for line in lines]

    def _more(self, row: RedlineRow) -> Iterator[tuple[str, str]]:
        answers = [decision for decision in row.decisions if decision.decision == "rejected"]
        if row.state == "open" and row.rejected and answers:
            last = answers[-1]
            yield (
                f"Rejected by {last.operator}, {self.time.at(last.decided_at)}: {last.reason}",
                "bold $out-of-range",
            )
        if row.issue:
            yield f"Answers {row.issue}", "$dim"
        if self._note:
            yield self._note, "bold $hold"
        if self._fault:
            yield f"{BAD_GLYPH} {self._fault}", "bold $out-of-range"


class ChosenHead(Drawn):
    """The chosen step: number and title as they will be, what the redline does to it, where it stood before."""

    def __init__(self) -> None:
        """Begin without a step."""
        super().__init__()
        self._line: TreeLine | None = None
        self._why_not = ""

    def show(self, line: TreeLine | None, why_not: str = "") -> None:
        """Take the step that is chosen, and why it cannot be changed."""
        if (line, why_not) != (self._line, self._why_not):
            self._line, self._why_not = line, why_not
            self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """Title and marks on the first line; beneath it what else there is to say."""
        line = self._line
        if line is None:
            return [Content("")]
        room = width - 2 * _GUTTER
        look = look_of(line.state)
        title = Content.styled(clean(step_label(line.number, line.title)), "bold $strong")
        state = Content.styled(f"{look.glyph} {look.word}", look.ink)
        mark = marks(line.kinds, max(0, room // 2))
        lines = [spread(title, Content("  ").join([part for part in (mark, state) if part]), room, gap=2)]
        if ChangeKind.MOVE in line.kinds and line.was and line.was != line.number:
            lines.append(Content.styled(f"It was {line.was}, and becomes {line.number}.", "$accent"))
        if self._why_not:
            lines += wrapped(Content.styled(clean(self._why_not), "$dim"), room)[:_MOST]
        return [Content.assemble(" " * _GUTTER, line) for line in lines]
