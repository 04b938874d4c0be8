"""What the embedded store says of its own file; a server sees to that itself."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection


def differences(tx: Connection) -> Iterator[str]:
    """Each fault of the file, and each row that points to nothing."""
    if tx.dialect.name != "sqlite":
        return
    for (found,) in tx.exec_driver_sql("PRAGMA integrity_check"):
        if found != "ok":
            yield f"The database file: {' '.join(found.split())}."
    for row_table, row_id, target, _ in tx.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"Row {row_id} of {row_table} points to nothing in {target}."
