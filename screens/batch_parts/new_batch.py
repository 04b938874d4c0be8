"""The flow that makes a batch: confirm the runs, give a title if one likes, submit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from data.rows.batches import NamedRun
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import CreateBatch
from screens.answering import name_each
from screens.base import FloorScreen, settled
from screens.dialogs.asking import AskingDialog, Attempt

LISTED: Final = 5
"""How many of the runs are named; the rest are counted."""


class NewBatchDialog(AskingDialog[str, Outcome]):
    """Asks for a title, which may be left out, and makes the batch of the runs that it names."""

    def __init__(self, runs: Sequence[NamedRun], *, attempt: Attempt[str, Outcome]) -> None:
        """Take the runs, and what makes a batch of them under a title."""
        number = "this run" if len(runs) == 1 else f"these {len(runs)} runs"
        named = [
            f"{run.title} · {run.unit}" if run.unit not in run.title else run.title for run in runs[:LISTED]
        ]
        more = [f"and {len(runs) - LISTED} more"] if len(runs) > LISTED else []
        super().__init__(f"New batch of {number}", [*named, *more], attempt=attempt, confirm="Make the batch")

    def compose_body(self) -> Iterable[Widget]:
        """The title."""
        title = Input(max_length=200, select_on_focus=False)
        title.cursor_blink = False
        title.border_title = "Title (optional)"
        yield title

    def confirm(self) -> None:
        """Make it."""
        self.attempt(self.query_one(Input).value)

    def ask_again(self) -> None:
        """Back to the title."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.confirm()


async def new_batch(screen: FloorScreen, run_ids: Sequence[int]) -> int | None:
    """Make a batch of these runs in a dialog over the screen: its id, or None. Answers on the screen; in a job.

    Where the engine refuses it whatever the title, that is said and nothing is asked.
    """
    refused = await screen.floor.preview(CreateBatch(run_ids=tuple(run_ids)))
    if isinstance(refused, Refused):
        screen.refuse(refused.sentence)
        await name_each(screen, refused)
        return None
    runs = await screen.ask(lambda reads: reads.batches.runs(run_ids))

    async def make(title: str) -> Outcome | Refused:
        return settled(await screen.say(CreateBatch(run_ids=tuple(run_ids), title=title)))

    outcome = await screen.app.push_screen_wait(NewBatchDialog(runs, attempt=make))
    if outcome is None:
        return None
    screen.answer(outcome)
    return outcome.made["batch"][0]
