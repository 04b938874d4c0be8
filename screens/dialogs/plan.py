"""What a verb would do, before it does; and the same as a receipt of what one did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from ion_tui.engine.answers import Plan
from screens.dialogs.dialog import CSSPathType, Dialog, DialogButton, with_dialog
from screens.dialogs.plan_lines import PlanLine, counted, plan_lines, render_plan_line
from screens.keys import KEYS
from screens.widgets.lines import clean
from screens.widgets.row_list import RowList

_GUTTERS: Final = 2
"""Cells of a list beside the text of its rows."""
_REST, _REST_WITH_MORE = 12, 18
"""Lines of the dialog beside the list; with a reason or warnings."""
HAS_CHANGED: Final = "This has changed since you looked. Now it is:"


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a verb goes: in words, as the plan of it, and as the command says it."""

    words: str
    plan: Plan
    only_this_run: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and how it is put to the operator: what it is called, what is said beside it, what is asked.

    With `scopes` the operator chooses how far it goes, beginning with the one of number `scope`; else it is `plan`.
    """

    title: str
    plan: Plan
    lines: tuple[str, ...] = ()
    """Who and what else is affected, a line each."""
    confirm: str = "OK"
    """What the button says; empty for a receipt."""
    cancel: str = "Cancel"
    asks_reason: bool = False
    danger: bool = False
    scopes: tuple[Scope, ...] = ()
    scope: int = 0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A plan that was agreed to, the reason where one was asked for, and how far it goes where that was chosen.

    With `go_to` nothing was agreed to: the operator wants to look at that step, or at that run where it is none.
    """

    fingerprint: str
    reason: str | None = None
    scope: Scope | None = None
    go_to: int | None = None
    go_to_run: int | None = None


