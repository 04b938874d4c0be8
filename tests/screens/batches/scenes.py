"""Floors with batches on them: none, one of three runs of which one is another product, one of five hundred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from data import models
from ion_tui.engine.commands import AddToBatch, CreateBatch
from ion_tui.engine.core import Engine
from tests.engine.workshop import Need, Run, Step, Workshop
from tests.screens.queue.scenes import procedure

ROCKER: Final = (
    Step("Fabricate", steps=(Step("Cut the channels"), Step("Cut the rod"))),
    Step("Begin the rocker", after=("Fabricate",), needs=(Need("S22", 2), Need("B4", 8))),
    Step("Weigh the joint", after=("Begin the rocker",), optional=True),
)
BOX: Final = (Step("Build the box"), Step("Burn in", after=("Build the box",)))


@dataclass(frozen=True)
class Floor:
    """A workshop with a batch, its runs, and runs that are in none."""

    shop: Workshop
    batch: int
    runs: tuple[Run, ...]
    alone: tuple[Run, ...]

    @property
    def engine(self) -> Engine:
        """The engine of another kiosk."""
        return self.shop.engine


def alone(shop: Workshop) -> Run:
    """A run in no batch."""
    return _rockers(shop, 1)[0]


def three(shop: Workshop) -> Floor:
    """Two rockers, one of them being cut, and a box with them; two more rockers and a batch of another."""
    left, right, spare, other, fresh = _rockers(shop, 5)
    box = shop.run(procedure=procedure(shop, "PRC-BOX", "Build a control box", BOX), serial="CB-0101")
    of_two = CreateBatch(run_ids=(left.id, right.id), title="Rover 1 suspension")
    batch = shop.do("lead1", of_two).made["batch"][0]
    shop.do("lead1", AddToBatch(batch_id=batch, run_ids=(box.id,)))
    shop.do("lead1", CreateBatch(run_ids=(other.id,), title="Rover 2 suspension"))
    shop.start("op1", left["Fabricate"])
    shop.start("op1", left["Cut the channels"])
    shop.pass_time(minutes=14)
    shop.complete("op1", left["Cut the channels"])
    shop.start("op2", box["Build the box"])
    return Floor(shop, batch, (left, right, box), (spare, fresh))


def many(shop: Workshop, number: int = 500) -> Floor:
    """So many units to saw, in one batch."""
    made = procedure(shop, "PRC-SAW", "Saw", (Step("Saw"), Step("Deburr", after=("Saw",))))
    runs = tuple(shop.run(procedure=made, serial=f"SN-{count:04}") for count in range(number))
    command = CreateBatch(run_ids=tuple(run.id for run in runs), title="Deck plates")
    return Floor(shop, shop.do("lead1", command).made["batch"][0], runs, ())


def worked(shop: Workshop) -> Run:
    """A run with a past: parts installed, a hold and its reason, attributes, a schedule."""
    floor = three(shop)
    run = floor.runs[0]
    for step in ("Cut the rod", "Fabricate"):
        if step != "Fabricate":
            shop.start("op2", run[step])
        shop.complete("op2", run[step])
    begin = run["Begin the rocker"]
    shop.start("op2", begin)
    shop.install("op2", begin, "S22", shop.stock("S22", quantity=60))
    shop.install("op2", begin, "B4", shop.stock("B4", lot="N-530", quantity=5))
    shop.hold("op2", begin, "Rod is 2 mm short; a new one is being cut")
    shop.pass_time(minutes=31)
    shop.release("lead1", begin)
    customer = shop.insert(models.AttributeKind, name="Customer", scope="run", type="string")
    shop.insert(models.AttributeKind, name="Lot", scope="run", type="string")
    shop.insert(models.AttributeValue, kind_id=customer, run_id=run.id, value="Mars [internal]")
    start = shop.clock.now()
    shop.set(models.Run, run.id, scheduled_start=start, operator_id=shop.people["op2"])
    return run


def _rockers(shop: Workshop, number: int) -> list[Run]:
    made = procedure(shop, "PRC-RB", "Build a rocker-bogie suspension", ROCKER)
    return [shop.run(procedure=made, serial=f"RB-000{count}") for count in range(1, number + 1)]
