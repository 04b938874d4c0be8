"""What stands on an outside-process step: its order, what is out, and why nothing more can go out or come back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from data.queries.outside import outside_facts, outside_moves
from data.rows.outside import OutsideWork


def outside_work(tx: Connection, step_id: int) -> OutsideWork | None:
    """An outside-process step with what went out and came back; None for another step."""
    facts = outside_facts(tx, step_id)
    if facts is None:
        return None
    return OutsideWork(
        supplier=facts.supplier,
        order=facts.order_number,
        line=facts.line,
        description=facts.description,
        units=facts.units,
        sent=facts.sent,
        back=facts.back,
        moves=outside_moves(tx, step_id),
        cannot_send=cannot_send(facts),
        cannot_receive=cannot_receive(facts),
    )


def cannot_send(facts: Any) -> str:
    """Why nothing more can go out; empty where something can."""
    return "" if facts.sent < facts.units else f"Everything has been sent to {facts.supplier} already."


def cannot_receive(facts: Any) -> str:
    """Why nothing can come back; empty where something can."""
    return "" if facts.back < facts.sent else f"Nothing is at {facts.supplier} now: nothing to receive."
