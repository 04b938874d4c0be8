"""The store of a floor with many machines: PostgreSQL, reached by URL."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine

from data.errors import StoreError

ONE_MOMENT: Final[Mapping[str, Any]] = MappingProxyType(
    {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
)
"""The execution options of connections that read: all statements of a transaction see the same, as in SQLite."""


def connect(url: URL, connect_args: Mapping[str, str] | None = None) -> Engine:
    """An engine for the database at `url`; several hosts in the URL fail over to the one that takes writes."""
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        raise StoreError(
            "PostgreSQL needs the extra package: install ion-tui[postgres], or use a file with --database."
        ) from None
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=False,
        connect_args={"application_name": "ion-tui", "connect_timeout": "5", **(connect_args or {})},
        query_cache_size=1200,
    )
