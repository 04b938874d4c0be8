"""Batches from any screen of the floor: open the batch of a run, make a new one, let runs join one.

Each is a job of the screen that it is called from, and answers there in one line:

    self.do(open_batch(self, run_id, step_id=step_id, batch_id=seen), group="batch")
    self.do(self._batch_selected(), group="batch")     # … made = await new_batch(self, run_ids)
                                                        # … joined = await add_to_batch(self, run_ids)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ion_tui.engine.commands import AddToBatch
from ion_tui.engine.wording import batch_label
from screens.answering import answer_fully
from screens.base import FloorScreen
from screens.batch_manager import BatchManager
from screens.batch_parts.new_batch import new_batch
from screens.dialogs.pick import Choice, PickDialog

__all__ = ["add_to_batch", "new_batch", "open_batch"]

_BATCHES: Final = 200
"""How many of the newest open batches there are to pick from."""


async def open_batch(
    screen: FloorScreen, run_id: int, *, step_id: int | None = None, batch_id: int | None = None
) -> None:
    """The batch manager on the batch of a run; for a run in none, the flow that makes a new batch of it.

    `step_id` is the step from which it is opened, whose siblings are told; `batch_id` is the batch that the screen
    shows: where the run has left it meanwhile, it is opened nevertheless and says so.
    """
    runs = await screen.ask(lambda reads: reads.batches.runs([run_id]))
    if not runs:
        screen.refuse("This run is not there any more.")
        return
    batch = runs[0].batch_id or batch_id
    while True:
        if batch is None:
            batch = await new_batch(screen, (run_id,))
        if batch is None:
            return
        manager = BatchManager(screen.floor, batch, run_id, step_id)
        await screen.app.push_screen_wait(manager)
        if not manager.wants_new_batch:
            return
        batch = None


async def add_to_batch(screen: FloorScreen, run_ids: Sequence[int]) -> bool:
    """Let runs join an open batch that is picked in a dialog; where there is none yet, make one. Whether they did."""
    there = await screen.ask(lambda reads: reads.batches.newest(limit=_BATCHES))
    if not there:
        return await new_batch(screen, run_ids) is not None
    number = "1 run joins" if len(run_ids) == 1 else f"{len(run_ids)} runs join"
    choices = [
        Choice(
            row.batch_id,
            batch_label(row.batch_id, row.title),
            "1 run" if row.size == 1 else f"{row.size} runs",
        )
        for row in there
    ]
    picked = await screen.app.push_screen_wait(PickDialog(f"{number} which batch?", choices))
    if picked is None:
        return False
    return await answer_fully(screen, await screen.say(AddToBatch(batch_id=picked, run_ids=tuple(run_ids))))
