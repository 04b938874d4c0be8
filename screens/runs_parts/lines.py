"""One run in the table, in words: on one line where there is room for columns, else on two. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from textual.content import Content

from data.rows.runs import BatchRow, RunRow
from ion_tui.engine.states import RunStatus
from ion_tui.engine.wording import batch_label
from screens.theme import BATCH_GLYPH, RUN_LOOKS, Look
from screens.times import DueText, due_text
from screens.widgets.lines import clean, column, fit, spread

MARK_GLYPH: Final = "■"
NO_MARK_GLYPH: Final = "□"
NO_BATCH: Final = "In no batch"

_WORD: Final = 13
_DONE: Final = 10
_BATCH: Final = 23
_DUE: Final = 14
_PLACE: Final = 9
_FOR: Final = 8
_FIXED: Final = 2 + 2 + _WORD + 3 + _DONE + _BATCH + _DUE + _PLACE + _FOR
_BAR: Final = 5
_INDENT: Final = 7
_GAP: Final = 2
_UNASSIGNED: Final = "unassigned"
_LEAST_TITLE: Final = 10
"""Cells of a batch's title below which it is left out."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run of the table at one moment: lines that are equal look the same."""

    row: RunRow
    due: DueText | None
    section: str
    """The heading under which it stands; empty where runs are not grouped."""
    mark: bool | None
    """Whether it is selected; None while nothing is."""

    @property
    def key(self) -> int:
        """The run, whatever has changed in it."""
        return self.row.run_id

    @property
    def look(self) -> Look:
        """Glyph, word and color."""
        return RUN_LOOKS[RunStatus(self.row.status)]


def run_lines(
    rows: Sequence[RunRow],
    *,
    now: datetime,
    zone: tzinfo,
    sections: Mapping[int | None, str] | None = None,
    selected: Collection[int] = (),
) -> list[RunLine]:
    """Runs as they stand now; `sections` has the heading of each batch where runs are grouped by it."""
    return [
        RunLine(
            row=row,
            due=None if row.due_at is None or row.is_done else due_text(row.due_at, now, zone),
            section="" if sections is None else sections.get(row.batch_id, NO_BATCH),
            mark=row.run_id in selected if selected else None,
        )
        for row in rows
    ]


def batch_sections(batches: Sequence[BatchRow]) -> dict[int | None, str]:
    """The heading of each batch: its title, and the progress of all its runs."""
    return {batch.batch_id: batch_heading(batch) for batch in batches}


def batch_heading(batch: BatchRow) -> str:
    """A batch and its progress: `❐ Batch 12: Rover 2   ▰▰▱▱▱ 34 of 96 steps   3 of 8 runs done`."""
    label = clean(batch_label(batch.batch_id, batch.title))
    steps = f"{progress_bar(batch.steps_done, batch.steps_counted)} {batch.steps_done} of {batch.steps_counted} steps"
    return f"{BATCH_GLYPH} {label}   {steps}   {batch.runs_done} of {batch.runs} runs done"


def counted(number: int) -> str:
    """So many runs."""
    return "1 run" if number == 1 else f"{number} runs"


def progress_bar(done: int, counted: int, cells: int = _BAR) -> str:
    """How much of it is done, in cells; full only where all is, empty only where nothing is."""
    if not counted:
        return "▱" * cells
    full = done * cells // counted
    if done > 0 and not full:
        full = 1
    return "▰" * full + "▱" * (cells - full)


def heading(width: int) -> str:
    """The heads of the columns, for a table of `width` cells in which runs stand on one line."""
    title = max(0, width - _FIXED)
    return "".join(
        (
            " " * 4,
            column("Status", _WORD),
            column("P", 3),
            column("Run", title),
            column("Done", _DONE),
            column("Batch", _BATCH),
            column("Due", _DUE),
            column("Center", _PLACE),
            column("For", _FOR),
        )
    )


def render_row(line: RunLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """A run on one line, in columns."""
    del selected
    row, look = line.row, line.look
    due = ("", "") if line.due is None else (line.due.words, f"${line.due.token}")
    done = f"{progress_bar(row.steps_done, row.steps_counted)} {row.steps_done}/{row.steps_counted}"
    return (
        Content.assemble(
            _mark(line),
            (f"{look.glyph} ", f"bold {look.ink}"),
            (column(look.word, _WORD), look.ink),
            _priority(row, 3),
            _title(row, max(0, width - _FIXED - 1)),
            " ",
            (column(done, _DONE), "$dim" if row.is_done else "$ink"),
            _batch_column(row, _BATCH),
            (column(due[0], _DUE), due[1]),
            (column(row.work_center or "", _PLACE - 1), "$ink"),
            " ",
            (column(row.assigned_to or "", _FOR), "$ink"),
        ),
    )


def render_two_lines(line: RunLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - likewise
    """A run on two lines: which it is and when it is due; how far it is, its batch, where and whose it is."""
    del selected
    row, look = line.row, line.look
    due = Content("") if line.due is None else Content.styled(line.due.words, f"${line.due.token}")
    left = Content.assemble(_mark(line), (look.glyph, f"bold {look.ink}"), _priority(row, 4, before=" "))
    title = _title(row, width - left.cell_length - due.cell_length - _GAP)
    return (spread(Content.assemble(left, title), due, width), _second(line, width))


def _second(line: RunLine, width: int) -> Content:
    row, look = line.row, line.look
    who = Content.assemble(
        (column(row.work_center or "", _PLACE), "$ink"),
        (column(row.assigned_to or _UNASSIGNED, len(_UNASSIGNED)), "$ink" if row.assigned_to else "$dim"),
    )
    done = f"{row.steps_done} of {row.steps_counted}"
    left = Content.assemble(
        " " * _INDENT,
        (column(look.word, _WORD + 3), look.ink),
        (column(done, _DONE), "$dim" if row.is_done else "$ink"),
    )
    batch = _batch(row, width - left.cell_length - who.cell_length - _GAP)
    return spread(Content.assemble(left, batch), who, width, gap=_GAP)


def _mark(line: RunLine) -> tuple[str, str]:
    if line.mark is None:
        return ("  ", "")
    return (f"{MARK_GLYPH} ", "bold $accent") if line.mark else (f"{NO_MARK_GLYPH} ", "$dim")


def _priority(row: RunRow, width: int, before: str = "") -> tuple[str, str]:
    return (column(f"{before}P{row.priority}", width), "bold $strong" if row.priority <= 1 else "$dim")


def _title(row: RunRow, width: int) -> Content:
    """Title and unit in `width` cells; a title that names the unit says it once."""
    title, unit = clean(row.title), clean(row.unit)
    if unit in title:
        return Content.styled(column(title, width), "$strong")
    named = Content.assemble((title, "$strong"), ("  ", ""), (unit, "$dim"))
    if named.cell_length > width:
        return named.truncate(max(0, width), ellipsis=True)
    return Content.assemble(named, " " * (width - named.cell_length))


def _batch_column(row: RunRow, width: int) -> Content:
    text = _batch(row, width - 1)
    return Content.assemble(text, " " * (width - text.cell_length))


def _batch(row: RunRow, room: int) -> Content:
    """The batch in `room` cells: at least its number."""
    if row.batch_id is None:
        return Content("")
    number = f"{BATCH_GLYPH} {row.batch_id}"
    title, room = clean(row.batch_title or ""), room - len(number) - 1
    is_told = title and room >= min(len(title), _LEAST_TITLE)
    return Content.assemble((number, "$accent"), (f" {fit(title, room)}" if is_told else "", "$dim"))
