"""The verbs of one step, against hand-made SQL that writes the same rows in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final, TypeAlias
from uuid import uuid4

from data.store import Store
from ion_tui.engine.commands import CheckIn, CheckOut, Complete, Start, StepCommand
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.site import (
    OPERATOR,
    Shape,
    by_hand,
    differences,
    done,
    make_site,
    new_engine,
    twin,
)
from tests.benchmarks.timing import MILLISECONDS, median, no_collection

GOAL: Final = 4.0
_LABEL: Final = "Operator 1 (OP1)"
_WHO: Final = '{"operator":"OP1","attempt":1}'
_UNEQUAL: Final = ("key", "outcome", "payload", "previous", "digest", "said_at", "state_at", "started_at",
                   "completed_at", "ended_at", "checked_in_at", "checked_out_at")  # fmt: skip
"""Columns that two files cannot share: keys, times and what is made of them, and the texts that ours composes."""


class ByHand:
    """The least that leaves the same rows behind: no questions asked, every statement as SQLite likes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def start(self, step: int) -> None:
        """Start, and check in."""
        now = self._begin("start", step)
        self._move(step, "In Progress", "started_at", now)
        self._entry(
            step,
            "run_step.start",
            "run_step",
            step,
            '{"state":"Todo"}',
            '{"state":"In Progress","attempt":1}',
        )
        self._cover(step, now)
        self._settle(step)
        self._commit(2)

    def check_in(self, step: int) -> None:
        """Open a session."""
        now = self._begin("check in", step)
        self._cover(step, now)
        self._commit(1)

    def check_out(self, step: int) -> None:
        """Close it."""
        now = self._begin("check out", step)
        self._uncover(step, now)
        self._commit(1)

    def complete(self, step: int) -> None:
        """Sign off."""
        now = self._begin("complete", step)
        self._move(step, "Completed", "completed_at", now)
        self._entry(
            step,
            "run_step.complete",
            "run_step",
            step,
            '{"state":"In Progress"}',
            '{"state":"Completed","attempt":1}',
        )
        self._uncover(step, now)
        self._settle(step)
        self._commit(2)

    def _begin(self, verb: str, step: int) -> str:
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        self._connection.execute("BEGIN IMMEDIATE")
        self._command = self._connection.execute(
            "INSERT INTO command (key, verb, operator_id, operator_label, kiosk_id, said_at, payload)"
            " VALUES (?, ?, 2, ?, 1, ?, ?)",
            (uuid4().hex, verb, _LABEL, now, f'{{"step_id":{step}}}'),
        ).lastrowid
        return now

    def _move(self, step: int, state: str, moment: str, now: str) -> None:
        self._connection.execute(
            f"UPDATE run_step SET former_state = state, state = ?, state_by = 2, state_at = ?, {moment} = ?,"  # noqa: S608
            " version = version + 1, command_id = ? WHERE id = ?",
            (state, now, now, self._command, step),
        )

    def _entry(self, step: int, *values: Any) -> None:
        self._connection.execute(
            "INSERT INTO history (command_id, action, target, target_id, before, after, label, run_id, run_step_id)"
            " SELECT ?, ?, ?, ?, ?, ?, s.number || ' ' || c.title, s.run_id, s.id"
            " FROM run_step AS s JOIN step_content AS c ON c.id = s.content_id WHERE s.id = ?",
            (self._command, *values, step),
        )

    def _cover(self, step: int, now: str) -> None:
        session = self._connection.execute(
            "INSERT INTO labor_session (operator_id, kiosk_id, checked_in_at) VALUES (2, 1, ?)", (now,)
        ).lastrowid
        self._connection.execute(
            "INSERT INTO session_step (session_id, run_step_id, operator_id, attempt, started_at)"
            " VALUES (?, ?, 2, 1, ?)",
            (session, step, now),
        )
        self._entry(step, "session.check_in", "session", session, None, _WHO)

    def _uncover(self, step: int, now: str) -> None:
        (session,) = self._connection.execute(
            "UPDATE session_step SET ended_at = ? WHERE run_step_id = ? AND operator_id = 2 AND ended_at IS NULL"
            " RETURNING session_id",
            (now, step),
        ).fetchone()
        self._connection.execute("UPDATE labor_session SET checked_out_at = ? WHERE id = ?", (now, session))
        self._entry(step, "session.check_out", "session", session, None, _WHO)

    def _settle(self, step: int) -> None:
        self._connection.execute(
            "UPDATE run_step SET waits_on = (SELECT count(*) FROM run_step_edge AS e JOIN run_step AS u"
            " ON u.id = e.upstream_id WHERE e.step_id = run_step.id AND e.effective AND u.state <> 'Completed')"
            " WHERE id IN (SELECT step_id FROM run_step_edge WHERE upstream_id = ?)",
            (step,),
        )
        self._connection.execute(
            "UPDATE run SET (status, steps_done, started_at) = (SELECT"
            " CASE WHEN sum(state = 'Completed') = count(*) THEN 'Complete' ELSE 'In Progress' END,"
            " sum(state = 'Completed'), min(started_at) FROM run_step WHERE run_id = run.id)"
            " WHERE id = (SELECT run_id FROM run_step WHERE id = ?)",
            (step,),
        )

    def _commit(self, entries: int) -> None:
        self._connection.execute(
            "INSERT INTO command_link (command_id, kiosk_id, sequence, outcome, entries, previous, digest)"
            " SELECT ?, 1, sequence + 1, '[]', ?, digest, ? FROM command_link WHERE kiosk_id = 1"
            " ORDER BY sequence DESC LIMIT 1",
            (self._command, entries, "0" * 64),
        )
        self._connection.execute("COMMIT")


