"""Which runs join a batch."""

from __future__ import annotations

from collections.abc import Mapping

from data.rows.batches import BatchRow, CandidatePage, CandidateRow, NamedRun
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import AddToBatch
from ion_tui.engine.wording import batch_label
from screens.batch_parts.candidates import CandidateLine
from screens.batch_parts.new_batch import new_batch
from screens.batch_parts.run_marks import RunMarks
from screens.floor import Floor


class RunPicker(RunMarks):
    """Marks runs and lets them join; `outcome` is what the engine answered once it has closed.

    Marks outlive the batch itself: where somebody dissolves it meanwhile, a new batch can be made of what is marked,
    and is `made_batch` then.
    """

    def __init__(self, floor: Floor, batch_id: int) -> None:
        """Begin with nothing marked."""
        super().__init__(floor)
        self.batch_id = batch_id
        self.outcome: Outcome | None = None
        self.made_batch: int | None = None
        self._batch: BatchRow | None = None

    def on_mount(self) -> None:
        """Say which batch they join."""
        self.name_it(f"Add runs to Batch {self.batch_id}")

    @property
    def is_dissolved(self) -> bool:
        """Whether the batch has ended meanwhile."""
        return self._batch is not None and self._batch.dissolved_at is not None

    async def read_page(self, search: str, limit: int) -> CandidatePage:
        """The newest runs that are not in the batch; what has joined one meanwhile is not marked any more."""
        batch_id = self.batch_id
        self._batch = await self.ask(lambda reads: reads.batches.batch(batch_id))
        page = await self.ask(lambda reads: reads.batches.candidates(batch_id, search=search, limit=limit))
        for run in page.rows:
            if run.batch_id is not None:
                self.marked.pop(run.run_id, None)
        return page

    def show_page(self) -> None:
        """Show what was read; and that the batch has ended, where it has."""
        batch = self._batch
        if batch is not None:
            self.name_it(f"Add runs to {batch_label(batch.batch_id, batch.title)}")
        super().show_page()
        if self.is_dissolved:
            self.refuse(
                "This batch has been dissolved meanwhile: Esc, or n makes a new batch of what is marked."
            )

    def line_of(self, run: CandidateRow, *, is_marked: bool) -> CandidateLine:
        """A run, which cannot be chosen where it is in another batch."""
        return CandidateLine(run, is_marked)

    def none_there(self) -> str:
        """All are in it."""
        return "Every open run is in this batch."

    def labels(self, number: int) -> Mapping[str, str]:
        """How many join."""
        return {"add-marked": f"Add {number} to batch", "back": "Cancel", "clear-marks": "Clear selection"}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once the batch has ended, a new one takes its place."""
        if action in ("new_batch", "add_marked") and (action == "new_batch") is not self.is_dissolved:
            return False
        return super().check_action(action, parameters)

    def take_marked(self) -> None:
        """Let the marked runs join."""
        self.do(self._add(), group="verbs")

    async def _add(self) -> None:
        answer = await self.say(AddToBatch(batch_id=self.batch_id, run_ids=tuple(self.marked)))
        if isinstance(answer, Outcome):
            self.outcome = answer
            self.dismiss()
        else:
            self.answer(answer)

    def action_new_batch(self) -> None:
        """Make another batch of what is marked."""
        self.do(self._make_another(), group="verbs")

    async def _make_another(self) -> None:
        self.made_batch = await new_batch(self, tuple(self.marked))
        if self.made_batch is not None:
            self.dismiss()

    def refusal_to_mark(self, run: NamedRun) -> str:
        """A run of a batch does not join another."""
        if run.batch_id == self.batch_id:
            return f"{run.title} is in this batch already."
        if run.batch_id is not None:
            label = batch_label(run.batch_id, run.batch_title)
            return f"{run.title} is in {label} already: take it out there first."
        return ""
