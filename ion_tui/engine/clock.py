"""Where time comes from: handed in, so that a test says what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Protocol

SOON_DAYS: Final = 2
"""Days before its due date from which on work is due soon."""

END_OF_DAY: Final = time(23, 59, 59)
"""When a day ends at which something is due."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """This moment, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands until it is moved: for tests and pictures."""

    def __init__(self, now: datetime) -> None:
        """Start at `now`, an aware datetime."""
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The moment that was set."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move on."""
        self._now += by


def start_of_day(now: datetime, zone: tzinfo) -> datetime:
    """The instant at which today began at the site."""
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)


def end_of_soon(now: datetime, zone: tzinfo) -> datetime:
    """The instant before which work that is due is due soon, or late."""
    day = now.astimezone(zone).date() + timedelta(days=SOON_DAYS + 1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last second of a day of the site."""
    return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)
