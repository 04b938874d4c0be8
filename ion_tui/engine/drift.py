"""Whether a row of readings drifts, before one of them is out of range. Pure.

Two rules of statistical process control (Nelson's third and second): six readings in a row that rise or fall, and
nine in a row on one side of the middle of their limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ion_tui.engine.ranges import Limits

TREND: Final = 6
ONE_SIDE: Final = 9


def drift(readings: Sequence[Decimal], limits: Limits) -> str:
    """What the newest readings (oldest first) show, in words; empty where they show nothing."""
    newest = readings[-TREND:]
    if len(newest) == TREND:
        if all(later > earlier for earlier, later in pairwise(newest)):
            return f"rising for {TREND} readings"
        if all(later < earlier for earlier, later in pairwise(newest)):
            return f"falling for {TREND} readings"
    middle = _middle(limits)
    side = readings[-ONE_SIDE:]
    if middle is None or len(side) < ONE_SIDE:
        return ""
    where = f"of {limits.with_unit(middle)}"
    if all(reading > middle for reading in side):
        return f"{ONE_SIDE} readings in a row on the upper side {where}"
    if all(reading < middle for reading in side):
        return f"{ONE_SIDE} readings in a row on the lower side {where}"
    return ""


def _middle(limits: Limits) -> Decimal | None:
    if limits.target is not None:
        return limits.target
    if limits.lowest is None or limits.highest is None:
        return None
    return (limits.lowest + limits.highest) / 2
