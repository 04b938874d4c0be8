"""A small site to measure on: two people, a work center, a procedure of fifty steps, and runs of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data.store import Store
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Actor, AddOperator, Command, Initialize, StartRun
from ion_tui.engine.core import Engine
from ion_tui.engine.pins import Argon2

KIOSK: Final = "WC-MECH-1"
ADMIN: Final = Actor(1, KIOSK)
OPERATOR: Final = Actor(2, KIOSK)
STEPS: Final = 50
_PRAGMAS: Final = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the steps, fifty unless it says so, hang together.

    `chained` steps wait on one another; `nested` puts each ten under the first of them; with `parts`, every other
    step needs two parts, and one in ten an approval.
    """

    chained: bool = True
    nested: bool = False
    parts: bool = False
    steps: int = STEPS


def make_site(path: Path, shape: Shape, *, runs: int, operators: int = 1) -> list[list[int]]:
    """Make the site at `path`, and its runs; answers each run's steps in order.

    Each step asks for one number, which is there already, so that it can be signed off as soon as it is started.
    """
    store = Store.open(path, create=True)
    engine = new_engine(store)
    done(engine, Actor(None, KIOSK), Initialize(site="Bench", code="ADMIN", name="Ada Admin", pin="2468"))
    for number in range(1, operators + 1):
        person = AddOperator(code=f"OP{number}", name=f"Operator {number}", roles=("Operator",), pin="1357")
        done(engine, ADMIN, person)
    with closing(by_hand(path)) as connection:
        procedure_id = _add_procedure(connection, shape)
    for number in range(runs):
        done(engine, ADMIN, StartRun(procedure_id=procedure_id, serial=f"SN-{number:05d}"))
    store.close()
    with closing(by_hand(path)) as connection:
        connection.execute(
            "INSERT INTO field_value (run_step_id, field_id, attempt, value, not_applicable, in_range, confirmed,"
            " recorded_by, recorded_at, kiosk_id, version)"
            " SELECT s.id, f.id, 1, '0.620', 0, 1, 1, 2, s.state_at, 1, 1"
            " FROM run_step AS s JOIN step_field AS f ON f.content_id = s.content_id ORDER BY s.id"
        )
        steps = connection.execute("SELECT run_id, id FROM run_step ORDER BY run_id, ordinal").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return [[step for run, step in steps if run == wanted] for wanted in sorted({run for run, _ in steps})]


def clone_runs(connection: sqlite3.Connection, number: int) -> list[int]:
    """Copy the first run so many times, each on a unit of its own, with values and edges; answers the copies."""
    connection.execute("BEGIN")
    connection.execute(
        "CREATE TEMP TABLE nth AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " SELECT i FROM n",
        (number,),
    )
    bases = {
        table: connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("inventory", "run", "run_step")
    }
    (steps,) = connection.execute("SELECT count(*) FROM run_step WHERE run_id = 1").fetchone()
    (first,) = connection.execute("SELECT min(id) FROM run_step WHERE run_id = 1").fetchone()
    step = f"{bases['run_step']} + (nth.i - 1) * {steps} + ({{}} - {first}) + 1"
    changed: dict[str, dict[str, str]] = {
        "inventory": {"id": f"{bases['inventory']} + nth.i", "serial": "'CL-' || nth.i"},
        "run": {
            "id": f"{bases['run']} + nth.i",
            "inventory_id": f"{bases['inventory']} + nth.i",
            "title": "'Run of CL-' || nth.i",
        },
        "run_step": {"id": step.format("t.id"), "run_id": f"{bases['run']} + nth.i"},
        "run_step_edge": {"step_id": step.format("t.step_id"), "upstream_id": step.format("t.upstream_id")},
        "field_value": {"id": "NULL", "run_step_id": step.format("t.run_step_id")},
    }
    of_first = {
        "inventory": "id = (SELECT inventory_id FROM run WHERE id = 1)",
        "run": "id = 1",
        "run_step": "run_id = 1",
        "run_step_edge": "step_id IN (SELECT id FROM run_step WHERE run_id = 1)",
        "field_value": "run_step_id IN (SELECT id FROM run_step WHERE run_id = 1)",
    }
    for table, changes in changed.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changes.get(column, f't."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM nth, {table} AS t WHERE t.{of_first[table]}"  # noqa: S608
            " ORDER BY nth.i, t.rowid"
            if table != "run_step_edge"
            else f"INSERT INTO {table} ({names}) SELECT {values} FROM nth, {table} AS t WHERE t.{of_first[table]}"  # noqa: S608
        )
    connection.execute("DROP TABLE nth")
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("ANALYZE")
    return [bases["run"] + number for number in range(1, number + 1)]


