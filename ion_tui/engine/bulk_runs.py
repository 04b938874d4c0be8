"""Starting many runs at once: every line of a list judged before the first run is made, and all made or none.

As with a site file, a line whose unit has a run of that procedure already starts nothing: importing a list again,
or one that has grown at its end, starts each run once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, exists, select

from data.ids import AnyRow, id_list, within
from data.models import Inventory, Part, Procedure, ProcedureStep, Run, table
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import PlannedRun, StartRun, StartRuns
from ion_tui.engine.context import Context
from ion_tui.engine.definitions.sentences import did_you_mean, quoted
from ion_tui.engine.handling import Applied, Handler, Judged, Plain, Withdrawn
from ion_tui.engine.runs import HANDLERS as RUN_HANDLERS
from ion_tui.engine.runs import unusable
from ion_tui.engine.site_import.settings import lock_site
from ion_tui.engine.values import clean_text
from ion_tui.engine.wording import listed, unit_label
from ion_tui.engine.words import InventoryStatus, ProcedureStatus, Tracking

_PROCEDURE: Final = table(Procedure)
_STEP: Final = table(ProcedureStep)
_PART: Final = table(Part)
_STOCK: Final = table(Inventory)
_RUN: Final = table(Run)

_PROCEDURES: Final = select(
    _PROCEDURE.c.id,
    _PROCEDURE.c.code,
    _PROCEDURE.c.revision,
    _PROCEDURE.c.status,
    _PROCEDURE.c.part_id,
    exists().where(_STEP.c.procedure_id == _PROCEDURE.c.id, ~_STEP.c.approved).label("has_unapproved"),
).order_by(_PROCEDURE.c.id)
_PARTS: Final = select(_PART.c.id, _PART.c.number, _PART.c.revision, _PART.c.tracking).order_by(_PART.c.id)
_UNITS: Final = select(_STOCK.c.id, _STOCK.c.part_id, _STOCK.c.serial, _STOCK.c.status)
_RUNS: Final = (
    select(_RUN.c.inventory_id, _PROCEDURE.c.code, _RUN.c.title)
    .join(_PROCEDURE, _PROCEDURE.c.id == _RUN.c.procedure_id)
    .where(within(_RUN.c.inventory_id))
)

MAX_RUNS: Final = 1000
"""How many runs one list starts: others wait for their turn to write meanwhile."""

LONGEST_SERIAL: Final = 80
LONGEST_TITLE: Final = 200
_PAGE: Final = 500
_NAMED_REVISIONS: Final = 6


@dataclass(frozen=True, slots=True)
class _Ready:
    """A line that can be carried out: the procedure, the part, and the unit where it is there."""

    line: PlannedRun
    procedure_id: int
    part_id: int
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class _There:
    """What the store has of what a list names."""

    procedures: Mapping[str, Sequence[AnyRow]]
    parts: Mapping[str, Sequence[AnyRow]]
    units: Mapping[tuple[int, str], AnyRow]
    runs: Mapping[tuple[int, str], str]


class _StartRuns(Plain[StartRuns]):
    """Start the runs of a list."""

    def judge(self, context: Context, command: StartRuns, prepared: Any) -> Judged | Refused:
        """Judge every line; refuse with each one that cannot be carried out."""
        del prepared
        if not command.runs:
            return Refused(Code.INVALID, "The list names no run.")
        if len(command.runs) > MAX_RUNS:
            return Refused(
                Code.INVALID,
                f"The list has {len(command.runs)} runs: start at most {MAX_RUNS} at once, in several lists.",
            )
        if context.command_id:
            lock_site(context.tx)
        lines = _Lines(_there(context.tx, command.runs))
        faults = [
            f"Line {line.line}: {found}"
            for line in command.runs
            if isinstance(found := lines.judge(line), str)
        ]
        if faults:
            return _refusal(faults)
        return Judged(Plan((), warnings=tuple(lines.notes)), lines)

    def apply(self, context: Context, command: StartRuns, judged: Judged) -> Applied:
        """Make the units that are not there, then each run as `StartRun` does."""
        lines: _Lines = judged.found
        units = _make_units(context, lines.ready)
        handler = RUN_HANDLERS[StartRun]
        made: list[int] = []
        notes = list(lines.notes)
        for ready in lines.ready:
            unit_id = ready.unit_id or units[ready.part_id, ready.line.serial]
            starting = StartRun(procedure_id=ready.procedure_id, inventory_id=unit_id, title=ready.line.title)
            found = handler.judge(context, starting, None)
            if isinstance(found, Refused):
                raise Withdrawn(_refusal([f"Line {ready.line.line}: {found.sentence}"]))
            made.extend(handler.apply(context, starting, found).made["run"])
            notes += [f"Line {ready.line.line}: {warning}" for warning in found.plan.warnings]
        return Applied(_sentence(len(made), len(command.runs)), {"run": tuple(made)}, tuple(notes))


class _Lines:
    """Judges lines one after the other, and keeps what is to be done about each."""

    def __init__(self, there: _There) -> None:
        self.ready: list[_Ready] = []
        self.notes: list[str] = []
        self._there = there
        self._first: dict[tuple[str, str, str], int] = {}

    def judge(self, line: PlannedRun) -> str | None:
        """Why a line cannot be carried out; None where it can, or where its run is there."""
        wrong = _unreadable(line) or self._twice(line)
        if wrong is not None:
            return wrong
        procedure = self._procedure(line)
        if isinstance(procedure, str):
            return procedure
        part = self._part(line, procedure.part_id)
        if isinstance(part, str):
            return part
        unit = self._there.units.get((part.id, line.serial))
        if unit is not None:
            if (title := self._there.runs.get((unit.id, line.procedure))) is not None:
                self.notes.append(f"Line {line.line}: {title} is there already.")
                return None
            if (refused := unusable(part.number, line.serial, None, unit.status)) is not None:
                return refused.sentence
        self.ready.append(_Ready(line, procedure.id, part.id, None if unit is None else unit.id))
        return None

    def _twice(self, line: PlannedRun) -> str | None:
        first = self._first.setdefault((line.procedure, line.part, line.serial), line.line)
        if first == line.line:
            return None
        return (
            f"{line.procedure} on {unit_label(line.part, line.serial, None)} stands in line {first} already."
        )

    def _procedure(self, line: PlannedRun) -> Any:
        """The revision that runs start from, or why there is none."""
        revisions = self._there.procedures.get(line.procedure)
        if revisions is None:
            hint = did_you_mean(line.procedure, self._there.procedures)
            return f"There is no procedure {quoted(line.procedure)}.{hint}"
        released = [row for row in revisions if row.status == ProcedureStatus.RELEASED]
        meant = (released or revisions)[-1]
        if not released or meant.has_unapproved:
            return f"Procedure has unreleased steps: release {meant.code} revision {meant.revision} first."
        return meant

    def _part(self, line: PlannedRun, of_procedure: int | None) -> Any:
        """The part that is meant: of several revisions the procedure's own, or the one that has the serial."""
        revisions = self._there.parts.get(line.part)
        if revisions is None:
            return f"There is no part {quoted(line.part)}.{did_you_mean(line.part, self._there.parts)}"
        meant = [row for row in revisions if row.id == of_procedure]
        meant = meant or [row for row in revisions if (row.id, line.serial) in self._there.units]
        meant = meant or list(revisions)
        if len(meant) > 1:
            names = listed([row.revision for row in meant[:_NAMED_REVISIONS]])
            return (
                f"{line.part} has revisions {names}, and {line.procedure} is linked to none of them: link it to "
                "the one that is meant."
            )
        if meant[0].tracking != Tracking.SERIAL:
            return f"{line.part} is not tracked by serial: start a run on its stock from the runs table."
        return meant[0]


