"""The Step screen: one run step, what is to be done, what is recorded, and what is missing to sign it off."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from data.rows.redlines import RedlineRow
from data.rows.work import StepView
from ion_tui.engine.answers import Allowed, Outcome
from ion_tui.engine.commands import AddNote
from ion_tui.engine.states import State, Verb
from ion_tui.engine.wording import listed, step_label
from screens.dialogs.reason import ReasonDialog
from screens.floor import Floor
from screens.keys import Place, bindings_for
from screens.run_ways import RunHere
from screens.step_parts import (
    approving,
    attaching,
    attributes,
    changed,
    checking_out,
    filling,
    installing,
    looking,
    naming,
    recording,
    signing,
    trends,
    ways_out,
)
from screens.step_parts.choice_line import ChoiceLine
from screens.step_parts.field_line import FieldLine
from screens.step_parts.file_line import FileLine
from screens.step_parts.grid import GridPart
from screens.step_parts.heads import RunHead, StepHead
from screens.step_parts.outside import OutsideWorks
from screens.step_parts.outside_line import OutsideLine
from screens.step_parts.requirement_line import RequirementLine
from screens.step_parts.sheet import Editable, Sheet
from screens.step_parts.sign_off_panel import SignOffPanel, is_over
from screens.step_parts.signoff_line import SignoffLine
from screens.step_parts.site_time import SiteTime
from screens.step_parts.tree import StepTree, TreeLine
from screens.step_parts.typed_line import TypedLine
from screens.step_verbs import Target
from screens.widgets.row_list import RowList
from screens.widgets.scan_box import ScanBox


class StepScreen(OutsideWorks):
    """One step that is open, beside the tree of its run."""

    CSS_PATH = "step.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.STEP)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - no ClassVar in Textual
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012 - likewise
    AUTO_FOCUS = "#sheet"
    SCAN_HINT = "a part, a tool, a badge, a run or a work center"

    run_tree = getters.query_one(StepTree)
    panel = getters.query_one(SignOffPanel)

    def __init__(self, floor: Floor, step_id: int) -> None:
        """Open a step."""
        super().__init__(floor, step_id)
        self._time = SiteTime(floor.clock, floor.zone)
        self._showing = asyncio.Lock()
        self._asked = self._shown = 0
        """Numbers of the last reading that was asked for, and of the one that is shown."""

    def compose_body(self) -> ComposeResult:
        """The run's line; beneath it the tree, and the step with its sheet and what is missing."""
        yield RunHead(self._time)
        with Horizontal(id="desk"):
            yield StepTree(id="tree")
            with Vertical(id="step"):
                yield StepHead(self._time)
                yield Sheet(self._time, id="sheet")
                yield SignOffPanel()

    def on_mount(self) -> None:
        """Read the step."""
        self.do(self._open(self.step_id), group="load", exclusive=True)
        self._follow_the_clock()

    # What is shown

    def refresh_floor(self) -> None:
        """Read the step again, and show it in place."""
        self.do(self.reload(), group="load", exclusive=True)

    async def reload(self) -> None:
        """Read the step again, and show it in place."""
        await self._read_and_show(self.step_id)

    def open_step(self, step_id: int) -> None:
        """Show another step; what is typed and not recorded is asked about first."""
        self.do(self.leave_for(step_id), group="open")

    async def leave_for(self, step_id: int) -> None:
        """Show another step, once what is typed here is recorded or let go of."""
        if step_id != self.step_id and await self.may_leave():
            await self._open(step_id)

    async def _open(self, step_id: int) -> None:
        self.step_id = step_id
        if await self._read_and_show(step_id):
            self.sheet.go_to_work()
        elif self.view is None or self.view.step.step_id != step_id:
            self.refuse("This run step is not there any more.")

    async def _read_and_show(self, step_id: int) -> bool:
        """Show a step as it is now, unless something newer is shown already, or another step is asked for."""
        self._asked += 1
        number = self._asked
        view, allowed = await asyncio.gather(
            self.ask(lambda reads: reads.step(step_id)), self.floor.allowed(step_id)
        )
        redlines: tuple[RedlineRow, ...] = ()
        if view is not None and view.step.state == State.REDLINE:
            redlines = await self.ask(lambda reads: reads.redlines.on_step(step_id))
        async with self._showing:
            if view is None or number < self._shown or step_id != self.step_id:
                return False
            self._shown = number
            await self._show(view, allowed, redlines)
        return True

    async def _show(self, view: StepView, allowed: Allowed, redlines: Sequence[RedlineRow]) -> None:
        could_record = self.sheet.takes_values
        before, self.view = self.view, view
        self.set_allowed(allowed)
        editable = Editable(
            values=allowed[Verb.RECORD] is None,
            signatures=allowed[Verb.SIGN] is None,
            parts=allowed[Verb.INSTALL] is None,
            sending=allowed[Verb.SEND] is None,
            receiving=allowed[Verb.RECEIVE] is None,
        )
        self.query_one(RunHead).show(view.run, view.attributes)
        self.query_one(StepHead).show(view, redlines)
        self.run_tree.show(view.tree, view.step.step_id)
        await self.sheet.show(view, editable)
        self.panel.show(view)
        self.relabel()
        self.refresh_status()
        if could_record and not editable.values and (kept := self.sheet.unrecorded):
            self.refuse(f"{listed(kept)}: typed and not recorded. It stays here until you leave the step.")
        self.do(trends.show(self), group="trends", exclusive=True)
        self.do(changed.tell(self), group="changed")
        was_open = before is not None and before.step.step_id == self.step_id and not is_over(before)
        if was_open and is_over(view) and self.panel.offers_steps:
            self.panel.take_cursor()
        elif self.focused is None or (editable.values and not could_record and self.focused is self.sheet):
            self.sheet.go_to_work()

    def _follow_the_clock(self) -> None:
        """Running times move with the minutes."""
        self.query_one(StepHead).refresh()
        now = self.floor.now()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._follow_the_clock)

    # Verbs

    def verb_target(self) -> Target | None:
        """The open step."""
        if self.view is None:
            return None
        step = self.view.step
        return Target(
            step.step_id,
            step_label(step.number, step.title),
            State(step.state),
            step.version,
            in_batch=self.view.run.batch_id is not None,
        )

    def run_here(self) -> RunHere | None:
        """The run of the step."""
        run = self.view.run if self.view else None
        return None if run is None else RunHere(run.run_id, self.step_id, run.batch_id)

    @on(RunHead.PillClicked)
    def _pill_clicked(self, message: RunHead.PillClicked) -> None:
        message.stop()
        self.action_batch()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What nothing here asks for has no key: approving without a gate, checking out where nobody else is."""
        if action == "approve" and not (self.view and self.view.gates):
            return False
        if action == "check_out_others" and not checking_out.others(self):
            return False
        if action == "units" and not (self.view and self.view.run.batch_id):
            return False
        return super().check_action(action, parameters)

    def key_labels(self) -> Mapping[str, str]:
        """The issue key says what it does about the reading under the cursor."""
        labels = super().key_labels()
        way_out = ways_out.here(self)
        return labels if way_out is None else {**labels, "issue": way_out.label}

    def verb_said(self, verb: Verb, target: Target, outcome: Outcome) -> None:
        """Show what became of the step, and where the work goes on."""
        del target, outcome
        self.do(self._after(verb), group="work")

    async def _after(self, verb: Verb) -> None:
        await self.reload()
        if verb in (Verb.START, Verb.CHECK_IN, Verb.RELEASE):
            self.sheet.go_to_work()

    def plan_lines(self, verb: Verb) -> tuple[str, ...]:
        """Who is checked out by a hold or a failure, and that an issue is opened."""
        lines = []
        if self.view is not None and self.view.people:
            lines.append(f"Checks out {', '.join(person.name for person in self.view.people)}.")
        if verb is Verb.FAIL and self.floor.site is not None and self.floor.site.fail_opens_issue:
            lines.append(f"Opens an issue on {self.view.run.unit if self.view else 'the unit'}.")
        return tuple(lines)

    def action_sign(self) -> None:
        """Sign what is under the cursor, or what is missing."""
        part = self.sheet.stop
        if isinstance(part, GridPart):
            self.do(filling.sign_one(self, part), group="work")
        else:
            self.do(signing.sign_one(self), group="work")

    def action_approve(self) -> None:
        """Approve or reject at the step's gate."""
        self.do(approving.decide(self), group="work")

    def action_check_out_others(self) -> None:
        """Check somebody else out."""
        self.do(checking_out.check_out_other(self), group="work")

    def action_issue(self) -> None:
        """Do something about the reading under the cursor; on anything else, open an issue on the step."""
        way_out = ways_out.here(self)
        if way_out is None:
            super().action_issue()
        else:
            self.do(ways_out.take(self, way_out), group="work")

    def action_units(self) -> None:
        """Fill the step in on all units of its batch."""
        from screens.units import UnitsScreen  # noqa: PLC0415 - not before somebody asks for it

        self.app.push_screen(UnitsScreen(self.floor, self.step_id))

    def action_install(self) -> None:
        """Pick what is installed."""
        self.do(installing.install_picked(self), group="work")

    def action_uninstall(self) -> None:
        """Take an installed part out."""
        self.do(installing.uninstall(self), group="work")

    def action_what_changed(self) -> None:
        """Say what has changed since the operator last did this."""
        self.do(changed.ask(self), group="work")

    def action_attributes(self) -> None:
        """Set an attribute of the run or the step."""
        self.do(attributes.change(self), group="work")

    def action_look(self) -> None:
        """Look at a drawing or an attached file."""
        self.do(looking.look(self), group="work")

    def action_note(self) -> None:
        """Write a note."""
        self.do(self._note(), group="work")

    async def _note(self) -> None:
        target = self.verb_target()
        if target is None:
            return
        dialog = ReasonDialog(f"Note on {target.label}", "Note", confirm="Add")
        text = await self.app.push_screen_wait(dialog)
        if text is not None:
            self.answer(await self.say(AddNote(step_id=target.step_id, text=text)))

    def on_descendant_focus(self) -> None:
        """What the issue key does, the cursor tells."""
        self.relabel()

    @on(FieldLine.Entered)
    def _entered(self, message: FieldLine.Entered[FieldLine]) -> None:
        message.stop()
        job = recording.enter(self, message.line, message.text, not_applicable=message.not_applicable)
        self.do(job, group="work")

    @on(FieldLine.Revised)
    def _revised(self, message: FieldLine.Revised) -> None:
        message.stop()
        self.query_one(ScanBox).unsay(message.sentence)

    @on(ChoiceLine.PickWanted)
    def _pick_wanted(self, message: ChoiceLine.PickWanted) -> None:
        message.stop()
        self.do(recording.pick(self, message.line), group="work")

    @on(FileLine.AttachWanted)
    def _attach_wanted(self, message: FileLine.AttachWanted) -> None:
        message.stop()
        self.do(attaching.attach(self, message.line), group="work")

    @on(TypedLine.ListWanted)
    def _list_wanted(self, message: TypedLine.ListWanted) -> None:
        message.stop()
        self.do(naming.pick(self, message.line), group="work")

    @on(SignoffLine.SignWanted)
    def _sign_wanted(self, message: SignoffLine.SignWanted) -> None:
        message.stop()
        self.do(signing.sign(self, message.line), group="work")

    @on(GridPart.Entered)
    def _cell_entered(self, message: GridPart.Entered) -> None:
        message.stop()
        self.do(filling.record(self, message.part, message.spot), group="work")

    @on(GridPart.Moved)
    def _cell_under_cursor(self, message: GridPart.Moved) -> None:
        message.stop()
        self.relabel()

    @on(GridPart.PickWanted)
    def _cell_pick_wanted(self, message: GridPart.PickWanted) -> None:
        message.stop()
        self.do(filling.pick(self, message.part, message.spot), group="work")

    @on(GridPart.SignWanted)
    def _cell_sign_wanted(self, message: GridPart.SignWanted) -> None:
        message.stop()
        self.do(filling.sign(self, message.part, message.spot), group="work")

    @on(RequirementLine.InstallWanted)
    def _install_wanted(self, message: RequirementLine.InstallWanted) -> None:
        message.stop()
        self.action_install()

    @on(OutsideLine.MoveWanted)
    def _units_wanted(self, message: OutsideLine.MoveWanted) -> None:
        message.stop()
        if message.is_back:
            self.action_receive()
        else:
            self.action_send_out()

    # Moving

    def go_back(self) -> None:
        """Out of an input or the table, onto the sheet; then back to where the step was opened."""
        is_typing = isinstance(self.focused, Input) or (
            self.sheet.grid is not None and self.sheet.takes_values
        )
        if is_typing and self.sheet.stop is not None:
            self.sheet.focus()
        else:
            self.do(self._go_back(), group="open")

    async def _go_back(self) -> None:
        if await self.may_leave():
            self.dismiss()

    def action_sign_off(self) -> None:
        """Complete the step, once nothing is typed that would be left behind."""
        dirty = self.sheet.unrecorded
        if dirty:
            self.refuse(
                f"{dirty[0]} is typed, and not recorded: Enter records it, Esc puts back what was there."
            )
        else:
            super().action_sign_off()

    @property
    def unrecorded(self) -> list[str]:
        """The names of the fields and cells in which something stands that is not recorded."""
        return self.sheet.unrecorded

    def action_previous_field(self) -> None:
        """To the field or part above."""
        self.sheet.move_cursor(-1)

    def action_next_field(self) -> None:
        """To the field or part below."""
        self.sheet.move_cursor(1)

    def action_previous_step(self) -> None:
        """Open the step before, in the run's order."""
        self._open_beside(-1)

    def action_next_step(self) -> None:
        """Open the next step, in the run's order."""
        self._open_beside(1)

    def _open_beside(self, by: int) -> None:
        ids = [row.step_id for row in self.view.tree] if self.view else []
        if self.step_id in ids and 0 <= (place := ids.index(self.step_id) + by) < len(ids):
            self.open_step(ids[place])
        else:
            self.refuse(f"This is the run's {'first' if by < 0 else 'last'} step.")

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[TreeLine]) -> None:
        message.stop()
        self.open_step(message.row.key)