def twin(path: Path) -> Path:
    """An identical file beside `path`, which nobody has open."""
    copy = path.with_name(f"{path.stem}-by-hand{path.suffix}")
    shutil.copyfile(path, copy)
    return copy


def new_engine(store: Store) -> Engine:
    """An engine whose PINs cost next to nothing: what they cost is no part of these figures."""
    return Engine(store, hasher=Argon2(time_cost=1, memory_cost=64))


def by_hand(path: Path) -> sqlite3.Connection:
    """The standard library's connection, with the store's durability and keys, and no transactions of its own."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def done(engine: Engine, actor: Actor, command: Command) -> Outcome:
    """Carry a command out; a refusal would measure nothing, and ends the benchmark."""
    answer = engine.perform(actor, command)
    if not isinstance(answer, Outcome):
        raise AssertionError(answer)
    return answer


def differences(ours: Path, by_hand_path: Path, but: Sequence[str] = ()) -> list[str]:
    """Each table in which two files differ, but for these columns, and how."""
    found = []
    with closing(by_hand(ours)) as one, closing(by_hand(by_hand_path)) as other:
        for (table,) in one.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
            names = [row[1] for row in one.execute(f"PRAGMA table_xinfo({table})")]
            columns = ", ".join(f'"{name}"' for name in names if name not in but)
            wanted = f"SELECT {columns} FROM {table} ORDER BY rowid"  # noqa: S608
            pair = (one.execute(wanted).fetchall(), other.execute(wanted).fetchall())
            if pair[0] != pair[1]:
                first = next((rows for rows in zip(*pair, strict=False) if rows[0] != rows[1]), ())
                found.append(f"{table}: {len(pair[0])} and {len(pair[1])} rows; {first}")
    return found


def add(connection: sqlite3.Connection, table: str, **values: Any) -> int:
    """Insert one row, and answer its id."""
    names, places = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608
        list(values.values()),
    )
    return cursor.lastrowid or 0


def _add_procedure(connection: sqlite3.Connection, shape: Shape) -> int:
    connection.execute("BEGIN")
    mechanical = add(connection, "location", name="Mechanical", code="WC-MECH", is_work_center=1, position=0)
    assembly = add(
        connection, "part", number="RB", revision="A", description="", tracking="serial", is_tool=0
    )
    procedure = add(
        connection, "procedure", code="P-RB", revision="A", title="Rocker-bogie", description="", part_id=assembly,
        kind="build", status="released", sequential=0, digest="0" * 64,
    )  # fmt: skip
    parts = [
        add(connection, "part", number=f"B{n}", revision="A", description="", tracking="lot", is_tool=0)
        for n in range(4)
    ]
    parent = previous = None
    for ordinal in range(shape.steps):
        is_parent = shape.nested and ordinal % 10 == 0
        step = add(
            connection, "procedure_step", procedure_id=procedure, key=f"s{ordinal}", origin=f"P-RB/s{ordinal}",
            content_id=_add_content(connection, ordinal, shape, parts), sibling_key=f"k{ordinal}",
            ordinal=ordinal, position=ordinal, number=str(ordinal), work_center_id=mechanical, optional=0,
            approved=1, is_outside=0, depth=int(shape.nested and not is_parent),
            parent_id=parent if shape.nested and not is_parent else None,
        )  # fmt: skip
        if shape.chained and previous is not None:
            add(connection, "procedure_edge", step_id=step, upstream_id=previous)
        if is_parent:
            parent, previous = step, None
        else:
            previous = step
    connection.execute("COMMIT")
    return procedure


def _add_content(connection: sqlite3.Connection, ordinal: int, shape: Shape, parts: Sequence[int]) -> int:
    content = add(
        connection, "step_content", digest=f"{ordinal:064d}", title=f"Fit part {ordinal}",
        instructions="Rod through the **last** hole of the bracket.", type="content",
    )  # fmt: skip
    add(
        connection, "step_field", content_id=content, position=0, name="Pivot play", type="number", unit="mm",
        required=1, allow_not_applicable=0, per_unit=0, minimum="0", maximum="1", out_of_range="block",
        options="[]", peer_review=0, calibrated=0,
    )  # fmt: skip
    if shape.parts and ordinal % 2:
        for position, part in enumerate((parts[ordinal % 4], parts[(ordinal + 1) % 4])):
            add(
                connection, "content_requirement", content_id=content, position=position, part_id=part,
                quantity=2_000_000, reference_designators="[]",
            )  # fmt: skip
    if shape.parts and ordinal % 10 == 5:
        add(connection, "content_approval", content_id=content, role_id=1, count=1)
    return content