def _there(tx: Connection, lines: Sequence[PlannedRun]) -> _There:
    """Everything that lines may mean, in a number of statements that does not grow with them."""
    procedures: dict[str, list[AnyRow]] = {}
    for row in tx.execute(_PROCEDURES):
        procedures.setdefault(row.code, []).append(row)
    parts: dict[str, list[AnyRow]] = {}
    for row in tx.execute(_PARTS):
        parts.setdefault(row.number, []).append(row)
    units = {
        (row.part_id, row.serial): row
        for page in _pages(sorted({line.serial for line in lines}))
        for row in tx.execute(_UNITS.where(_STOCK.c.serial.in_(page)))
    }
    ids = id_list(sorted(row.id for row in units.values()))
    runs = {(row.inventory_id, row.code): row.title for row in tx.execute(_RUNS, {"ids": ids})}
    return _There(procedures, parts, units, runs)


def _pages(serials: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(serials), _PAGE):
        yield serials[start : start + _PAGE]


def _unreadable(line: PlannedRun) -> str | None:
    """What is wrong with the texts of a line by themselves."""
    for what, text, longest in (
        ("The procedure's ID", line.procedure, LONGEST_SERIAL),
        ("The part number", line.part, LONGEST_SERIAL),
        ("The serial number", line.serial, LONGEST_SERIAL),
        ("The run title", line.title, LONGEST_TITLE),
    ):
        if text is None:
            continue
        cleaned = clean_text(text, longest)
        if isinstance(cleaned, Refused):
            return f"{what}: {cleaned.sentence}"
        if not cleaned:
            return f"{what} is missing."
        if cleaned != text or "\n" in text or "\t" in text:
            return f"{what} must stand on one line, without spaces around it."
    return None


def _make_units(context: Context, lines: Iterable[_Ready]) -> dict[tuple[int, str], int]:
    """The serials that are not there yet, each once."""
    units: dict[tuple[int, str], int] = {}
    for ready in lines:
        key = (ready.part_id, ready.line.serial)
        if ready.unit_id is not None or key in units:
            continue
        units[key] = context.insert(
            _STOCK,
            part_id=ready.part_id,
            serial=ready.line.serial,
            quantity=Decimal(1),
            status=InventoryStatus.AVAILABLE.value,
        )
        label = unit_label(ready.line.part, ready.line.serial, None)
        context.record("inventory.make", "inventory", units[key], label, after={"quantity": "1"})
    return units


def _refusal(faults: Sequence[str]) -> Refused:
    if len(faults) == 1:
        return Refused(Code.CONFLICT, f"{faults[0]} No run was started.")
    return Refused(
        Code.CONFLICT, f"{len(faults)} lines cannot be carried out, so no run was started.", tuple(faults)
    )


def _sentence(made: int, asked: int) -> str:
    if not made:
        return "Nothing to start: every run of the list is there already."
    ready = f"{made} {'run is' if made == 1 else 'runs are'} ready"
    return f"{ready}." if made == asked else f"{ready}; {asked - made} of the list were there already."


HANDLERS: Final[dict[type, Handler[Any]]] = {StartRuns: _StartRuns()}
