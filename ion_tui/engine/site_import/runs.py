"""Runs of a file, and the batches they join: made where the unit has no run of that procedure yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from data.ids import id_list, within
from data.models import Batch, BuildRequirement, Inventory, Procedure, Run, RunStep, RunStepEdge, table
from ion_tui.engine.answers import Refused
from ion_tui.engine.batches import join
from ion_tui.engine.bulk import look_again
from ion_tui.engine.clock import end_of
from ion_tui.engine.commands import StartRun
from ion_tui.engine.content import PartKey
from ion_tui.engine.definitions.runs import RunDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.handling import Withdrawn
from ion_tui.engine.runs import HANDLERS, make_run, unusable
from ion_tui.engine.site_import.attributes import Texts
from ion_tui.engine.site_import.differences import Compared, Held, Noun, compare
from ion_tui.engine.site_import.parts import Parts
from ion_tui.engine.site_import.people import People
from ion_tui.engine.site_import.places import Places
from ion_tui.engine.site_import.procedures import Procedures
from ion_tui.engine.site_import.writing import ProcedureKey, Writing
from ion_tui.engine.values import clean_text
from ion_tui.engine.words import AttributeScope, ProcedureStatus

_RUN: Final = table(Run)
_PROCEDURE: Final = table(Procedure)
_STEP: Final = table(RunStep)
_EDGE: Final = table(RunStepEdge)
_NEED: Final = table(BuildRequirement)
_STOCK: Final = table(Inventory)
_BATCH: Final = table(Batch)
_RUNS: Final = Noun("run", "run", "runs")
_BATCHES: Final = Noun("batch", "batch", "batches")

_READ: Final = (
    select(_PROCEDURE.c.code, _STOCK.c.serial)
    .select_from(
        _RUN.join(_PROCEDURE, _PROCEDURE.c.id == _RUN.c.procedure_id).join(
            _STOCK, _STOCK.c.id == _RUN.c.inventory_id
        )
    )
    .where(within(_RUN.c.procedure_id), _STOCK.c.serial.is_not(None))
)
_READ_UNITS: Final = select(_STOCK.c.part_id, _STOCK.c.serial, _STOCK.c.status).where(
    within(_STOCK.c.part_id), _STOCK.c.serial.is_not(None)
)
_READ_BATCHES: Final = (
    select(_BATCH.c.id, _BATCH.c.title)
    .where(_BATCH.c.dissolved_at.is_(None), _BATCH.c.title.is_not(None))
    .order_by(_BATCH.c.id)
)

RunKey = tuple[str, str]
"""A procedure's code, whatever its revision, and the unit's serial."""

_GROWN: Final = (30, 300, 3000, 30_000)
"""After so many runs the tables have grown enough to be planned for anew."""


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as it is started."""

    procedure: ProcedureKey
    serial: str
    title: str | None
    priority: int
    batch: str | None
    operator: str | None
    work_center: str | None
    due_at: datetime | None
    scheduled_start: datetime | None
    scheduled_end: datetime | None
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BatchState:
    """A batch's title."""

    title: str


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs to start, the batches that they join, and titles that several batches have."""

    compared: Compared[RunKey, RunState]
    batches: Compared[str, BatchState]
    ambiguous: frozenset[str]


def compare_runs(tx: Connection, definition: SiteDefinition, procedures: Procedures, texts: Texts) -> Runs:
    """The runs of the file that are not there yet."""
    codes = {run.procedure for run in definition.runs}
    held = {held.id: key for key, held in procedures.compared.held.items() if key[0] in codes}
    there = {(row.code, row.serial) for row in tx.execute(_READ, {"ids": id_list(held)})}
    wanted = {
        (run.procedure, run.serial): _wanted(run, procedures, texts)
        for run in definition.runs
        if (run.procedure, run.serial) not in there
    }
    compared = compare(_RUNS, {}, wanted, lambda key, _: f"{key[0]} on {key[1]}")
    rows = tx.execute(_READ_BATCHES).all() if wanted else []
    batches = compare(
        _BATCHES,
        {row.title: Held(row.id, BatchState(row.title)) for row in rows},
        {state.batch: BatchState(state.batch) for state in wanted.values() if state.batch is not None},
        lambda title, _: title,
    )
    times = Counter(row.title for row in rows)
    return Runs(compared, batches, frozenset(title for title, number in times.items() if number > 1))


def run_faults(
    tx: Connection, runs: Runs, procedures: Procedures, parts: Parts, people: People, places: Places
) -> Iterator[str]:
    """Runs that could not be started, and batches of which it is not clear which is meant."""
    units = _units(tx, runs, procedures, parts)
    for difference in runs.compared.made:
        state, whose = difference.wanted, f"Run {difference.label}"
        procedure = procedures.compared.after.get(state.procedure)
        if procedure is None:
            yield f"{whose}: there is no procedure {' '.join(filter(None, state.procedure))}."
            continue
        if procedure.status is not ProcedureStatus.RELEASED:
            yield f"{whose}: procedure has unreleased steps: release {' '.join(state.procedure)} first."
        if procedure.part is None:
            yield f"{whose}: {state.procedure[0]} is linked to no part, so its serial is of nothing."
        elif (refused := units.get((procedure.part, state.serial))) is not None:
            yield f"{whose}: {refused.sentence}"
        if state.operator is not None and not people.is_active(state.operator):
            yield f"{whose}: {state.operator} is no active operator."
        if state.title is not None and isinstance(title := clean_text(state.title), Refused):
            yield f"{whose}: {title.sentence}"
        place = None if state.work_center is None else places.after.get((state.work_center,))
        if state.work_center is not None and (place is None or not place.work_center):
            yield f"{whose}: there is no work center {state.work_center}."
    for title in sorted(runs.ambiguous.intersection(state.batch or "" for state in _states(runs))):
        yield f"There are several batches titled {title}: rename all but one."


def write_runs(writing: Writing, runs: Runs) -> None:
    """Make the batches, then start each run as `StartRun` does."""
    context, ids = writing.context, writing.ids
    batches = runs.batches.ids()
    batches.update(
        writing.insert_made(
            _BATCH,
            runs.batches,
            lambda title, _: {
                "title": title,
                "created_at": context.now,
                "created_by": context.person.id if context.person else None,
            },
        )
    )
    handler = HANDLERS[StartRun]
    joined: set[int] = set()
    for started, difference in enumerate(runs.compared.made):
        if started in _GROWN:
            look_again(context.tx, _RUN, _STEP, _EDGE, _NEED)
        state = difference.wanted
        command = StartRun(
            makes_unit=True,
            procedure_id=ids.procedures[state.procedure],
            serial=state.serial,
            title=state.title,
            operator_id=None if state.operator is None else ids.operators[state.operator],
            work_center_id=ids.place(state.work_center),
            priority=state.priority,
            batch_id=None if state.batch is None else batches[state.batch],
            due_at=state.due_at,
            scheduled_start=state.scheduled_start,
            scheduled_end=state.scheduled_end,
            attributes=dict(state.attributes),
        )
        judged = handler.judge(context, command, None)
        if isinstance(judged, Refused):
            raise Withdrawn(replace(judged, sentence=f"Run {difference.label}: {judged.sentence}"))
        made = make_run(context, command, judged).made["run"]
        if command.batch_id is not None:
            joined.add(command.batch_id)
        writing.made.setdefault(_RUNS.target, []).extend(made)
        writing.advance(_RUNS.many)
    for batch_id in sorted(joined):
        join(context, batch_id)


def _states(runs: Runs) -> list[RunState]:
    return [difference.wanted for difference in runs.compared.made]


def _wanted(run: RunDefinition, procedures: Procedures, texts: Texts) -> RunState:
    revision = run.revision or _released(run.procedure, procedures)
    return RunState(
        procedure=(run.procedure, revision),
        serial=run.serial,
        title=run.title,
        priority=run.priority,
        batch=run.batch,
        operator=run.operator,
        work_center=run.work_center,
        due_at=None if run.due is None else end_of(run.due, texts.zone),
        scheduled_start=run.scheduled_start,
        scheduled_end=run.scheduled_end,
        attributes=texts.of(AttributeScope.RUN, run.attributes, f"Run {run.procedure} on {run.serial}"),
    )


def _released(code: str, procedures: Procedures) -> str:
    """The newest released revision of a procedure; empty where there is none."""
    released = [
        revision
        for (found, revision), state in procedures.compared.after.items()
        if found == code and state.status is ProcedureStatus.RELEASED
    ]
    return released[-1] if released else ""


def _units(
    tx: Connection, runs: Runs, procedures: Procedures, parts: Parts
) -> Mapping[tuple[PartKey, str], Refused]:
    """Part and serial of each unit that no run can be started on, with the reason."""
    states = (procedures.compared.after.get(state.procedure) for state in _states(runs))
    numbers = {state.part for state in states if state is not None and state.part is not None}
    held = {parts.held[part].id: part for part in numbers if part in parts.held}
    found = {}
    for row in tx.execute(_READ_UNITS, {"ids": id_list(held)}):
        part = held[row.part_id]
        refused = unusable(part[0], row.serial, None, row.status)
        if refused is not None:
            found[part, row.serial] = refused
    return found
