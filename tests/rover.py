"""The rover line on each kind of store: the sample site, imported once and copied for each test.

A conftest takes the fixtures: `from tests.rover import *`, beside those of `tests.stores`. `rover` is the site with its
engine, on both kinds of store in turn; `rover_file` is the path of an embedded store that holds it, for tests of
screens and of the command line.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

import data
from data.models import Inventory, Run, RunStep, table
from data.store import Store
from ion_tui.engine.answers import Outcome
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.commands import Actor, Command, Credentials, ImportSite, Initialize
from ion_tui.engine.core import Engine
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.known import known
from ion_tui.importers.attachments import load_files
from ion_tui.importers.site_file import read_site
from tests.stores import KINDS, Server, database_of

__all__ = ["OpenRover", "open_rover", "postgres_rover", "rover", "rover_file", "sqlite_rover"]

SITE_FILE: Final = Path(data.__file__).parent / "demo" / "rover_site.yaml"
MORNING: Final = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""Eight in the morning at the site, which is in Los Angeles."""

KIOSK: Final = "K1"

PEOPLE: Final[Mapping[str, tuple[str, str]]] = {
    "op1": ("B1001", "4821"),
    "op2": ("B1002", "7305"),
    "tt1": ("B1101", "9146"),
    "lead1": ("B2001", "3350"),
    "qa1": ("B3001", "6612"),
    "eng1": ("B4001", "2094"),
    "admin": ("B9001", "1177"),
}
"""ID → badge and PIN."""


class PlainHasher:
    """PINs kept as they are: a test's PINs are no secrets, and argon2 is slow on purpose."""

    def hash(self, pin: str) -> str:
        """The PIN with a word before it."""
        return f"plain:{pin}"

    def verify(self, stored: str, pin: str) -> bool:
        """Whether it is the same."""
        return stored == f"plain:{pin}"


@dataclass(frozen=True, slots=True)
class Rover:
    """The rover line at work: its engine, a clock that stands still, and its people by ID."""

    engine: Engine
    clock: FixedClock
    people: Mapping[str, int]

    def actor(self, code: str, kiosk: str = KIOSK) -> Actor:
        """A person at a kiosk: `op1`, `op2`, `tt1`, `lead1`, `qa1`, `eng1` or `admin`."""
        return Actor(self.people[code], kiosk)

    def credentials(self, code: str) -> Credentials:
        """A person's badge and PIN."""
        badge, pin = PEOPLE[code]
        return Credentials(badge=badge, pin=pin)

    def done(self, code: str, command: Command) -> Outcome:
        """The outcome of a command that nothing keeps from being carried out."""
        answer = self.engine.perform(self.actor(code), command)
        assert isinstance(answer, Outcome), answer
        return answer

    def run_id(self, serial: str) -> int:
        """The run on the unit with this serial."""
        run, unit = table(Run), table(Inventory)
        with self.engine.store.read() as tx:
            found = (
                select(run.c.id).join(unit, unit.c.id == run.c.inventory_id).where(unit.c.serial == serial)
            )
            return int(tx.execute(found).scalar_one())

    def step_id(self, serial: str, number: str) -> int:
        """The step with this number in the run on the unit with this serial."""
        step, run_id = table(RunStep), self.run_id(serial)
        with self.engine.store.read() as tx:
            found = select(step.c.id).where(step.c.run_id == run_id, step.c.number == number)
            return int(tx.execute(found).scalar_one())


OpenRover = Callable[[], AbstractContextManager[Store]]
"""Opens another store that holds the rover line, for as long as the block lasts."""


def rover_in(store: Store) -> Rover:
    """The rover line of a store that holds it."""
    clock = FixedClock(MORNING)
    engine = Engine(store, clock=clock, hasher=PlainHasher())
    return Rover(engine, clock, {row.code: row.id for row in engine.reads.operators()})


def importing(engine: Engine, path: Path) -> ImportSite:
    """The command that imports a site file without faults."""
    definition = read_site(path, known(engine))
    assert isinstance(definition, SiteDefinition), "\n".join(map(str, definition.faults))
    loaded = load_files(definition, path.parent)
    return ImportSite(
        definition=definition,
        files={name: (file.media_type, file.data) for name, file in loaded.files.items()},
    )


def make_rover(store: Store) -> None:
    """Make the rover line in an empty store: its administrator, then the sample."""
    engine = Engine(store, clock=FixedClock(MORNING), hasher=PlainHasher())
    badge, pin = PEOPLE["admin"]
    first = Initialize(site="Rover line", code="admin", name="Administrator", pin=pin, badge=badge)
    made = engine.perform(Actor(None, KIOSK), first)
    assert isinstance(made, Outcome), made
    admin = Actor(made.made["operator"][0], KIOSK)
    imported = engine.perform(admin, importing(engine, SITE_FILE))
    assert isinstance(imported, Outcome), imported


@pytest.fixture(scope="session")
def sqlite_rover(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenRover:
    """Import the rover line into a SQLite file, to be copied."""
    folder, numbers = tmp_path_factory.mktemp("rover"), count()
    original = folder / "rover.db"
    shutil.copy(sqlite_template, original)
    store = Store.open(original)
    make_rover(store)
    store.close()

    @contextmanager
    def opened() -> Iterator[Store]:
        path = folder / f"{next(numbers)}.db"
        shutil.copy(original, path)
        copy = Store.open(path)
        try:
            yield copy
        finally:
            copy.close()
            path.unlink(missing_ok=True)

    return opened


@pytest.fixture(scope="session")
def postgres_rover(server: Server, postgres_template: str) -> OpenRover:
    """Import the rover line into a PostgreSQL database, to be copied."""
    original = server.make_database(postgres_template)
    store = Store.open(original)
    make_rover(store)
    store.close()

    @contextmanager
    def opened() -> Iterator[Store]:
        url = server.make_database(database_of(original))
        copy = Store.open(url)
        try:
            yield copy
        finally:
            copy.close()
            server.drop_database(url)

    return opened


@pytest.fixture(scope="session", params=KINDS)
def open_rover(request: pytest.FixtureRequest) -> OpenRover:
    """Open stores that hold the rover line, of both kinds in turn."""
    fixture = "sqlite_rover" if request.param == "sqlite" else "postgres_rover"
    opening: OpenRover = request.getfixturevalue(fixture)
    return opening


@pytest.fixture
def rover(open_rover: OpenRover) -> Iterator[Rover]:
    """The rover line in a store of the test's own, of both kinds in turn."""
    with open_rover() as store:
        yield rover_in(store)


@pytest.fixture
def rover_file(sqlite_rover: OpenRover) -> Iterator[Path]:
    """The path of an embedded store of the test's own that holds the rover line."""
    with sqlite_rover() as store:
        assert store.path is not None
        store.close()
        yield store.path
