"""What is out at suppliers as lines of a list: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from textual.content import Content

from data.rows.outside import OutsideRow
from ion_tui.engine.states import State
from ion_tui.engine.wording import amount, moment, step_label
from screens.theme import look_of
from screens.times import due_text
from screens.widgets.lines import clean, column, spread

_NUMBER: Final = 12
"""Cells of the quantity."""


@dataclass(frozen=True, slots=True)
class OutLine:
    """What is out of one step, as it stands now."""

    row: OutsideRow
    since: str
    due: str
    """When it should be back by the step's lead time; empty where it has none."""
    due_token: str
    is_late: bool

    @property
    def key(self) -> int:
        """The step."""
        return self.row.step_id


def out_line(row: OutsideRow, now: datetime, zone: ZoneInfo) -> OutLine:
    """A row as it reads at `now`."""
    days = (now.astimezone(zone).date() - row.since.astimezone(zone).date()).days
    since = f"since {moment(row.since, now, zone)}"
    if days:
        since = f"{since}, {days} day{'s' if days > 1 else ''}"
    if row.lead_time_seconds is None:
        return OutLine(row, since, "", "dim", is_late=False)
    due = due_text(row.since + timedelta(seconds=row.lead_time_seconds), now, zone)
    return OutLine(row, since, due.words, due.token, due.is_late)


def render_out(line: OutLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """How many, where, since when; below, of which unit and step, and when it should be back."""
    del selected
    row, look = line.row, look_of(State(line.row.state))
    left = Content.assemble(
        (column(f"{amount(row.quantity)} of {amount(row.units)}", _NUMBER), "bold $strong"),
        (clean(row.supplier), "bold $strong"),
        (f"  {clean(row.order)} line {row.line}", "$ink"),
    )
    below = Content.assemble(
        " " * _NUMBER,
        (f"{look.glyph} ", look.ink),
        (clean(row.identity), "$ink"),
        (f"  {clean(step_label(row.number, row.title))}", "$ink"),
        ("" if row.state == State.IN_PROGRESS else f"  {look.word}", look.ink),
    )
    ink = "bold $late-on on $late-fill" if line.is_late else f"${line.due_token}"
    due = Content.styled(f" {line.due} " if line.is_late else line.due, ink)
    return (
        spread(left, Content.styled(line.since, "$ink"), width, gap=2),
        spread(below, due, width, gap=2),
    )
