"""What can be said to selected runs: batch them, assign, place, prioritize and schedule them. Keys, dialogs, answers.

A screen says which runs are meant (`chosen_runs`). A key is dim where no role of the operator has its permission.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from textual.worker import Worker

from data.rows.runs import NamedRow
from data.rows.site import OperatorRow
from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import (
    AddToBatch,
    AssignRuns,
    Command,
    CreateBatch,
    PlaceRuns,
    PrioritizeRuns,
    RunsCommand,
    ScheduleRuns,
    StartRunsOnUnits,
)
from ion_tui.engine.permissions import Permission
from screens import batching
from screens.answering import answer_fully
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.text import TextDialog
from screens.runs_parts.due_entry import PROMPT, due_at
from screens.runs_parts.lines import counted
from screens.scan_routes import ScanScreen

PERMISSIONS: Final[Mapping[str, Permission]] = MappingProxyType(
    {
        "batch_runs": Permission.UPDATE_RUN_BATCH,
        "join_batch": Permission.UPDATE_RUN_BATCH,
        "assign": Permission.UPDATE_RUN,
        "place": Permission.UPDATE_RUN,
        "prioritize": Permission.UPDATE_RUN,
        "schedule": Permission.UPDATE_RUN,
        "start_run": Permission.CREATE_RUN,
    }
)
"""action → the permission of the command that it says."""

PRIORITIES: Final = ("most urgent", "urgent", "usual", "can wait", "least urgent")
"""What the priorities mean, from 1."""

NOBODY: Final = 0
"""Picked where an operator or a place is taken away."""


def may_manage(operator: OperatorRow | None) -> bool:
    """Whether somebody may do anything with runs."""
    return operator is not None and not operator.permissions.isdisjoint(PERMISSIONS.values())


class RunVerbs(ScanScreen):
    """A screen with runs that something is said to."""

    _busy_with: Worker[None] | None = None

    def chosen_runs(self) -> tuple[int, ...]:
        """The runs that are meant, by their ids."""
        raise NotImplementedError

    def runs_changed(self) -> None:
        """Something was done to the runs that were meant."""

    @property
    def is_busy(self) -> bool:
        """Whether something is being asked about or carried out: a key held down says it once."""
        return self.floor.is_saying or (self._busy_with is not None and not self._busy_with.is_finished)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is dim without its permission, without runs, and while a command is on its way."""
        if action not in PERMISSIONS:
            return super().check_action(action, parameters)
        if not self.is_mounted or self.is_busy or not self._may(action):
            return None
        return True if action == "start_run" or self.chosen_runs() else None

    def explain(self, action: str) -> None:
        """Why a key is dim, in the engine's words."""
        if action in PERMISSIONS and not self._may(action):
            self.do(self._explain(action), group="explain", exclusive=True)
        elif action in PERMISSIONS and not self.is_busy:
            self.refuse("There is no run here.")
        else:
            super().explain(action)

    async def _explain(self, action: str) -> None:
        said: Mapping[str, Command] = {
            "batch_runs": CreateBatch(run_ids=()),
            "join_batch": AddToBatch(run_ids=(), batch_id=0),
            "assign": AssignRuns(run_ids=(), operator_id=None),
            "place": PlaceRuns(run_ids=(), work_center_id=None),
            "prioritize": PrioritizeRuns(run_ids=(), priority=1),
            "schedule": ScheduleRuns(run_ids=(), due_at=None),
            "start_run": StartRunsOnUnits(procedure_id=0),
        }
        refused = await self.floor.preview(said[action])
        if isinstance(refused, Refused):
            self.refuse(refused.sentence)

    def _may(self, action: str) -> bool:
        operator = self.floor.operator
        return operator is not None and PERMISSIONS[action] in operator.permissions

    def action_batch_runs(self) -> None:
        """Make a batch of the runs."""
        self._begin(self._batch_runs(self.chosen_runs()))

    def action_join_batch(self) -> None:
        """Let the runs join a batch."""
        self._begin(self._join_batch(self.chosen_runs()))

    def action_assign(self) -> None:
        """Assign the runs to somebody."""
        self._begin(self._assign(self.chosen_runs()))

    def action_place(self) -> None:
        """Send the runs to a work center."""
        self._begin(self._place(self.chosen_runs()))

    def action_prioritize(self) -> None:
        """Give the runs a priority."""
        self._begin(self._prioritize(self.chosen_runs()))

    def action_schedule(self) -> None:
        """Give the runs a due date."""
        self._begin(self._schedule(self.chosen_runs()))

    def _begin(self, job: Coroutine[Any, Any, None]) -> None:
        self._busy_with = self.do(job, group="verbs")
        self.refresh_bindings()

    async def _batch_runs(self, run_ids: Sequence[int]) -> None:
        if await batching.new_batch(self, run_ids) is not None:
            self.runs_changed()

    async def _join_batch(self, run_ids: Sequence[int]) -> None:
        if await batching.add_to_batch(self, run_ids):
            self.runs_changed()

    async def _assign(self, run_ids: tuple[int, ...]) -> None:
        people = await self.ask(lambda reads: reads.run_table.operators())
        nobody = Choice(NOBODY, "Nobody", "the unassigned pool")
        picked = await self._pick(f"Who builds {counted(len(run_ids))}?", [nobody, *choices_of(people)])
        if picked is not None:
            await self._say(AssignRuns(run_ids=run_ids, operator_id=picked or None))

    async def _place(self, run_ids: tuple[int, ...]) -> None:
        places = await self.ask(lambda reads: reads.run_table.work_centers())
        none = Choice(NOBODY, "None of their own", "each step where its procedure sends it")
        picked = await self._pick(f"Where are {counted(len(run_ids))} built?", [none, *choices_of(places)])
        if picked is not None:
            await self._say(PlaceRuns(run_ids=run_ids, work_center_id=picked or None))

    async def _prioritize(self, run_ids: tuple[int, ...]) -> None:
        picked = await self._pick(f"How urgent is {counted(len(run_ids))}?", priority_choices())
        if picked is not None:
            await self._say(PrioritizeRuns(run_ids=run_ids, priority=picked))

    async def _schedule(self, run_ids: tuple[int, ...]) -> None:
        async def schedule(text: str) -> bool | Refused:
            day = due_at(text, self.floor.now(), self.floor.zone) if text else None
            if isinstance(day, Refused):
                return day
            await self._say(ScheduleRuns(run_ids=run_ids, due_at=day))
            return True

        await self.app.push_screen_wait(
            TextDialog(
                f"When is {counted(len(run_ids))} due?",
                PROMPT,
                ("At the end of that day. Nothing written: no due date.",),
                attempt=schedule,
                confirm="Due then",
            )
        )

    async def _pick(self, title: str, choices: Sequence[Choice[int]]) -> int | None:
        return await self.app.push_screen_wait(PickDialog(title, choices))

    async def _say(self, command: RunsCommand) -> None:
        if await answer_fully(self, await self.say(command)):
            self.runs_changed()


def choices_of(rows: Sequence[NamedRow]) -> list[Choice[int]]:
    """People or places to pick from; their labels and badges pick them too."""
    return [Choice(row.id, f"{row.code}  {row.name}", row.detail, code=row.label or row.code) for row in rows]


def priority_choices() -> list[Choice[int]]:
    """The priorities to pick from."""
    return [Choice(number, f"P{number}", words) for number, words in enumerate(PRIORITIES, 1)]
