"""What is picked while a redline is edited: roles, parts, work centers, steps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Protocol, TypeVar

from ion_tui.engine.content import PartKey
from ion_tui.engine.redlines.changes import ChangeKind, Ref
from ion_tui.engine.redlines.views import Draft, DraftStep
from ion_tui.engine.wording import step_label
from screens.dialogs.dialog import Dialog
from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from screens.floor import Floor

T = TypeVar("T")

MOST_PARTS: Final = 5000
"""Parts that are there to pick from."""
_NOWHERE: Final = 0


class Asker(Protocol):
    """Who can put a dialog over what is there."""

    async def pick(self, dialog: Dialog[T], /) -> T | None:
        """What the dialog answers."""
        ...


async def role(asker: Asker, floor: Floor, chosen: str | None, *, none: str = "") -> str | None:
    """One of the site's roles; with `none` there is that choice too, which answers an empty text."""
    names = await floor.ask(lambda reads: reads.roles())
    choices = [Choice("", none)] if none else []
    choices += [Choice(name, name) for name in names]
    return await asker.pick(PickDialog("Which role?", choices, chosen=[chosen or ""]))


async def part(asker: Asker, floor: Floor, title: str, *, tools: bool = False) -> PartKey | None:
    """One revision of a part."""
    rows = await floor.ask(lambda reads: reads.part_revisions(MOST_PARTS))
    choices = [
        Choice((row.number, row.revision), f"{row.number} {row.revision}", row.description, row.number)
        for row in rows
        if row.is_tool or not tools
    ]
    return await asker.pick(
        PickDialog(title, choices, empty="The site has no tool." if tools else "The site has no part.")
    )


async def parts(
    asker: Asker, floor: Floor, title: str, chosen: Collection[PartKey], *, besides: PartKey
) -> tuple[PartKey, ...] | None:
    """Any number of parts, none of them `besides`."""
    rows = await floor.ask(lambda reads: reads.part_revisions(MOST_PARTS))
    choices = [
        Choice((row.number, row.revision), f"{row.number} {row.revision}", row.description, row.number)
        for row in rows
        if (row.number, row.revision) != besides
    ]
    return await asker.pick(PickManyDialog(title, choices, chosen=chosen))


async def work_center(asker: Asker, floor: Floor, chosen: int | None) -> tuple[int | None] | None:
    """A work center's id in a tuple, or None in it where the step is to have none."""
    rows = await floor.ask(lambda reads: reads.run_table.work_centers())
    choices = [
        Choice(_NOWHERE, "None of its own", "where the run is worked"),
        *(Choice(row.id, f"{row.code}  {row.name}", row.detail, row.code) for row in rows),
    ]
    picked = await asker.pick(PickDialog("Where is it worked?", choices, chosen=[chosen or _NOWHERE]))
    return None if picked is None else (picked or None,)


async def steps_to_wait_on(asker: Asker, draft: Draft, step: DraftStep) -> tuple[Ref, ...] | None:
    """The steps that a step waits on."""
    title = f"What does {step_label(step.line.number, step.line.title)} wait on?"
    around = _around(draft.steps, step)
    choices = [
        Choice(
            one.line.ref,
            f"{'  ' * one.line.depth}{step_label(one.line.number, one.line.title)}",
            refused=_why_not(one, step, around, draft.steps),
        )
        for one in draft.steps
        if one is not step
    ]
    return await asker.pick(PickManyDialog(title, choices, chosen=step.terms.waits_on))


def _why_not(one: DraftStep, step: DraftStep, around: Sequence[Ref], steps: Sequence[DraftStep]) -> str:
    if one.line.ref in step.terms.waits_on:
        return ""
    if one.line.ref in around:
        return "it is a part of that"
    if step.line.ref in _around(steps, one):
        return "that is a part of it"
    return "it is removed" if ChangeKind.REMOVE in one.line.kinds else ""


def _around(steps: Sequence[DraftStep], step: DraftStep) -> list[Ref]:
    """The steps around one."""
    parents = {one.line.ref: one.parent for one in steps}
    found: list[Ref] = []
    parent = step.parent
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return found
