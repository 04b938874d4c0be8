"""The process is killed in the middle of its work, again and again, and nothing acknowledged is missing."""

import multiprocessing
import random
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from data.models import Command as Recorded
from data.models import CommandLink, table
from data.store import Store
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Actor, Command, Initialize
from ion_tui.engine.core import Engine
from ion_tui.engine.history import Head, heads, verify_chains
from ion_tui.engine.verify import verify
from tests.rover import PlainHasher, importing
from tests.stores import MakeStore
from tests.trust import worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9"),
]

TIMES: Final = 20
SEED: Final = 1_117
PRELOADED: Final = [
    "tests.trust.worker",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
]

LINKED: Final = select(table(Recorded).c.key).join(
    table(CommandLink), table(CommandLink).c.command_id == table(Recorded).c.id
)
"""The keys of the commands that are in the record."""


@pytest.fixture
def database(make_store: MakeStore, tmp_path: Path) -> str:
    """A site with endless work."""
    (tmp_path / "site.yaml").write_text(worker.SITE, "utf-8")
    with closing(make_store()) as store:
        engine = Engine(store, hasher=PlainHasher())
        first = Initialize(site="Endless", code="admin", name="Ad Min", pin="2468")
        assert isinstance(engine.perform(Actor(None, "K1"), first), Outcome)
        answer = engine.perform(Actor(1, "K1"), importing(engine, tmp_path / "site.yaml"))
        assert isinstance(answer, Outcome), answer
        return str(store.path or store.url.render_as_string(hide_password=False))


@dataclass
class Heard:
    """What a worker told before it was killed."""

    acknowledged: list[Command] = field(default_factory=list)
    said: Command | None = None

    def hear(self, told: tuple[str, Command]) -> None:
        """Take one message."""
        kind, command = told
        assert kind != "refused", command
        if kind == "said":
            self.said = command
        else:
            self.acknowledged.append(command)
            self.said = None


def killed(database: str, after: int, idle: int) -> Heard:
    """Let a worker acknowledge some commands and say another; kill it a moment later, wherever it is then."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(PRELOADED)
    ear, mouth = processes.Pipe(duplex=False)
    process = processes.Process(target=worker.work, args=(database, mouth), daemon=True)
    process.start()
    mouth.close()
    heard = Heard()
    try:
        while len(heard.acknowledged) < after or heard.said is None:
            heard.hear(ear.recv())
        for _ in range(idle):
            pass
    finally:
        process.kill()
        process.join()
    for told in rest(ear):
        heard.hear(told)
    return heard


def rest(
    ear: "multiprocessing.connection.Connection[None, tuple[str, Command]]",
) -> Iterator[tuple[str, Command]]:
    """What a dead process had said."""
    while True:
        try:
            yield ear.recv()
        except EOFError:
            return


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(database: str) -> None:
    moments = random.Random(SEED)
    acknowledged: list[str] = []
    interrupted = 0
    kept: tuple[Head, ...] = ()
    for _ in range(TIMES):
        heard = killed(database, moments.randint(1, 15), moments.randint(0, 60_000))
        acknowledged += [command.key for command in heard.acknowledged]
        with closing(Store.open(database)) as store:
            with store.read() as tx:
                recorded = set(tx.execute(LINKED).scalars())
                assert not [key for key in acknowledged if key not in recorded]
                assert list(verify_chains(tx, heads=kept)) == []
            assert verify(store) == []
            if heard.said is not None:
                interrupted += 1
                assert_said_once(store, heard.said, was_done=heard.said.key in recorded)
            with store.read() as tx:
                kept = tuple(heads(tx))
    assert interrupted
    assert len(acknowledged) > TIMES


def assert_said_once(store: Store, command: Command, *, was_done: bool) -> None:
    """Saying the interrupted command again does it, unless it was done."""
    engine = Engine(store, hasher=PlainHasher())
    operator = next(row.id for row in engine.reads.operators() if row.code == "op1")
    answer = engine.perform(Actor(operator, "K1"), command)
    assert isinstance(answer, Outcome), answer
    assert answer.replayed is was_done
