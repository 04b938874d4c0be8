"""One action on a batch, against hand-made set-based SQL that leaves the same rows behind in one transaction.

Ours asks what each sibling lacks, keeps the rows of the queue, and chains its history; the hand-made statements ask
nothing. Beside the figures, what one more sibling costs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import event

from data.store import Store
from ion_tui.engine.commands import AddToBatch, CheckIn, CheckOut, Command, Complete, CreateBatch, Start
from ion_tui.engine.core import Engine
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.site import (
    ADMIN,
    OPERATOR,
    Shape,
    by_hand,
    clone_runs,
    differences,
    done,
    make_site,
    new_engine,
    twin,
)
from tests.benchmarks.timing import MILLISECONDS, median, no_collection

SIZES: Final = (1, 12, 100, 500, 1_000, 10_000)
QUICK_SIZES: Final = (1, 12, 100, 500)
STEPS: Final = 10
GOAL: Final = 1.5
GOAL_OF_ONE: Final = 4.0
LARGE: Final = 100
"""From how many siblings on the goal for batches is held; below it, that of one step."""
MOST_MILLISECONDS: Final = 50.0
"""What a sign-off of 500 may take."""

_ACTOR: Final = {"operator": (2, "Operator 1 (OP1)"), "admin": (1, "Ada Admin (ADMIN)")}
_UNEQUAL: Final = ("key", "outcome", "payload", "previous", "digest", "said_at", "state_at", "started_at",
                   "completed_at", "ended_at", "checked_in_at", "checked_out_at", "created_at")  # fmt: skip


class ByHand:
    """The least that leaves the same rows behind."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take the connection."""
        self._connection = connection
        self._command = 0

    def start(self, step: int) -> None:
        """Start all siblings of a step, one session over them."""
        now = self._begin("start", "operator")
        self._move(step, "Todo", "In Progress", "started_at", now)
        self._cover(step, now)
        self._settle()
        self._commit()

    def check_out(self, step: int) -> None:
        """Close the session on all of them."""
        now = self._begin("check out", "operator")
        self._uncover(step, now)
        self._commit()

    def check_in(self, step: int) -> None:
        """Open a session over all of them."""
        now = self._begin("check in", "operator")
        self._cover(step, now)
        self._commit()

    def complete(self, step: int) -> None:
        """Sign all of them off."""
        now = self._begin("complete", "operator")
        self._move(step, "In Progress", "Completed", "completed_at", now)
        self._uncover(step, now)
        self._settle()
        self._commit()

    def create(self, run_ids: str) -> None:
        """Make a batch of runs."""
        now = self._begin("create batch", "admin")
        batch = self._connection.execute(
            "INSERT INTO batch (title, created_at, created_by, size) VALUES ('A batch', ?, 1, 0)", (now,)
        ).lastrowid
        self._join(batch or 0, run_ids)
        self._entries(
            "SELECT ?, 'batch.create', 'batch', ?, 'Batch ' || ? || ': A batch', NULL, NULL, NULL,"
            ' \'{"title":"A batch"}\'',
            batch,
            batch,
        )
        self._commit()

    def add(self, run_ids: str) -> None:
        """Let runs join the newest batch."""
        self._begin("batch runs", "admin")
        (batch,) = self._connection.execute("SELECT max(id) FROM batch").fetchone()
        self._join(batch, run_ids)
        self._commit()

    def _join(self, batch: int, run_ids: str) -> None:
        within = "(SELECT value FROM json_each(?))"
        self._connection.execute(
            f"UPDATE run SET batch_id = ?, version = version + 1, command_id = ? WHERE id IN {within}",  # noqa: S608
            (batch, self._command, run_ids),
        )
        self._connection.execute(
            f"UPDATE run_step SET batch_id = ?, stands_for = 0 WHERE run_id IN {within}",  # noqa: S608
            (batch, run_ids),
        )
        self._connection.execute(
            "UPDATE run_step SET stands_for = (SELECT count(*) FROM json_each(?1))"
            " WHERE run_id = (SELECT min(value) FROM json_each(?1))",
            (run_ids,),
        )
        self._connection.execute(
            "UPDATE batch SET size = (SELECT count(*) FROM run WHERE batch_id = ?) WHERE id = ?",
            (batch, batch),
        )
        self._entries(
            "SELECT ?, 'batch.add', 'run', id, title, id, NULL, NULL, '{\"batch\":' || ? || '}' FROM run"  # noqa: S608
            f" WHERE id IN {within} ORDER BY id",
            batch,
            run_ids,
        )

    def _begin(self, verb: str, who: str) -> str:
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        self._connection.execute("BEGIN IMMEDIATE")
        self._command = (
            self._connection.execute(
                "INSERT INTO command (key, verb, operator_id, operator_label, kiosk_id, said_at, payload)"
                " VALUES (?, ?, ?, ?, 1, ?, '{}')",
                (uuid4().hex, verb, *_ACTOR[who], now),
            ).lastrowid
            or 0
        )
        return now

    def _move(self, step: int, before: str, after: str, moment: str, now: str) -> None:
        self._connection.execute(
            f"UPDATE run_step SET former_state = state, state = ?, state_by = 2, state_at = ?, {moment} = ?,"  # noqa: S608
            " version = version + 1, command_id = ? WHERE state = ? AND (id = ? OR (batch_id, sibling_key) ="
            " (SELECT batch_id, sibling_key FROM run_step WHERE id = ?))",
            (after, now, now, self._command, before, step, step),
        )
        verb = "start" if after == "In Progress" else "complete"
        self._entries(
            "SELECT ?, 'run_step.' || ?, 'run_step', s.id, s.number || ' ' || c.title, s.run_id, s.id,"
            ' \'{"state":"\' || s.former_state || \'"}\', \'{"state":"\' || s.state || \'","attempt":1}\''
            " FROM run_step AS s JOIN step_content AS c ON c.id = s.content_id WHERE s.command_id = ?"
            " ORDER BY s.id",
            verb,
            self._command,
        )

    def _cover(self, step: int, now: str) -> None:
        session = self._connection.execute(
            "INSERT INTO labor_session (operator_id, kiosk_id, checked_in_at) VALUES (2, 1, ?)", (now,)
        ).lastrowid
        self._connection.execute(
            "INSERT INTO session_step (session_id, run_step_id, operator_id, attempt, started_at)"
            " SELECT ?, id, 2, attempt, ? FROM run_step WHERE id = ? OR (batch_id, sibling_key) ="
            " (SELECT batch_id, sibling_key FROM run_step WHERE id = ?) ORDER BY id",
            (session, now, step, step),
        )
        self._of_session("session.check_in", "c.session_id = ?", session)

    def _uncover(self, step: int, now: str) -> None:
        self._connection.execute(
            "UPDATE session_step SET ended_at = ? WHERE ended_at IS NULL AND run_step_id IN"
            " (SELECT id FROM run_step WHERE id = ? OR (batch_id, sibling_key) ="
            " (SELECT batch_id, sibling_key FROM run_step WHERE id = ?))",
            (now, step, step),
        )
        self._connection.execute(
            "UPDATE labor_session SET checked_out_at = ? WHERE checked_out_at IS NULL", (now,)
        )
        self._of_session("session.check_out", "c.ended_at = ?", now)

    def _of_session(self, action: str, which: str, value: Any) -> None:
        self._entries(
            "SELECT ?, ?, 'session', c.session_id, s.number || ' ' || t.title, s.run_id, s.id, NULL,"  # noqa: S608
            ' \'{"operator":"OP1","attempt":1}\' FROM session_step AS c'
            " JOIN run_step AS s ON s.id = c.run_step_id JOIN step_content AS t ON t.id = s.content_id"
            f" WHERE {which} ORDER BY c.id",
            action,
            value,
        )

    def _entries(self, rows: str, *values: Any) -> None:
        self._connection.execute(
            "INSERT INTO history (command_id, action, target, target_id, label, run_id, run_step_id, before, after)"
            f" {rows}",
            (self._command, *values),
        )

    def _settle(self) -> None:
        self._connection.execute(
            "UPDATE run_step SET waits_on = (SELECT count(*) FROM run_step_edge AS e JOIN run_step AS u"
            " ON u.id = e.upstream_id WHERE e.step_id = run_step.id AND e.effective AND u.state <> 'Completed')"
            " WHERE id IN (SELECT e.step_id FROM run_step_edge AS e JOIN run_step AS t ON t.id = e.upstream_id"
            " WHERE t.command_id = ?)",
            (self._command,),
        )
        self._connection.execute(
            "UPDATE run SET status = r.status, steps_done = r.done, started_at = r.began FROM (SELECT run_id,"
            " CASE WHEN sum(state = 'Completed') = count(*) THEN 'Complete' ELSE 'In Progress' END AS status,"
            " sum(state = 'Completed') AS done, min(started_at) AS began FROM run_step WHERE run_id IN"
            " (SELECT run_id FROM run_step WHERE command_id = ?) GROUP BY run_id) AS r WHERE r.run_id = run.id",
            (self._command,),
        )

    def _commit(self) -> None:
        self._connection.execute(
            "INSERT INTO command_link (command_id, kiosk_id, sequence, outcome, entries, previous, digest)"
            " SELECT ?1, 1, sequence + 1, '[]', (SELECT count(*) FROM history WHERE command_id = ?1), digest, ?2"
            " FROM command_link WHERE kiosk_id = 1 ORDER BY sequence DESC LIMIT 1",
            (self._command, "0" * 64),
        )
        self._connection.execute("COMMIT")


