"""The embedded store: one SQLite file, opened so that nothing acknowledged is lost."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from data.errors import StoreError

READ: Final = "BEGIN"
"""How a transaction that reads begins."""

WRITE: Final = "BEGIN IMMEDIATE"
"""How one that writes begins: it takes the write lock at once.

The store says it itself. A listener to the engine's `begin` would have SQLAlchemy look for listeners at every
statement, a seventh of what a sign-off costs.
"""

_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "ceph", "glusterfs", "lustre", "fuse.sshfs"}
)
_HEADER: Final = b"SQLite format 3\x00"


def check_place(path: Path) -> None:
    """Refuse, in a sentence, a path that cannot hold the store: network share, no permission, no database."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it.")
    check_folder(path.parent)
    if path.exists():
        if not os.access(path, os.R_OK | os.W_OK):
            raise StoreError(f"No permission to read and write {path}; ask for it, or name another file.")
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
        if header and header != _HEADER:
            raise StoreError(f"{path} is not a database of ION TUI; name another file with --database.")


def check_folder(folder: Path) -> None:
    """Refuse, in a sentence, a folder that cannot hold the store."""
    if not folder.is_dir():
        raise StoreError(f"The folder {folder} does not exist; make it, or name another with --database.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"No permission to write in {folder}; ask for it, or name another with --database.")
    if share := _network_share(folder):
        raise StoreError(
            f"{folder} is on a network share ({share}), where SQLite can lose data; keep the file on a local "
            "disk, or use PostgreSQL for several machines."
        )


def make(path: Path) -> None:
    """Make an empty file for owner and group: what it will hold of people is nobody else's to read."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660))


def connect(path: Path) -> Engine:
    """An engine for the file at `path`, durable and with foreign keys on."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=24,
        connect_args={"timeout": 10.0, "check_same_thread": False},
        query_cache_size=1200,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG001
    connection.isolation_level = None
    for pragma in (
        "busy_timeout = 10000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -16000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    """Text in small letters, of every alphabet: SQLite's own `lower` knows A to Z alone."""
    return None if text is None else text.lower()


def _network_share(folder: Path) -> str | None:
    """The file system's type when `folder` is on a network share, as far as the system tells."""
    best, kind = "", None
    place = str(folder.resolve())
    for line in _mounts().splitlines():
        _, point, system, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, system
    return kind if kind in _NETWORK else None


def _mounts() -> str:
    """The system's mounted file systems, a line each; nothing where it does not tell."""
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
