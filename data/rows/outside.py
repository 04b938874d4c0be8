"""Rows of outside processing: what is done at a supplier, and what is there now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """What is out at a supplier: how much of which unit, on which order line, since when, of a step in which state."""

    step_id: int
    run_id: int
    number: str
    title: str
    run_title: str
    state: str
    part: str
    identity: str
    supplier: str
    order: str
    line: int
    quantity: Decimal
    units: Decimal
    since: datetime
    lead_time_seconds: int | None


@dataclass(frozen=True, slots=True)
class OutsideMove:
    """Units that went out, or came back: how many, when, by whom."""

    quantity: Decimal
    at: datetime
    by: str
    is_back: bool


@dataclass(frozen=True, slots=True)
class OutsideWork:
    """An outside-process step in its current attempt: the order, how many units have gone out and come back.

    `cannot_send` and `cannot_receive` say why nothing more can go out or come back now; empty where it can.
    """

    supplier: str
    order: str
    line: int
    description: str
    units: Decimal
    sent: Decimal
    back: Decimal
    moves: tuple[OutsideMove, ...]
    cannot_send: str
    cannot_receive: str

    @property
    def left(self) -> Decimal:
        """Units that have not gone out yet."""
        return self.units - self.sent

    @property
    def out(self) -> Decimal:
        """Units that are at the supplier."""
        return self.sent - self.back
