"""Commands a second from several processes at once, against raw commits of the same durability."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter
from typing import Final
from uuid import uuid4

from data.store import Store
from ion_tui.engine.commands import Actor, CheckIn, CheckOut, Complete, Start
from ion_tui.engine.core import Engine
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.site import STEPS, Shape, by_hand, done, make_site, new_engine, twin
from tests.benchmarks.timing import MILLISECONDS, median, no_collection

WRITERS: Final = (1, 4, 16)
GOAL: Final = 0.3
LONGEST_WAIT: Final = 100.0
ROUNDS: Final = 5
_LIFE: Final = (Start, CheckOut, CheckIn, Complete)
"""What each writer says to each of its steps."""

_SPAWN: Final = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does: as whom, to which steps of which file, and where it commits raw."""

    operator: int
    path: Path
    raw_path: Path
    rounds: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Report:
    """What one process saw: for each round, when it began and when each command and each raw commit was done."""

    commands: Sequence[Sequence[float]]
    commits: Sequence[Sequence[float]]
    acknowledged: Sequence[int]


def run(bench: Bench) -> Iterator[Figure]:
    """Measure one, four and sixteen writers."""
    for writers in WRITERS:
        path = bench.folder / f"writers-{writers}.db"
        runs = make_site(path, Shape(chained=False), runs=writers, operators=writers)
        reports = _reports(path, runs)
        size = f"{writers} process{'es' if writers > 1 else ''}"
        ours = [_rate([report.commands[turn] for report in reports]) for turn in range(ROUNDS)]
        limit = [_rate([report.commits[turn] for report in reports]) for turn in range(ROUNDS)]
        yield Figure("commands a second", size, median(ours), median(limit), "/s", GOAL, more_is_better=True)
        if writers == max(WRITERS):
            acknowledged = [command for report in reports for command in report.acknowledged]
            yield Figure(
                "acknowledged commands that are there", size, _found(path, acknowledged), len(acknowledged), "",
                1.0, more_is_better=True,
            )  # fmt: skip
            waits = [
                (done_at - said_at) * MILLISECONDS
                for report in reports
                for turn in report.commands
                for said_at, done_at in pairwise(turn)
            ]
            yield Figure("longest wait for a command", size, max(waits), LONGEST_WAIT, "ms", 1.0)


def _rate(rounds: Sequence[Sequence[float]]) -> float:
    """How many a second, from when the first began to when the last was done."""
    began, ended = min(moments[0] for moments in rounds), max(moments[-1] for moments in rounds)
    return sum(len(moments) - 1 for moments in rounds) / (ended - began)


def _found(path: Path, acknowledged: Sequence[int]) -> int:
    """How many of these commands stand in the file, each with its link."""
    with closing(by_hand(path)) as connection:
        there = {row[0] for row in connection.execute("SELECT command_id FROM command_link")}
    return sum(command in there for command in acknowledged)


def _reports(path: Path, runs: Sequence[Sequence[int]]) -> list[Report]:
    """Let one process a run do its work, all at once."""
    raw_path = twin(path)
    share = (STEPS - 1) // ROUNDS
    tasks = [
        Task(
            operator=number + 2,
            path=path,
            raw_path=raw_path,
            rounds=[steps[:1], *(steps[1 + turn * share : 1 + (turn + 1) * share] for turn in range(ROUNDS))],
        )
        for number, steps in enumerate(runs)
    ]
    with ProcessPoolExecutor(
        len(tasks), mp_context=_SPAWN, initializer=_stand_in, initargs=(_SPAWN.Barrier(len(tasks)),)
    ) as workers:
        return list(workers.map(_work, tasks))


_LINE: list[Barrier] = []
"""Where the processes wait for one another; each is handed it when it starts."""


def _stand_in(line: Barrier) -> None:
    _LINE.append(line)


def _work(task: Task) -> Report:
    """One process: rounds of commands and rounds of raw commits, each begun together with the others."""
    (line,) = _LINE
    store = Store.open(task.path)
    engine, actor = new_engine(store), Actor(task.operator, f"KIOSK-{task.operator}")
    commands: list[list[float]] = []
    commits: list[list[float]] = []
    acknowledged: list[int] = []
    try:
        with closing(by_hand(task.raw_path)) as connection, no_collection():
            for steps in task.rounds:
                line.wait()
                commands.append(_moments(_say(engine, actor, steps, acknowledged)))
                line.wait()
                commits.append(_moments(_commit(connection, len(steps) * len(_LIFE))))
    except BaseException:
        line.abort()
        raise
    store.close()
    return Report(commands[1:], commits[1:], acknowledged)


def _moments(acts: Iterator[None]) -> list[float]:
    """When it began, and when each act was done."""
    return [perf_counter(), *(perf_counter() for _ in acts)]


def _say(engine: Engine, actor: Actor, steps: Sequence[int], acknowledged: list[int]) -> Iterator[None]:
    """Say the whole life of each step through the engine."""
    for step in steps:
        for verb in _LIFE:
            acknowledged.append(done(engine, actor, verb(step_id=step)).command_id)
            yield


def _commit(connection: sqlite3.Connection, times: int) -> Iterator[None]:
    """Commit one row at a time; SQLite's own lock orders the writers."""
    for _ in range(times):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO command (key, verb, operator_label, kiosk_id, said_at, payload)"
            " VALUES (?, 'start', 'Operator 1 (OP1)', 1, '2026-01-05 08:00:00.000000', '{}')",
            (uuid4().hex,),
        )
        connection.execute("COMMIT")
        yield
