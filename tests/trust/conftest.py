"""The rover line on both kinds of store, and one that has been worked on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import Connection

from data.rows.work import StepView
from ion_tui.engine.commands import (
    Cancel,
    CheckOut,
    Complete,
    DissolveBatch,
    Install,
    Record,
    Start,
)
from tests.rover import *  # noqa: F403 - pytest finds fixtures by their names here
from tests.rover import OpenRover, Rover, rover_in
from tests.stores import *  # noqa: F403 - likewise


def view(rover: Rover, step: int) -> StepView:
    """What a step's screen shows."""
    found = rover.engine.reads.step(step)
    assert found is not None
    return found


def record(rover: Rover, who: str, step: int, values: Mapping[str, str]) -> None:
    """Record fields by their names."""
    fields = {field.name: field.field_id for field in view(rover, step).fields}
    for name, value in values.items():
        rover.done(who, Record(step_id=step, field_id=fields[name], text=value))


def install_all(rover: Rover, who: str, step: int) -> None:
    """Install what a step needs from what is in stock."""
    for need in view(rover, step).requirements:
        stock = rover.engine.reads.stock_to_pick(step, need.requirement_id)
        rover.done(
            who,
            Install(step_id=step, requirement_id=need.requirement_id, inventory_id=stock[0].inventory_id),
        )


def work(rover: Rover) -> None:
    """A morning on the floor, each run by itself: one step done, one begun, one canceled, a board measured."""
    for batch_id in sorted({row.batch_id for row in rover.engine.reads.runs() if row.batch_id is not None}):
        rover.done("lead1", DissolveBatch(batch_id=batch_id))
    cut = rover.step_id("RB-0001", "0.0")
    rover.done("op1", Start(step_id=rover.step_id("RB-0001", "0")))
    rover.done("op1", Start(step_id=cut))
    record(rover, "op1", cut, {"Pieces cut": "2", "Edges deburred": "yes"})
    install_all(rover, "op1", cut)
    rover.done("op1", Complete(step_id=cut))
    rod = rover.step_id("RB-0001", "0.1")
    rover.done("op2", Start(step_id=rod))
    record(rover, "op2", rod, {"Rod length": "76.05"})
    install_all(rover, "op2", rod)
    rover.done("op2", CheckOut(step_id=rod))
    rover.done("lead1", Cancel(step_id=rover.step_id("RB-0001", "3"), reason="another channel"))
    power = rover.step_id("CB-0101", "0")
    rover.done("tt1", Start(step_id=power))
    record(rover, "tt1", power, {"Meter": "DMM-7", "T1 to T2": "12.60"})


@pytest.fixture(scope="module")
def floor(open_rover: OpenRover) -> Iterator[Rover]:
    """The rover line after a morning's work, on each kind of store; what a test changes by hand is taken back."""
    with open_rover() as store:
        rover = rover_in(store)
        work(rover)
        yield rover


class _Undone(Exception):
    """Takes a transaction back."""


@contextmanager
def by_hand(rover: Rover) -> Iterator[Connection]:
    """Change the store as no command would, look at it, and have it as it was."""
    with suppress(_Undone), rover.engine.store.write() as tx:
        yield tx
        raise _Undone
