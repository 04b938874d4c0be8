"""Column types that are exact on both stores: UTC times, decimals as typed, quantities as scaled integers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

QUANTITY_SCALE: Final = 6
_UNIT: Final = 10**QUANTITY_SCALE


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC; refuses a naive datetime and answers aware ones.

    SQLite keeps it as text without a zone, which sorts as time does. Every row that is read or written has some, so
    that text is made and read here in one call each.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """Turn a value into UTC, and for SQLite into text."""
        return _as_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:  # noqa: ARG002
        """Answer a value in UTC."""
        return _from_text if dialect.name == "sqlite" else _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        message = f"A time needs its zone: {value!r}"
        raise ValueError(message)
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    moment = _in_utc(value)
    return None if moment is None else moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal as it was typed, trailing zeros too (`0.620` is a statement about resolution)."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write `value` in plain notation; refuses NaN and infinities."""
        if value is None:
            return None
        if not value.is_finite():
            message = f"Not a finite number: {value}"
            raise ValueError(message)
        return format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read the text back as it was."""
        return None if value is None else Decimal(value)


class Quantity(TypeDecorator[Decimal]):
    """A quantity of stock, kept as millionths in a 64-bit integer, so that the store can add and compare it."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Scale `value`; refuses more than six decimals, rather than rounding."""
        if value is None:
            return None
        scaled = Decimal(value) * _UNIT
        if scaled != scaled.to_integral_value():
            message = f"A quantity has at most {QUANTITY_SCALE} decimals: {value}"
            raise ValueError(message)
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Answer the quantity without needless zeros."""
        return None if value is None else _plain(Decimal(int(value)) / _UNIT)


def _plain(value: Decimal) -> Decimal:
    """Drop trailing zeros without turning 1000 into 1E+3."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class TextList(TypeDecorator[tuple[str, ...]]):
    """A short list of texts, kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the texts as a JSON array."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        """Read the array back as a tuple."""
        return None if value is None else tuple(json.loads(value))
