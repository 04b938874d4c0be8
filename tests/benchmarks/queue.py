"""The first page of a work center's queue with the tabs' counts, against the raw indexed query, at three sizes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, Final, TypeAlias

from data.queries.queue import COUNT_CAP
from data.rows.work import QueuePage, QueueTab
from data.store import Store
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.core import Engine
from tests.benchmarks.bulk import NOW, Size, make_floor
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.site import by_hand
from tests.benchmarks.timing import MILLISECONDS, median, no_collection

GOAL: Final = 3.0
FLAT: Final = 1.5
CENTER: Final = 3
ROWS: Final = 50
OPEN_RUNS: Final = 320
_TODAY: Final = f"{NOW:%Y-%m-%d} 00:00:00.000000"
_BUCKETS: Final = {QueueTab.AVAILABLE: 1, QueueTab.BLOCKED: 2}

_PAGE: Final = (
    "SELECT s.id, s.run_id, s.number, c.title, r.title, p.number, i.serial, i.lot, s.state, s.bucket, s.priority,"
    " r.due_at, s.optional, s.batch_id, b.title, o.code, s.state_reason, s.state_at, s.completed_at,"
    " s.lead_time_seconds, s.version, (SELECT count(*) FROM run WHERE run.batch_id = s.batch_id)"
    " FROM run_step AS s JOIN run AS r ON r.id = s.run_id JOIN step_content AS c ON c.id = s.content_id"
    " JOIN inventory AS i ON i.id = r.inventory_id JOIN part AS p ON p.id = i.part_id"
    " LEFT JOIN batch AS b ON b.id = s.batch_id LEFT JOIN operator AS o ON o.id = r.operator_id"
    " WHERE s.work_center_id = ? AND s.bucket = ? ORDER BY s.priority, s.due_sort, s.run_id, s.ordinal LIMIT ?"
)
_PEOPLE: Final = (
    "SELECT w.run_step_id, o.id, o.code, o.name, w.started_at FROM session_step AS w"
    " JOIN operator AS o ON o.id = w.operator_id WHERE w.ended_at IS NULL AND w.run_step_id IN ({})"
    " ORDER BY w.run_step_id, w.started_at, w.id"
)
_UPSTREAM: Final = (
    "SELECT e.step_id, u.id, u.number, c.title, u.state, u.state_reason, l.code FROM run_step_edge AS e"
    " JOIN run_step AS u ON u.id = e.upstream_id JOIN step_content AS c ON c.id = u.content_id"
    " LEFT JOIN location AS l ON l.id = u.work_center_id WHERE e.step_id IN ({}) AND e.effective"
    " AND u.state NOT IN ('Completed', 'Canceled') ORDER BY e.step_id, u.ordinal"
)
_COUNT: Final = "(SELECT count(*) FROM (SELECT 1 FROM run_step WHERE work_center_id = ?1 AND {} LIMIT ?2))"
_COUNTS: Final = "SELECT " + ", ".join(
    _COUNT.format(condition) for condition in (*(f"bucket = {n}" for n in range(4)), "completed_at >= ?3")
)

_Took: TypeAlias = tuple[list[float], list[float]]


def run(bench: Bench) -> Iterator[Figure]:
    """Measure all sizes in turns: first with the same open work at each, then with all of it in proportion."""
    sizes = (10_000, 100_000) if bench.quick else (10_000, 100_000, 1_000_000)
    for what, floors in (
        ("the same open work", [Size(steps, OPEN_RUNS) for steps in sizes]),
        ("open work in proportion", [Size(steps, OPEN_RUNS * steps // sizes[0]) for steps in sizes]),
    ):
        paths = {size: _made(bench.folder, size) for size in floors}
        for tab in _BUCKETS:
            took = _measured(paths, tab, bench.times(150))
            for size, (ours, limit) in took.items():
                yield Figure(
                    f"queue, {tab}, {what}", f"{size.steps:,} steps", median(ours), median(limit), "ms", GOAL
                )
            smallest, largest = took[floors[0]][0], took[floors[-1]][0]
            span = f"{sizes[-1]:,} to {sizes[0]:,}"
            yield Figure(f"queue, {tab}, {what}: flat", span, median(largest), median(smallest), "ms", FLAT)
        for size in floors[1:]:
            paths[size].unlink()


def _made(folder: Path, size: Size) -> Path:
    path = folder / f"floor-{size.steps}-{size.open_runs}.db"
    if not path.exists():
        make_floor(path, size)
    return path


def _measured(paths: Mapping[Size, Path], tab: QueueTab, times: int) -> dict[Size, _Took]:
    """Ask every floor in turn, ours and by hand."""
    took: dict[Size, _Took] = {size: ([], []) for size in paths}
    with ExitStack() as stack, no_collection():
        asked: dict[Size, tuple[Callable[[], Any], Callable[[], Any]]] = {}
        for size, path in paths.items():
            store = stack.enter_context(closing(Store.open(path)))
            reads = Engine(store, clock=FixedClock(NOW)).reads
            connection = stack.enter_context(closing(by_hand(path)))
            asked[size] = (partial(reads.queue, CENTER, tab), partial(_by_hand, connection, tab))
            _require_same(reads.queue(CENTER, tab), _by_hand(connection, tab))
        for turn in range(times + 5):
            for size, (ours, limit) in asked.items():
                moments = [perf_counter()]
                for act in (ours, limit):
                    act()
                    moments.append(perf_counter())
                if turn >= 5:
                    for side, (began, ended) in zip(took[size], pairwise(moments), strict=True):
                        side.append((ended - began) * MILLISECONDS)
    return took


def _by_hand(connection: sqlite3.Connection, tab: QueueTab) -> tuple[Sequence[Any], ...]:
    """What the queue's page is made of: steps, the people at them, what they wait on and who has it, counts."""
    connection.execute("BEGIN")
    page = connection.execute(_PAGE, (CENTER, _BUCKETS[tab], ROWS + 1)).fetchall()[:ROWS]
    steps = [row[0] for row in page]
    people = connection.execute(_PEOPLE.format(_places(steps)), steps).fetchall()
    upstream: list[Any] = []
    if tab is QueueTab.BLOCKED:
        upstream = connection.execute(_UPSTREAM.format(_places(steps)), steps).fetchall()
        theirs = [row[1] for row in upstream]
        people += connection.execute(_PEOPLE.format(_places(theirs)), theirs).fetchall()
    counts = connection.execute(_COUNTS, (CENTER, COUNT_CAP + 1, _TODAY)).fetchone()
    connection.execute("COMMIT")
    return page, people, upstream, counts


def _places(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _require_same(ours: QueuePage, by_hand: tuple[Sequence[Any], ...]) -> None:
    """Both answer the same steps and the same counts, or the limit is none."""
    page, _, _, counts = by_hand
    if [row.step_id for row in ours.rows] != [row[0] for row in page] or len(page) != ROWS:
        raise AssertionError((len(ours.rows), len(page)))
    if [count.count for count in ours.counts] != [min(count, COUNT_CAP) for count in counts]:
        raise AssertionError((ours.counts, counts))
