"""What was done on a rocker-bogie before a story begins, said to the engine by another kiosk."""

from __future__ import annotations

from typing import Final

from data.rows.work import FieldRow, StepView
from ion_tui.engine.commands import Complete, Install, ReceiveBack, Record, SendOut, Sign, Start
from tests.rover import Rover

_ORDER: Final = ("0.0", "0.1", "0", "1", "2", "3", "4", "6", "7", "8")
_TYPED: Final = {"number": "2", "boolean": "yes", "pass_fail": "pass", "datetime": "now"}


def view_of(rover: Rover, serial: str, number: str) -> StepView:
    """The step as it is now."""
    view = rover.engine.reads.step(rover.step_id(serial, number))
    assert view is not None
    return view


def field_of(rover: Rover, serial: str, number: str, name: str) -> FieldRow:
    """A field of a step by its name."""
    return next(field for field in view_of(rover, serial, number).fields if field.name == name)


def start(rover: Rover, serial: str, number: str, who: str = "op1") -> None:
    """Start a step."""
    rover.done(who, Start(step_id=rover.step_id(serial, number)))


def complete(rover: Rover, serial: str, number: str, who: str = "op1") -> None:
    """Start a step where it is not, fill and sign what it asks for, and sign it off; outside work comes back."""
    step_id = rover.step_id(serial, number)
    view = view_of(rover, serial, number)
    if view.step.state == "Todo":
        start(rover, serial, number, who)
    if view.step.is_outside:
        rover.done(who, SendOut(step_id=step_id))
        rover.done(who, ReceiveBack(step_id=step_id))
        return
    for field in view.fields:
        if field.required and field.type == "signoff":
            rover.done(who, Sign(step_id=step_id, field_id=field.field_id, signer=rover.credentials(who)))
        elif field.required:
            number_in_range = field.target if field.target is not None else field.minimum
            text = _TYPED[field.type] if field.type in _TYPED else field.options[0]
            text = text if number_in_range is None else f"{number_in_range}"
            rover.done(who, Record(step_id=step_id, field_id=field.field_id, text=text))
    for need in view.requirements:
        missing = need.quantity
        while missing > 0:
            stock = rover.engine.reads.stock_to_pick(step_id, need.requirement_id)[0]
            rover.done(
                who,
                Install(step_id=step_id, requirement_id=need.requirement_id, inventory_id=stock.inventory_id),
            )
            missing -= min(missing, stock.quantity)
    rover.done(who, Complete(step_id=step_id))


def bring_to(rover: Rover, serial: str, number: str, who: str = "op1") -> None:
    """Do every step of a rocker-bogie that comes before this one; it can be started then."""
    if number not in ("0", "0.0"):
        start(rover, serial, "0", who)
    for before in _ORDER[: _ORDER.index(number)]:
        complete(rover, serial, before, who)
