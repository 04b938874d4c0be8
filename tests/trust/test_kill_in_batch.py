"""The process is killed in the middle of an action on a thousand units: all of them are changed, or none."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from data.store import Store
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import Command, Complete, CreateBatch, Start
from ion_tui.engine.history import verify_chains
from ion_tui.engine.verify import CHECKS
from tests.benchmarks.site import ADMIN, OPERATOR, Shape, by_hand, clone_runs, done, make_site, new_engine
from tests.trust.test_kill import PRELOADED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9"),
]

UNITS: Final = 1_000
STEPS: Final = 6
SEED: Final = 4_711
LATEST: Final = 0.12
"""Seconds after a command was said within which the process is killed: about what the command takes."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A batch of a thousand runs."""
    path = tmp_path / "batch.db"
    make_site(path, Shape(steps=STEPS), runs=1)
    with closing(by_hand(path)) as connection:
        runs = clone_runs(connection, UNITS)
    with closing(Store.open(path)) as store:
        done(new_engine(store), ADMIN, CreateBatch(run_ids=tuple(runs)))
    return path


def work(database: str, steps: list[int], pipe: Connection) -> None:
    """Start and sign off steps, each for the whole batch, and say when."""
    engine = new_engine(Store.open(database))
    for step in steps:
        for command in (Start(step_id=step), Complete(step_id=step)):
            pipe.send(command)
            engine.perform(OPERATOR, command)
            pipe.send(None)


def states(database: Path) -> Iterator[tuple[str, set[str]]]:
    """The states in which each step is, over all units."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT sibling_key, group_concat(DISTINCT state) FROM run_step WHERE batch_id IS NOT NULL"
            " GROUP BY sibling_key ORDER BY sibling_key"
        ).fetchall()
    yield from ((key, set(found.split(","))) for key, found in rows)


def open_steps(database: Path) -> list[int]:
    """The steps of the first unit that are not signed off."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT id FROM run_step WHERE run_id = (SELECT min(id) FROM run WHERE batch_id IS NOT NULL)"
            " AND state <> 'Completed' ORDER BY ordinal"
        ).fetchall()
    return [step for (step,) in rows]


def killed(database: Path, moment: random.Random) -> Command | None:
    """Let a worker act, and kill it a moment after it said something; answers what was not answered."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(PRELOADED)
    ear, mouth = processes.Pipe(duplex=False)
    process = processes.Process(target=work, args=(str(database), open_steps(database), mouth), daemon=True)
    process.start()
    mouth.close()
    said: Command | None = ear.recv()
    until = monotonic() + moment.uniform(0, LATEST)
    while (left := until - monotonic()) > 0 and ear.poll(left):
        said = ear.recv()
    process.kill()
    process.join()
    while ear.poll():
        try:
            said = ear.recv()
        except EOFError:
            break
    return said


def test_all_units_are_changed_or_none(database: Path) -> None:
    moment = random.Random(SEED)
    interrupted = 0
    while open_steps(database):
        said = killed(database, moment)
        assert all(len(found) == 1 for _, found in states(database)), dict(states(database))
        with closing(Store.open(database)) as store:
            with store.read() as tx:
                assert list(verify_chains(tx)) == []
            if said is not None:
                interrupted += 1
                answer = new_engine(store).perform(OPERATOR, said)
                was_started = isinstance(answer, Refused) and "in progress" in answer.sentence
                assert was_started or (isinstance(answer, Outcome) and answer.changed == UNITS), answer
    assert interrupted
    with closing(Store.open(database)) as store, store.read() as tx:
        # The identity of the benchmark's own procedure is made up.
        checks = (check for name, check in CHECKS if "identity" not in name)
        assert [fault for check in checks for fault in check(tx)] == []
