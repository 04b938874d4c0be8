"""What is changed of one run: its schedule, its assignment, and the site's attributes. Keys, dialogs, answers."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from data.rows.run_view import RunView
from data.rows.work import AttributeRow
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import Command, ScheduleRuns, SetAttribute
from ion_tui.engine.permissions import Permission
from ion_tui.engine.words import AttributeScope
from screens.attribute_entry import set_one, set_value
from screens.base import settled
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.value import ValueDialog
from screens.run_parts.details import DetailLine, Edit
from screens.run_verbs import RunVerbs
from screens.runs_parts import due_entry

EDITING: Final[Mapping[str, Permission]] = MappingProxyType(
    {"plan": Permission.UPDATE_RUN, "attributes": Permission.UPDATE_RUN_ATTRIBUTE}
)
"""action → the permission of the command that it says."""

_TITLES: Final[Mapping[Edit, tuple[str, str]]] = MappingProxyType(
    {
        Edit.DUE: ("Due", "When is the run due?"),
        Edit.START: ("Planned start", "When is the run to start?"),
        Edit.END: ("Planned end", "When is the run to end?"),
    }
)
_HINTS: Final[Mapping[Edit, str]] = MappingProxyType(
    {
        Edit.DUE: "At the end of that day. Nothing written: no due date.",
        Edit.START: "A day alone: from its first minute on. Nothing written: no planned start.",
        Edit.END: "A day alone: until its last second. Nothing written: no planned end.",
    }
)


class RunEditing(RunVerbs):
    """A screen that shows one run, and changes it."""

    run_id: int
    view: RunView | None = None
    """The run as it was last read; None until it was."""

    def chosen_runs(self) -> tuple[int, ...]:
        """The run that is shown."""
        return (self.run_id,) if self.view is not None else ()

    def runs_changed(self) -> None:
        """Read it again."""
        self.refresh_floor()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is dim without its permission, without a run, and while a command is on its way."""
        if action not in EDITING:
            return super().check_action(action, parameters)
        return True if self.chosen_runs() and not self.is_busy and self._may_edit(action) else None

    def explain(self, action: str) -> None:
        """Why a key is dim, in the engine's words."""
        if action in EDITING and not self._may_edit(action):
            self.do(self._explain_editing(action), group="explain", exclusive=True)
        elif action not in EDITING:
            super().explain(action)

    async def _explain_editing(self, action: str) -> None:
        said: Mapping[str, Command] = {
            "plan": ScheduleRuns(run_ids=(), due_at=None),
            "attributes": SetAttribute(name="", value="", run_id=self.run_id),
        }
        refused = await self.floor.preview(said[action])
        if isinstance(refused, Refused):
            self.refuse(refused.sentence)

    def _may_edit(self, action: str) -> bool:
        operator = self.floor.operator
        return operator is not None and EDITING[action] in operator.permissions

    def edit(self, line: DetailLine) -> None:
        """Change what a line says."""
        ways: Mapping[Edit, tuple[str, Callable[[], Coroutine[Any, Any, None]]]] = {
            Edit.DUE: ("plan", lambda: self._plan(Edit.DUE)),
            Edit.START: ("plan", lambda: self._plan(Edit.START)),
            Edit.END: ("plan", lambda: self._plan(Edit.END)),
            Edit.PRIORITY: ("prioritize", lambda: self._prioritize(self.chosen_runs())),
            Edit.OPERATOR: ("assign", lambda: self._assign(self.chosen_runs())),
            Edit.PLACE: ("place", lambda: self._place(self.chosen_runs())),
            Edit.ATTRIBUTE: ("attributes", lambda: self._set_attribute(line.name)),
        }
        if line.edit is None:
            self.tell(f"{line.name}: this is what has happened, and nobody changes it.")
            return
        action, job = ways[line.edit]
        if self.check_action(action, ()) is None:
            self.explain(action)
        else:
            self._begin(job())

    # The schedule

    def action_plan(self) -> None:
        """Say when the run is due, is to start, or is to end."""
        self._begin(self._pick_what_to_plan())

    async def _pick_what_to_plan(self) -> None:
        choices = [Choice(edit, name, self._written(edit) or "none") for edit, (name, _) in _TITLES.items()]
        picked = await self.app.push_screen_wait(PickDialog("Schedule the run", choices, confirm="Set"))
        if picked is not None:
            await self._plan(picked)

    async def _plan(self, edit: Edit) -> None:
        async def attempt(text: str) -> Outcome | Refused:
            command = self._scheduling(edit, text.strip())
            return command if isinstance(command, Refused) else settled(await self.say(command))

        prompt = due_entry.PROMPT if edit is Edit.DUE else due_entry.PLAN_PROMPT
        dialog = ValueDialog(
            _TITLES[edit][1], prompt, (_HINTS[edit],), attempt=attempt, value=self._written(edit)
        )
        outcome = await self.app.push_screen_wait(dialog)
        self._done(outcome)

    def _scheduling(self, edit: Edit, text: str) -> ScheduleRuns | Refused:
        now, zone, runs = self.floor.now(), self.floor.zone, self.chosen_runs()
        if edit is Edit.DUE:
            due = due_entry.due_at(text, now, zone) if text else None
            return due if isinstance(due, Refused) else ScheduleRuns(run_ids=runs, due_at=due)
        at = due_entry.planned_at(text, now, zone, is_end=edit is Edit.END) if text else None
        if isinstance(at, Refused):
            return at
        if edit is Edit.START:
            return ScheduleRuns(run_ids=runs, scheduled_start=at)
        return ScheduleRuns(run_ids=runs, scheduled_end=at)

    def _written(self, edit: Edit) -> str:
        """What the run has now, as one would type it; empty where it has nothing."""
        if self.view is None:
            return ""
        run, facts, zone = self.view.run, self.view.facts, self.floor.zone
        if edit is Edit.DUE:
            due = run.due_at
            return "" if due is None else f"{(due - timedelta(microseconds=1)).astimezone(zone):%Y-%m-%d}"
        at = facts.scheduled_start if edit is Edit.START else facts.scheduled_end
        return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

    # Attributes

    def action_attributes(self) -> None:
        """Set one of the site's attributes of runs."""
        self._begin(self._pick_attribute())

    async def _pick_attribute(self) -> None:
        rows = await self._attributes()
        if not rows:
            self.refuse("This site has no attributes for runs.")
            return
        self._done(await set_one(self, rows, self._setting))

    async def _set_attribute(self, name: str) -> None:
        row = next((row for row in await self._attributes() if row.name == name), None)
        if row is not None:
            self._done(await set_value(self, row, self._setting))

    async def _attributes(self) -> list[AttributeRow]:
        run_id = self.run_id
        rows = await self.ask(lambda reads: reads.run_attributes(run_id))
        return [row for row in rows if row.scope == AttributeScope.RUN]

    def _setting(self, row: AttributeRow, value: str) -> SetAttribute:
        return SetAttribute(name=row.name, value=value, run_id=self.run_id)

    def _done(self, outcome: Outcome | Refused | None) -> None:
        if outcome is not None and self.answer(outcome):
            self.runs_changed()