_Took: TypeAlias = dict[str, tuple[list[float], list[float]]]
_VERBS: Final[tuple[tuple[str, type[StepCommand], Callable[[ByHand, int], None]], ...]] = (
    ("start", Start, ByHand.start),
    ("check out", CheckOut, ByHand.check_out),
    ("check in", CheckIn, ByHand.check_in),
    ("sign-off", Complete, ByHand.complete),
)


def run(bench: Bench) -> Iterator[Figure]:
    """Measure each verb over whole runs, by the clock and in processor time."""
    clock, processor = _measured(bench.folder / "sign-off.db", runs=bench.times(15))
    for verb in ("sign-off", "start", "check in"):
        yield Figure(f"one {verb}", "N = 1", median(clock[verb][0]), median(clock[verb][1]), "ms", GOAL)
    ours, limit = processor["sign-off"]
    yield Figure("one sign-off, processor time", "N = 1", median(ours), median(limit), "ms")


def _measured(path: Path, *, runs: int) -> tuple[_Took, _Took]:
    steps = [step for run in make_site(path, Shape(), runs=runs) for step in run]
    copy = twin(path)
    store = Store.open(path)
    engine = new_engine(store)
    clock: _Took = {verb: ([], []) for verb, _, _ in _VERBS}
    processor: _Took = {verb: ([], []) for verb, _, _ in _VERBS}
    with closing(by_hand(copy)) as connection, no_collection():
        hand = ByHand(connection)
        for step in steps:
            for verb, command, way in _VERBS:
                moments = [(perf_counter(), process_time())]
                done(engine, OPERATOR, command(step_id=step))
                moments.append((perf_counter(), process_time()))
                way(hand, step)
                moments.append((perf_counter(), process_time()))
                for took, times in zip((clock, processor), zip(*moments, strict=True), strict=True):
                    for side, (began, ended) in zip(took[verb], pairwise(times), strict=True):
                        side.append((ended - began) * MILLISECONDS)
    store.close()
    if found := differences(path, copy, _UNEQUAL):
        raise AssertionError(found)
    return clock, processor