_VERBS: Final[tuple[tuple[str, type[Start | CheckIn | CheckOut | Complete], Callable[[ByHand, int], None]], ...]] = (
    ("start", Start, ByHand.start),
    ("check-out", CheckOut, ByHand.check_out),
    ("check-in", CheckIn, ByHand.check_in),
    ("sign-off", Complete, ByHand.complete),
)  # fmt: skip


def run(bench: Bench) -> Iterator[Figure]:
    """Measure each size, and what one more sibling costs."""
    sign_offs: dict[int, float] = {}
    for size in QUICK_SIZES if bench.quick else SIZES:
        took, statements = _measured(bench.folder, size)
        goal = GOAL if size >= LARGE else GOAL_OF_ONE
        for what in ("sign-off", "check-in", "create", "add"):
            ours, limit = took[what]
            yield Figure(f"batch: {what}", f"N = {size:,}", median(ours), median(limit), "ms", goal)
        sign_offs[size] = median(took["sign-off"][0])
        yield Figure("batch: statements of a sign-off", f"N = {size:,}", statements, statements, "")
        if size == 500:
            yield Figure(
                "batch: sign-off of 500 runs", "50 ms", sign_offs[size], MOST_MILLISECONDS, "ms", 1.0
            )
    for (small, before), (large, after) in pairwise(sign_offs.items()):
        growth = (after - before) / (large - small) * 1000
        yield Figure("batch: one more sibling", f"{small:,} to {large:,}", growth, growth, "µs")


