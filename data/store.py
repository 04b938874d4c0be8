"""The store: opens a database, hands out transactions, tells of foreign changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from data import postgres, schema, sqlite
from data.errors import StoreError, StoreUnreachable
from data.turnstile import turn
from data.watch import CHANNEL, ChangeWatch, PostgresWatch, SqliteWatch

_FULL: Final = "disk is full"
_AWAY: Final = ("locked", "busy", "unable to open", "disk I/O")
_CORRUPT: Final = ("malformed", "not a database", "disk image")


class Store:
    """One open database.

    `read()` and `write()` hand out a connection inside a transaction; leaving a `write()` block without an
    error commits, leaving it with one rolls everything back. A store is safe to use from several threads.
    """

    def __init__(self, engine: Engine, path: Path | None = None) -> None:
        """Take a connected engine; `path` is the file of an embedded store."""
        self._engine = engine
        self._reader = engine if path else engine.execution_options(**postgres.ONE_MOMENT)
        self.path = path
        self._file = None if path is None else _file_at(path)

    @classmethod
    def open(cls, database: str | Path, *, create: bool = False) -> Self:
        """Open the database at a path or a `postgresql://` URL.

        With `create`, an empty or missing database gets its schema. Raises StoreError with one sentence when it
        cannot be used: no permission, no database, an older or newer schema, no answer.
        """
        store = cls.connect(database)
        try:
            store._require_schema(create=create)  # noqa: SLF001
        except BaseException:
            store.close()
            raise
        if store.path is not None:
            store._file = _file_at(store.path)  # noqa: SLF001 - it may have been made just now
        return store

    @classmethod
    def connect(cls, database: str | Path) -> Self:
        """Connect to a database whatever its schema: for upgrades, backups and what looks at schemas."""
        if isinstance(database, str) and "://" in database:
            url = _url(database)
            if url.get_backend_name() == "postgresql":
                return cls(postgres.connect(url))
            if url.get_backend_name() != "sqlite" or not url.database:
                raise StoreError(
                    f"{url.get_backend_name()} is not a store of ION TUI; name a file or postgresql://…"
                )
            database = url.database
        path = Path(database).expanduser().absolute()
        with _sentences(str(path)):
            sqlite.check_place(path)
        return cls(sqlite.connect(path), path)

    def _require_schema(self, *, create: bool) -> None:
        if self.path is not None and not self.path.exists():
            if not create:
                raise StoreError(f"There is no database at {self.path}; make one with: ion-tui init")
            with _sentences(self.place):
                sqlite.make(self.path)
        with self.read() as connection:
            found = schema.current(connection) if create else schema.HEAD
        if found is None:
            self.upgrade()
        with self.read() as connection:
            if not create and schema.current(connection) is None:
                raise StoreError(f"{self.place} is empty; make a site in it with: ion-tui init")
            schema.require_head(connection, self.place)

    @property
    def place(self) -> str:
        """Where the database is, without a password."""
        return str(self.path) if self.path else self._engine.url.render_as_string(hide_password=True)

    @property
    def url(self) -> URL:
        """The database's URL."""
        return self._engine.url

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is embedded."""
        return self._engine.dialect.name == "sqlite"

    def upgrade(self, revision: str = "head") -> None:
        """Bring the schema to `revision`."""
        with self.write() as connection:
            schema.upgrade(connection, revision)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and changes nothing."""
        with _sentences(self.place), self._reader.connect() as connection:
            try:
                if self.path is not None:
                    connection.exec_driver_sql(sqlite.READ)
                yield connection
            except BaseException:
                connection.rollback()
                raise
            # A rollback makes PostgreSQL forget prepared statements; nothing was written, so commit is the same.
            connection.commit()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends well, and leaves nothing behind when it does not."""
        if self.path is None:
            with _sentences(self.place), self._engine.begin() as connection:
                yield connection
                connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
        else:
            with _sentences(self.place), turn(self.path), self._engine.begin() as connection:
                self._require_file()
                connection.exec_driver_sql(sqlite.WRITE)
                yield connection

    def _require_file(self) -> None:
        """Refuse to write into a file that is not at its place any more: nobody would ever read it again."""
        assert self.path is not None  # noqa: S101 - an embedded store
        now = _file_at(self.path)
        if self._file is None:
            self._file = now
        if now is None or now != self._file:
            raise StoreError(
                f"The database at {self.path} has been removed or replaced while it was open: nothing was changed. "
                "Put it back, and start again."
            )

    def watch(self) -> ChangeWatch:
        """A watch that tells when somebody else has committed."""
        if self.path is not None:
            return SqliteWatch(self.path)
        return PostgresWatch(self._engine)

    def close(self) -> None:
        """Let every connection go."""
        self._engine.dispose()


def _url(database: str) -> URL:
    try:
        return make_url(database)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "The address of the store cannot be read; it is postgresql://name@host:5432/database, or a file."
        ) from error


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path now: device and inode, or None."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _sentences(place: str) -> Iterator[None]:
    """Turn the driver's errors into sentences; what is a fault of ours stays as it is."""
    try:
        yield
    except DBAPIError as error:
        raise _in_words(error, place) from error
    except sqlite3.Error as error:
        raise StoreError(f"{place} cannot be read: {error}.") from error
    except OSError as error:
        if error.filename is None:
            raise
        raise StoreError(f"{error.filename} cannot be used: {error.strerror}.") from error


def _is_away(error: DBAPIError, words: str) -> bool:
    """Whether the same command may succeed later; SQLite calls a fault in a statement operational too."""
    if isinstance(error.orig, sqlite3.Error):
        return any(word in words for word in _AWAY)
    return error.connection_invalidated or isinstance(error, OperationalError)


def _in_words(error: DBAPIError, place: str) -> Exception:
    words = str(error.orig)
    if _FULL in words or "No space left" in words:
        return StoreError(
            f"The disk that holds {place} is full; nothing was changed. Free some space and try again."
        )
    if any(word in words for word in _CORRUPT):
        return StoreError(
            f"{place} is not a database of ION TUI, or is damaged; restore a backup: ion-tui restore"
        )
    if "readonly" in words or "read-only" in words:
        return StoreError(f"{place} can only be read, not written; ask for permission to write it.")
    if _is_away(error, words):
        return StoreUnreachable(
            f"The store at {place} does not answer ({words.splitlines()[0]}); trying again."
        )
    return error
