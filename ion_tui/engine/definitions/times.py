"""Lengths of time, days and moments from what a file says: every refusal is a sentence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from ion_tui.engine.definitions.sentences import did_you_mean, quoted

UNITS: Final = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
"""Units of time from the largest to the smallest, as a length of time names them; a day is 24 hours."""

LONGEST: Final = timedelta(days=3660)
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2999

_LENGTH_PART: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)([^0-9.]+)")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_LENGTH_HELP: Final = "write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w)"


def length_of_time(value: object) -> timedelta:
    """Read `40m`, `1h30m`, `90s`, `5d`, `2w`: units from the largest to the smallest, each at most once."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        raise ValueError(f"A length of time needs a unit: {_LENGTH_HELP}.")
    if not isinstance(value, str):
        raise ValueError(f"A length of time is expected here: {_LENGTH_HELP}.")
    total, units_left, position = Decimal(0), list(UNITS), 0
    while part := _LENGTH_PART.match(value, position):
        unit = part[2].strip()
        if unit not in UNITS:
            raise ValueError(f"{quoted(unit)} is not a unit of time: {_LENGTH_HELP}.")
        if unit not in units_left:
            raise ValueError(
                f"{quoted(value)} does not go from the largest unit to the smallest: {_LENGTH_HELP}."
            )
        units_left = units_left[units_left.index(unit) + 1 :]
        total += Decimal(part[1]) * int(UNITS[unit].total_seconds())
        position = part.end()
    if position != len(value) or not value:
        raise ValueError(f"{quoted(value)} is not a length of time: {_LENGTH_HELP}.")
    if total % 1:
        raise ValueError(f"{quoted(value)} is not a whole number of seconds.")
    if total > int(LONGEST.total_seconds()):
        raise ValueError(f"{quoted(value)} is longer than ten years.")
    return timedelta(seconds=int(total))


def day(value: object) -> date:
    """Read `2026-12-04`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(f"{_shown(value)} is not a day: write year-month-day, as 2026-12-04.")
    return _day_of(value)


def moment(value: object, zone: ZoneInfo | None) -> datetime:
    """Read `2026-11-24T08:00`, with seconds and an offset if it has them, and answer it in UTC.

    Without an offset it is a time of `zone`; a time that the zone's clock skips or shows twice is refused.
    """
    if isinstance(value, datetime):
        return _in_zone(value, value.isoformat(), zone) if value.tzinfo is None else value.astimezone(UTC)
    written = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError(f"{_shown(value)} is not a date and time: write it as 2026-11-24T08:00.")
    of_day, hour, minute, second, offset = written.groups()
    _day_of(of_day)
    try:
        local = datetime.fromisoformat(f"{of_day}T{hour}:{minute}:{second or '00'}")
        if offset is not None:
            return datetime.fromisoformat(f"{local.isoformat()}{offset}").astimezone(UTC)
    except ValueError as error:
        raise ValueError(f"{quoted(written[0])} is not a time of the clock.") from error
    return _in_zone(local, written[0], zone)


def time_zone(value: str) -> str:
    """Answer `value` when it names a zone of the IANA database, as Europe/Berlin."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = did_you_mean(value, available_timezones())
        raise ValueError(
            f"{quoted(value)} is not a time zone: write it as America/Los_Angeles or UTC.{hint}"
        ) from error
    return value


def _day_of(text: str) -> date:
    """The day of an ISO date whose digits are known to be digits."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text} is not a day of the calendar.") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{text} is out of range: years go from {FIRST_YEAR} to {LAST_YEAR}.")
    return found


def _in_zone(local: datetime, written: str, zone: ZoneInfo | None) -> datetime:
    """The instant at which `zone`'s clock shows `local`."""
    if zone is None:
        raise ValueError(f"{quoted(written)} needs its zone: add an offset, as {written}+01:00.")
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    instant = first.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        raise ValueError(f"{quoted(written)} does not exist in {zone.key}: the clock goes forward over it.")
    if first.utcoffset() != second.utcoffset():
        raise ValueError(
            f"{quoted(written)} comes twice in {zone.key}: add the offset of the one that is meant, "
            f"{_offset(first)} or {_offset(second)}."
        )
    return instant


def _offset(local: datetime) -> str:
    """The offset of an aware time as it is written, `-07:00`."""
    return local.isoformat()[-6:]


def _shown(value: object) -> str:
    """`value` as a sentence shows it."""
    simple = isinstance(value, (str, int, Decimal)) and not isinstance(value, bool)
    return quoted(str(value)) if simple else "This"
