"""Many rows in one statement, with their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert


def insert_many(tx: Connection, into: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows that all have the same columns; answers their ids in the rows' order."""
    if not rows:
        return []
    statement = insert(into).returning(into.c.id, sort_by_parameter_order=True)
    return list(tx.execute(statement, list(rows)).scalars())
