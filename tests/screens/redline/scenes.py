"""Redlines to look at and to work on: a run of a small assembly, and what is changed of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import Place, Terms
from ion_tui.engine.redlines.commands import ChangeRedline, OpenRedline, SubmitRedline
from ion_tui.engine.redlines.editing import Changes, added, modified, moved, removed
from ion_tui.engine.redlines.views import Draft, DraftStep
from tests.engine.workshop import Field, Need, Run, Step, Workshop
from tests.screens.queue.scenes import procedure

PIVOT: Final = "Start the bogie pivot"
INSTRUCTIONS: Final = """\
Rod through the **last hole** of the bracket, then the second cut channel.

1. Grease the rod.
2. Torque both collars to `1.2 Nm`.

Clean the bench.
"""
STEPS: Final = (
    Step("Fabricate", steps=(Step("Cut the channels"), Step("Cut the rod"))),
    Step(
        PIVOT,
        after=("Fabricate",),
        instructions=INSTRUCTIONS,
        fields=(
            Field("Pivot play", more={"unit": "mm", "minimum": Decimal(0), "maximum": Decimal("0.5")}),
            Field("Hole used", "select", more={"options": ("1 from bottom", "2 from bottom")}),
            Field("Turns freely", "pass_fail", required=False),
        ),
        needs=(Need("S22", 2), Need("B4", 8)),
        gates=(("Quality", 1),),
    ),
    Step("Attach the front channel", after=(PIVOT,)),
    Step("Attach the middle channel", after=("Attach the front channel",)),
    Step("Weigh", after=("Attach the middle channel",), optional=True),
    Step("Anodize", after=("Attach the middle channel",)),
)


@dataclass(frozen=True)
class Redline:
    """A redline that was opened: its id, its run."""

    id: int
    run: Run


def opened(shop: Workshop, title: str = PIVOT) -> Redline:
    """A redline on a step that says nothing yet."""
    run = shop.run(procedure=procedure(shop, "PRC-RB", "Rocker-bogie", STEPS), serial="RB-0001")
    return opened_on(shop, run, title)


def opened_on(shop: Workshop, run: Run, title: str) -> Redline:
    """A redline on a step of this run that says nothing yet."""
    command = OpenRedline(step_id=run[title], reason="Collars slip when the rod is dry")
    return Redline(shop.do("eng1", command).made["redline"][0], run)


def draft_of(shop: Workshop, redline_id: int) -> Draft:
    """A redline as it is edited."""
    draft = shop.engine.reads.redlines.draft(redline_id)
    assert draft is not None
    return draft


def step_of(shop: Workshop, redline_id: int, title: str) -> DraftStep:
    """A step of the draft, by the title that it has there."""
    return next(step for step in draft_of(shop, redline_id).steps if step.line.title == title)


def changed(shop: Workshop, redline_id: int, changes: Changes, who: str = "eng1") -> None:
    """Give a redline its changes."""
    version = draft_of(shop, redline_id).row.version
    shop.do(who, ChangeRedline(redline_id=redline_id, seen_version=version, changes=changes))


def retitled(content: Content, title: str) -> Content:
    """The content under another title."""
    return replace(content, title=title)


def rewritten(shop: Workshop) -> Redline:
    """A redline that changes a step's instructions and one of its fields."""
    redline = opened(shop)
    content = step_of(shop, redline.id, PIVOT).content
    play, *others = content.fields
    content = replace(
        content,
        instructions=content.instructions.replace("1.2 Nm", "1.4 Nm").replace(
            "Grease the rod.", "Grease the rod and both collars."
        ),
        fields=(replace(play, maximum=Decimal("0.4")), *others),
    )
    changed(shop, redline.id, modified((), redline.run[PIVOT], content=content))
    return redline


def rearranged(shop: Workshop) -> Redline:
    """A redline that adds, moves and removes steps."""
    redline = rewritten(shop)
    run, changes = redline.run, draft_of(shop, redline.id).changes
    check = Content(title="Check the collars", instructions="Pull at each.")
    changes = added(changes, check, Place(after=run[PIVOT]), Terms(waits_on=(run[PIVOT],)))
    changes = moved(changes, run["Cut the rod"], Place(after=run["Fabricate"]))
    changes = removed(changes, run["Weigh"])
    changed(shop, redline.id, changes)
    return redline


def submitted(shop: Workshop) -> Redline:
    """A redline that is in review."""
    redline = rearranged(shop)
    shop.do("eng1", SubmitRedline(redline_id=redline.id))
    return redline
