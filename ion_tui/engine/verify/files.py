"""Stored files: their bytes are what their digest says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from data.models import StoredFile, table

_FILE: Final = table(StoredFile)
_READ: Final = (
    select(_FILE.c.digest, _FILE.c.size, _FILE.c.data).order_by(_FILE.c.digest).execution_options(yield_per=1)
)


def differences(tx: Connection) -> Iterator[str]:
    """Each file whose bytes or size are not those it was stored with."""
    for row in tx.execute(_READ):
        if hashlib.sha256(row.data).hexdigest() != row.digest:
            yield f"The stored file {row.digest[:12]} has other bytes than it was stored with."
        elif len(row.data) != row.size:
            yield f"The stored file {row.digest[:12]} has {len(row.data)} bytes, not {row.size}."
