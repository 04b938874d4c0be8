"""A page of the table of runs in each order, against the raw indexed query, at three sizes.

Made by hand-made inserts: what is done is most of it, the newest are open. `all` reads what has ever been built,
`open` what the floor has in hand, which is as much at every size.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

from data.queries.queue import COUNT_CAP
from data.rows.runs import DONE, STATUS_ORDER, RunOrder, RunPlace, RunsPage, RunsQuery, RunTab
from data.store import Store
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.core import Engine
from tests.benchmarks.bulk import NOW
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.site import add, by_hand
from tests.benchmarks.timing import MILLISECONDS, in_turns, median, no_collection

GOAL: Final = 3.0
FLAT: Final = 1.5
ROWS: Final = 50
OPEN_RUNS: Final = 600
PARTS: Final = 10
OPERATORS: Final = 40
CENTERS: Final = 10
BATCH: Final = 8

_FACTS: Final = (
    "SELECT run.id, run.title, run.status, run.procedure_id, f.code, f.revision, p.number, i.serial, i.lot,"
    " run.batch_id, b.title, run.priority, run.due_at, run.due_sort, run.steps_done, run.steps_counted, o.code, l.code"
    " FROM (SELECT id AS page_id FROM run {index} WHERE {where} ORDER BY {order} LIMIT ?) AS page"
    " JOIN run ON run.id = page_id JOIN procedure AS f ON f.id = run.procedure_id"
    " JOIN inventory AS i ON i.id = run.inventory_id JOIN part AS p ON p.id = i.part_id"
    " LEFT JOIN batch AS b ON b.id = run.batch_id LEFT JOIN operator AS o ON o.id = run.operator_id"
    " LEFT JOIN location AS l ON l.id = run.work_center_id ORDER BY {order}"
)
_IS_OPEN: Final = "status NOT IN ('Partial Complete', 'Complete', 'Canceled')"
_IS_DONE: Final = "status IN ('Partial Complete', 'Complete', 'Canceled')"
_COUNTED: Final = "(SELECT count(*) FROM (SELECT 1 FROM run {} WHERE {} LIMIT ?1))"
_BY_OPEN: Final = "INDEXED BY ix_run_open"
_COUNTS: Final = "SELECT " + ", ".join(
    _COUNTED.format(index, condition)
    for index, condition in (
        (_BY_OPEN, _IS_OPEN),
        (_BY_OPEN, f"{_IS_OPEN} AND operator_id IS NULL"),
        (_BY_OPEN, f"{_IS_OPEN} AND due_sort < ?2"),
        ("INDEXED BY ix_run_status", "status IN ('Redline', 'Hold', 'Failed')"),
        ("INDEXED BY ix_run_status", _IS_DONE),
        ("", "1"),
    )
)
_SOON: Final = f"{NOW + timedelta(days=3):%Y-%m-%d} 00:00:00.000000"


@dataclass(frozen=True, slots=True)
class _Raw:
    """An order as it is asked for by hand: its index, its columns, and the columns of its key."""

    index: str
    order: str
    key: tuple[str, ...]
    down: bool = False

    def page(self, connection: sqlite3.Connection, place: RunPlace | None, where: str = "1") -> Sequence[Any]:
        """A page from a place on."""
        values: list[Any] = []
        if place is not None:
            columns, marks = ", ".join(self.key), ", ".join("?" * len(self.key))
            where += f" AND ({columns}) {'<=' if self.down else '>='} ({marks})"
            of_place = {
                **place._asdict(),
                "id": place.run_id,
                "due_sort": f"{place.due_sort:%Y-%m-%d %H:%M:%S.%f}",
            }
            values = [of_place[name] for name in self.key]
        asked = _FACTS.format(index=self.index, where=where, order=self.order)
        return connection.execute(asked, [*values, ROWS + 1]).fetchall()[:ROWS]


_BY_HAND: Final[Mapping[RunOrder, _Raw]] = {
    RunOrder.PRIORITY: _Raw(
        "INDEXED BY ix_run_priority", "run.priority, run.due_sort, run.id", ("priority", "due_sort", "id")
    ),
    RunOrder.DUE: _Raw(
        "INDEXED BY ix_run_due", "run.due_sort, run.priority, run.id", ("due_sort", "priority", "id")
    ),
    RunOrder.NEWEST: _Raw("NOT INDEXED", "run.id DESC", ("id",), down=True),
    RunOrder.TITLE: _Raw("INDEXED BY ix_run_title", "run.title, run.id", ("title", "id")),
}
_OPEN_BY_HAND: Final = _Raw(
    "INDEXED BY ix_run_open", "run.priority, run.due_sort, run.id", ("priority", "due_sort", "id")
)


def run(bench: Bench) -> Iterator[Figure]:
    """Measure the first page, and one in the middle, of each order: all sizes in turns, ours and by hand."""
    sizes = (1_000, 10_000) if bench.quick else (1_000, 10_000, 100_000)
    with ExitStack() as stack, no_collection():
        floors: dict[int, tuple[Any, sqlite3.Connection]] = {}
        for size in sizes:
            path = bench.folder / f"runs-{size}.db"
            make_runs(path, size)
            store = stack.enter_context(closing(Store.open(path)))
            reads = Engine(store, clock=FixedClock(NOW)).reads.run_table
            floors[size] = (reads, stack.enter_context(closing(by_hand(path))))
        flat: list[Figure] = []
        for what, query, raw, where in _questions():
            for page in ("first page", "a page in the middle"):
                name, span = f"runs, {what}, {page}", f"{sizes[-1]:,} to {sizes[-2]:,}"
                asked = {}
                for size, (reads, connection) in floors.items():
                    place = None if page == "first page" else _middle(connection, raw, where)
                    _require_same(reads.page(query, place=place), raw.page(connection, place, where))
                    asked[size] = (
                        partial(reads.page, query, place=place),
                        partial(_all_by_hand, connection, raw, place, where),
                    )
                took = _measured(asked, bench.times(60))
                for size, (ours, limit) in took.items():
                    yield Figure(name, f"{size:,} runs", ours, limit, "ms", GOAL)
                flat.append(Figure(f"{name}: flat", span, took[sizes[-1]][0], took[sizes[-2]][0], "ms", FLAT))
        yield from flat
        for size, (reads, _) in floors.items():
            yield from _without_a_range(bench, reads, size)


def _measured(
    asked: Mapping[int, tuple[Callable[[], Any], Callable[[], Any]]], times: int
) -> dict[int, tuple[float, float]]:
    """Ask every size in turn, ours and by hand, so that what else the machine does falls on all; the medians."""
    took: dict[int, tuple[list[float], list[float]]] = {size: ([], []) for size in asked}
    for turn in range(times + 1):
        for size, sides in asked.items():
            for act, values in zip(sides, took[size], strict=True):
                milliseconds = _timed(act)
                if turn:
                    values.append(milliseconds)
    return {size: (median(ours), median(limit)) for size, (ours, limit) in took.items()}


def _questions() -> Iterator[tuple[str, RunsQuery, _Raw, str]]:
    for order, raw in _BY_HAND.items():
        yield f"all by {order}", RunsQuery(tab=RunTab.ALL, order=order), raw, "1"
    yield "open by priority", RunsQuery(), _OPEN_BY_HAND, _IS_OPEN


def _without_a_range(bench: Bench, reads: Any, size: int) -> Iterator[Figure]:
    """What has no index of its own, beside the first page by priority: to be known, not to be met."""
    first = RunsQuery(tab=RunTab.ALL)
    for what, query in (
        ("all by status", RunsQuery(tab=RunTab.ALL, order=RunOrder.STATUS)),
        ("all by batch", RunsQuery(tab=RunTab.ALL, order=RunOrder.BATCH)),
        ("open by title", RunsQuery(order=RunOrder.TITLE)),
        ("all, one operator", RunsQuery(tab=RunTab.ALL, operator_id=3)),
        ("all, one work center", RunsQuery(tab=RunTab.ALL, work_center_id=3)),
        ("open, search for one", RunsQuery(search=f"{size - 3:07d}")),
        ("all, search for many", RunsQuery(tab=RunTab.ALL, search="p-3")),
        ("all, search for one", RunsQuery(tab=RunTab.ALL, search=f"{size // 2:07d}")),
        ("all, search for none", RunsQuery(tab=RunTab.ALL, search="nobody has this")),
    ):
        mine, theirs = in_turns(
            partial(_timed, partial(reads.page, query)),
            partial(_timed, partial(reads.page, first)),
            bench.times(20),
        )
        yield Figure(
            f"runs, {what}, beside all by priority", f"{size:,} runs", median(mine), median(theirs), "ms"
        )


def _timed(act: Any) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * MILLISECONDS


def _all_by_hand(connection: sqlite3.Connection, raw: _Raw, place: RunPlace | None, where: str) -> None:
    """A page with the tabs' counts, in one read transaction."""
    connection.execute("BEGIN")
    raw.page(connection, place, where)
    connection.execute(_COUNTS, (COUNT_CAP + 1, _SOON)).fetchone()
    connection.execute("COMMIT")


