"""Runs to look at: a floor with everything on it, and two hundred units."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from data import models
from ion_tui.engine.commands import CreateBatch
from tests.engine.workshop import Run, Step, Workshop
from tests.screens.queue.scenes import procedure

STEPS: Final = (Step("Saw"), Step("Weld the frame", after=("Saw",)), Step("Paint", after=("Weld the frame",)))


def floor(shop: Workshop) -> dict[str, Run]:
    """Runs that read everything, in and out of batches, assigned and not; by their serials."""
    made = procedure(shop, "PRC-FRAME", "Build a frame", STEPS)
    tonight = shop.clock.now() + timedelta(hours=12)
    center = next(row.id for row in shop.engine.reads.work_centers() if row.code == "WC")
    runs = {
        f"SN-{number:03}": shop.run(
            procedure=made,
            serial=f"SN-{number:03}",
            priority=1 + number % 5,
            due_at=None if number % 4 == 3 else tonight + timedelta(days=number - 2),
            operator_id=shop.people["op1"] if number % 3 == 0 else None,
            work_center_id=center if number % 2 else None,
            title=None if number % 5 else f"Customer order {4700 + number}",
        )
        for number in range(1, 13)
    }
    first = [runs[f"SN-{number:03}"].id for number in (1, 2, 3, 4)]
    shop.do("lead1", CreateBatch(run_ids=tuple(first), title="Rover 1 suspension"))
    second = [runs[f"SN-{number:03}"].id for number in (8, 9)]
    shop.do("lead1", CreateBatch(run_ids=tuple(second)))
    shop.start("op1", runs["SN-001"]["Saw"])
    shop.complete("op1", runs["SN-001"]["Saw"])
    shop.start("op1", runs["SN-005"]["Saw"])
    shop.hold("lead1", runs["SN-006"]["Saw"], "waiting for a customer's drawing")
    shop.start("op2", runs["SN-007"]["Saw"])
    shop.fail("op2", runs["SN-007"]["Saw"], "cut 3 mm too short")
    shop.work("op2", *runs["SN-012"].steps.values())
    return runs


def two_hundred(shop: Workshop) -> None:
    """Two hundred units to saw."""
    made = procedure(shop, "PRC-SAW", "Saw", (Step("Saw"),))
    for number in range(200):
        shop.run(procedure=made, serial=f"SN-{number:04}", priority=1 + number // 40)


def to_start_from(shop: Workshop) -> None:
    """Procedures to start from and one that is not released, and units in stock."""
    procedure(shop, "PRC-FRAME", "Build a frame", STEPS)
    draft = procedure(shop, "PRC-NEXT", "Build a lighter frame", STEPS)
    shop.set(models.Procedure, draft, status="draft")
    shop.stock("ASM", serial="SN-IN-STOCK")
    shop.stock("ASM", serial="SN-SCRAPPED", status="scrapped")
    shop.stock("BOLT", serial="BOLT-1")
