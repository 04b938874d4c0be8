"""A floor of any size, written straight into the real schema: what takes an engine hours stands in seconds.

Ten work centers, ten procedures of twenty steps in four chains of five. Most runs are done; the open ones have
steps in every state, some are batched, and people are at work.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from data.store import Store
from ion_tui.engine import graph, rollup, sessions
from ion_tui.engine.commands import Actor, AddOperator, Initialize
from tests.benchmarks.site import ADMIN, KIOSK, add, by_hand, done, new_engine

NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
CENTERS: Final = 10
PROCEDURES: Final = 10
CHAINS: Final = 4
LINKS: Final = 5
STEPS: Final = CHAINS * LINKS
OPERATORS: Final = 40
BATCH: Final = 8

_BULKY: Final = ("run_step", "run_step_edge", "labor_session", "session_step", "run", "inventory")
_FIRST: Final = {"Todo": 0.55, "In Progress": 0.35, "Hold": 0.06, "Failed": 0.04}
"""How the first step that is not completed of each chain of an open run stands, in shares."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many run steps, and how many of their runs are open."""

    steps: int
    open_runs: int

    @property
    def runs(self) -> int:
        """How many runs."""
        return self.steps // STEPS


def make_floor(path: Path, size: Size) -> None:
    """Write the floor, and make sure of a small one that every derived value in it is right."""
    store = Store.open(path, create=True)
    engine = new_engine(store)
    done(engine, Actor(None, KIOSK), Initialize(site="Bench", code="ADMIN", name="Ada Admin", pin="2468"))
    for number in range(1, OPERATORS + 1):
        person = AddOperator(
            code=f"OP{number}",
            name=f"Operator {number}",
            roles=("Operator",),
            pin="1357",
            badge=f"BADGE-{number}",
        )
        done(engine, ADMIN, person)
    with closing(by_hand(path)) as connection:
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"  # noqa: S608
            f" AND tbl_name IN {_BULKY}"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        _write(connection, size)
        for _, statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if size.steps <= 10_000:
        with store.read() as tx:
            if faults := graph.differences(tx) + rollup.differences(tx) + sessions.differences(tx):
                raise AssertionError(faults[:5])
    store.close()


def _write(connection: sqlite3.Connection, size: Size) -> None:
    random = Random(size.steps)
    _write_catalog(connection)
    batches = (size.runs + BATCH - 1) // BATCH
    connection.executemany(
        "INSERT INTO batch (id, title, created_at) VALUES (?, ?, ?)",
        ((number, f"Rover {number} suspension", _text(NOW)) for number in range(1, batches + 1)),
    )
    connection.executemany(
        "INSERT INTO inventory (id, part_id, serial, quantity, status) VALUES (?, ?, ?, 1000000, 'in work')",
        ((run, run % PROCEDURES + 1, f"SN-{run:07d}") for run in range(1, size.runs + 1)),
    )
    floor = _Floor(random, size)
    connection.executemany(
        "INSERT INTO run_step (id, run_id, ordinal, position, origin, content_id, sibling_key, number, depth,"
        " work_center_id, lead_time_seconds, optional, is_outside, batch_id, priority, due_sort, state, former_state,"
        " state_reason, state_by, state_at, attempt, waits_on, parent_ready, started_at, completed_at, version,"
        " command_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 2700, 0, 0, ?, ?, ?, ?, 'Todo', ?, ?, ?, 1, ?, 1, ?, ?,"
        " ?, 1)",
        floor.steps(),
    )
    connection.executemany(
        "INSERT INTO run (id, title, procedure_id, inventory_id, batch_id, operator_id, priority, due_at, due_sort,"
        " created_at, started_at, status, steps_counted, steps_done, version, command_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1)",
        floor.runs,
    )
    connection.executemany(
        "INSERT INTO run_step_edge (step_id, upstream_id, declared, effective) VALUES (?, ?, 1, 1)",
        (
            (run * STEPS + ordinal + 1, run * STEPS + ordinal)
            for run in range(size.runs)
            for ordinal in range(STEPS)
            if ordinal % LINKS
        ),
    )
    connection.execute(
        "INSERT INTO labor_session (id, operator_id, kiosk_id, checked_in_at, checked_out_at)"
        " SELECT id, state_by, 1, started_at, completed_at FROM run_step"
        " WHERE state IN ('In Progress', 'Completed')"
    )
    connection.execute(
        "INSERT INTO session_step (id, session_id, run_step_id, operator_id, attempt, started_at, ended_at)"
        " SELECT id, id, id, operator_id, 1, checked_in_at, checked_out_at FROM labor_session"
    )


