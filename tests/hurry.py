"""What makes hundreds of stores and kiosks quick to open, and is nothing that a test is about.

- Embedded stores do not wait for the disk: their files outlive no power failure. A test of what survives one takes
  the fixture `durable`; other processes open stores as the program does.
- A statement that was compiled for one store is not compiled again for the next one of its kind.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from data import postgres, sqlite

DURABLE: Final = sqlite.connect
"""How the program connects to an embedded store."""

_WORKER: Final = 500 * 2**20
"""Bytes that a worker may need."""

_MOST_WORKERS: Final = 8
_STATEMENTS: Final = 5_000


def workers() -> int:
    """Two for each core that this process may use, as far as memory goes: a test waits about half of its time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(2 * cores, memory // _WORKER, _MOST_WORKERS))


@contextmanager
def in_no_need_of_the_disk() -> Iterator[None]:
    """Let embedded stores of this process leave their writes to the system."""

    def connect(path: Path) -> Engine:
        engine = DURABLE(path)
        event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA synchronous = OFF"))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "connect", connect)
        yield


class _Compiled(LRUCache[Any, Any]):
    """Compiled statements by what they say and the kind of database, whichever engine asks."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_of_any_engine(key), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__(_of_any_engine(key), value)


def _of_any_engine(key: tuple[Any, ...]) -> tuple[Hashable, ...]:
    dialect, *statement = key
    return (dialect.name, *statement)


@contextmanager
def kept_compiled() -> Iterator[None]:
    """Keep what is compiled for as long as the tests run."""
    compiled = _Compiled(_STATEMENTS)

    def keeping(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
        def create(*arguments: Any, **options: Any) -> Engine:
            engine = create_engine(*arguments, **options)
            engine._compiled_cache = compiled
            return engine

        return create

    with pytest.MonkeyPatch.context() as patch:
        for module in (sqlite, postgres):
            patch.setattr(module, "create_engine", keeping(module.create_engine))
        yield