def _middle(connection: sqlite3.Connection, raw: _Raw, where: str) -> RunPlace:
    """Where the middle of all runs in an order is."""
    (number,) = connection.execute(f"SELECT count(*) / 2 FROM run WHERE {where}").fetchone()  # noqa: S608
    row = connection.execute(
        f"SELECT id, status, priority, due_sort, title, batch_id FROM run WHERE {where}"  # noqa: S608
        f" ORDER BY {raw.order} LIMIT 1 OFFSET ?",
        (number,),
    ).fetchone()
    due = type(NOW).fromisoformat(f"{row[3]}+00:00")
    return RunPlace(row[0], row[1], row[2], due, row[4], row[5])


def _require_same(ours: RunsPage, by_hand: Sequence[Any]) -> None:
    """Both answer the same runs, or the limit is none."""
    if [row.run_id for row in ours.rows] != [row[0] for row in by_hand] or len(by_hand) != ROWS:
        raise AssertionError((len(ours.rows), len(by_hand)))


def make_runs(path: Path, size: int) -> None:
    """Write so many runs without steps: a table of runs reads nothing else."""
    Store.open(path, create=True).close()
    random = Random(size)
    with closing(by_hand(path)) as connection:
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for number in range(1, CENTERS + 1):
            add(
                connection,
                "location",
                name=f"Center {number}",
                code=f"WC-{number}",
                is_work_center=1,
                position=number,
            )
        for number in range(1, OPERATORS + 1):
            add(
                connection,
                "operator",
                code=f"OP{number}",
                name=f"Operator {number}",
                active=1,
                failed_attempts=0,
            )
        for number in range(1, PARTS + 1):
            part = add(
                connection,
                "part",
                number=f"RB-{number}",
                revision="A",
                description="",
                tracking="serial",
                is_tool=0,
            )
            add(
                connection, "procedure", code=f"P-{number}", revision="A", title=f"Rocker-bogie {number}",
                description="", part_id=part, kind="build", status="released", sequential=0, digest=f"{number:064d}",
            )  # fmt: skip
        connection.executemany(
            "INSERT INTO batch (id, title, created_at, size) VALUES (?, ?, ?, ?)",
            (
                (number, f"Rover {number} suspension", _text(0), BATCH)
                for number in range(1, size // BATCH + 2)
            ),
        )
        connection.executemany(
            "INSERT INTO inventory (id, part_id, serial, quantity, status) VALUES (?, ?, ?, 1000000, 'in work')",
            ((run, run % PARTS + 1, f"SN-{run:07d}") for run in range(1, size + 1)),
        )
        connection.executemany(
            "INSERT INTO run (id, title, procedure_id, inventory_id, batch_id, operator_id, work_center_id, priority,"
            " due_at, due_sort, created_at, status, steps_counted, steps_done, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 20, ?, 1)",
            (_run(random, run, size) for run in range(1, size + 1)),
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(random: Random, run: int, size: int) -> tuple[Any, ...]:
    is_open = run > size - OPEN_RUNS
    of_state = [status for status in STATUS_ORDER if (status in DONE) != is_open]
    due = _text((run - size) // 8 + random.randrange(0, 60)) if random.random() < 0.8 else None
    return (
        run, f"Run {run}: P-{run % PARTS} · SN-{run:07d}", run % PARTS + 1, run,
        run // BATCH + 1 if (run // BATCH) % 5 < 2 else None,
        random.randrange(1, OPERATORS + 1) if run % 3 == 0 else None,
        random.randrange(1, CENTERS + 1) if run % 2 else None,
        random.choices((1, 2, 3, 4, 5), (5, 15, 60, 15, 5))[0], due, due or "9999-12-31 00:00:00.000000",
        _text((run - size) // 8 - 3), random.choice(of_state), random.randrange(20) if is_open else 20,
    )  # fmt: skip


def _text(days: int) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%d %H:%M:%S.%f}"
