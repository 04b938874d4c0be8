"""One row of the queue, in words and in two lines: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from textual.content import Content

from data.rows.work import QueueRow
from ion_tui.engine.states import Bucket, State
from ion_tui.engine.wording import step_label
from screens.theme import BATCH_GLYPH, Look, look_of
from screens.times import DueText, due_text, elapsed
from screens.widgets.lines import clean, fit, spread

ROW_HEIGHT: Final = 2
_WORD: Final = 13
"""Cells of the state's word, with a blank behind the longest."""
_INDENT: Final = 5
_GAP: Final = 2
_LEAST_TITLE: Final = 10
"""Cells of a batch's title below which it is left out."""
_NAMED: Final = 2
"""How many of the people at a step are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A row of the queue at one moment: lines that are equal look the same."""

    row: QueueRow
    due: DueText | None
    people: str
    at: str
    """When a step that is done was signed off."""
    is_member: bool = False
    """Whether it is one of the single runs that the row above it stands for."""
    is_open: bool = False
    """Whether the single runs that it stands for are shown beneath it."""

    @property
    def key(self) -> int:
        """The run step, whatever has changed in it; below zero where another row begins with the same one."""
        return -self.row.step_id if self.is_member else self.row.step_id

    @property
    def unit(self) -> str:
        """The unit that it is about, or how many of which part."""
        row = self.row
        if row.stands_for == 1:
            return row.unit
        return f"{row.stands_for} × {row.unit.partition(' · ')[0]}"

    @property
    def look(self) -> Look:
        """Glyph, word and color."""
        return look_of(State(self.row.state), available=self.row.bucket == Bucket.AVAILABLE)

    @property
    def why(self) -> str:
        """What keeps it from being worked, or why it stopped; empty where nothing does."""
        label = step_label(self.row.number, self.row.title)
        return self.row.why_not.removeprefix(f"{label} ") or self.row.state_reason or ""


def queue_line(
    row: QueueRow, now: datetime, zone: tzinfo, *, is_member: bool = False, is_open: bool = False
) -> QueueLine:
    """A row as it stands now."""
    is_done = row.completed_at is not None
    return QueueLine(
        row=row,
        due=None if row.due_at is None or is_done else due_text(row.due_at, now, zone),
        people=people_text(row, now),
        at="" if row.completed_at is None else f"{row.completed_at.astimezone(zone):%H:%M}",
        is_member=is_member,
        is_open=is_open,
    )


def people_text(row: QueueRow, now: datetime) -> str:
    """Who is checked in and for how long: `op1 0:14, op2 1:02 +3`."""
    shown = [f"{person.code} {elapsed((now - person.since).total_seconds())}" for person in row.people]
    more = len(shown) - _NAMED
    return ", ".join(shown[:_NAMED]) + (f" +{more}" if more > 0 else "")


def batch_text(row: QueueRow) -> str:
    """The batch that the run is in: its size and title; empty where it is in none."""
    if row.batch_id is None:
        return ""
    return f"{BATCH_GLYPH} {row.batch_size} {row.batch_title or f'Batch {row.batch_id}'}"


def render_line(line: QueueLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """The two lines of a row: what it is and when it is due; its state, why, and who has it."""
    del selected
    return (_first(line, width), _second(line, width))


def _first(line: QueueLine, width: int) -> Content:
    row, look = line.row, line.look
    fold = "" if row.stands_for == 1 else ("▾ " if line.is_open else "▸ ")
    left = Content.assemble(
        "  " if line.is_member else "",
        (look.glyph, f"bold {look.ink}"),
        (f" P{row.priority} ", "bold $strong" if row.priority <= 1 else "$dim"),
        (fold, "bold $accent"),
        (clean(line.unit), "bold $strong"),
        (" · ", "$dim"),
        (clean(step_label(row.number, row.title)), "$ink"),
    )
    due = Content.styled(line.due.words, f"${line.due.token}") if line.due else Content("")
    return spread(left, due, width, gap=2)


def _second(line: QueueLine, width: int) -> Content:
    look = line.look
    indent = " " * (_INDENT + (2 if line.is_member else 0))
    left = Content.assemble(indent, (look.word.ljust(_WORD), look.ink), _said(line))
    who = _who(line)
    batch = _batch(line.row, width - left.cell_length - who.cell_length - 2 * _GAP)
    right = Content.assemble(batch, " " * _GAP, who) if batch and who else batch or who
    return spread(left, right, width, gap=_GAP)


def _batch(row: QueueRow, room: int) -> Content:
    """The batch in `room` cells: at least how many runs it holds."""
    if row.batch_id is None:
        return Content("")
    size = f"{BATCH_GLYPH} {row.batch_size}"
    title, room = clean(row.batch_title or f"Batch {row.batch_id}"), room - len(size) - 1
    is_told = room >= min(len(title), _LEAST_TITLE)
    return Content.assemble((size, "$accent"), (f" {fit(title, room)}" if is_told else "", "$dim"))


def _said(line: QueueLine) -> Content:
    row = line.row
    if line.why:
        return Content.styled(clean(line.why), "$ink")
    said = [] if row.unit in row.run_title or row.stands_for > 1 else [row.run_title]
    said += ["optional"] if row.optional else []
    said += [f"for {row.assigned_to}"] if row.assigned_to else []
    return Content.styled(clean(" · ".join(said)), "$dim")


def _who(line: QueueLine) -> Content:
    if line.people:
        return Content.styled(clean(line.people), "$in-progress")
    if line.row.bucket == Bucket.IN_PROGRESS:
        return Content.styled("nobody on it", "$dim")
    return Content.styled(f"at {line.at}", "$dim") if line.at else Content("")
