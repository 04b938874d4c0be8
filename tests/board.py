"""A control board at its voltage dividers: what was done before a story begins, and a hand for the table's cells."""

from __future__ import annotations

from typing import Any, Final

from data.rows.work import CellRow, StepView
from ion_tui.engine.answers import Outcome, Plan, Refused
from ion_tui.engine.commands import Complete, Credentials, Record, RecordCell, SignCell, Start
from tests.rover import PEOPLE, Rover

UNIT: Final = "CB-0101"
DIVIDERS: Final = "3"
_BEFORE: Final = (
    ("0", {"Meter": "DMM-7", "T1 to T2": "12.4"}),
    ("1", {"T4 to T2": "5.01"}),
    ("2", {"T5 to T6": "12.1"}),
)


def bring_to_dividers(rover: Rover, *, who: str = "op2", starts: bool = True) -> int:
    """Do what comes before the dividers, start them where `starts`, and answer the step."""
    for number, values in _BEFORE:
        step = rover.step_id(UNIT, number)
        rover.done(who, Start(step_id=step))
        for field in view_of(rover, step).fields:
            rover.done(who, Record(step_id=step, field_id=field.field_id, text=values[field.name]))
        rover.done(who, Complete(step_id=step))
    step = rover.step_id(UNIT, DIVIDERS)
    if starts:
        rover.done(who, Start(step_id=step))
    return step


def view_of(rover: Rover, step: int) -> StepView:
    """What the step's screen shows."""
    view = rover.engine.reads.step(step)
    assert view is not None
    return view


def cell_of(rover: Rover, step: int, row: int, name: str) -> CellRow:
    """A cell by the number of its row, from 0, and the name of its column."""
    view = view_of(rover, step)
    place = [column.name for column in view.columns].index(name)
    return view.grid[row].cells[place]


def recording(
    rover: Rover, step: int, row: int, text: str, *, name: str = "Volts", **more: Any
) -> RecordCell:
    """The command that records a cell."""
    cell = cell_of(rover, step, row, name)
    return RecordCell(step_id=step, row_id=cell.row_id, column_id=cell.column_id, text=text, **more)


def signing(
    rover: Rover, step: int, row: int, *, signer: str = "tt1", pin: str | None = None, name: str = "Read by"
) -> SignCell:
    """The command that signs a cell, with badge and PIN."""
    badge, right_pin = PEOPLE[signer]
    cell = cell_of(rover, step, row, name)
    return SignCell(
        step_id=step,
        row_id=cell.row_id,
        column_id=cell.column_id,
        signer=Credentials(badge=badge, pin=pin or right_pin),
    )


def fill(rover: Rover, step: int, *volts: str, who: str = "op2") -> None:
    """Record the volts of the first rows, one after the other."""
    for row, text in enumerate(volts):
        rover.done(who, recording(rover, step, row, text))


def say(rover: Rover, who: str, command: RecordCell | SignCell | Complete) -> Outcome | Refused | Plan:
    """What the engine answers when this person says this."""
    return rover.engine.perform(rover.actor(who), command)
