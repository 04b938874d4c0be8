"""How due dates, durations and clocks read on a screen: pure, in the site's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from ion_tui.engine.clock import SOON_DAYS

_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class DueText:
    """A due date in words, with the token of its color."""

    words: str
    token: str
    is_late: bool = False


def due_text(due_at: datetime, now: datetime, zone: tzinfo) -> DueText:
    """A due date as the floor says it: `due today`, `due Fri`, `due 11 Dec`, `late 3 days`.

    The due moment is the end of a day, so one that falls on midnight belongs to the day that ends.
    """
    day = (due_at.astimezone(zone) - timedelta(microseconds=1)).date()
    today = now.astimezone(zone).date()
    days = (day - today).days
    if due_at < now:
        words = "late today" if days >= 0 else f"late {-days} day{'s' if days < -1 else ''}"
        return DueText(words, "late", is_late=True)
    if days == 0:
        return DueText("due today", "due-soon")
    if days == 1:
        return DueText("due tomorrow", "due-soon")
    words = f"due {day:%a}" if days < _WEEK else f"due {day.day} {day:%b}"
    if day.year != today.year and days >= _WEEK:
        words = f"{words} {day.year}"
    return DueText(words, "due-soon" if days <= SOON_DAYS else "ink")


def elapsed(seconds: float) -> str:
    """Hours and minutes that passed: `0:14`, `12:05`; never less than nothing."""
    minutes = max(0, int(seconds)) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


def lead_time(seconds: int) -> str:
    """A planned time in its largest fitting units: `45 min`, `1 h 30 min`, `5 days`."""
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days and not seconds % 86400:
        return f"{days} day{'s' if days > 1 else ''}"
    if not hours:
        return f"{minutes} min"
    rest = minutes % 60
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def day_name(day: datetime, now: datetime, zone: tzinfo) -> str:
    """The day of a moment: `Today`, `Yesterday`, `Fri 27 Nov`."""
    date, today = day.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - date).days
    if days in (0, 1):
        return ("Today", "Yesterday")[days]
    return f"{date:%a} {date.day} {date:%b}"
