"""How steps, times and quantities stand in a sentence for an operator."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo


def step_label(number: str, title: str) -> str:
    """A step as it is called on the floor: `2 Start the bogie pivot`."""
    return f"{number} {title}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A time of day, with the date where it is not today's."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def amount(quantity: Decimal) -> str:
    """A quantity in plain notation, without needless zeros."""
    return f"{quantity.normalize():f}"


def unit_label(part: str, serial: str | None, lot: str | None) -> str:
    """An inventory as it is called: part and serial, or part and lot."""
    if serial:
        return f"{part} · {serial}"
    return f"{part} · lot {lot}" if lot else part


def batch_label(batch_id: int, title: str | None) -> str:
    """A batch as it is called: `Batch 1`, or `Batch 1: Rover 1 suspension`."""
    return f"Batch {batch_id}: {title}" if title else f"Batch {batch_id}"


def ended(sentence: str) -> str:
    """A sentence with one period at its end, whatever the last name in it ends with."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def listed(words: list[str] | tuple[str, ...], joiner: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def duration(seconds: int) -> str:
    """Hours and minutes: `0:14`, `12:05`."""
    minutes = seconds // 60
    return f"{minutes // 60}:{minutes % 60:02d}"
