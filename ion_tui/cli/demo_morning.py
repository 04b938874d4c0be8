"""What has happened in the demo before somebody looks: two sides of a rover were cut, and one is being joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ion_tui.cli.opening import perform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.rows.work import StepView
    from ion_tui.engine.commands import Actor
    from ion_tui.engine.core import Engine

_CUT: Final[tuple[Mapping[str, str], ...]] = (
    {"Pieces cut": "2", "Edges deburred": "yes"},
    {"Rod length": "76.18"},
)
"""What was recorded on each step of cutting, in their order."""


def let_pass(engine: Engine, kiosk: str) -> None:
    """Carry a morning's commands out, as the people of the site say them at a kiosk: to one side at a time."""
    from ion_tui.engine.commands import Actor, Complete, LogOut, Start

    people = {person.code: Actor(person.id, kiosk) for person in engine.reads.operators()}
    operator, other = people["op1"], people["op2"]
    runs = sorted(row.run_id for row in engine.reads.runs(search="OSR-RB"))[:2]
    (cutting, *cuts, joining), others = (_steps_of(engine, run, 2 + len(_CUT)) for run in runs)
    # Both are one batch: what is said to a step of one is done to the other's; each takes its own parts and readings.
    perform(engine, operator, Start(step_id=cutting))
    for step, twin, values in zip(cuts, others[1:], _CUT, strict=False):
        perform(engine, operator, Start(step_id=step))
        for each in (step, twin):
            _record(engine, operator, each, values)
            _install(engine, operator, each)
        perform(engine, operator, Complete(step_id=step))
    perform(engine, operator, Complete(step_id=cutting))
    perform(engine, other, Start(step_id=joining, only_this_run=True))
    perform(engine, other, LogOut())


def _steps_of(engine: Engine, run: int, number: int) -> list[int]:
    """The first steps of a run."""
    found = engine.reads.run(run)
    return [row.step_id for row in found[1]][:number] if found else []


def _record(engine: Engine, actor: Actor, step: int, values: Mapping[str, str]) -> None:
    """Record the step's fields that have no value yet."""
    from ion_tui.engine.commands import Record

    view: StepView | None = engine.reads.step(step)
    for field in view.fields if view else ():
        if field.value is not None:
            continue
        perform(engine, actor, Record(step_id=step, field_id=field.field_id, text=values[field.name]))


def _install(engine: Engine, actor: Actor, step: int) -> None:
    """Install what the step needs from what is in stock."""
    from ion_tui.engine.commands import Install

    view: StepView | None = engine.reads.step(step)
    for need in view.requirements if view else ():
        stock = engine.reads.stock_to_pick(step, need.requirement_id)[0].inventory_id
        perform(engine, actor, Install(step_id=step, requirement_id=need.requirement_id, inventory_id=stock))
