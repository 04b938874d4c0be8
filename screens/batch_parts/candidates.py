"""A run that could join a batch, as a line of a list: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from data.rows.batches import CandidateRow
from ion_tui.engine.states import RunStatus
from ion_tui.engine.wording import batch_label
from screens.batch_parts.cards import short_title
from screens.theme import OK_GLYPH, RUN_LOOKS
from screens.widgets.lines import clean, column, fit, spread

_ID: Final = 6
_STATE: Final = 14
_DONE: Final = 9
_SHARED: Final = 20


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A run, and whether it is marked; `joins` where it is to join a batch, so that another one's cannot."""

    run: CandidateRow
    is_marked: bool
    joins: bool = True

    @property
    def key(self) -> int:
        """The run."""
        return self.run.run_id

    @property
    def refused(self) -> str:
        """Why it cannot be chosen; empty where it can."""
        if self.run.batch_id is None or not self.joins:
            return ""
        label = batch_label(self.run.batch_id, self.run.batch_title)
        return f"{self.run.title} is in {label} already: take it out there first."

    @property
    def kinship(self) -> str:
        """How many of its steps have siblings in the batch, or which batch it is in."""
        run = self.run
        if run.batch_id is not None:
            return f"in {batch_label(run.batch_id, run.batch_title)}"
        if not self.joins:
            return "in no batch"
        if not run.shared:
            return "no siblings"
        return (
            f"all {run.steps} siblings"
            if run.shared == run.steps
            else f"{run.shared} of {run.steps} siblings"
        )


def heads(width: int, *, last: str = "Steps") -> Content:
    """What stands in the columns, in the cells of a row; the last says how it is akin, or in which batch it is."""
    left = f"    {column('Run', _ID, right=True)} Title"
    right = column("Status", _STATE) + column("Done", _DONE) + column(last, _SHARED)
    return Content.styled(spread(Content(left), Content(right), width).plain, "$dim")


def render_candidate(line: CandidateLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """A line of the list."""
    run, look = line.run, RUN_LOOKS[RunStatus(line.run.status)]
    ink = "$dim" if line.refused else "bold $strong" if selected or line.is_marked else "$ink"
    left = Content.assemble(
        (f"[{OK_GLYPH if line.is_marked else ' '}] ", "bold $accent" if line.is_marked else "$dim"),
        (column(str(run.run_id), _ID, right=True), "$dim"),
        " ",
        (clean(short_title(run.run_id, run.title)), ink),
    )
    right = Content.assemble(
        (column(f"{look.glyph} {fit(look.word, _STATE - 3)}", _STATE), "$dim" if line.refused else look.ink),
        (column(f"{run.steps_done} of {run.steps_counted}", _DONE), "$dim" if line.refused else "$ink"),
        (column(line.kinship, _SHARED), "$ink" if run.shared and not line.refused else "$dim"),
    )
    return (spread(left, right, width),)
