"""Putting a backup in the place of the store, and bringing an older store up: both with a way back.

Neither writes into the file that is there before it was copied, and neither begins while a kiosk has it open.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from data import schema, sqlite
from data.backup import backup, beside, checked, copied, file_of, sentences, sync_folder
from data.errors import SchemaOlder, StoreError
from data.store import Store
from data.turnstile import turn

Examine = Callable[[Store], Sequence[str]]
"""Looks through a store and says what is wrong with it, a sentence each."""

_PATIENCE: Final = 2.0
"""Seconds to wait for somebody who is about to leave the store."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that was put back; `replaced` is the file that was there before, if there was one."""

    path: Path
    replaced: Path | None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A schema that was brought up; `backup` is the store as it was before."""

    before: str
    after: str
    backup: Path | None


class BackupDoubtful(StoreError):
    """A copy that is whole, but whose contents do not agree; `doubts` says where."""

    def __init__(self, path: Path, doubts: Sequence[str]) -> None:
        """Keep every doubt."""
        super().__init__(
            f"{path} is not put back: {len(doubts)} things in it do not agree. Take another backup, or --force."
        )
        self.doubts = tuple(doubts)


def restore(
    source: Path, database: str | Path, *, now: datetime, examine: Examine, force: bool = False
) -> Restored:
    """Put the backup `source` in the place of the store, once it has been found whole and `examine` has no doubts.

    What was there stays beside it, under its name and the time. An older schema is brought up. With `force`,
    doubts and a file that is no store of ours are no obstacle; a damaged backup always is. Raises StoreError.
    """
    source, target = source.expanduser().absolute(), file_of(database)
    if not source.is_file():
        raise StoreError(f"There is no backup at {source}.")
    if target == source:
        raise StoreError(f"{source} is the database itself; name a backup.")
    sqlite.check_folder(target.parent)
    if not force:
        _require_ours(target)
    with copied(source, target) as copy:
        checked(copy, source)
        doubts = tuple(_examined(copy, examine))
        if doubts and not force:
            raise BackupDoubtful(source, doubts)
        with alone_with(target):
            kept = _keep(target, now)
            if kept is not None:
                shutil.copymode(kept, copy)
            copy.replace(target)
            sync_folder(target.parent)
    return Restored(target, kept, doubts)


def upgrade(database: str | Path, *, now: datetime, backed_up: bool = False) -> Upgraded:
    """Bring an older schema to this program's; an embedded store is copied first, beside itself.

    With `backed_up`, somebody has seen to the backup. Raises StoreError.
    """
    with closing(Store.connect(database)) as store:
        if store.path is not None and not store.path.exists():
            raise StoreError(f"There is no database at {store.path}.")
        with store.read() as connection:
            before = schema.current(connection)
        if before is None:
            raise StoreError(f"{store.place} is empty; make a site in it with: ion-tui init")
        if not _is_older(store, store.place):
            return Upgraded(before, before, None)
    copy = None
    if not backed_up:
        if store.path is None:
            raise StoreError(
                "This store is on PostgreSQL: back it up with pg_dump, then say: ion-tui upgrade --backed-up"
            )
        copy = backup(store.path, beside(store.path, f"before-{schema.HEAD}", now)).path
    if store.path is not None:
        with alone_with(store.path):
            pass
    with closing(Store.connect(database)) as store:
        store.upgrade()
    return Upgraded(before, schema.HEAD, copy)


def _require_ours(target: Path) -> None:
    """Refuse to replace what is no store of ours; nothing and an empty file may be replaced."""
    sqlite.check_place(target)
    if target.exists() and target.stat().st_size:
        with sentences(target), closing(Store.connect(target)) as store, store.read() as connection:
            schema.current(connection)


def _examined(copy: Path, examine: Examine) -> Sequence[str]:
    """Bring the copy's schema up, and say what is wrong with what it holds."""
    with closing(Store.connect(copy)) as store:
        if _is_older(store, "The backup"):
            store.upgrade()
        return examine(store)


def _is_older(store: Store, place: str) -> bool:
    """Whether the schema has to be brought up; a newer one is refused."""
    try:
        with store.read() as connection:
            schema.require_head(connection, place)
    except SchemaOlder:
        return True
    return False


@contextmanager
def alone_with(database: Path) -> Iterator[None]:
    """Hold the store so that nobody else has it open, or can open it, meanwhile.

    Leaving the write-ahead log needs to be the only one there, even among idle kiosks. One that comes while the
    store is held waits; where the file was replaced, SQLite then refuses it the old one.
    """
    if not database.exists():
        yield
        return
    with turn(database), closing(sqlite3.connect(database, isolation_level=None, timeout=_PATIENCE)) as alone:
        try:
            alone.execute("PRAGMA journal_mode = DELETE")
            alone.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreError(
                    f"{database} is open in a kiosk or another program; close them all and try again."
                ) from error
            raise
        except sqlite3.DatabaseError:
            # Too damaged for anybody to have it open.
            pass
        yield


def _keep(database: Path, now: datetime) -> Path | None:
    """Give the store that is there a second name, and any log that was left beside it that name's."""
    if not database.exists():
        return None
    kept = beside(database, "replaced", now)
    try:
        os.link(database, kept)
    except OSError:
        kept.write_bytes(database.read_bytes())
    for ending in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            Path(f"{database}{ending}").replace(f"{kept}{ending}")
    return kept
