"""Floors to look at: a workshop's queue with everything on it, with hostile names, with two hundred rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from data import models
from ion_tui.engine.commands import CheckIn, Hold, Start
from tests.engine.workshop import Step, Workshop
from tests.rover import Rover


def rover_at_work(rover: Rover) -> None:
    """Two people on the first unit, a third on hold, since a while."""
    rover.done("op1", Start(step_id=rover.step_id("RB-0001", "0")))
    rover.done("op1", Start(step_id=rover.step_id("RB-0001", "0.0")))
    rover.clock.advance(timedelta(minutes=14))
    rover.done("op2", Start(step_id=rover.step_id("RB-0001", "0.1")))
    rover.done("op2", CheckIn(step_id=rover.step_id("RB-0002", "0"), only_this_run=True))
    reason = "Saw blade is worn, a new one comes at noon"
    rover.done("lead1", Hold(step_id=rover.step_id("RB-0003", "0"), reason=reason))
    rover.clock.advance(timedelta(minutes=31))


BUILD = (Step("Saw"), Step("Weld the frame", after=("Saw",)), Step("Paint", after=("Weld the frame",)))


def procedure(shop: Workshop, code: str, title: str, steps: tuple[Step, ...]) -> int:
    """A procedure of a name that is the same in every picture."""
    made = shop.procedure(*steps, title=title)
    shop.set(models.Procedure, made, code=code)
    return made


DUE: Final = {
    "SN-LATE": -2,
    "SN-TODAY": 0,
    "SN-TOMORROW": 1,
    "SN-SOON": 2,
    "SN-WEEK": 5,
    "SN-FAR": 40,
    "SN-NEXT": 90,
}
"""Serial → days until it is due."""


def everything(shop: Workshop) -> None:
    """Every state and every kind of due date."""
    made = procedure(shop, "PRC-FRAME", "Build a frame", BUILD)
    tonight = shop.clock.now() + timedelta(hours=12)
    runs = {
        serial: shop.run(
            procedure=made, serial=serial, priority=1 + number % 5, due_at=tonight + timedelta(days=days)
        )
        for number, (serial, days) in enumerate(DUE.items())
    }
    shop.start("op1", runs["SN-LATE"]["Saw"])
    shop.check_in("op2", runs["SN-LATE"]["Saw"])
    shop.check_in("lead1", runs["SN-LATE"]["Saw"])
    shop.start("op2", runs["SN-TODAY"]["Saw"])
    shop.check_out("op2", runs["SN-TODAY"]["Saw"])
    shop.hold("op1", runs["SN-TOMORROW"]["Saw"], "waiting for a customer's drawing")
    shop.start("op2", runs["SN-SOON"]["Saw"])
    shop.fail("op2", runs["SN-SOON"]["Saw"], "cut 3 mm too short")
    shop.start("op2", runs["SN-FAR"]["Saw"])
    shop.complete("op2", runs["SN-FAR"]["Saw"])
    shop.pass_time(minutes=74)


HOSTILE = (
    "[red]Not markup[/red] and [A12]",
    "日本語の手順：軸受を取り付ける、そして長い名前がまだ続く",
    "Emoji 🔧🚀 and 👩‍🏭 joined",
    "עברית מימין לשמאל with left",
    "A name that is much longer than any line of any terminal on this floor could ever show without a cut",
    "Tabs\tand\u202eturned\u202c around",
)


def hostile(shop: Workshop) -> None:
    """Names that try to break the list: as titles from a file, and where the engine lets them, as typed ones."""
    for number, name in enumerate(HOSTILE):
        typed = name if name.isprintable() else "Refused where it is typed"
        made = procedure(shop, f"PRC-{number}", name, (Step(name),))
        serial = f"SN-{number}-{typed[:12]}"
        run = shop.run(procedure=made, serial=serial, title=f"Run {number}: {typed}")
        if number % 2:
            shop.start("op1", run[name])
            shop.hold("op1", run[name], typed)


def two_hundred(shop: Workshop) -> None:
    """Two hundred units to saw."""
    made = procedure(shop, "PRC-SAW", "Saw", (Step("Saw"),))
    for number in range(200):
        shop.run(procedure=made, serial=f"SN-{number:04}", priority=1 + number // 40)


def approvals_wait(shop: Workshop) -> None:
    """Three steps that wait for Quality; and one that waits for somebody else."""
    made = procedure(shop, "PRC-WELD", "Weld", (Step("Weld the frame", gates=(("Quality", 2),)),))
    runs = [shop.run(procedure=made, serial=f"SN-{number}", priority=number) for number in (3, 1, 2)]
    for run in runs:
        shop.start("op1", run["Weld the frame"])
        shop.pass_time(minutes=14)
    drawn = procedure(shop, "PRC-DRAW", "Draw", (Step("Draw the frame", gates=(("Engineer", 1),)),))
    shop.start("op1", shop.run(procedure=drawn, serial="SN-9")["Draw the frame"])
