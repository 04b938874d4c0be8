"""Redlines to look at: a batch of three rocker-bogies, and what engineers want changed on them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from ion_tui.engine.commands import Complete, CreateBatch
from ion_tui.engine.content import Content, FieldContent
from ion_tui.engine.redlines.commands import CancelRedline, DecideRedlines
from tests.engine.redlines.hands import Pen
from tests.engine.workshop import Field, Run, Step, Workshop
from tests.screens.queue.scenes import procedure

PIVOT: Final = "Start the bogie pivot"
STEPS: Final = (
    Step(
        PIVOT,
        instructions="Rod through the last hole of the bracket.\n\nTorque to `1.2 Nm`.\n\nClean the bench.",
        fields=(Field("Pivot play", more={"unit": "mm", "maximum": Decimal("0.5")}), Field("Mass")),
    ),
    Step("Attach the front channel", after=(PIVOT,)),
    Step("Attach the middle channel", after=("Attach the front channel",)),
    Step("Weigh", after=("Attach the middle channel",)),
)


def batch(shop: Workshop, count: int = 3) -> list[Run]:
    """So many runs of one procedure, in one batch."""
    made = procedure(shop, "PRC-RB", "Build a rocker-bogie suspension", STEPS)
    runs = [shop.run(procedure=made, serial=f"RB-000{number}") for number in range(1, count + 1)]
    shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in runs), title="Rover 1 suspension"))
    return runs


def another_run(shop: Workshop, serial: str) -> Run:
    """A run of the same procedure, in no batch."""
    return shop.run(
        procedure=next(row.id for row in shop.engine.reads.procedures() if row.code == "PRC-RB"),
        serial=serial,
    )


def retorqued(
    shop: Workshop, run: Run, who: str = "eng1", reason: str = "The pivot came loose on RB-0001"
) -> int:
    """An open redline that wants another torque, a narrower play, and one step more."""
    pen = Pen(shop, who)
    redline = pen.open(run[PIVOT], reason)
    content = pen.step(redline, PIVOT).content
    pen.reword(
        redline,
        PIVOT,
        instructions=content.instructions.replace("1.2 Nm", "1.4 Nm"),
        fields=_narrower(content),
    )
    pen.add(redline, "Mark the pivot with paint", after=PIVOT)
    return redline


def _narrower(content: Content) -> tuple[FieldContent, ...]:
    play, *others = content.fields
    return (replace(play, maximum=Decimal("0.4")), *others)


def in_review(shop: Workshop, run: Run) -> int:
    """The same, submitted."""
    redline = retorqued(shop, run)
    Pen(shop).submit(redline)
    return redline


def of_every_kind(shop: Workshop, runs: list[Run]) -> dict[str, int]:
    """On the first run: one approved, one rejected, one given up, one in review, one open."""
    pen, run = Pen(shop), runs[0]
    approved = in_review(shop, run)
    pen.approve(approved)
    shop.pass_time(days=1)
    rejected = pen.open(run["Weigh"], "Weigh in grams")
    pen.reword(rejected, "Weigh", instructions="In grams.")
    pen.submit(rejected)
    shop.do("qa1", DecideRedlines(redline_ids=(rejected,), rejected=True, reason="the scale shows kg"))
    shop.pass_time(hours=1)
    gone = pen.open(run["Attach the middle channel"], "A longer screw")
    shop.do("eng1", CancelRedline(redline_id=gone, reason="found the right one"))
    waits = pen.open(run["Attach the front channel"], "The channel can be put on the wrong way round")
    pen.reword(waits, "Attach the front channel", instructions="Slot towards the wheel.")
    pen.submit(waits)
    shop.pass_time(minutes=12)
    opened = pen.open_run(run.id, "Write down how the cables go")
    return {"approved": approved, "rejected": rejected, "gone": gone, "waits": waits, "open": opened}


def to_approve(shop: Workshop) -> None:
    """Two redlines in review, on two steps; the pivot of one sibling is completed already."""
    runs = batch(shop)
    shop.start("op1", runs[2][PIVOT])
    for name, value in (("Pivot play", "0.3"), ("Mass", "12")):
        shop.record("op1", runs[2][PIVOT], name, value)
    shop.do("op1", Complete(step_id=runs[2][PIVOT], only_this_run=True))
    in_review(shop, runs[0])
    shop.pass_time(minutes=20)
    pen = Pen(shop)
    other = pen.open(runs[1]["Weigh"], "Weigh in grams, as the certificate asks for it")
    pen.reword(other, "Weigh", instructions="In grams.")
    pen.submit(other)
    shop.pass_time(minutes=5)
