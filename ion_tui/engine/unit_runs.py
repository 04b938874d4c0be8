"""Starting one procedure on several units at once: each judged before the first run is made, and all made or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ion_tui.engine import batches, guards
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.bulk_runs import LONGEST_TITLE, MAX_RUNS
from ion_tui.engine.commands import StartRun, StartRunsOnUnits
from ion_tui.engine.context import Context
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.permissions import Permission
from ion_tui.engine.runs import HANDLERS as RUN_HANDLERS
from ion_tui.engine.runs import make_run, unit_of
from ion_tui.engine.values import clean_text
from ion_tui.engine.wording import batch_label

_NAMED_FAULTS: Final = 50


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is said for one unit, and what was judged of it."""

    command: StartRun
    judged: Judged


class _StartRunsOnUnits(Plain[StartRunsOnUnits]):
    """Start a run on each unit."""

    def judge(self, context: Context, command: StartRunsOnUnits, prepared: Any) -> Judged | Refused:
        """Judge every unit; refuse with each on which no run can be started."""
        del prepared
        serials = [serial.strip() for serial in command.serials]
        refused = _together(context, command, serials)
        if refused is not None:
            return refused
        units: list[_Unit] = []
        faults: list[Refused] = []
        for starting in _each(command, serials):
            judged = _RUN.judge(context, starting, None)
            if isinstance(judged, Refused):
                faults.append(judged)
            else:
                units.append(_Unit(starting, judged))
        if faults:
            return _refusal(faults, len(units) + len(faults))
        warnings = dict.fromkeys(warning for unit in units for warning in unit.judged.plan.warnings)
        return Judged(Plan((), warnings=tuple(warnings)), units)

    def apply(self, context: Context, command: StartRunsOnUnits, judged: Judged) -> Applied:
        """Make the batch if there is to be one, the runs, and let them join."""
        units: Sequence[_Unit] = judged.found
        batch_id, label = command.batch_id, ""
        if command.new_batch is not None:
            title = batches.batch_title(command.new_batch)
            assert not isinstance(title, Refused)  # noqa: S101 - it was judged
            batch_id = batches.make(context, title)
            label = f" in {batch_label(batch_id, title)}"
        made = [
            make_run(context, replace(unit.command, title=title, batch_id=batch_id), unit.judged)
            for unit, title in zip(units, _titles(command, units), strict=True)
        ]
        run_ids = tuple(applied.made["run"][0] for applied in made)
        if batch_id is not None:
            batches.join(context, batch_id, run_ids)
        sentence = made[0].sentence if len(made) == 1 else f"{len(made)} runs are ready{label}."
        batch = {} if command.new_batch is None else {"batch": (batch_id or 0,)}
        return Applied(sentence, {"run": run_ids, **batch}, judged.plan.warnings)


def _each(command: StartRunsOnUnits, serials: Sequence[str]) -> Iterator[StartRun]:
    """What is said for each unit; several runs have their titles made later."""
    shared = StartRun(
        procedure_id=command.procedure_id,
        operator_id=command.operator_id,
        work_center_id=command.work_center_id,
        priority=command.priority,
        batch_id=command.batch_id,
        due_at=command.due_at,
    )
    for serial in serials:
        yield replace(shared, serial=serial)
    for inventory_id in command.inventory_ids:
        yield replace(shared, inventory_id=inventory_id)


def _together(context: Context, command: StartRunsOnUnits, serials: Sequence[str]) -> Refused | None:
    """Why the units cannot be started on together."""
    number = len(serials) + len(command.inventory_ids)
    if not number:
        return Refused(Code.INVALID, "Name at least one unit: scan it, or type its serial.")
    if number > MAX_RUNS:
        return Refused(Code.INVALID, f"These are {number} units: start at most {MAX_RUNS} runs at once.")
    twice = [name for name, times in Counter([*serials, *command.inventory_ids]).items() if times > 1]
    if twice:
        return Refused(Code.INVALID, f"{quoted(str(twice[0]))} is named twice: each unit gets one run.")
    title = clean_text(command.title or "", LONGEST_TITLE)
    if isinstance(title, Refused):
        return title
    if command.new_batch is None:
        return None
    if command.batch_id is not None:
        return Refused(Code.INVALID, "The runs join a batch, or make a new one, not both.")
    batch = batches.batch_title(command.new_batch)
    if isinstance(batch, Refused):
        return batch
    return guards.permitted(context.person, Permission.UPDATE_RUN_BATCH, "make a batch")


def _titles(command: StartRunsOnUnits, units: Sequence[_Unit]) -> Iterator[str | None]:
    """The title of each run; None for the usual one."""
    title = (command.title or "").strip()
    for unit in units:
        if not title:
            yield None
        elif len(units) == 1:
            yield title
        else:
            name = unit_of(unit.command, unit.judged)
            yield f"{title[: LONGEST_TITLE - len(name) - 2]}: {name}"


def _refusal(faults: Sequence[Refused], asked: int) -> Refused:
    same = dict.fromkeys(fault.sentence for fault in faults)
    if len(same) == 1:
        return faults[0]
    return Refused(
        faults[0].code,
        f"{len(faults)} of {asked} units cannot have a run, so none was started.",
        tuple(same)[:_NAMED_FAULTS],
    )


_RUN: Final = RUN_HANDLERS[StartRun]
HANDLERS: Final[dict[type, Handler[Any]]] = {StartRunsOnUnits: _StartRunsOnUnits()}