def _measured(folder: Path, size: int) -> tuple[dict[str, tuple[list[float], list[float]]], int]:
    path = folder / f"batch-{size}.db"
    first = make_site(path, Shape(steps=STEPS), runs=1)[0]
    with closing(by_hand(path)) as connection:
        *runs, spare = clone_runs(connection, 2 * size + 1)
    copy = twin(path)
    store = Store.open(path)
    engine = new_engine(store)
    took: dict[str, tuple[list[float], list[float]]] = {
        what: ([], []) for what in ("create", "add", *(verb for verb, _, _ in _VERBS))
    }
    counted: list[str] = []
    with closing(by_hand(copy)) as connection, no_collection():
        hand = ByHand(connection)
        # The first of its kind loads and compiles what says it; that is no part of the figures.
        first_one = CreateBatch(run_ids=(spare,), title="A batch")
        _turn(([], []), engine, first_one, partial(hand.create, json.dumps([spare])), admin=True)
        making = CreateBatch(run_ids=tuple(runs[:size]), title="A batch")
        _turn(took["create"], engine, making, lambda: hand.create(json.dumps(runs[:size])), admin=True)
        for step in _steps_of(connection, runs[0]):
            for verb, command, way in _VERBS:
                if verb == "sign-off":
                    with _statements(store, counted):
                        _turn(took[verb], engine, command(step_id=step), partial(way, hand, step))
                else:
                    _turn(took[verb], engine, command(step_id=step), partial(way, hand, step))
        adding = AddToBatch(batch_id=2, run_ids=tuple(runs[size:]))
        _turn(took["add"], engine, adding, lambda: hand.add(json.dumps(runs[size:])), admin=True)
    store.close()
    if found := differences(path, copy, _UNEQUAL):
        raise AssertionError(found)
    assert first
    return took, len(counted) // STEPS


def _turn(
    took: tuple[list[float], list[float]],
    engine: Engine,
    command: Command,
    way: Callable[[], None],
    *,
    admin: bool = False,
) -> None:
    moments = [perf_counter()]
    done(engine, ADMIN if admin else OPERATOR, command)
    moments.append(perf_counter())
    way()
    moments.append(perf_counter())
    for side, (began, ended) in zip(took, pairwise(moments), strict=True):
        side.append((ended - began) * MILLISECONDS)


class _statements:  # noqa: N801 - reads as a block
    """Count what is said to the database meanwhile."""

    def __init__(self, store: Store, counted: list[str]) -> None:
        self._engine, self._counted = store._engine, counted

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._listen)

    def __exit__(self, *error: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._listen)

    def _listen(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        del connection, cursor, rest
        self._counted.append(statement)


def _steps_of(connection: sqlite3.Connection, run_id: int) -> list[int]:
    found = connection.execute("SELECT id FROM run_step WHERE run_id = ? ORDER BY ordinal", (run_id,))
    return [step for (step,) in found]
