"""The detail pane of the queue: all that is known of the row under the cursor, and why it cannot be worked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from textual.content import Content
from textual.widget import Widget

from data.rows.work import StepView
from ion_tui.engine.wording import step_label
from screens.queue_parts.lines import QueueLine, batch_text
from screens.styles import sheet_beside
from screens.times import DueText, elapsed, lead_time
from screens.widgets.lines import clean

_NAME: Final = 10
"""Cells of the names at the left."""
_BROAD: Final = 64
"""Cells from which on the pane has two columns."""
_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Details:
    """What the pane shows."""

    line: QueueLine
    view: StepView | None
    """The step, once it is read."""
    keys: Sequence[str]
    """Keys that do something with it now, and what."""
    now: datetime
    zone: tzinfo


def details_lines(details: Details, width: int) -> list[Content]:
    """The lines in `width` cells: what it is, what keeps it or stopped it, names, keys, and what is missing."""
    line, row = details.line, details.line.row
    head = Content.assemble(
        (f" {line.look.glyph} {line.look.word} ", line.look.pill),
        (f"  P{row.priority}  {'optional' if row.optional else ''}", "$dim"),
    )
    title = Content.styled(clean(step_label(row.number, row.title)), "bold $strong")
    above = [Content.assemble(head, "  ", title)] if width >= _BROAD else [head, title]
    named = [
        named_line
        for name, text, style in _named(details)
        for named_line in _named_lines(name, Content.styled(clean(text), style), _column_width(width))
    ]
    texts = [*above, *_reasons(details), *_columns(named, width), *_keys_and_blockers(details)]
    return [line for text in texts for line in (text.wrap(width) if text.cell_length > width else [text])]


def _column_width(width: int) -> int:
    return (width - _GAP) // 2 if width >= _BROAD else width


def _columns(lines: Sequence[Content], width: int) -> Iterator[Content]:
    """The lines in two columns where the pane is broad, else one below the other, with air."""
    if width < _BROAD:
        yield Content("")
        yield from lines
        yield Content("")
        return
    half, rows = _column_width(width), -(-len(lines) // 2)
    for number in range(rows):
        right = lines[rows + number] if rows + number < len(lines) else Content("")
        yield Content.assemble(lines[number].pad_right(half - lines[number].cell_length + _GAP), right)


def _named_lines(name: str, text: Content, width: int) -> Iterator[Content]:
    """A name at the left, its text beside it, on as many lines as that takes."""
    for number, line in enumerate(text.wrap(max(1, width - _NAME))):
        yield Content.assemble(("" if number else name).ljust(_NAME), line).stylize("$dim", 0, _NAME)


def _named(details: Details) -> Iterator[tuple[str, str, str]]:
    line, row, view = details.line, details.line.row, details.view
    yield "Unit", details.line.unit, "$ink"
    if row.run_title != row.unit:
        yield "Run", row.run_title, "$ink"
    if view is not None:
        yield "Procedure", f"{view.run.procedure} {view.run.procedure_title}", "$ink"
    if row.batch_id is not None:
        yield "Batch", batch_text(row), "$accent"
    if row.due_at is not None:
        yield "Due", *_due(row.due_at, line.due, details.zone)
    if row.assigned_to:
        yield "Assigned", row.assigned_to, "$ink"
    yield from _time(details)
    for number, person in enumerate(row.people):
        since = elapsed((details.now - person.since).total_seconds())
        yield "" if number else "On it", f"{person.name} ({person.code}) {since}", "$in-progress"


def _due(due_at: datetime, due: DueText | None, zone: tzinfo) -> tuple[str, str]:
    day = due_at.astimezone(zone)
    words = f"{day:%a} {day.day} {day:%b %Y}"
    if due is None:
        return words, "$ink"
    return f"{words} · {due.words}" if due.is_late else words, f"${due.token}"


def _time(details: Details) -> Iterator[tuple[str, str, str]]:
    planned = details.line.row.lead_time_seconds
    worked = details.view.labor_seconds if details.view else 0
    said = [f"{elapsed(worked)} worked"] if worked else []
    said += [f"{lead_time(planned)} planned"] if planned else []
    if said:
        over = bool(planned) and worked > (planned or 0)
        yield "Time", " of ".join(said), "$late" if over else "$ink"
    if details.line.at:
        yield "Done", details.line.at, "$ink"


def _reasons(details: Details) -> Iterator[Content]:
    """Why it cannot be worked, or why and by whom it was stopped."""
    row, view = details.line.row, details.view
    if row.why_not:
        why = details.line.why
        yield Content.styled(clean(why[:1].upper() + why[1:]), "bold $strong")
    if row.state_reason:
        by = f" ({view.step.state_by})" if view and view.step.state_by else ""
        yield Content.styled(clean(f"{row.state_reason}{by}"), f"bold ${details.line.look.token}")


def _keys_and_blockers(details: Details) -> Iterator[Content]:
    """What keys do now, and once it is worked on, what is missing to sign it off."""
    yield Content.styled(" · ".join(["Enter Open", *details.keys]), "$accent")
    view = details.view
    if view is not None and view.people and view.blockers:
        yield Content.styled("To sign off", "$dim")
        for blocker in view.blockers:
            yield Content.styled(f"· {clean(blocker)}", "$ink")


class DetailPane(Widget):
    """Shows `Details`, or nothing; paints itself, so that a moved cursor lays nothing out anew."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin with nothing."""
        super().__init__(id=id)
        self._details: Details | None = None

    def show(self, details: Details | None) -> None:
        """Show what is known of a row."""
        if details != self._details:
            self._details = details
            self.refresh()

    def render(self) -> Content:
        """As many lines as there is room for."""
        if self._details is None:
            return Content("")
        width, height = self.content_size
        lines = details_lines(self._details, max(1, width))
        if len(lines) > height > 0:
            more = Content.styled(f"… {len(lines) - height + 1} more lines: Enter opens it", "$dim")
            lines = [*lines[: height - 1], more]
        return Content("\n").join(lines)