class _Floor:
    """Makes the rows of run steps, and beside them those of their runs."""

    def __init__(self, random: Random, size: Size) -> None:
        self._random = random
        self._size = size
        self.runs: list[tuple[Any, ...]] = []

    def steps(self) -> Iterator[tuple[Any, ...]]:
        """Every step of every run; the newest runs are the open ones."""
        for run in range(1, self._size.runs + 1):
            is_open = run > self._size.runs - self._size.open_runs
            yield from self._run(run, is_open=is_open)

    def _run(self, run: int, *, is_open: bool) -> Iterator[tuple[Any, ...]]:
        random = self._random
        age = timedelta(minutes=(self._size.runs - run) * 7 + 5)
        ended = NOW - age
        batch = (run - 1) // BATCH + 1 if (run // BATCH) % 5 < 2 else None
        priority = random.choices((1, 2, 3, 4, 5), (5, 15, 60, 15, 5))[0]
        due = _text(NOW + timedelta(days=random.randrange(-3, 60))) if random.random() < 0.8 else None
        due_sort = due or "9999-12-31 00:00:00.000000"
        states: list[str] = []
        for _ in range(CHAINS):
            states += self._chain() if is_open else ["Completed"] * LINKS
        for ordinal, state in enumerate(states):
            started = ended - timedelta(minutes=90 - ordinal)
            is_waiting = ordinal % LINKS > 0 and states[ordinal - 1] != "Completed"
            yield (
                (run - 1) * STEPS + ordinal + 1, run, ordinal, ordinal, f"P-{run % PROCEDURES}/s{ordinal}",
                run % PROCEDURES * STEPS + ordinal + 1, f"k{run % PROCEDURES}-{ordinal}", str(ordinal),
                (run + ordinal) % CENTERS + 1, batch, priority, due_sort, state,
                "Waiting for parts" if state in ("Hold", "Failed") else None,
                random.randrange(2, OPERATORS + 2) if state != "Todo" else None, _text(started), int(is_waiting),
                None if state == "Todo" else _text(started),
                _text(started + timedelta(minutes=40)) if state == "Completed" else None, 1 + (state != "Todo"),
            )  # fmt: skip
        worker = random.randrange(2, OPERATORS + 2) if run % 3 == 0 else None
        self.runs.append((
            run, f"Run {run}: RB-{run % PROCEDURES} · SN-{run:07d}", run % PROCEDURES + 1, run, batch, worker, priority,
            due, due_sort, _text(ended - timedelta(days=1)), None if set(states) == {"Todo"} else _text(ended),
            _status(states), STEPS, states.count("Completed"),
        ))  # fmt: skip

    def _chain(self) -> list[str]:
        completed = self._random.randrange(LINKS)
        first = self._random.choices(tuple(_FIRST), tuple(_FIRST.values()))[0]
        return ["Completed"] * completed + [first] + ["Todo"] * (LINKS - completed - 1)


def _status(states: list[str]) -> str:
    for state in ("Hold", "Failed"):
        if state in states:
            return state
    if set(states) == {"Completed"}:
        return "Complete"
    return "Todo" if set(states) == {"Todo"} else "In Progress"


def _write_catalog(connection: sqlite3.Connection) -> None:
    for number in range(1, CENTERS + 1):
        add(
            connection,
            "location",
            name=f"Center {number}",
            code=f"WC-{number}",
            is_work_center=1,
            position=number,
        )
    for number in range(PROCEDURES):
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
            connection, "procedure", code=f"P-{number}", revision="A", title=f"Rocker-bogie {number}", description="",
            part_id=part, kind="build", status="released", sequential=0, digest=f"{number:064d}",
        )  # fmt: skip
    connection.execute("UPDATE site SET log_in_with = 'badge'")
    connection.executemany(
        "INSERT INTO step_content (id, digest, title, instructions, type) VALUES (?, ?, ?, ?, 'content')",
        (
            (number, f"{number:064d}", f"Fit part {number} to the rocker", "Rod through the **last** hole.")
            for number in range(1, PROCEDURES * STEPS + 1)
        ),
    )


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"
