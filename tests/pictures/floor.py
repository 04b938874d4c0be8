"""The floor that the pictures show: the rover line on a morning, with a reading that is out of range."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from data.store import Store
from ion_tui.cli.demo_morning import let_pass
from ion_tui.engine.commands import AddNote, CheckIn, Complete, Install, Record, Start
from ion_tui.engine.core import Engine
from ion_tui.kiosk_options import KioskOptions
from screens.demo_people import DemoPerson
from tests.rover import KIOSK, PEOPLE, Rover, make_rover, rover_in


@contextmanager
def floor() -> Iterator[Rover]:
    """The rover line after two sides were cut and one was begun."""
    folder = Path(tempfile.mkdtemp())
    try:
        with closing(Store.open(folder / "rover.db", create=True)) as store:
            make_rover(store)
            rover = rover_in(store)
            let_pass(rover.engine, KIOSK)
            _join(rover)
            yield rover
    finally:
        shutil.rmtree(folder)


def options(rover: Rover, theme: str) -> KioskOptions:
    """A kiosk on it, at mechanical assembly."""

    def open_engine() -> Engine:
        return rover.engine

    people = rover.engine.reads.operators()
    return KioskOptions(
        open_engine=open_engine,
        kiosk=KIOSK,
        work_center="WC-MECH",
        theme=theme,
        demo_people=tuple(
            DemoPerson(person.code, person.name, *PEOPLE[person.code], person.roles) for person in people
        ),
        clock=rover.clock,
    )


def _join(rover: Rover) -> None:
    """Begin the rocker on both sides, and the pivot of the first."""
    first, second = rover.step_id("RB-0001", "1"), rover.step_id("RB-0002", "1")
    rover.clock.advance(timedelta(minutes=11))
    rover.done("op2", CheckIn(step_id=first))
    _record(
        rover,
        "op2",
        first,
        {"Cut faces the 9 in channel": "pass", "Torque driver set": "08:05", "Note": "tight"},
    )
    _install(rover, "op2", first)
    rover.done("op2", Complete(step_id=first))
    rover.done("op2", Start(step_id=second))
    rover.clock.advance(timedelta(minutes=4))
    pivot = rover.step_id("RB-0001", "2")
    rover.done("op1", Start(step_id=pivot))
    _record(rover, "op1", pivot, {"Hole used": "2 from bottom", "Pivot play": "0.62"})
    _install(rover, "op1", pivot, "S22", "S7")
    rover.done("op1", AddNote(step_id=pivot, text="The second clamp turns by hand; the play is in the rod."))
    rover.clock.advance(timedelta(minutes=14))


def _record(rover: Rover, who: str, step: int, values: Mapping[str, str]) -> None:
    view = rover.engine.reads.step(step)
    assert view is not None
    for field in view.fields:
        if field.name in values:
            rover.done(who, Record(step_id=step, field_id=field.field_id, text=values[field.name]))


def _install(rover: Rover, who: str, step: int, *parts: str) -> None:
    """Install these parts, or all."""
    view = rover.engine.reads.step(step)
    assert view is not None
    for need in view.requirements:
        if not parts or need.part in parts:
            stock = rover.engine.reads.stock_to_pick(step, need.requirement_id)[0].inventory_id
            rover.done(who, Install(step_id=step, requirement_id=need.requirement_id, inventory_id=stock))
