"""The batch manager: the runs of one batch, who joins and leaves, its title, and its end.

Open it by `screens.batching.open_batch`, which knows what to do for a run in no batch. What the engine would refuse is
dim, and says why; everything can be looked at by everybody.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, getters, on
from textual.binding import BindingType
from textual.widgets import Input

from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import Command, DissolveBatch, RemoveFromBatch, RenameBatch
from ion_tui.engine.wording import batch_label
from screens.base import ONE_MOMENT
from screens.batch_parts.cards import CardLine, Doing, DoingLine, Line, StepLine
from screens.batch_parts.looking import BatchLook
from screens.batch_parts.run_picker import RunPicker
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.message import MessageDialog
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.messages import OpenRun, OpenStep
from screens.styles import sheet_beside
from screens.widgets.row_list import RowList

_CHANGES: Final = frozenset({"title", "add_runs", "unbatch", "remove_run", "remove_and_go"})


class BatchManager(BatchLook):
    """One batch, and everything that can be done with it."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.BATCH)
    KEYS_HERE = frozenset(
        {"batch-title", "new-batch", "search", "affected", "expand-all", "collapse-all", "run"}
    )

    title_input = getters.query_one("#title", Input)

    def __init__(
        self, floor: Floor, batch_id: int, run_id: int | None = None, step_id: int | None = None
    ) -> None:
        """Begin with nothing read."""
        super().__init__(floor, batch_id, run_id, step_id)
        self.wants_new_batch = False
        """Set when it closes so that a new batch is made of the run that it was opened from."""
        self._refusals: dict[str, Refused | None] = {}

    # What the engine would refuse

    async def judge_batch(self) -> None:
        """Ask what the engine would refuse of the batch as a whole."""
        title = self._batch.title if self._batch else None
        renaming = await self._refusal(RenameBatch(batch_id=self.batch_id, title=title))
        dissolving = await self._refusal(DissolveBatch(batch_id=self.batch_id))
        self._refusals |= {"title": renaming, "add_runs": renaming, "unbatch": dissolving}

    async def judge_run(self, run_id: int) -> None:
        """Ask whether the run may leave."""
        command = RemoveFromBatch(batch_id=self.batch_id, run_ids=(run_id,))
        self._refusals["remove"] = await self._refusal(command)

    def forget_run(self) -> None:
        """The cursor is on another run: whether it may leave is not known yet."""
        self._refusals.pop("remove", None)

    async def _refusal(self, command: Command) -> Refused | None:
        answer = await self.floor.preview(command)
        return answer if isinstance(answer, Refused) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the engine would refuse is dim; a new batch is offered where this one has ended, or the run left it."""
        if action in _CHANGES:
            nobody = action.startswith("remove") and self.run_here_id is None
            return None if nobody or self.floor.is_saying or self._refused(action) else True
        if action == "affected" and self.step_id is None:
            return False
        if action == "run" and self.run_here_id is None:
            return None
        if action == "new_batch":
            return self._origin is not None and self._origin.batch_id is None
        return super().check_action(action, parameters)

    def _refused(self, action: str) -> Refused | None:
        return self._refusals.get("remove" if action.startswith("remove") else action)

    def explain(self, action: str) -> None:
        """The engine's refusal as it is; every run that cannot leave as a list."""
        refused = self._refused(action)
        if self.floor.is_saying:
            self.tell(ONE_MOMENT)
        elif refused is not None and len(refused.more) > 1:
            self.app.bell()
            self.app.push_screen(
                MessageDialog("These runs cannot leave", [f"· {line}" for line in refused.more])
            )
        else:
            self.refuse(refused.sentence if refused else "There is no run selected.")

    # What is done

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[Line]) -> None:
        message.stop()
        match message.row:
            case CardLine() as card:
                self.show_view(self._view.opened(card.run_id, is_open=not card.is_open))
            case StepLine() as step:
                self.leave_for(OpenStep(step.row.step_id))
            case DoingLine() as doing:
                action = "remove_run" if doing.doing is Doing.REMOVE else "remove_and_go"
                if self.check_action(action, ()):
                    self._remove(goes=doing.doing is Doing.REMOVE_AND_GO)
                else:
                    self.explain(action)

    def action_title(self) -> None:
        """Edit the title."""
        if not self.has_class("-titling"):
            self.title_input.value = (self._batch.title if self._batch else None) or ""
            self.add_class("-titling")
        self.title_input.focus()

    @on(events.Click, "#title-line Static")
    def _title_clicked(self) -> None:
        if self.check_action("title", ()):
            self.action_title()
        else:
            self.explain("title")

    @on(Input.Submitted, "#title")
    def _title_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.do(self._rename(event.value), group="verbs")

    async def _rename(self, title: str) -> None:
        if self.answer(await self.say(RenameBatch(batch_id=self.batch_id, title=title))):
            self._end_titling()

    def _end_titling(self) -> None:
        self.remove_class("-titling")
        self.cards.focus()

    def action_add_runs(self) -> None:
        """Pick runs that join."""
        self.do(self._add_runs(), group="verbs")

    async def _add_runs(self) -> None:
        picker = RunPicker(self.floor, self.batch_id)
        await self.app.push_screen_wait(picker)
        if picker.outcome is not None:
            self.answer(picker.outcome)
        if picker.made_batch is not None:
            self.batch_id = picker.made_batch
        self.refresh_floor()

    def action_remove_run(self) -> None:
        """Take the run out."""
        self._remove(goes=False)

    def action_remove_and_go(self) -> None:
        """Take the run out, and go to it."""
        self._remove(goes=True)

    def _remove(self, *, goes: bool) -> None:
        if (run_id := self.run_here_id) is not None and not self.floor.is_saying:
            self.do(self._take_out(run_id, goes=goes), group="verbs")

    async def _take_out(self, run_id: int, *, goes: bool) -> None:
        is_out = self.answer(await self.say(RemoveFromBatch(batch_id=self.batch_id, run_ids=(run_id,))))
        if is_out and goes:
            self.leave_for(OpenRun(run_id))

    def action_unbatch(self) -> None:
        """Take all runs out, once that is confirmed."""
        self.do(self._unbatch(), group="verbs")

    async def _unbatch(self) -> None:
        batch = self._batch
        if batch is None:
            return
        number = "1 run" if batch.size == 1 else f"all {batch.size} runs"
        dialog = ConfirmDialog(
            f"Unbatch {number}",
            [
                batch_label(batch.batch_id, batch.title),
                "Every run goes on by itself; the batch is dissolved.",
                "What was done stays with each run.",
            ],
            confirm="Unbatch all",
            danger=True,
        )
        if await self.app.push_screen_wait(dialog):
            self.answer(await self.say(DissolveBatch(batch_id=self.batch_id)))

    def action_new_batch(self) -> None:
        """Close, and make a new batch of the run that this one was opened from."""
        self.wants_new_batch = True
        self.dismiss()

    def go_back(self) -> None:
        """Let go of what is typed; clear the search; then close."""
        if self.has_class("-titling"):
            self._end_titling()
        elif self.search.has_focus or self.search.value:
            self.search.value = ""
            self.cards.focus()
        else:
            self.dismiss()
