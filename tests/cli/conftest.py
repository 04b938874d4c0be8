"""The command line on the rover line, as a script says it: answers piped, nothing typed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from data.store import Store
from ion_tui.cli.every_command import app
from ion_tui.engine.commands import Actor, SetPin
from ion_tui.engine.core import Engine
from ion_tui.engine.pins import Argon2
from tests.rover import *  # noqa: F403 - pytest finds fixtures by their names here
from tests.rover import KIOSK, PEOPLE
from tests.stores import *  # noqa: F403 - likewise


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The standard output, line by line."""
        return self.out.splitlines()


Say = Callable[..., Said]
"""Says a command on the rover line: `say("operator", "list")`; `pipe` are the answers, a line each."""


def said(*arguments: object, pipe: tuple[str, ...] = ()) -> Said:
    """Say a command."""
    done: Any = CliRunner().invoke(
        app, [str(argument) for argument in arguments], input="".join(f"{line}\n" for line in pipe)
    )
    return Said(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, where settings, databases and logs go."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def rover_db(rover_file: Path) -> Path:
    """The rover line in a file, its people with PINs as the program keeps them."""
    store = Store.open(rover_file)
    engine = Engine(store, hasher=Argon2(time_cost=1, memory_cost=64))
    (admin,) = (row.id for row in engine.reads.operators() if row.code == "admin")
    for code, (_, pin) in PEOPLE.items():
        engine.perform(Actor(admin, KIOSK), SetPin(code=code, pin=pin))
    store.close()
    return rover_file


@pytest.fixture
def say(rover_db: Path) -> Say:
    """Say commands on the rover line; `as_` names who acts, and pipes their PIN first."""

    def saying(*arguments: object, as_: str | None = None, pipe: tuple[str, ...] = ()) -> Said:
        acting = () if as_ is None else ("--as", as_)
        pins = () if as_ is None else (PEOPLE[as_][1],)
        return said(*arguments, *acting, "--database", rover_db, pipe=(*pins, *pipe))

    return saying
