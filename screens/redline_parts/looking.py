"""A redline as it is shown: the tree at the left, the chosen step beside it, what is different beneath."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ion_tui.engine.answers import Refused
from ion_tui.engine.differences import Change
from ion_tui.engine.redlines.changes import ADDING, Ref
from ion_tui.engine.redlines.commands import CancelRedline, ChangeRedline, SubmitRedline, WithdrawRedline
from ion_tui.engine.redlines.views import ChangeView, Draft, RedlineView, TreeLine
from ion_tui.engine.states import State
from ion_tui.engine.wording import step_label
from screens.floor import Floor
from screens.redline_parts.desk import RedlineDesk
from screens.redline_parts.head import ChosenHead, RedlineHead
from screens.redline_parts.sheet import LineKey, Names, Part, RedlineSheet, sheet_lines
from screens.redline_parts.tree import RedlineTree, TreeRow
from screens.run_ways import RunHere
from screens.step_parts.site_time import SiteTime
from screens.theme import BAD_GLYPH
from screens.widgets.difference_view import DifferenceView
from screens.widgets.lines import clean
from screens.widgets.row_list import RowList

OPEN: Final = "open"
IN_REVIEW: Final = "in review"
_STAND_IN: Final = "…"
"""The reason of a preview: the true one is asked when it is meant."""
_MOVED_ON: Final = (
    "This step has changed since the redline was written: look at it again, and save it once more."
)
_NOTHING: Final = "This redline changes nothing of this step."


class RedlineLook(RedlineDesk):
    """Reads a redline and shows it in place."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - no ClassVar in Textual
    AUTO_FOCUS = "#tree"
    SCAN_HINT: ClassVar[str] = "another run, a step, a work center, a badge"

    run_tree = getters.query_one(RedlineTree)
    sheet = getters.query_one(RedlineSheet)

    def __init__(self, floor: Floor, redline_id: int) -> None:
        """Begin with nothing read."""
        super().__init__(floor, redline_id)
        self.refusals: dict[str, Refused | None] = {}
        """What the engine would refuse of the redline as a whole: changing, submitting, canceling it."""
        self._centers: dict[int, str] | None = None
        self._showing = asyncio.Lock()
        self._asked = self._shown = 0

    def compose_body(self) -> ComposeResult:
        """The head, the tree, and the chosen step with its lines and what is different."""
        yield RedlineHead(SiteTime(self.floor.clock, self.floor.zone))
        with Horizontal(id="desk"):
            yield RedlineTree(id="tree")
            with Vertical(id="step"):
                yield ChosenHead()
                yield RedlineSheet(id="sheet")
                with VerticalScroll(id="difference"):
                    yield Static(id="remarks")
                    yield DifferenceView(nothing=_NOTHING)

    def on_mount(self) -> None:
        """Read the redline."""
        self.refresh_status()
        self.refresh_floor()

    def refresh_floor(self) -> None:
        """Read the redline again, and show it in place."""
        self.do(self.reload(), group="load", exclusive=True)

    @property
    def is_edited(self) -> bool:
        """Whether the redline can be changed here and now."""
        return self.draft is not None

    @property
    def lines(self) -> tuple[TreeLine, ...]:
        """The tree as it will be."""
        if self.draft is not None:
            return tuple(step.line for step in self.draft.steps)
        return self.view.tree if self.view is not None else ()

    async def reload(self) -> None:
        """Read the redline again, and show it in place unless something newer is shown already."""
        self._asked += 1
        number = self._asked
        redline_id = self.redline_id
        view = await self.ask(lambda reads: reads.redlines.view(redline_id))
        if view is None:
            self.refuse("This redline is not there any more.")
            return
        refusals = await self._judged(view.row.state)
        draft = None
        if view.row.state == OPEN and refusals["change"] is None:
            draft = await self.ask(lambda reads: reads.redlines.draft(redline_id))
        if self._centers is None:
            centers = await self.ask(lambda reads: reads.run_table.work_centers())
            self._centers = {row.id: f"{row.code} {row.name}" for row in centers}
        async with self._showing:
            if number > self._shown:
                self._shown = number
                self._show(view, draft, refusals)

    async def _judged(self, state: str) -> dict[str, Refused | None]:
        """What the engine would refuse; it is said where somebody tries."""
        ref = self.redline_id
        commands = {
            OPEN: {
                "change": ChangeRedline(redline_id=ref, changes=()),
                "submit": SubmitRedline(redline_id=ref),
                "cancel_redline": CancelRedline(redline_id=ref, reason=_STAND_IN),
            },
            IN_REVIEW: {
                "withdraw_redline": WithdrawRedline(redline_id=ref),
                "cancel_redline": CancelRedline(redline_id=ref, reason=_STAND_IN),
            },
        }
        found: dict[str, Refused | None] = {}
        for action, command in commands.get(state, {}).items():
            answer = await self.floor.preview(command)
            found[action] = answer if isinstance(answer, Refused) else None
        return found

    def _show(self, view: RedlineView, draft: Draft | None, refusals: dict[str, Refused | None]) -> None:
        self.view, self.draft, self.refusals = view, draft, refusals
        self.set_class(draft is None, "-reading")
        cannot = refusals.get("change")
        note = cannot.sentence if cannot is not None else ""
        self.query_one(RedlineHead).show(view.row, draft.fault if draft else "", note)
        faulty = {self._ref_of(change) for change in view.changes if change.fault or change.moved_on}
        self.run_tree.empty = "No step yet." if draft else "This run has no steps."
        is_first = self.chosen is None
        self.run_tree.update_rows([TreeRow(line, line.ref in faulty) for line in self.lines])
        if is_first:
            self._choose_first()
        self.show_chosen()
        if draft is None and self.focused in (None, self.sheet):
            self.run_tree.focus()
        self.refresh_status()
        self.refresh_bindings()

    def _choose_first(self) -> None:
        """Begin on what the redline changes, or on what stands in Redline for it."""
        wanted = [line for line in self.lines if line.kinds]
        wanted += [line for line in self.lines if line.state is State.REDLINE]
        for line in [*wanted, *self.lines][:1]:
            self.chosen = line.ref
            self.run_tree.move_to(line.ref)

    def go_to(self, ref: Ref) -> None:
        """Choose a step."""
        if self.run_tree.move_to(ref):
            self.chosen = ref
            self.show_chosen()

    def show_chosen(self) -> None:
        """Show the chosen step."""
        line = next((line for line in self.lines if line.ref == self.chosen), None)
        step = self.chosen_step
        changes = [change for change in self.view.changes if self._is_of(change, line)] if self.view else []
        found = tuple(one for change in changes for one in change.differences)
        self.query_one(ChosenHead).show(line, step.why_not if step else "")
        self.sheet.update_rows(sheet_lines(step.content, step.terms, self._names(), found) if step else [])
        self._show_difference(found, changes)

    def _show_difference(self, found: Sequence[Change], changes: Sequence[ChangeView]) -> None:
        self.query_one(DifferenceView).show(found)
        said = [f"{BAD_GLYPH} {clean(change.fault)}" for change in changes if change.fault]
        said += [f"! {_MOVED_ON}" for change in changes if change.moved_on][:1]
        remarks = self.query_one("#remarks", Static)
        remarks.update(Content.styled("\n".join(said), "bold $out-of-range"))
        remarks.display = bool(said)

    def _ref_of(self, change: ChangeView) -> Ref | None:
        """The step that a change is about, as the tree names it."""
        if change.about is not None or self.draft is None:
            return change.about
        told = next((one for one in self.draft.changes if one.key == change.key), None)
        return told.step if told is not None and told.kind not in ADDING else change.key

    def _is_of(self, change: ChangeView, line: TreeLine | None) -> bool:
        if line is None:
            return False
        if self._ref_of(change) == line.ref or change.key == line.ref:
            return True
        # Once it is applied, what was added is a step of the run like any other, and is known by its title alone.
        return change.about is None and bool(line.kinds & set(ADDING)) and change.label == line.title

    def _names(self) -> Names:
        labels = {line.ref: step_label(line.number, line.title) for line in self.lines}
        return Names(labels, self._centers or {})

    def run_here(self) -> RunHere | None:
        """The run of the redline."""
        row = self.view.row if self.view else None
        return None if row is None else RunHere(row.run_id, None, row.batch_id)

    @on(RowList.Highlighted, "#tree")
    def _step_chosen(self, message: RowList.Highlighted[TreeRow]) -> None:
        message.stop()
        ref = message.row.key if message.row else None
        if ref != self.chosen:
            self.chosen = ref
            self.show_chosen()
            self.sheet.move_to(LineKey(Part.TITLE))
            self.query_one("#difference", VerticalScroll).scroll_home(animate=False)
            self.refresh_bindings()

    @on(RowList.Highlighted, "#sheet")
    def _line_chosen(self, message: RowList.Highlighted[object]) -> None:  # type: ignore[type-var]
        message.stop()
