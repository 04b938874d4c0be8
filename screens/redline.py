"""The redline editor: the run's steps as they will be, beside them the chosen one, and what is different in it.

Every edit is saved at once. While the redline is in review or closed it is read here: the differences alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType

from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.redlines.changes import Ref
from ion_tui.engine.redlines.commands import CancelRedline, SubmitRedline, WithdrawRedline
from ion_tui.engine.redlines.editing import Changes
from ion_tui.engine.redlines.placing import Order, left_alone, rearranged, taken_out
from ion_tui.engine.redlines.views import Draft, DraftStep
from ion_tui.engine.wording import listed, step_label
from screens.base import ONE_MOMENT, settled
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.reason import ReasonDialog
from screens.keys import Place, bindings_for
from screens.redline_parts import editing_lines, moving, new_step
from screens.redline_parts.desk import GONE, order_of
from screens.redline_parts.looking import IN_REVIEW, OPEN, RedlineLook
from screens.redline_parts.sheet import NEW, SEVERAL, LineKey, SheetLine
from screens.redline_parts.tree import TreeRow
from screens.widgets.row_list import RowList

_OF_DRAFT: Final = frozenset({"new_step", "submit"})
_OF_STEP: Final = frozenset({"duplicate_step", "remove_here", "undo_step", "move_here"})
_STEPS_BY: Final = {"up": -1, "down": 1}
_NO_STEP: Final = "There is no step selected."
_SEVERAL_ONLY: Final = Refused(Code.INVALID, "This is a part of every step: Enter changes it.")

Answer = Outcome | Refused | None


class RedlineScreen(RedlineLook):
    """One redline, and everything that can be done with it while it is written."""

    CSS_PATH = "redline.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.REDLINE_EDITOR)

    # Which keys there are

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is only read has no keys that change it; what the engine would refuse is dim, and says why."""
        if action in _OF_DRAFT | _OF_STEP:
            if not self.is_edited:
                return False
            is_dim = self.floor.is_saying or bool(self.refusals.get(action))
            return None if is_dim or (action in _OF_STEP and self.chosen is None) else True
        if action in ("cancel_redline", "withdraw_redline"):
            state = self.view.row.state if self.view else ""
            if state not in ((OPEN, IN_REVIEW) if action == "cancel_redline" else (IN_REVIEW,)):
                return False
            return None if self.floor.is_saying or self.refusals.get(action) else True
        if action == "difference":
            return self.is_edited and self.has_class("-narrow")
        if action == "to_sheet":
            return self.is_edited
        return super().check_action(action, parameters)

    def explain(self, action: str) -> None:
        """The engine's refusal as it is."""
        refused = self.refusals.get(action)
        if self.floor.is_saying:
            self.tell(ONE_MOMENT)
        else:
            self.refuse(refused.sentence if refused else _NO_STEP)

    # Moving about

    def go_back(self) -> None:
        """From the step to the tree; then leave."""
        if self.focused is self.run_tree or self.focused is None:
            self.dismiss()
        else:
            self.run_tree.focus()

    def action_to_sheet(self) -> None:
        """To the chosen step."""
        self.remove_class("-difference")
        self.sheet.focus()

    def action_to_tree(self) -> None:
        """To the run's steps."""
        self.run_tree.focus()

    def action_difference(self) -> None:
        """What is different in the place of the step's lines, and back."""
        self.toggle_class("-difference")
        (self.query_one("#difference") if self.has_class("-difference") else self.sheet).focus()

    @on(RowList.Opened, "#tree")
    def _step_opened(self, message: RowList.Opened[TreeRow]) -> None:
        message.stop()
        if self.is_edited:
            self.action_to_sheet()
        else:
            self.query_one("#difference").focus()

    # Editing

    @on(RowList.Opened, "#sheet")
    def _line_opened(self, message: RowList.Opened[SheetLine]) -> None:
        message.stop()
        self._edit(lambda step: editing_lines.change_line(self, step, message.row.key))

    def action_new_step(self) -> None:
        """Add a step."""
        self.do(self._answered(new_step.add_step(self)), group="verbs")

    def action_duplicate_step(self) -> None:
        """Add a copy of the chosen step."""
        self._edit(lambda step: new_step.duplicate_step(self, step), anyway=True)

    def action_remove_here(self) -> None:
        """Remove the line under the cursor, or the step."""
        key = self._line_here
        if key is None:
            self._edit(self._remove_step)
        else:
            self._edit(lambda step: editing_lines.remove_line(self, step, key))

    def action_undo_step(self) -> None:
        """Take back what is changed of the chosen step."""
        self._edit(self._undo_step, anyway=True)

    def action_move_here(self, where: str) -> None:
        """Move the line under the cursor among its like, or the step in the tree."""
        if not self.sheet.has_focus:
            self._edit(lambda step: self._move_step(step.line.ref, where))
        elif (key := self._line_here) is not None and where in _STEPS_BY:
            self._edit(lambda step: self._move_line(step, key, _STEPS_BY[where]))

    @property
    def _line_here(self) -> LineKey | None:
        """The line under the cursor, where one is in the step."""
        line = self.sheet.highlighted if self.sheet.has_focus else None
        return line.key if line else None

    def _edit(self, job: Callable[[DraftStep], Awaitable[Answer]], *, anyway: bool = False) -> None:
        """Do something to the chosen step, where it can be changed; `anyway`: where it cannot, too."""
        step = self.chosen_step
        if step is None:
            self.refuse(_NO_STEP)
        elif step.why_not and not anyway:
            self.refuse(step.why_not)
        elif not self.floor.is_saying:
            self.do(self._answered(job(step)), group="verbs")

    async def _answered(self, job: Awaitable[Answer]) -> None:
        answer = await job
        if answer is not None:
            self.answer(answer)

    async def _move_line(self, step: DraftStep, key: LineKey, by: int) -> Answer:
        if key.part not in SEVERAL or key.number == NEW:
            return None
        answer = await editing_lines.move_line(self, step, key, by)
        if isinstance(answer, Outcome) and not answer.replayed:
            self.sheet.move_to(LineKey(key.part, key.number + by))
        return answer

    async def _move_step(self, ref: Ref, where: str) -> Answer:
        def edit(draft: Draft) -> Changes | Refused:
            order = order_of(draft)
            if not any(one.ref == ref for one in order):
                return GONE
            place = moving.place_for(order, ref, where)
            return place if isinstance(place, Refused) else rearranged(draft.changes, order, ref, place)

        return await self.change(edit)

    async def _remove_step(self, step: DraftStep) -> Answer:
        if step.line.was:
            return await self._without(step, taken_out)
        lines = ("This redline has added it: what was written for it is gone then.",)
        return await self._confirmed("Remove", step, lines, taken_out)

    async def _undo_step(self, step: DraftStep) -> Answer:
        if not step.line.kinds:
            return Refused(Code.INVALID, "This redline changes nothing of this step.")
        lines = ("What this redline changes of it is gone then.",)
        return await self._confirmed("Undo", step, lines, left_alone)

    async def _confirmed(
        self,
        verb: str,
        step: DraftStep,
        lines: tuple[str, ...],
        edit: Callable[[Changes, Order, Ref], Changes],
    ) -> Answer:
        title = f"{verb} {step_label(step.line.number, step.line.title)}"
        if not await self.pick(ConfirmDialog(title, lines, confirm=verb, danger=True)):
            return None
        return await self._without(step, edit)

    async def _without(
        self, step: DraftStep, edit: Callable[[Changes, Order, Ref], Changes]
    ) -> Outcome | Refused:
        ref = step.line.ref
        return await self.change(lambda draft: edit(draft.changes, order_of(draft), ref))

    # The redline as a whole

    def action_submit(self) -> None:
        """Put the redline up for review."""
        self.do(self._answered(self._submit()), group="verbs")

    async def _submit(self) -> Answer:
        draft = self.draft
        if draft is None:
            return None
        row = draft.row
        count = f"{row.changes} change{'' if row.changes == 1 else 's'} on {row.run_title}."
        who = (
            f"It needs the approval of {listed(row.missing)}."
            if row.missing
            else "Somebody who may approve redlines looks at it next."
        )
        dialog = ConfirmDialog(f"Submit redline {row.id}", (count, who), confirm="Submit")
        if not await self.pick(dialog):
            return None
        answer = settled(await self.say(SubmitRedline(redline_id=row.id, seen_version=row.version)))
        await self.reload()
        return answer

    def action_withdraw_redline(self) -> None:
        """Take the redline out of review."""
        self.do(self._answered(self._withdraw()), group="verbs")

    async def _withdraw(self) -> Answer:
        row = self.view.row if self.view else None
        if row is None:
            return None
        answer = settled(await self.say(WithdrawRedline(redline_id=row.id, seen_version=row.version)))
        await self.reload()
        return answer

    def action_cancel_redline(self) -> None:
        """Give the redline up."""
        self.do(self._answered(self._cancel()), group="verbs")

    async def _cancel(self) -> Answer:
        row = self.view.row if self.view else None
        if row is None:
            return None
        dialog = ReasonDialog(
            f"Cancel redline {row.id}",
            "Reason",
            (
                f"{row.changes} change{'' if row.changes == 1 else 's'} on {row.run_title}.",
                "Every step goes back.",
            ),
            confirm="Cancel redline",
            danger=True,
        )
        reason = await self.pick(dialog)
        if reason is None:
            return None
        command = CancelRedline(redline_id=row.id, seen_version=row.version, reason=reason)
        answer = settled(await self.say(command))
        await self.reload()
        return answer