class PlanDialog(Dialog[Confirmed]):
    """Shows a plan: what changes, what does not and why, warnings; asks for the reason where one is needed.

    Without `Planned.confirm` it is a receipt: the same list, told as done, and only to be closed. What stands in
    the list can be gone through by the arrows, from the input too; beneath it the whole reason of a skipped step.
    """

    CSS_PATH: ClassVar[CSSPathType] = with_dialog(__file__)

    def __init__(self, planned: Planned, *, reason: str = "", has_changed: bool = False) -> None:
        """Begin with a reason that was given before, and say so where the plan is not the one of before."""
        lines = (HAS_CHANGED, *planned.lines) if has_changed else planned.lines
        super().__init__(
            planned.title, lines, confirm=planned.confirm, cancel=planned.cancel, danger=planned.danger
        )
        self.planned = planned
        self._scope = planned.scope
        self._reason = reason
        self._has_changed = has_changed

    @classmethod
    def receipt(cls, title: str, plan: Plan, lines: tuple[str, ...] = ()) -> PlanDialog:
        """What was done by a plan that was carried out."""
        return cls(Planned(title, plan, lines, confirm="", cancel="Close"))

    @property
    def is_receipt(self) -> bool:
        """Whether there is nothing to confirm."""
        return not self.planned.confirm

    @property
    def scope(self) -> Scope | None:
        """How far it goes now; None where there is nothing to choose."""
        return self.planned.scopes[self._scope] if self.planned.scopes else None

    @property
    def plan(self) -> Plan:
        """The plan that is shown now."""
        return self.scope.plan if self.scope else self.planned.plan

    def compose_body(self) -> Iterable[Widget]:
        """How far it goes, the list, the whole reason of the row under the cursor, the warnings, the input."""
        plan = self.plan
        if self.planned.scopes:
            yield Static(id="scopes", markup=False)
        yield RowList(
            render_plan_line,
            row_height=1,
            section_of=lambda line: line.section,
            empty="Nothing would change.",
        )
        yield Static(id="skipped", markup=False)
        if plan.warnings:
            with VerticalScroll(id="warnings", can_focus=False):
                yield Static(Content("\n").join(_warning(sentence) for sentence in plan.warnings))
        if self.planned.asks_reason:
            reason = Input(self._reason, max_length=500, select_on_focus=False)
            reason.cursor_blink = False
            reason.border_title = "Reason"
            yield reason

    def on_mount(self) -> None:
        """Show the plan; the cursor in the reason, or on the list."""
        self.query_one(".dialog", Vertical).add_class("-wide")
        self.query_one("#skipped").display = False
        self._show()
        self.query_one(Input if self.planned.asks_reason else RowList).focus()
        if self._has_changed:
            self.app.bell()

    def _show(self) -> None:
        """Show the plan of the scope that is chosen."""
        self.query_one(".dialog", Vertical).border_subtitle = counted(self.plan, is_done=self.is_receipt)
        self.steps.update_rows(plan_lines(self.plan, is_done=self.is_receipt))
        self._give_room()
        if self.scope is not None:
            self.query_one("#scopes", Static).update(self._scope_line())
            button = self.query_one("#confirm", DialogButton)
            button.label = Content(f"{self.planned.confirm}: {self.scope.words.lower()}")
            button.refresh(layout=True)

    def _scope_line(self) -> Content:
        chosen = Content("  ").join(
            Content.styled(f"{'●' if number == self._scope else '○'} {scope.words}",
                           "bold $accent" if number == self._scope else "$dim")
            for number, scope in enumerate(self.planned.scopes)
        )  # fmt: skip
        key = next(key.names[0] for key in KEYS if key.id == "scope")
        return Content.assemble((f"{key} ", "bold $accent"), chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to choose where there are scopes, and somewhere to go where a step is left alone."""
        if action == "next_scope":
            return bool(self.planned.scopes)
        if action == "go_there":
            return bool(self.plan.skipped)
        return super().check_action(action, parameters)

    def action_next_scope(self) -> None:
        """Choose the next scope, around."""
        self._scope = (self._scope + 1) % len(self.planned.scopes)
        self._show()

    def action_go_there(self) -> None:
        """Close, and look at the step under the cursor, or at the first that is left alone."""
        line = self.steps.highlighted
        step_id, run_id = self.plan.skipped[0][:2]
        if line is not None and line.reason:
            step_id, run_id = line.step_id, line.run_id
        self.dismiss(Confirmed("", go_to=step_id or None, go_to_run=run_id))

    def on_resize(self) -> None:
        """Another screen, another share of it."""
        self._give_room()

    @property
    def steps(self) -> RowList[PlanLine]:
        """The steps of the plan."""
        return self.query_one(RowList)

    def confirm(self) -> None:
        """Agree to the plan, once there is a reason where one is needed."""
        reason = self.query_one(Input).value.strip() if self.planned.asks_reason else None
        if reason == "":
            self.query_one(Input).focus()
            self.refuse("Reason: say in a few words why.")
        else:
            self.dismiss(Confirmed(self.plan.fingerprint, reason, self.scope))

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while the reason is typed."""
        moves = {
            "up": self.steps.action_cursor_up,
            "down": self.steps.action_cursor_down,
            "pageup": self.steps.action_page_up,
            "pagedown": self.steps.action_page_down,
        }
        if event.key in moves and isinstance(self.focused, Input):
            event.stop()
            moves[event.key]()

    @on(Input.Submitted)
    @on(RowList.Opened)
    def _entered(self, message: Input.Submitted | RowList.Opened[PlanLine]) -> None:
        """Enter confirms; where it is dangerous it goes on to the button, so that one Enter too many ends no work."""
        message.stop()
        if self.is_receipt:
            self.dismiss(None)
        elif self.planned.danger and not self._misses_reason:
            self.query_one("#confirm", DialogButton).focus()
            self.tell(f"Enter again: {self.planned.confirm}.")
        else:
            self.confirm()

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[PlanLine]) -> None:
        message.stop()
        skipped, line = self.query_one("#skipped", Static), message.row
        reason = clean(line.reason) if line is not None else ""
        width = self.steps.scrollable_content_region.width - _GUTTERS
        is_cut = line is not None and reason not in render_plan_line(line, width, True)[0].plain
        skipped.update(Content.styled(reason, "$hold"))
        skipped.display = is_cut

    def _give_room(self) -> None:
        """As many lines for the list as it has, up to the share of the screen that the rest leaves it."""
        plan, height = self.plan, self.app.size.height
        heads = bool(plan.changes) + bool(plan.skipped)
        has_more = self.planned.asks_reason or bool(plan.warnings)
        most = max(4, height - (_REST_WITH_MORE if has_more else _REST) - bool(self.planned.scopes))
        self.steps.styles.height = max(2, min(len(plan.changes) + len(plan.skipped) + heads, most))

    @property
    def _misses_reason(self) -> bool:
        return self.planned.asks_reason and not self.query_one(Input).value.strip()


def _warning(sentence: str) -> Content:
    return Content.assemble(("! ", "bold $hold"), (clean(sentence), "$strong"))
