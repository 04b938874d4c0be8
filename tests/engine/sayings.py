"""What people say on a random floor: each to the engine as a command, and to the model as what it should do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from ion_tui.engine.commands import (
    AddNote,
    Cancel,
    CheckIn,
    CheckOut,
    Complete,
    Fail,
    Hold,
    Install,
    Record,
    Release,
    Reopen,
    Restore,
    Rework,
    Start,
    StepCommand,
    Uninstall,
)
from tests.model import floor
from tests.model.floor import Step

if TYPE_CHECKING:
    from tests.engine.test_floor import FloorMachine

LEADS: Final = frozenset({"lead1", "admin"})
READINGS: Final = ("5", "0", "10", "10.1", "-1")

Said: TypeAlias = tuple[StepCommand, Callable[[], bool]]
"""The command, and the same in the model: it answers whether it is carried out."""

Fits: TypeAlias = "Callable[[FloorMachine, Step, str], bool]"
"""Whether the model expects that somebody can say it to a step now, as far as this can be told cheaply."""

Says: TypeAlias = "Callable[[FloorMachine, str, Step, int], Said]"
"""Takes who says it, to which step, and a number for whatever else is to be chosen."""


@dataclass(frozen=True)
class Saying:
    """Something to say, and how often it is said beside the others."""

    fits: Fits
    says: Says
    often: int


SAYINGS: Final[list[Saying]] = []
"""Everything that there is to say."""


def saying(fits: Fits, often: int = 1) -> Callable[[Says], Says]:
    """Put a way of saying something into the list."""

    def listed(says: Says) -> Says:
        SAYINGS.append(Saying(fits, says, often))
        return says

    return listed


@saying(lambda on, step, _: step.state == floor.TODO and on.floor.available(step), often=6)
def start(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Start a step."""
    return Start(step_id=on.ids[step.name]), lambda: on.floor.start(who, step)


@saying(lambda on, step, who: on.can_be_worked(step) and who not in step.at_work)
def check_in(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Check in."""
    return CheckIn(step_id=on.ids[step.name]), lambda: on.floor.check_in(who, step)


@saying(lambda _, step, who: who in step.at_work)
def check_out(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Check out."""
    return CheckOut(step_id=on.ids[step.name]), lambda: on.floor.check_out(who, step)


@saying(lambda _, step, who: who in LEADS and bool(step.at_work - {who}))
def check_somebody_out(on: FloorMachine, who: str, step: Step, number: int) -> Said:
    """Check somebody else out, who may be there or not."""
    others = sorted(step.at_work - {who}) if number % 3 else ["op1", "op2"]
    other = others[number % len(others)] if others else "op2"
    said = CheckOut(step_id=on.ids[step.name], operator_id=on.shop.people[other], reason="went home")
    return said, lambda: on.floor.check_out(who, step, other, is_lead=who in LEADS)


@saying(lambda on, step, _: step.asks_value and on.can_be_worked(step), often=3)
def record(on: FloorMachine, who: str, step: Step, number: int) -> Said:
    """Record the reading: mostly one in range, and every other time with a reason."""
    text, is_explained = READINGS[number % 5 if number % 3 == 0 else 0], number % 2 == 0
    said = Record(
        step_id=on.ids[step.name],
        field_id=on.fields.get((step.name, "Reading"), 0),
        text=text,
        reason="read again" if is_explained else None,
    )
    return said, lambda: on.floor.record(who, step, text, reason=is_explained)


@saying(
    lambda on, step, _: step.asks_signature and step.signed_by is None and on.can_be_worked(step), often=3
)
def sign(on: FloorMachine, who: str, step: Step, number: int) -> Said:
    """Sign, as somebody who may not be the one who is logged in."""
    signer = ("op1", "op2", "lead1")[number % 3]
    field = on.fields.get((step.name, "Signature"), 0)
    return on.signing(step, field, signer), lambda: on.floor.sign(signer, step)


@saying(lambda _, step, who: who in step.at_work)
def note(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Write a note."""
    return AddNote(step_id=on.ids[step.name], text="Tight."), lambda: on.floor.note(who, step)


@saying(lambda on, step, _: step.asks_parts > step.installed and on.can_be_worked(step), often=4)
def install(on: FloorMachine, who: str, step: Step, number: int) -> Said:
    """Install one to three parts of the lot."""
    quantity = number % 3 + 1
    inventory, at_hand = on.stock_at_hand()
    said = Install(
        step_id=on.ids[step.name],
        requirement_id=on.needs.get(step.name, 0),
        inventory_id=inventory,
        quantity=Decimal(quantity),
    )
    return said, lambda: on.floor.install(step, quantity, at_hand)


@saying(lambda on, step, _: bool(step.installs) and on.can_be_worked(step))
def uninstall(on: FloorMachine, who: str, step: Step, number: int) -> Said:
    """Take one of the installs out again."""
    installed = on.installs_of(step)
    which = number % len(installed) if installed else 0
    said = Uninstall(step_id=on.ids[step.name], installation_id=installed[which] if installed else 0)
    return said, lambda: on.floor.uninstall(step, which)


@saying(lambda on, step, _: on.can_be_worked(step) and not on.floor.missing(step), often=8)
def complete(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Sign a step off."""
    return Complete(step_id=on.ids[step.name]), lambda: on.floor.complete(step)


@saying(lambda on, step, _: on.can_be_worked(step))
def complete_in_hope(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Sign a step off whatever is missing."""
    return Complete(step_id=on.ids[step.name]), lambda: on.floor.complete(step)


@saying(lambda _, step, __: step.state in (floor.TODO, floor.IN_PROGRESS))
def hold(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Put a step on hold."""
    return Hold(step_id=on.ids[step.name], reason="no parts"), lambda: on.floor.hold(step)


@saying(lambda _, step, __: step.state == floor.HOLD, often=4)
def release(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Release a step."""
    return Release(step_id=on.ids[step.name]), lambda: on.floor.release(step)


@saying(lambda _, step, __: step.state == floor.IN_PROGRESS)
def fail(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Fail a step."""
    return Fail(step_id=on.ids[step.name], reason="bent"), lambda: on.floor.fail(step)


@saying(lambda _, step, who: step.state == floor.FAILED and who in LEADS, often=3)
def rework(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Send a failed step to rework."""
    said = Rework(step_id=on.ids[step.name], reason="straightened")
    return said, lambda: who in LEADS and on.floor.rework(step)


@saying(lambda _, step, who: step.state == floor.COMPLETED and who in LEADS)
def reopen(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Reopen a completed step."""
    said = Reopen(step_id=on.ids[step.name], reason="a scratch")
    return said, lambda: who in LEADS and on.floor.reopen(step, is_admin=who == "admin")


@saying(lambda _, step, who: step.state not in (floor.COMPLETED, floor.CANCELED) and who in LEADS)
def cancel(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Cancel a step, with its children."""
    said = Cancel(step_id=on.ids[step.name], reason="not needed")
    return said, lambda: who in LEADS and on.floor.cancel(step)


@saying(lambda _, step, who: step.state == floor.CANCELED and who in LEADS, often=2)
def restore(on: FloorMachine, who: str, step: Step, _: int) -> Said:
    """Restore a canceled step."""
    said = Restore(step_id=on.ids[step.name], reason="needed after all")
    return said, lambda: who in LEADS and on.floor.restore(step, is_admin=who == "admin")
