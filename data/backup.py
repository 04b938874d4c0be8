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
        taken = checked(copy)
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
            with closing(original), closing(sqlite3.connect(copy, isolation_level=None)) as made:
                _copy(original, made, source)
            _sync_file(copy)
            yield copy
        finally:
            for ending in ("", "-journal", "-wal", "-shm", "-gate", "-turn"):
                Path(f"{copy}{ending}").unlink(missing_ok=True)


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


def checked(copy: Path) -> tuple[str, Mapping[str, int]]:
    """The schema and the rows of a copy; raises StoreError unless it is a whole store of ours."""
    with sentences(copy, "The copy"), closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for pragma in ("integrity_check(1)", "foreign_key_check"):
            found = connection.execute(f"PRAGMA {pragma}").fetchone()
            if found not in (None, ("ok",)):
                raise StoreError(f"The database is damaged ({found[0]}); take another backup.")
        rows = _rows(connection)
        if "alembic_version" not in rows:
            raise StoreError("This is not a database of ION TUI.")
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
def sentences(path: Path, name: str = "") -> Iterator[None]:
    """Turn what SQLite and the system say of `path` into sentences."""
    what = name or str(path)
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise StoreError(f"The disk that holds {what} is full; free some space and try again.") from error
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise StoreError(f"{what} is not a database of ION TUI, or is damaged.") from error
        raise StoreError(f"{what} cannot be used: {error}.") from error
    except OSError as error:
        raise StoreError(f"{error.filename or what} cannot be used: {error.strerror}.") from error
