"""Opening a store for a command, and letting somebody act on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ion_tui.cli.answering import Refusal
from ion_tui.cli.asking import ask_pin

if TYPE_CHECKING:
    from ion_tui.config import Settings
    from ion_tui.engine.answers import Outcome
    from ion_tui.engine.commands import Actor, Command
    from ion_tui.engine.core import Engine


def settings(**said: object | None) -> Settings:
    """The settings, with what the command line says."""
    from ion_tui.config import load

    return load({name: value for name, value in said.items() if value is not None})


def engine_of(found: Settings, *, create: bool = False) -> Engine:
    """The engine on the store of these settings; with `create`, an empty store is made where there is none."""
    from data.store import Store
    from ion_tui.engine.core import Engine

    if create:
        make_folder(found)
    return Engine(Store.open(found.database, create=create), history_key=found.history_key)


@contextmanager
def opened(database: str | None, *, create: bool = False) -> Iterator[tuple[Engine, Settings]]:
    """The engine and the settings, for as long as a command lasts."""
    found = settings(database=database)
    engine = engine_of(found, create=create)
    with closing(engine.store):
        yield engine, found


def make_folder(found: Settings) -> None:
    """Make this user's own data folder, for nobody else's eyes; other folders are their owner's to make."""
    from ion_tui.config import data_folder

    folder = data_folder()
    if "://" not in found.database and Path(found.database).parent == folder:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def actor_of(engine: Engine, found: Settings, code: str) -> Actor:
    """The person with this ID, once their PIN has been asked and found right."""
    from ion_tui.engine.commands import Actor, Credentials, LogIn

    credentials = Credentials(code=code, pin=ask_pin(code))
    nobody = Actor(None, found.kiosk)
    outcome = perform(engine, nobody, LogIn(credentials=credentials))
    return Actor(outcome.made["operator"][0], found.kiosk)


def perform(engine: Engine, actor: Actor, command: Command) -> Outcome:
    """The outcome of a command; a refusal ends the command line's command."""
    from ion_tui.engine.answers import Outcome, Refused

    answer = engine.perform(actor, command)
    if isinstance(answer, Refused):
        raise Refusal.of(answer)
    if not isinstance(answer, Outcome):
        raise Refusal("Something changed meanwhile; try again.")
    return answer
