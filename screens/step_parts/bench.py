"""The Step screen as the jobs of its parts see it: the step, its sheet, and the ways to the engine."""

from __future__ import annotations

from textual import getters

from data.rows.work import StepView
from screens.floor import Floor
from screens.step_parts.desk import Desk
from screens.step_parts.sheet import Sheet
from screens.step_verbs import StepVerbs


class Bench(StepVerbs, Desk):
    """One step that is open."""

    sheet = getters.query_one(Sheet)

    def __init__(self, floor: Floor, step_id: int) -> None:
        """Open a step."""
        super().__init__(floor)
        self.step_id = step_id
        self.view: StepView | None = None
        """The step as it was last read; None until it was."""

    async def leave_for(self, step_id: int) -> None:
        """Show another step, once what is typed here is recorded or let go of; in a job."""
        raise NotImplementedError
