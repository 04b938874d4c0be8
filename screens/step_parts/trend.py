"""The last readings of a number field as a row of bars between its limits: pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from textual.content import Content

from data.rows.work import ReadingsRow
from screens.step_parts.layout import NO_ASIDE, Aside
from screens.step_parts.reading import NOTHING, Remark, Tone
from screens.theme import BAD_GLYPH

BARS: Final = "▁▂▃▄▅▆▇█"
ABOVE: Final = "▲"
BELOW: Final = "▼"
"""Stand for readings beyond a limit, so that they are told without color too."""
FEWEST: Final = 2
"""Readings below which there is no row to see."""


def aside_of(readings: ReadingsRow | None, *, is_here: bool) -> Aside:
    """What stands beside a field: the bars; where there is no room, beneath it, while it has the cursor or drifts."""
    if readings is None or len(readings.values) < FEWEST:
        return NO_ASIDE
    said = Remark(Tone.ASK, f"! {readings.drift}") if readings.drift else NOTHING
    return Aside(bars(readings), said, is_kept=is_here or bool(said))


def bars(readings: ReadingsRow) -> Content:
    """One glyph a reading, the oldest first: the lower limit is the lowest bar, the upper one the highest."""
    lowest = readings.lowest if readings.lowest is not None else min(readings.values)
    highest = readings.highest if readings.highest is not None else max(readings.values)
    return Content.assemble(
        *(
            _glyph(value, in_range=in_range, lowest=lowest, highest=highest)
            for value, in_range in zip(readings.values, readings.in_range, strict=True)
        )
    )


def _glyph(value: Decimal, *, in_range: bool, lowest: Decimal, highest: Decimal) -> tuple[str, str]:
    if value > highest:
        return ABOVE, "bold $out-of-range"
    if value < lowest:
        return BELOW, "bold $out-of-range"
    if not in_range:
        return BAD_GLYPH, "bold $out-of-range"
    top = len(BARS) - 1
    height = (value - lowest) / (highest - lowest) if highest > lowest else Decimal("0.5")
    return BARS[round(height * top)], "$ink"
