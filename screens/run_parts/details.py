"""A run's schedule, assignment and attributes, as lines of a list: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum, auto
from typing import Final

from textual.content import Content

from data.rows.run_view import RunView
from screens.times import due_text
from screens.widgets.lines import clean, column, fit

_NAME: Final = 20


class Edit(Enum):
    """What of a run a line changes."""

    DUE = auto()
    START = auto()
    END = auto()
    PRIORITY = auto()
    OPERATOR = auto()
    PLACE = auto()
    ATTRIBUTE = auto()


@dataclass(frozen=True, slots=True)
class DetailLine:
    """A name and what it is."""

    section: str
    name: str
    value: str
    color: str = "strong"
    """The token of its color."""
    edit: Edit | None = None
    """What it changes; nothing where it tells what has happened."""

    @property
    def key(self) -> tuple[str, str]:
        """The name in its section."""
        return self.section, self.name


def detail_lines(view: RunView, now: datetime, zone: tzinfo) -> list[DetailLine]:
    """Schedule, assignment, dates, attributes; what is not set says so."""
    run, facts = view.run, view.facts

    def line(
        section: str, name: str, value: str, edit: Edit | None = None, color: str = "strong"
    ) -> DetailLine:
        return DetailLine(section, name, value or "none", color if value else "dim", edit)

    def moment(at: datetime | None) -> str:
        return "" if at is None else f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}"

    due = (
        ""
        if run.due_at is None
        else f"{(run.due_at - timedelta(microseconds=1)).astimezone(zone):%a %Y-%m-%d}"
    )
    words = None if run.due_at is None or run.closed_at else due_text(run.due_at, now, zone)
    lines = [
        line(
            "Schedule",
            "Due",
            f"{due}  {words.words}" if words else due,
            Edit.DUE,
            words.token if words else "strong",
        ),
        line("Schedule", "Planned start", moment(facts.scheduled_start), Edit.START),
        line("Schedule", "Planned end", moment(facts.scheduled_end), Edit.END),
        line("Schedule", "Priority", f"{run.priority} of 5, 1 is the most urgent", Edit.PRIORITY),
        line("Assignment", "Operator", facts.operator or "", Edit.OPERATOR),
        line("Assignment", "Work center", facts.work_center or "", Edit.PLACE),
        line(
            "Dates",
            "Made",
            f"{moment(facts.created_at)}{f'  by {facts.created_by}' if facts.created_by else ''}",
        ),
        line("Dates", "Work began", moment(facts.started_at)),
        line("Dates", "Closed", moment(run.closed_at)),
    ]
    return [*lines, *(line("Attributes", row.name, row.shown, Edit.ATTRIBUTE) for row in view.attributes)]


def render_detail(line: DetailLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """The name and what it is."""
    del selected
    name = (column(line.name, _NAME), "$ink")
    return (Content.assemble("  ", name, " ", (fit(clean(line.value), width - _NAME - 3), f"${line.color}")),)
