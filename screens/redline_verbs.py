"""What can be said to redlines that are shown: approve, reject, edit, withdraw, give up, merge. Keys and jobs.

A screen says which redlines are meant (`chosen_redlines`). A key is there where their state lets its verb pass, and
dim where no role of the operator has its permission; approving and rejecting never are: a second person may decide.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from textual.worker import Worker

from data.rows.redlines import RedlineRow
from ion_tui.engine.answers import Plan, Refused
from ion_tui.engine.commands import Command
from ion_tui.engine.permissions import Permission
from ion_tui.engine.redlines.commands import (
    CancelRedline,
    MergeToProcedure,
    MergeToRuns,
    SubmitRedline,
    WithdrawRedline,
)
from screens.dialogs.plan import Planned
from screens.messages import OpenRedline
from screens.planned import carried_out
from screens.redline_lists import deciding, merging
from screens.redline_lists.lines import Standing
from screens.run_ways import RunHere, RunWays


@dataclass(frozen=True, slots=True)
class Rule:
    """When a key is there, and when it is not dim."""

    states: frozenset[str]
    permission: Permission | None = None


_OPEN: Final = frozenset({Standing.OPEN.value})
_IN_REVIEW: Final = frozenset({Standing.IN_REVIEW.value})
_APPROVED: Final = frozenset({Standing.APPROVED.value})
RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "approve_redline": Rule(_IN_REVIEW),
        "reject_redline": Rule(_IN_REVIEW),
        "edit_redline": Rule(_OPEN, Permission.UPDATE_REDLINE),
        "withdraw_redline": Rule(_IN_REVIEW, Permission.UPDATE_REDLINE),
        "give_up_redline": Rule(_OPEN | _IN_REVIEW, Permission.CANCEL_REDLINE),
        "merge_to_procedure": Rule(_APPROVED, Permission.MERGE_TO_PROCEDURE),
        "merge_to_runs": Rule(_APPROVED, Permission.MERGE_TO_RUNS),
    }
)
"""action → its rule."""


class RedlineVerbs(RunWays):
    """A screen with redlines that something is said to."""

    _busy_with: Worker[None] | None = None

    def chosen_redlines(self) -> Sequence[RedlineRow]:
        """The redlines that are meant."""
        raise NotImplementedError

    def redlines_changed(self) -> None:
        """Something was done to the redlines that were meant."""

    @property
    def is_busy(self) -> bool:
        """Whether something is being asked about or carried out: a key held down says it once."""
        return self.floor.is_saying or (self._busy_with is not None and not self._busy_with.is_finished)

    def run_here(self) -> RunHere | None:
        """The run of the first of them."""
        rows = self.chosen_redlines() if self.is_mounted else ()
        return RunHere(rows[0].run_id, batch_id=rows[0].batch_id) if rows else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is there where the redlines are in its state, and dim without its permission and on the way."""
        rule = RULES.get(action)
        if rule is None:
            return super().check_action(action, parameters)
        rows = self.chosen_redlines() if self.is_mounted else ()
        if not rows or any(row.state not in rule.states for row in rows):
            return False
        return None if self.is_busy or not self._may(rule) else True

    def explain(self, action: str) -> None:
        """Why a key is dim, in the engine's words."""
        rule = RULES.get(action)
        if rule is None or self.is_busy or self._may(rule):
            super().explain(action)
        else:
            self.do(self._explain(action), group="explain", exclusive=True)

    async def _explain(self, action: str) -> None:
        row = self.chosen_redlines()[0]
        said: Mapping[str, Command] = {
            "edit_redline": SubmitRedline(redline_id=row.id),
            "withdraw_redline": WithdrawRedline(redline_id=row.id),
            "give_up_redline": CancelRedline(redline_id=row.id),
            "merge_to_procedure": MergeToProcedure(redline_ids=(row.id,)),
            "merge_to_runs": MergeToRuns(redline_id=row.id, run_ids=()),
        }
        refused = await self.floor.preview(said[action])
        if isinstance(refused, Refused):
            self.refuse(refused.sentence)

    def _may(self, rule: Rule) -> bool:
        operator = self.floor.operator
        return rule.permission is None or (operator is not None and rule.permission in operator.permissions)

    def action_approve_redline(self) -> None:
        """Approve them."""
        self._begin(deciding.approve(self, self.chosen_redlines()))

    def action_reject_redline(self) -> None:
        """Reject them."""
        self._begin(deciding.reject(self, self.chosen_redlines()))

    def action_edit_redline(self) -> None:
        """Edit the first."""
        self.post_message(OpenRedline(self.chosen_redlines()[0].id))

    def action_withdraw_redline(self) -> None:
        """Take it out of review."""
        self._begin(self._withdraw(self.chosen_redlines()[0]))

    def action_give_up_redline(self) -> None:
        """Cancel it."""
        self._begin(self._give_up(self.chosen_redlines()[0]))

    def action_merge_to_procedure(self) -> None:
        """Make the next draft of the procedure."""
        self._begin(merging.into_procedure(self, self.chosen_redlines()[0]))

    def action_merge_to_runs(self) -> None:
        """Apply it to other runs."""
        self._begin(merging.into_runs(self, self.chosen_redlines()[0]))

    def _begin(self, job: Coroutine[Any, Any, bool]) -> None:
        self._busy_with = self.do(self._do(job), group="verbs")
        self.refresh_bindings()

    async def _do(self, job: Coroutine[Any, Any, bool]) -> None:
        if await job:
            self.redlines_changed()

    async def _withdraw(self, row: RedlineRow) -> bool:
        return self.answer(await self.say(WithdrawRedline(redline_id=row.id, seen_version=row.version)))

    async def _give_up(self, row: RedlineRow) -> bool:
        command = CancelRedline(redline_id=row.id, seen_version=row.version)
        planned = Planned(
            f"Give up redline {row.id}",
            Plan(()),
            (f"By {row.author}: {row.reason}", "Every step goes back to what it was."),
            confirm="Give it up",
            cancel="Keep it",
            danger=True,
        )
        answer = await carried_out(self, command, planned)
        return answer is not None and self.answer(answer)
