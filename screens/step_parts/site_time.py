"""The time of the site: what the parts of the screen say times by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ion_tui.engine.clock import Clock
from ion_tui.engine.wording import moment


@dataclass(frozen=True, slots=True)
class SiteTime:
    """A clock, and the zone in which it is read."""

    clock: Clock
    zone: ZoneInfo

    @property
    def now(self) -> datetime:
        """This moment."""
        return self.clock.now()

    def at(self, when: datetime) -> str:
        """A time of day, with the date where it is not today's."""
        return moment(when, self.now, self.zone)
