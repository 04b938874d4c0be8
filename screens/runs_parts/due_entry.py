"""Due dates and planned times as they are typed at a kiosk: pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.clock import end_of
from ion_tui.engine.definitions.sentences import quoted

PROMPT: Final = "2026-12-04, a weekday, today, or +5 for days"
"""What is asked for, in few words."""

PLAN_PROMPT: Final = "2026-12-04 14:30, fri 14:30, today, +5, or 14:30"

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_LETTERS: Final = 2
_AHEAD: Final = re.compile(r"\+([0-9]{1,4})")
_WITH_TIME: Final = re.compile(r"(?:(?P<day>.*\S)\s+)?(?P<time>[0-9]{1,2}:[0-9]{2})")


def due_at(text: str, now: datetime, zone: tzinfo) -> datetime | Refused:
    """The end of the day that a text names: `2026-12-04`, `fri` for the next one, `today`, `tomorrow`, `+5`."""
    day = _day(text, now.astimezone(zone).date())
    return day if isinstance(day, Refused) else end_of(day, zone)


def planned_at(text: str, now: datetime, zone: tzinfo, *, is_end: bool) -> datetime | Refused:
    """The moment that a text names: a day as for `due_at`, a time, or both.

    A time alone is today's. A day alone begins with its first minute, and ends with its last second.
    """
    today = now.astimezone(zone).date()
    found = _WITH_TIME.fullmatch(text.strip())
    day = today if found and found["day"] is None else _day(found["day"] if found else text, today)
    if isinstance(day, Refused):
        return day
    if found is None:
        return end_of(day, zone) if is_end else datetime.combine(day, time(), zone).astimezone(UTC)
    hour, minute = map(int, found["time"].split(":"))
    try:
        at = time(hour, minute)
    except ValueError:
        return Refused(Code.INVALID, f"{found['time']} is not a time: write it as 14:30.")
    return datetime.combine(day, at, zone).astimezone(UTC)


def _day(text: str, today: date) -> date | Refused:
    words = text.strip().casefold()
    try:
        return _named(words, today) or date.fromisoformat(words)
    except (ValueError, OverflowError):
        return Refused(
            Code.INVALID,
            f"{quoted(text)} is not a day: write it as {today.isoformat()}, as a weekday, or as +5.",
        )


def _named(words: str, today: date) -> date | None:
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    if ahead := _AHEAD.fullmatch(words):
        return today + timedelta(days=int(ahead[1]))
    if len(words) >= _LEAST_LETTERS:
        for number, name in enumerate(_DAYS):
            if name.startswith(words):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None
