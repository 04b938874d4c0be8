"""A step among the steps of its run, as a line of a list: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from data.rows.work import TreeRow
from ion_tui.engine.states import Bucket, State
from screens.theme import look_of
from screens.widgets.lines import clean, column, spread

_WORD: Final = 12


def step_in_run(
    row: TreeRow, width: int, *, indent: int = 0, selected: bool = False, is_meant: bool = False
) -> Content:
    """Glyph, number and title, indented by its depth; at the right who is on it, and the state in words."""
    look = look_of(State(row.state), available=row.bucket == Bucket.AVAILABLE)
    ink = "bold $accent" if is_meant else "$strong" if selected else "$ink"
    left = Content.assemble(
        " " * (indent + 2 * row.depth),
        (f"{look.glyph} ", f"bold {look.ink}"),
        (clean(f"{row.number} {row.title}"), ink),
        (" (optional)" if row.optional else "", "$dim"),
    )
    who = Content.styled(f"{clean(' '.join(row.people))}  " if row.people else "", "$in-progress")
    return spread(left, Content.assemble(who, (column(look.word, _WORD), look.ink)), width)


@dataclass(frozen=True, slots=True)
class RunStepLine:
    """One step of the run."""

    row: TreeRow

    @property
    def key(self) -> int:
        """The step."""
        return self.row.step_id


def render_step(line: RunStepLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """The line of a step."""
    return (step_in_run(line.row, width, selected=selected),)
