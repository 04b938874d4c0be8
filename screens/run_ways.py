"""Ways from a screen that is about a run: to the run as a whole, and to its batch."""

from __future__ import annotations

from dataclasses import dataclass

from screens.messages import OpenRun
from screens.scan_routes import ScanScreen


@dataclass(frozen=True, slots=True)
class RunHere:
    """The run that a screen is about now, the step that is meant, and the batch that is shown of it."""

    run_id: int
    step_id: int | None = None
    batch_id: int | None = None


class RunWays(ScanScreen):
    """A screen that is about a run."""

    def run_here(self) -> RunHere | None:
        """The run that it is about now; None where there is none."""
        raise NotImplementedError

    def action_run(self) -> None:
        """Show the whole run."""
        here = self.run_here()
        if here is None:
            self.refuse("There is no run selected.")
        else:
            self.post_message(OpenRun(here.run_id))

    def action_batch(self) -> None:
        """Open the batch of the run; where it is in none, make a new one."""
        here = self.run_here()
        if here is None:
            self.refuse("There is no run selected.")
        else:
            from screens.batching import open_batch  # noqa: PLC0415 - the queue does not wait for it

            job = open_batch(self, here.run_id, step_id=here.step_id, batch_id=here.batch_id)
            self.do(job, group="batch")
