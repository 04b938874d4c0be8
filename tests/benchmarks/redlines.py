"""An approval to a batch of five hundred runs of sixty steps each, against hand-made set-based SQL.

The redline gives one step other instructions and puts a new one behind another. The hand-made statements know what
changes and write the same rows in one transaction; ours finds out where, plans, and judges first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final
from uuid import uuid4

from data.store import Store
from ion_tui.engine.commands import CreateBatch
from ion_tui.engine.content import Content
from ion_tui.engine.core import Engine
from ion_tui.engine.redlines.changes import Place, Terms
from ion_tui.engine.redlines.commands import ChangeRedline, DecideRedlines, OpenRedline, SubmitRedline
from ion_tui.engine.redlines.editing import added, modified
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.site import (
    ADMIN,
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

STEPS: Final = 60
RUNS: Final = 500
QUICK_RUNS: Final = 100
GOAL: Final = 3.0
MOST_MILLISECONDS: Final = 1_000.0
"""What an approval to five hundred runs may take."""
TIMES, QUICK_TIMES = 3, 2
_CHANGED, _BEHIND = 10, 20
"""The step that says something else, and the one behind which another is put."""

_UNEQUAL: Final = ("key", "outcome", "payload", "previous", "digest", "said_at", "state_at", "decided_at",
                   "closed_at", "applied_at", "version", "number", "label")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Redlined:
    """A batch with a redline in review: its runs, the redline, and the origins and contents that it brings."""

    runs: tuple[int, ...]
    redline: int
    content: int
    content_key: str
    new_content: int
    new_origin: str
    new_key: str


def run(bench: Bench) -> Iterator[Figure]:
    """Measure."""
    size = QUICK_RUNS if bench.quick else RUNS
    ours: list[float] = []
    limit: list[float] = []
    for number in range(QUICK_TIMES if bench.quick else TIMES):
        one, other = _measured(bench.folder / f"redline-{number}.db", size)
        ours.append(one)
        limit.append(other)
    what = f"{size} runs of {STEPS} steps"
    yield Figure("redline: approval", what, median(ours), median(limit), "ms", GOAL)
    if size == RUNS:
        yield Figure("redline: approval", "1 s", median(ours), MOST_MILLISECONDS, "ms", 1.0)


def _measured(path: Path, size: int) -> tuple[float, float]:
    make_site(path, Shape(steps=STEPS), runs=1)
    with closing(by_hand(path)) as connection:
        runs = clone_runs(connection, size)
    store = Store.open(path)
    engine = new_engine(store)
    redline = _in_review(engine, store, tuple(runs))
    store.close()
    copy = twin(path)
    store = Store.open(path)
    engine = new_engine(store)
    with no_collection():
        began = perf_counter()
        done(engine, ADMIN, DecideRedlines(redline_ids=(redline,)))
        took = (perf_counter() - began) * MILLISECONDS
    store.close()
    with closing(by_hand(path)) as connection:
        told = _told(connection, tuple(runs), redline)
    with closing(by_hand(copy)) as connection, no_collection():
        began = perf_counter()
        _approve_by_hand(connection, told)
        limit = (perf_counter() - began) * MILLISECONDS
    if found := differences(path, copy, _UNEQUAL):
        raise AssertionError(found)
    return took, limit


def _in_review(engine: Engine, store: Store, runs: tuple[int, ...]) -> int:
    done(engine, ADMIN, CreateBatch(run_ids=runs, title="A batch"))
    with store.read() as tx:
        found = tx.exec_driver_sql("SELECT id FROM run_step WHERE run_id = ? ORDER BY ordinal", (runs[0],))
        steps = list(found.scalars())
    opened = done(engine, ADMIN, OpenRedline(step_id=steps[_CHANGED], reason="wrong"))
    (redline,) = opened.made["redline"]
    draft = engine.reads.redlines.draft(redline)
    assert draft is not None
    content = replace(draft.steps[_CHANGED].content, instructions="From the other side.")
    behind = draft.steps[_BEHIND].line.ref
    changes = modified((), steps[_CHANGED], content=content)
    changes = added(changes, Content(title="Weigh it"), Place(after=behind), Terms(waits_on=(behind,)))
    done(engine, ADMIN, ChangeRedline(redline_id=redline, changes=changes))
    done(engine, ADMIN, SubmitRedline(redline_id=redline))
    # What a first approval compiles is no part of the figures; a refusal compiles it as well.
    engine.preview(ADMIN, DecideRedlines(redline_ids=(redline,)))
    return redline


def _told(connection: sqlite3.Connection, runs: tuple[int, ...], redline: int) -> Redlined:
    """What the hand-made statements are told, so that they write the same."""
    changed, new = connection.execute(
        "SELECT content_id, sibling_key, origin FROM run_step WHERE run_id = ? AND ordinal IN (?, ?)"
        " ORDER BY ordinal",
        (runs[0], _CHANGED, _BEHIND + 1),
    ).fetchall()
    return Redlined(runs, redline, changed[0], changed[1], new[0], new[2], new[1])


def _approve_by_hand(connection: sqlite3.Connection, told: Redlined) -> None:
    """The least that leaves the same rows behind."""
    runs = json.dumps(told.runs)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
    within = "(SELECT value FROM json_each(?))"
    run = connection.execute
    run("BEGIN IMMEDIATE")
    command = run(
        "INSERT INTO command (key, verb, operator_id, operator_label, kiosk_id, said_at, payload)"
        " VALUES (?, 'decide redlines', 1, 'Ada Admin (ADMIN)', 1, ?, '{}')",
        (uuid4().hex, now),
    ).lastrowid
    run(
        "INSERT INTO redline_decision (redline_id, operator_id, role_id, decision, decided_at, kiosk_id)"
        " SELECT ?, 1, id, 'approved', ?, 1 FROM role WHERE name = 'Admin'",
        (told.redline, now),
    )
    run(
        "UPDATE redline SET state = 'approved', closed_at = ?, closed_by = 1, version = version + 1,"
        " command_id = ? WHERE id = ?",
        (now, command, told.redline),
    )
    for at in range(STEPS - 1, _BEHIND, -1):
        run(
            f"UPDATE run_step SET ordinal = ?1 + 1, position = ?1 + 1, number = ?1 + 1 WHERE ordinal = ?1"  # noqa: S608
            f" AND run_id IN {within.replace('?', '?2')}",
            (at, runs),
        )
    for own in (json.dumps(told.runs[:1]), json.dumps(told.runs[1:])):
        run(
            "INSERT INTO run_step (run_id, origin, content_id, sibling_key, ordinal, position, depth, number,"  # noqa: S608
            " optional, is_outside, batch_id, priority, due_sort, state, former_state, state_at, attempt, waits_on,"
            " parent_ready, removed, stands_for, version, command_id) SELECT id, ?, ?, ?, ?, ?, 0, ?, 0, 0, batch_id,"
            f" priority, due_sort, 'Todo', 'Todo', ?, 1, 1, 1, 0, 0, 1, ? FROM run WHERE id IN {within} ORDER BY id",
            (
                told.new_origin, told.new_content, told.new_key, _BEHIND + 1, _BEHIND + 1, str(_BEHIND + 1), now,
                command, own,
            ),
        )  # fmt: skip
    run(
        "UPDATE run_step SET stands_for = ? WHERE run_id = ? AND ordinal = ?",
        (len(told.runs), told.runs[0], _BEHIND + 1),
    )
    run(
        "INSERT INTO run_step_edge (step_id, upstream_id, declared, effective) SELECT s.id, u.id, 1, 1"  # noqa: S608
        f" FROM run_step AS s JOIN run_step AS u ON u.run_id = s.run_id WHERE s.run_id IN {within}"
        " AND s.ordinal = ? AND u.ordinal = ?",
        (runs, _BEHIND + 1, _BEHIND),
    )
    run(
        "UPDATE run_step SET content_id = ?, sibling_key = ?, version = version + 1, command_id = ?,"  # noqa: S608
        f" stands_for = CASE WHEN run_id = ? THEN ? ELSE 0 END WHERE run_id IN {within} AND ordinal = ?",
        (told.content, told.content_key, command, told.runs[0], len(told.runs), runs, _CHANGED),
    )
    run(
        "UPDATE run_step SET former_state = state, state = 'Todo', state_reason = NULL, state_by = 1, state_at = ?,"
        " started_at = NULL WHERE run_id = ? AND ordinal = ?",
        (now, told.runs[0], _CHANGED),
    )
    run(
        "INSERT INTO history (command_id, action, target, target_id, label, run_id, run_step_id, before, after)"
        " SELECT ?, 'run_step.close_redline', 'run_step', id, 'a step', run_id, id, '{\"state\":\"Redline\"}',"
        ' \'{"state":"Todo","attempt":1}\' FROM run_step WHERE run_id = ? AND ordinal = ?',
        (command, told.runs[0], _CHANGED),
    )
    run(
        "UPDATE field_value SET field_id = (SELECT id FROM step_field WHERE content_id = ?), confirmed = 0,"  # noqa: S608
        f" command_id = ? WHERE run_step_id IN (SELECT id FROM run_step WHERE run_id IN {within} AND ordinal = ?)",
        (told.content, command, runs, _CHANGED),
    )
    for own in (json.dumps(told.runs[:1]), json.dumps(told.runs[1:])):
        run(
            "INSERT INTO history (command_id, action, target, target_id, label, run_id, run_step_id, after)"  # noqa: S608
            " SELECT ?, 'run_step.change', 'run_step', s.id, s.number || ' ' || c.title, s.run_id, s.id,"
            " '{\"content\":\"' || c.digest || '\",\"redline\":' || ? || '}' FROM run_step AS s"
            f" JOIN step_content AS c ON c.id = s.content_id WHERE s.run_id IN {within} AND s.ordinal IN (?, ?)"
            " ORDER BY s.id",
            (command, told.redline, own, _CHANGED, _BEHIND + 1),
        )
    run(
        "INSERT INTO redline_run (redline_id, run_id, applied_at, command_id) SELECT ?, id, ?, ? FROM run"  # noqa: S608
        f" WHERE id IN {within}",
        (told.redline, now, command, runs),
    )
    run(
        "UPDATE run SET status = 'Todo', steps_counted = steps_counted + 1 WHERE id IN"  # noqa: S608
        f" {within}",
        (runs,),
    )
    run(
        "INSERT INTO history (command_id, action, target, target_id, label, run_id, run_step_id, before, after)"
        " SELECT ?, 'redline.approved', 'redline', id, 'Redline ' || id, run_id, run_step_id,"
        ' \'{"state":"in review"}\','
        ' \'{"decision":"approved","by":"ADMIN","role":"Admin","reason":null}\' FROM redline WHERE id = ?',
        (command, told.redline),
    )
    run(
        "INSERT INTO command_link (command_id, kiosk_id, sequence, outcome, entries, previous, digest)"
        " SELECT ?1, 1, sequence + 1, '[]', (SELECT count(*) FROM history WHERE command_id = ?1), digest, ?2"
        " FROM command_link WHERE kiosk_id = 1 ORDER BY sequence DESC LIMIT 1",
        (command, "0" * 64),
    )
    run("COMMIT")
