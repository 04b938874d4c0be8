"""Copies of the embedded store: taken while kiosks work, checked before they are believed.

A copy is one file, made by SQLite's backup API of one moment, under another name until it is whole.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from data.errors import StoreError

_OTHER_STORE: Final = (
    "This store is on PostgreSQL: back it up with pg_dump, and bring it back with pg_restore."
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was taken, and found whole: its file, its size in bytes, its schema, the rows of each table."""

    path: Path
    size: int
    revision: str
    rows: Mapping[str, int]


def file_of(database: str | Path) -> Path:
    """The file of an embedded store; PostgreSQL has tools of its own."""
    if isinstance(database, str) and "://" in database:
        raise StoreError(_OTHER_STORE)
    return Path(database).expanduser().absolute()


def backup(database: str | Path, target: Path, *, force: bool = False) -> Backup:
    """Copy the store into the new file `target`, while it is in use; with `force`, over a file that is there.

    Raises StoreError with a sentence; then `target` is as it was.
    """
    source, target = file_of(database), target.expanduser().absolute()
    if not source.exists():
        raise StoreError(f"There is no database at {source}.")
    if target == source:
        raise StoreError(f"{target} is the database itself; name another file.")
    _require_free(target, force=force)
    with copied(source, target) as copy:
        taken = checked(copy, source)
        _require_free(target, force=force)
        copy.replace(target)
        sync_folder(target.parent)
    return Backup(target, target.stat().st_size, *taken)


def _require_free(target: Path, *, force: bool) -> None:
    if target.is_dir():
        raise StoreError(f"{target} is a folder; name a file in it.")
    if not target.parent.is_dir():
        raise StoreError(f"The folder {target.parent} does not exist; make it, or name another file.")
    if target.exists() and not force:
        raise StoreError(f"There is a file at {target} already; name another, or say --force.")


@contextmanager
def copied(source: Path, target: Path) -> Iterator[Path]:
    """A copy of `source` in the folder of `target`, of one moment; gone at the end unless it has another name."""
    with sentences(target):
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent)
        os.close(handle)
        copy = Path(name)
        try:
            with sentences(source):
                original = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=10)
            with closing(original), closing(_open_copy(copy)) as made:
                _copy(original, made, source)
            _sync_file(copy)
            yield copy
        finally:
            for ending in ("", "-journal", "-wal", "-shm", "-gate", "-turn"):
                Path(f"{copy}{ending}").unlink(missing_ok=True)


def _open_copy(copy: Path) -> sqlite3.Connection:
    return sqlite3.connect(copy, isolation_level=None)


def _copy(original: sqlite3.Connection, made: sqlite3.Connection, source: Path) -> None:
    with sentences(source):
        # One read transaction, so that the rows counted are those that are copied.
        original.execute("BEGIN")
        counted = _rows(original)
    original.backup(made)
    original.rollback()
    # A backup may lie on a medium that can only be read, where SQLite has no place for a log beside it.
    made.execute("PRAGMA journal_mode = DELETE")
    if _rows(made) != counted:
        raise StoreError(f"The copy of {source} does not hold what {source.name} holds; try again.")


def checked(copy: Path, source: Path) -> tuple[str, Mapping[str, int]]:
    """The schema and the rows of a copy of `source`; raises StoreError unless that is a whole store of ours."""
    with sentences(source), closing(_open_copy(copy)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise StoreError(f"{source} is damaged: {' '.join(found.split())}.")
        if lost := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreError(f"{source} is damaged: a row of {lost[0]} points to nothing in {lost[2]}.")
        rows = _rows(connection)
        if "alembic_version" not in rows:
            raise StoreError(f"{source} is not a database of ION TUI.")
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(revision), rows


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - own tables
        for (name,) in tables
    }


def beside(database: Path, why: str, now: datetime) -> Path:
    """A free name beside the store that says why it is there and since when."""
    name = f"{database.name}.{why}-{now:%Y%m%dT%H%M%SZ}"
    free, number = database.with_name(name), 1
    while free.exists():
        number += 1
        free = database.with_name(f"{name}-{number}")
    return free


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring a folder's new names to the disk."""
    with suppress(OSError):  # not every system opens folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say of `path` into sentences."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise StoreError(f"The disk that holds {path} is full; free some space and try again.") from error
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise StoreError(f"{path} is not a database of ION TUI, or is damaged.") from error
        raise StoreError(f"{path} cannot be used: {error}.") from error
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror}.") from error
