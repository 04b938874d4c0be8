"""What happened to a run, as lines of a list: when, who, what; beneath it where and why: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from textual.content import Content

from data.rows.run_view import RunHistoryRow
from screens.times import day_name
from screens.widgets.lines import clean, spread


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry, in the day on which it was said."""

    row: RunHistoryRow
    day: str
    time: str

    @property
    def key(self) -> int:
        """The entry."""
        return self.row.id


def history_lines(rows: Iterable[RunHistoryRow], now: datetime, zone: tzinfo) -> list[HistoryLine]:
    """The lines, newest first."""
    return [
        HistoryLine(row, day_name(row.at, now, zone), f"{row.at.astimezone(zone):%H:%M:%S}") for row in rows
    ]


def render_entry(line: HistoryLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """What was done, on what and from what to what, and by whom; then why, and at which kiosk."""
    row = line.row
    first = Content.assemble(
        (f"{line.time}  ", "$dim"),
        (row.what, "bold $strong"),
        (clean(f"  {row.on}" if row.on else ""), "$strong" if selected else "$ink"),
        (clean(f"  {row.change}" if row.change else ""), "$accent"),
    )
    why = Content.styled(clean(f"          {row.reason}" if row.reason else ""), "$ink")
    where = Content.styled(clean(f"{row.operator or 'nobody'} at {row.kiosk}"), "$dim")
    return (first, spread(why, where, width, gap=2))
