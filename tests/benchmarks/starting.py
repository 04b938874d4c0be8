"""Starting a run of fifty steps, against raw inserts of the very rows that it left behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from time import perf_counter
from typing import Final, TypeAlias

from data.store import Store
from ion_tui.engine.commands import StartRun
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.site import (
    ADMIN,
    STEPS,
    Shape,
    by_hand,
    differences,
    done,
    make_site,
    new_engine,
    twin,
)
from tests.benchmarks.timing import MILLISECONDS, median, no_collection

GOAL: Final = 3.0
_TABLES: Final = (
    "command", "inventory", "run", "run_step", "run_step_edge", "build_requirement", "requirement_substitute",
    "approval_gate", "attribute_value", "history", "command_link",
)  # fmt: skip
"""Every table that a new run adds to, in an order that foreign keys allow."""

_Rows: TypeAlias = Sequence[tuple[str, Sequence[tuple[object, ...]]]]


class Copied:
    """Reads what was added to one file since it was last asked, as statements and rows for its twin."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Remember where each table ends."""
        self._connection = connection
        self._columns = {table: self._stored(table) for table in _TABLES}
        self._ends = {table: self._end(table) for table in _TABLES}

    def added(self) -> _Rows:
        """An insert for each table that has grown, with its rows."""
        found = []
        for table, end in self._ends.items():
            columns = ", ".join(self._columns[table])
            wanted = f"SELECT {columns} FROM {table} WHERE rowid > ? ORDER BY rowid"  # noqa: S608
            places = ", ".join("?" * len(self._columns[table]))
            rows = self._connection.execute(wanted, (end,)).fetchall()
            if rows:
                found.append((f"INSERT INTO {table} ({columns}) VALUES ({places})", rows))  # noqa: S608
        self._ends = {table: self._end(table) for table in _TABLES}
        return found

    def _stored(self, table: str) -> list[str]:
        """The columns of a table but for those that the store computes."""
        columns = self._connection.execute(f"PRAGMA table_xinfo({table})")
        return [f'"{name}"' for _, name, _, _, _, _, hidden in columns if not hidden]

    def _end(self, table: str) -> int:
        (end,) = self._connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()  # noqa: S608
        return int(end)


def run(bench: Bench) -> Iterator[Figure]:
    """Start one run after the other, and insert each one's rows into the twin."""
    path = bench.folder / "starting.db"
    make_site(path, Shape(nested=True, parts=True), runs=5)
    copy = twin(path)
    store = Store.open(path)
    engine = new_engine(store)
    ours, limit = [], []
    with closing(by_hand(copy)) as connection, closing(by_hand(path)) as beside, no_collection():
        copied = Copied(beside)
        for number in range(bench.times(100)):
            command = StartRun(procedure_id=1, serial=f"SN-B{number:05d}")
            began = perf_counter()
            done(engine, ADMIN, command)
            ours.append((perf_counter() - began) * MILLISECONDS)
            rows = copied.added()
            began = perf_counter()
            _insert(connection, rows)
            limit.append((perf_counter() - began) * MILLISECONDS)
    store.close()
    if found := differences(path, copy):
        raise AssertionError(found)
    yield Figure("starting a run", f"{STEPS} steps", median(ours), median(limit), "ms", GOAL)


def _insert(connection: sqlite3.Connection, tables: _Rows) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in tables:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
