"""The workshop on each store: a database of its own for every story, copied from one that has the site.

A conftest takes the fixtures: `from tests.engine.fixtures import *`, beside those of `tests.stores`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest

from data import models
from data.store import Store
from ion_tui.engine.answers import Outcome
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.commands import Actor, AddOperator, Initialize
from ion_tui.engine.core import Engine
from tests.engine.workshop import (
    KIOSK,
    MORNING,
    PEOPLE,
    ZONE,
    PlainHasher,
    Workshop,
    badge_of,
    pin_of,
)
from tests.stores import KINDS, Server, database_of

__all__ = ["OpenStore", "open_store", "own_shop", "postgres_site", "shared_store", "shop", "sqlite_site"]

OpenStore = Callable[[], AbstractContextManager[Store]]
"""Opens another store that holds the site and its people, for as long as the block lasts."""


def open_workshop(store: Store) -> Workshop:
    """A workshop on a store that has its site."""
    clock = FixedClock(MORNING)
    engine = Engine(store, clock=clock, hasher=PlainHasher())
    return Workshop(engine, clock, {row.code: row.id for row in engine.reads.operators()})


@pytest.fixture(scope="session")
def sqlite_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    """Make the site in a SQLite file, to be copied."""
    folder, numbers = tmp_path_factory.mktemp("site"), count()
    site = folder / "site.db"
    shutil.copy(sqlite_template, site)
    _make_site(Store.open(site))

    @contextmanager
    def opened() -> Iterator[Store]:
        path = folder / f"{next(numbers)}.db"
        shutil.copy(site, path)
        store = Store.open(path)
        try:
            yield store
        finally:
            store.close()
            path.unlink()

    return opened


@pytest.fixture(scope="session")
def postgres_site(server: Server, postgres_template: str) -> OpenStore:
    """Make the site in a PostgreSQL database, to be copied."""
    site = server.make_database(postgres_template)
    _make_site(Store.open(site))

    @contextmanager
    def opened() -> Iterator[Store]:
        url = server.make_database(database_of(site))
        store = Store.open(url)
        try:
            yield store
        finally:
            store.close()
            server.drop_database(url)

    return opened


@pytest.fixture(scope="session", params=KINDS)
def open_store(request: pytest.FixtureRequest) -> OpenStore:
    """Open stores that hold the site, of both kinds in turn."""
    site = "sqlite_site" if request.param == "sqlite" else "postgres_site"
    opening: OpenStore = request.getfixturevalue(site)
    return opening


@pytest.fixture(scope="module")
def shared_store(open_store: OpenStore) -> Iterator[Store]:
    """One store for a module's tests, of both kinds in turn: each keeps to runs and stock of its own."""
    with open_store() as store:
        yield store


@pytest.fixture
def shop(shared_store: Store) -> Workshop:
    """A workshop in which it is morning, on the module's store."""
    return open_workshop(shared_store)


@pytest.fixture
def own_shop(open_store: OpenStore) -> Iterator[Workshop]:
    """A workshop on a store that no other test uses: for what is said of all that there is."""
    with open_store() as store:
        yield open_workshop(store)


def _make_site(store: Store) -> None:
    """The site, its people, one work center."""
    engine = Engine(store, clock=FixedClock(MORNING), hasher=PlainHasher())
    first = Initialize(
        site="Site", code="admin", name=PEOPLE["admin"][0], pin=pin_of("admin"), badge=badge_of("admin")
    )
    made = engine.perform(Actor(None, KIOSK), first)
    assert isinstance(made, Outcome), made
    for code, (name, roles) in PEOPLE.items():
        if code != "admin":
            person = AddOperator(code=code, name=name, roles=roles, badge=badge_of(code), pin=pin_of(code))
            assert isinstance(engine.perform(Actor(made.made["operator"][0], KIOSK), person), Outcome)
    with store.write() as tx:
        tx.execute(models.table(models.Site).update().values(time_zone=ZONE))
        place = {"name": "Work center", "code": "WC", "is_work_center": True}
        tx.execute(models.table(models.Location).insert().values(**place))
    store.close()
