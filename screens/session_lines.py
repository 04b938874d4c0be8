"""An operator's sessions as lines of a list: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from textual.content import Content

from data.rows.work import SessionRow
from ion_tui.engine.states import State
from screens.theme import look_of
from screens.times import day_name, elapsed
from screens.widgets.lines import clean, column, fit, spread


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One step's part of a session, as it stands now."""

    row: SessionRow
    section: str
    span: str
    """From when to when: `13:05 – 14:02`, or `since 13:05`."""
    length: str

    @property
    def key(self) -> tuple[int, int]:
        """The session and the step: a session covers more than one."""
        return self.row.session_id, self.row.step_id

    @property
    def is_open(self) -> bool:
        """Whether one is still checked in."""
        return self.row.ended_at is None


def session_lines(rows: Iterable[SessionRow], now: datetime, zone: tzinfo) -> list[SessionLine]:
    """Open sessions first, then each day's with the day's time in its heading."""

    def section(row: SessionRow) -> str:
        return "Checked in now" if row.ended_at is None else day_name(row.started_at, now, zone)

    lines: list[SessionLine] = []
    for name, found in groupby(rows, section):
        group = list(found)
        heading = f"{name}   {elapsed(worked(group, now))}"
        lines += [_line(row, heading, now, zone) for row in group]
    return lines


def worked(rows: Sequence[SessionRow], now: datetime) -> float:
    """Seconds in which at least one of the sessions was open: never more than passed on the clock."""
    total, until = timedelta(), None
    for start, end in sorted((row.started_at, row.ended_at or now) for row in rows):
        begin = start if until is None or start > until else until
        if end > begin:
            total += end - begin
            until = end
    return total.total_seconds()


def _line(row: SessionRow, heading: str, now: datetime, zone: tzinfo) -> SessionLine:
    start = row.started_at.astimezone(zone)
    end = row.ended_at or now
    is_today = start.date() == now.astimezone(zone).date()
    if row.ended_at is not None:
        span = f"{start:%H:%M} – {row.ended_at.astimezone(zone):%H:%M}"
    else:
        span = f"since {start:%H:%M}" if is_today else f"since {start:%a %H:%M}"
    return SessionLine(row, heading, span, elapsed((end - row.started_at).total_seconds()))


def render_session(line: SessionLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """When, how long, on which step; below, of which run and where."""
    del selected
    row, look = line.row, look_of(State(line.row.state))
    left = Content.assemble(
        (column(line.span, 16), "$strong" if line.is_open else "$ink"),
        (column(line.length, 8, right=True), "bold $late" if row.is_flagged else "bold $strong"),
        ("  ", ""),
        (clean(row.step), "bold $strong" if line.is_open else "$ink"),
    )
    flag = (
        Content.styled("open for too long", "bold $late-on on $late-fill") if row.is_flagged else Content("")
    )
    state = Content.assemble((f"{look.glyph} {look.word}", look.ink))
    below = Content.styled(f"{' ' * 26}{clean(row.run_title)}", "$dim")
    place = Content.styled(fit(row.work_center or "", 16), "$dim")
    return (spread(left, flag or state, width, gap=2), spread(below, place, width, gap=2))
