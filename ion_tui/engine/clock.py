"""Where time comes from: handed in, so that a test says what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


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
