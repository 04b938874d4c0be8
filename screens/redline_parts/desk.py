"""What the parts of the redline editor work with: the draft as it is now, and the one way to change it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Generic, TypeVar

from ion_tui.engine.answers import Code, Outcome, Refused, StepChange
from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import Ref, Terms
from ion_tui.engine.redlines.commands import ChangeRedline
from ion_tui.engine.redlines.editing import Changes, modified
from ion_tui.engine.redlines.placing import Standing
from ion_tui.engine.redlines.views import Draft, DraftStep, RedlineView
from ion_tui.engine.states import State
from screens.base import settled
from screens.dialogs.dialog import Dialog
from screens.dialogs.plan import PlanDialog, Planned
from screens.floor import Floor
from screens.run_ways import RunWays

T = TypeVar("T")
V = TypeVar("V")

UNCHANGED: Final = Outcome(0, "Nothing is different: it stays as it was.", replayed=True)
GONE: Final = Refused(Code.NOT_FOUND, "This step is not there any more.")
_NOT_OPEN: Final = Refused(Code.NOT_LEGAL, "This redline is not open any more.")
_UNDONE: Final = Refused(Code.CONFLICT, "Nothing was changed.")

Edit = Callable[[DraftStep], Content | Terms | Refused]
"""A step as the draft has it → what it should have, or why not."""


class RedlineDesk(RunWays):
    """A redline that is looked at, and edited while it is open."""

    def __init__(self, floor: Floor, redline_id: int) -> None:
        """Begin with nothing read."""
        super().__init__(floor)
        self.redline_id = redline_id
        self.view: RedlineView | None = None
        self.draft: Draft | None = None
        """What is edited; None where the redline can only be read."""
        self.chosen: Ref | None = None
        """The step beside the tree."""
        self._turn = asyncio.Lock()

    async def reload(self) -> None:
        """Read the redline again, and show it in place."""
        raise NotImplementedError

    def go_to(self, ref: Ref) -> None:
        """Choose a step."""
        raise NotImplementedError

    def step(self, ref: Ref | None) -> DraftStep | None:
        """A step as the draft has it."""
        steps = self.draft.steps if self.draft else ()
        return next((step for step in steps if step.line.ref == ref), None)

    @property
    def chosen_step(self) -> DraftStep | None:
        """The step beside the tree."""
        return self.step(self.chosen)

    async def pick(self, dialog: Dialog[T]) -> T | None:
        """What a dialog answers."""
        return await self.app.push_screen_wait(dialog)

    async def change(self, edit: Callable[[Draft], Changes | Refused]) -> Outcome | Refused:
        """Change the draft as it is now, and save it at once.

        Where somebody else has changed the redline meanwhile, that is refused and the draft read again: the same edit
        said once more is made of what it has become.
        """
        async with self._turn:
            draft = self.draft
            if draft is None:
                return _NOT_OPEN
            changes = edit(draft)
            if isinstance(changes, Refused):
                return changes
            if changes == draft.changes:
                return UNCHANGED
            command = ChangeRedline(
                redline_id=self.redline_id, seen_version=draft.row.version, changes=changes
            )
            answer = await self._agreed(command)
            await self.reload()
            return answer

    async def change_step(self, ref: Ref, edit: Edit) -> Outcome | Refused:
        """Change a step's content or terms."""

        def changes(draft: Draft) -> Changes | Refused:
            step = next((step for step in draft.steps if step.line.ref == ref), None)
            if step is None:
                return GONE
            if step.why_not:
                return Refused(Code.NOT_LEGAL, step.why_not)
            wanted = edit(step)
            if isinstance(wanted, Refused):
                return wanted
            if wanted in (step.content, step.terms):
                return draft.changes
            if isinstance(wanted, Content):
                return modified(draft.changes, ref, content=wanted)
            return modified(draft.changes, ref, terms=wanted)

        return await self.change(changes)

    async def fault_of(self, ref: Ref, edit: Edit) -> str:
        """Why a change of a step would be refused, in a sentence; empty where it would not."""
        draft, step = self.draft, self.step(ref)
        if draft is None or step is None:
            return GONE.sentence
        wanted = edit(step)
        if isinstance(wanted, Refused):
            return wanted.sentence
        if isinstance(wanted, Content):
            changes = modified(draft.changes, ref, content=wanted)
        else:
            changes = modified(draft.changes, ref, terms=wanted)
        answer = await self.floor.preview(
            ChangeRedline(redline_id=self.redline_id, seen_version=draft.row.version, changes=changes)
        )
        return answer.sentence if isinstance(answer, Refused) else ""

    async def _agreed(self, command: ChangeRedline) -> Outcome | Refused:
        """Say it; where it would stop steps, once somebody has seen which."""
        plan = await self.floor.preview(command)
        if isinstance(plan, Refused):
            return plan
        if any(is_stopped(change) for change in plan.changes):
            planned = Planned(
                "Change this step too?",
                plan,
                ("Whoever works on it is checked out; it is in Redline until this one is decided.",),
                confirm="Change it",
                danger=True,
            )
            confirmed = await self.pick(PlanDialog(planned))
            if confirmed is None:
                return _UNDONE
            command = replace(command, confirmed=confirmed.fingerprint)
        return settled(await self.say(command))


def is_stopped(change: StepChange) -> bool:
    """Whether a step that may be worked at this moment is stopped."""
    return change.before is State.IN_PROGRESS and change.after is State.REDLINE


class Seen(Generic[V]):
    """What somebody saw when they began to write something else in its place."""

    def __init__(self, value: V) -> None:
        """Take what they saw."""
        self._value = value

    def overtaken(self, now: V) -> Refused | None:
        """Refuse once where it is another by now; what is said again then takes its place."""
        if now == self._value:
            return None
        self._value = now
        return Refused(
            Code.STALE, "Somebody else has changed this meanwhile; say it again to put yours in its place."
        )


def order_of(draft: Draft) -> list[Standing]:
    """The tree of a draft, as moving steps needs it."""
    return [Standing(step.line.ref, step.parent, step.line.was) for step in draft.steps]
