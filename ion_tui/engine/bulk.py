"""Many rows at once: inserted in one statement with their ids, and known to the planner of later statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text


def insert_many(tx: Connection, into: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows that all have the same columns; answers their ids in the rows' order.

    SQLite cannot answer ids in order for several rows at once, but who writes has it alone and can count them.
    """
    if not rows:
        return []
    if tx.dialect.name == "sqlite":
        first = tx.execute(select(func.coalesce(func.max(into.c.id), 0) + 1)).scalar_one()
        ids = list(range(first, first + len(rows)))
        tx.execute(insert(into), [{"id": row_id, **row} for row_id, row in zip(ids, rows, strict=True)])
        return ids
    statement = insert(into).returning(into.c.id, sort_by_parameter_order=True)
    return list(tx.execute(statement, list(rows)).scalars())


def look_again(tx: Connection, *tables: Table) -> None:
    """Let PostgreSQL plan by how many rows there are now, not by how few there were when the command began.

    SQLite plans by the indexes alone.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text(f"ANALYZE {', '.join(into.name for into in tables)}"))
