"""Batches worth looking at, each with its step started on every unit."""

from __future__ import annotations

from decimal import Decimal

from ion_tui.engine.commands import Cancel, Complete, CreateBatch, Fail, Hold, RaiseIssue
from tests.engine.batches.hands import Batch
from tests.engine.workshop import Field, Step, Workshop

PLAY = Field(
    "Pivot play",
    more={
        "unit": "mm",
        "minimum": Decimal(0),
        "maximum": Decimal("0.5"),
        "per_unit": True,
        "out_of_range": "issue",
    },
)
TURNS = Field("Turns freely", "pass_fail", more={"per_unit": True})
REMARK = Field("Remark", "string", required=False, more={"per_unit": True, "allow_not_applicable": True})
TORQUE = Field("Torque", required=False, more={"unit": "Nm"})
PIVOT = "Start the bogie pivot"


def rockers(shop: Workshop, number: int, *fields: Field, title: str = "Rover 1 suspension") -> Batch:
    """A batch of rockers with serials of their own, whose pivot is started on every unit."""
    step = Step(PIVOT, fields=fields or (TORQUE, PLAY, TURNS, REMARK))
    runs = tuple(shop.run(step, serial=f"RB-{unit + 1:04}") for unit in range(number))
    made = shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in runs), title=title)).made
    batch = Batch(made["batch"][0], runs)
    shop.start("op1", batch.steps(PIVOT)[0])
    return batch


def three(shop: Workshop) -> int:
    """Three units, of which nothing is known yet."""
    return rockers(shop, 3).steps(PIVOT)[0]


def twelve(shop: Workshop) -> Batch:
    """Twelve units: some filled, some in part, one out of range, one with an issue, and four that have stopped."""
    batch = rockers(shop, 12)
    steps = batch.steps(PIVOT)
    for step, play in zip(steps, ("0.35", "0.31", "0.62", "0.4", "0.71", "0.44"), strict=False):
        shop.record("op1", step, "Pivot play", play)
    for step in (steps[0], steps[1], steps[4], steps[5]):
        shop.record("op2", step, "Turns freely", "pass")
    shop.record("op2", steps[1], "Remark", "a little [stiff] at the end of its way")
    gap = shop.field(steps[4], "Pivot play").field_id
    shop.do("op1", RaiseIssue(step_id=steps[4], field_id=gap, title="Shim is missing"))
    shop.do("op1", Complete(step_id=steps[5], only_this_run=True))
    shop.do("op1", Hold(step_id=steps[6], reason="bearing is missing", only_this_run=True))
    shop.do("op1", Fail(step_id=steps[8], reason="cracked", only_this_run=True))
    shop.do("lead1", Cancel(step_id=steps[10], reason="given away", only_this_run=True))
    shop.check_in("op2", steps[1])
    return batch
