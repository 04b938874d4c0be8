"""Which runs a redline is merged into: those outside its batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.content import Content

from data.rows.batches import CandidatePage, CandidateRow, NamedRun
from data.rows.redlines import RedlineRow
from screens.batch_parts.candidates import CandidateLine, heads
from screens.batch_parts.run_marks import RunMarks
from screens.floor import Floor
from screens.runs_parts.lines import counted

_NO_BATCH: Final = 0


class MergePicker(RunMarks):
    """Marks runs; `picked` are those that were taken once it has closed."""

    def __init__(self, floor: Floor, row: RedlineRow) -> None:
        """Begin with nothing marked."""
        super().__init__(floor)
        self.picked: tuple[int, ...] = ()
        self._row = row

    def on_mount(self) -> None:
        """Say what is merged."""
        self.name_it(f"Merge redline {self._row.id} into runs")

    async def read_page(self, search: str, limit: int) -> CandidatePage:
        """The newest open runs outside the batch, without the redline's own."""
        batch_id = self._row.batch_id or _NO_BATCH
        page = await self.ask(lambda reads: reads.batches.candidates(batch_id, search=search, limit=limit))
        rows = tuple(run for run in page.rows if run.run_id != self._row.run_id)
        return CandidatePage(rows, has_more=page.has_more)

    def heads_over(self, width: int) -> Content:
        """The batch of each run instead of its siblings."""
        return heads(width, last="Batch")

    def line_of(self, run: CandidateRow, *, is_marked: bool) -> CandidateLine:
        """A run, in whichever batch it is."""
        return CandidateLine(run, is_marked, joins=False)

    def none_there(self) -> str:
        """There is no other."""
        return "There is no other open run."

    def labels(self, number: int) -> Mapping[str, str]:
        """Into how many it goes."""
        return {"add-marked": f"Into {counted(number)}", "back": "Cancel", "clear-marks": "Clear selection"}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No batch is made here."""
        return False if action == "new_batch" else super().check_action(action, parameters)

    def take_marked(self) -> None:
        """Take the marked runs."""
        self.picked = tuple(self.marked)
        self.dismiss()

    def refusal_to_mark(self, run: NamedRun) -> str:
        """The runs that the redline has reached already are not merged into."""
        if run.run_id == self._row.run_id:
            return f"{run.title}: the redline was made on it."
        if run.batch_id is not None and run.batch_id == self._row.batch_id:
            return f"{run.title} is in the redline's batch: what applies there was applied with its approval."
        return ""
