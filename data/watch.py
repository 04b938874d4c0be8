"""Telling when somebody else has committed, cheaply enough to ask four times a second."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final, Protocol, cast

from sqlalchemy import Engine

CHANNEL: Final = "ion_tui"
"""PostgreSQL's channel of change notices."""


class ChangeWatch(Protocol):
    """Asks the store whether anything changed since the last time; used from one thread."""

    def changed(self) -> bool:
        """Whether another connection has committed since the last call; the first call answers False."""

    def close(self) -> None:
        """Let the connection go."""


class SqliteWatch:
    """`PRAGMA data_version` on a connection of its own, outside any transaction: 6 µs, and never a false no."""

    def __init__(self, path: Path) -> None:
        """Open the connection."""
        self._connection = sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False, timeout=1.0
        )
        self._seen = self._version()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def changed(self) -> bool:
        """Whether another connection has committed since the last call."""
        now = self._version()
        changed, self._seen = now != self._seen, now
        return changed

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


class PostgresWatch:
    """LISTEN on a connection of its own; every committed write transaction of `Store` notifies."""

    def __init__(self, engine: Engine) -> None:
        """Open the connection and listen."""
        pooled = engine.raw_connection()
        self._connection = cast("Any", pooled.driver_connection)
        pooled.detach()
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {CHANNEL}")

    def changed(self) -> bool:
        """Whether a write was committed since the last call."""
        return any([True for _ in self._connection.notifies(timeout=0)])  # noqa: C419

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()
