"""Writers take fair turns, over processes, and a dead one keeps nobody waiting."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from sqlalchemy import func, insert, select

from data.models import Kiosk, table
from data.turnstile import turn
from tests.stores import MakeStore

ROOT: Final = Path(__file__).parents[2]
KIOSK: Final = table(Kiosk)

HOLD: Final = """
import sys
from pathlib import Path
from data.turnstile import turn
with turn(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
WRITE: Final = """
import sys
from sqlalchemy import insert
from data.models import Kiosk, table
from data.store import Store
store = Store.open(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    with store.write() as tx:
        tx.execute(insert(table(Kiosk)).values(name=f"{sys.argv[2]}-{number}"))
"""


@contextmanager
def process(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a program until the block ends."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def said(running: subprocess.Popen[str]) -> str:
    """Wait for a line."""
    assert running.stdout is not None
    return running.stdout.readline().strip()


def is_held(lock: Path) -> bool:
    """Whether somebody else has a lock file's lock."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process or thread is about to do."""
    while not condition():
        os.sched_yield()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "ion.db"


def test_one_writer_at_a_time(database: Path) -> None:
    with process(HOLD, database) as holder:
        assert said(holder) == "held"
        assert is_held(Path(f"{database}-turn"))
    assert not is_held(Path(f"{database}-turn"))


def test_a_writer_that_is_killed_passes_its_turn_on(database: Path) -> None:
    with process(HOLD, database) as holder:
        assert said(holder) == "held"
        holder.kill()
        holder.wait()
        with turn(database):
            pass


def test_who_has_just_written_does_not_overtake_who_waits(database: Path) -> None:
    order: list[str] = []

    def wait_and_write() -> None:
        with turn(database):
            order.append("the one who waited")

    waiting = Thread(target=wait_and_write)
    with turn(database):
        order.append("the first")
        waiting.start()
        until(lambda: is_held(Path(f"{database}-gate")))
    with turn(database):
        order.append("the first again")
    waiting.join()
    assert order == ["the first", "the one who waited", "the first again"]


def test_a_turn_ends_with_an_error_too(database: Path) -> None:
    def fail() -> None:
        with turn(database):
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    with turn(database):
        pass


def test_no_write_of_several_processes_is_lost(sqlite: MakeStore) -> None:
    store = sqlite()
    with process(WRITE, store.path, "a", 60) as one, process(WRITE, store.path, "b", 60) as other:
        assert said(one) == said(other) == "ready"
        for each in (one, other):
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        for number in range(60):
            with store.write() as tx:
                tx.execute(insert(KIOSK).values(name=f"c-{number}"))
        assert (one.wait(), other.wait()) == (0, 0)
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(KIOSK)).scalar() == 180
