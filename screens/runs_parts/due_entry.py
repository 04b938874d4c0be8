"""A due date as it is typed at a kiosk: pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.clock import end_of
from ion_tui.engine.definitions.sentences import quoted

PROMPT: Final = "2026-12-04, a weekday, today, or +5 for days"
"""What is asked for, in few words."""

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_LETTERS: Final = 2
_AHEAD: Final = re.compile(r"\+([0-9]{1,4})")


def due_at(text: str, now: datetime, zone: tzinfo) -> datetime | Refused:
    """The end of the day that a text names: `2026-12-04`, `fri` for the next one, `today`, `tomorrow`, `+5`."""
    words, today = text.strip().casefold(), now.astimezone(zone).date()
    day = _named(words, today)
    if day is None:
        try:
            day = date.fromisoformat(words)
        except ValueError:
            return Refused(
                Code.INVALID,
                f"{quoted(text)} is not a day: write it as {today.isoformat()}, as a weekday, or as +5.",
            )
    return end_of(day, zone)


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
