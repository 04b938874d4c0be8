"""Redlines as lines of a list: which one, where it stands, since when, by whom and why: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from textual.content import Content

from data.rows.redlines import RedlineRow
from ion_tui.engine.wording import listed, moment
from screens.theme import OK_GLYPH, Look
from screens.times import elapsed
from screens.widgets.lines import clean, column, fit, spread

_WORD: Final = 12
_NUMBER: Final = 5
_DAY: Final = timedelta(days=1)


class Standing(StrEnum):
    """Where a redline stands, as people say it: one that was rejected is open again, and still called rejected."""

    OPEN = "open"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELED = "canceled"


LOOKS: Final[Mapping[Standing, Look]] = MappingProxyType(
    {
        Standing.OPEN: Look("✎", "Open", "redline"),
        Standing.IN_REVIEW: Look("●", "In review", "in-progress"),
        Standing.APPROVED: Look(OK_GLYPH, "Approved", "completed"),
        Standing.REJECTED: Look("✖", "Rejected", "failed"),
        Standing.CANCELED: Look("⊘", "Canceled", "canceled"),
    }
)


def standing_of(row: RedlineRow) -> Standing:
    """Where a redline stands."""
    return Standing.REJECTED if row.rejected and row.state == Standing.OPEN else Standing(row.state)


def redline_name(row: RedlineRow) -> str:
    """What a redline is called: its number and whose it is."""
    return f"Redline {row.id} by {row.author}"


def since(row: RedlineRow, now: datetime, zone: ZoneInfo) -> str:
    """How long it has been waiting, or when it was closed."""
    if row.closed_at is not None:
        return moment(row.closed_at, now, zone)
    begun = row.submitted_at if row.state == Standing.IN_REVIEW and row.submitted_at else row.opened_at
    passed = now - begun
    days = passed // _DAY
    return f"for {days} day{'s' if days > 1 else ''}" if days else f"for {elapsed(passed.total_seconds())}"


def approvals(row: RedlineRow) -> str:
    """Who has approved, who is still asked, and what became of it: applied where, merged into what."""
    valid = [one for one in row.decisions if not one.void]
    said = [f"{one.role or 'approved'} {OK_GLYPH}" for one in valid if one.decision == "approved"]
    if row.state == Standing.IN_REVIEW:
        said.append(f"waits for {listed(row.missing) or 'approval'}")
    if row.applied:
        said.append(f"on {row.applied} run{'s' if row.applied > 1 else ''}")
    if row.merged:
        said.append(f"in {', '.join(row.merged)}")
    return " · ".join(said)


def what(row: RedlineRow) -> str:
    """Which steps it changes, else how many changes it has."""
    if row.steps:
        return ", ".join(row.steps)
    return f"{row.changes} change{'s' if row.changes != 1 else ''}" if row.changes else "no changes yet"


@dataclass(frozen=True, slots=True)
class RedlineLine:
    """One redline as it stands now; `marked` is None where none is marked, `run` where the run is said too."""

    row: RedlineRow
    since: str
    marked: bool | None = None
    run: str = ""

    @property
    def key(self) -> int:
        """The redline."""
        return self.row.id


def render_redline(line: RedlineLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """Number, state and reason, whose and how long; below, of which run and step, and who has approved."""
    row, look = line.row, LOOKS[standing_of(line.row)]
    mark = "" if line.marked is None else f"[{OK_GLYPH if line.marked else ' '}] "
    state = "" if line.marked is not None else column(f"{look.glyph} {look.word}", _WORD)
    first = Content.assemble(
        (mark, "bold $accent" if line.marked else "$dim"),
        (column(str(row.id), _NUMBER), "$dim"),
        (state, f"bold {look.ink}"),
        (clean(row.reason), "bold $strong" if selected or line.marked else "$strong"),
    )
    who = Content.assemble((fit(row.author, 20), "$ink"), (f"  {line.since}", "$dim"))
    indent = " " * (len(mark) + _NUMBER)
    below = Content.assemble(
        indent, (clean(f"{line.run} · " if line.run else ""), "$dim"), (clean(what(row)), "$ink")
    )
    done = Content.styled(clean(approvals(row)), "$dim" if row.closed_at else "$hold")
    return (spread(first, who, width, gap=2), spread(below, done, width, gap=2))


def redline_lines(
    rows: Iterable[RedlineRow], now: datetime, zone: ZoneInfo, *, only: Standing | None = None
) -> list[RedlineLine]:
    """The redlines of a run; with `only`, those that stand there."""
    return [
        RedlineLine(row, since(row, now, zone)) for row in rows if only is None or standing_of(row) is only
    ]
