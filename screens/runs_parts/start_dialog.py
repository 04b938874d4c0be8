"""Starting runs: a form by keyboard and by scanner, which says before it is done what would come of it.

Scanning a unit adds it, a badge says whose the runs are, a work center where they are built.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

from textual import getters, on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from data.errors import StoreError
from data.rows.runs import BatchRow, NamedRow, UnitRow
from data.rows.work import ScanKind
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.serials import as_text, serials_in
from ion_tui.engine.wording import batch_label
from screens.base import FloorScreen, settled
from screens.dialogs.dialog import Dialog, DialogButton
from screens.dialogs.form import form_line
from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from screens.dialogs.text import TextDialog
from screens.floor import BROKEN, LOG, GaveUp
from screens.keys import Place, bindings_for
from screens.run_verbs import choices_of, priority_choices
from screens.runs_parts.due_entry import PROMPT, due_at
from screens.runs_parts.lines import counted
from screens.runs_parts.start_form import NEW_BATCH, FormRow, Line, StartForm, procedure_label
from screens.theme import BAD_GLYPH, OK_GLYPH
from screens.widgets.lines import clean
from screens.widgets.row_list import RowList

T = TypeVar("T")

_SHOWN: Final = 1
"""How many sentences of what would come of it are shown."""
_NEW: Final = -1
_NONE: Final = 0


def _render(row: FormRow, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    return (form_line(row.key.value, row.text, row.hint, width, selected=selected),)


class StartRunDialog(Dialog[Outcome]):
    """Fills in what runs are started with, and starts them: the outcome, or None."""

    DEFAULT_CSS: ClassVar[str] = Path(__file__).with_name("start_dialog.tcss").read_text()
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FORM)
    AUTO_FOCUS = "RowList"
    HINT = "Enter changes a line   F2 starts   Esc cancels"

    form_list: getters.query_one[RowList[FormRow]] = getters.query_one(RowList)
    outlook = getters.query_one("#outlook", Static)

    def __init__(self, screen: FloorScreen, form: StartForm) -> None:
        """Begin with what is filled in already; `screen` is where questions are asked and commands said."""
        super().__init__("Start a run", confirm="Start")
        self._at = screen
        self.form = form
        self._is_starting = False

    def compose_body(self) -> Iterable[Widget]:
        """The lines, and what would come of them."""
        yield RowList(_render, row_height=1)
        yield Static(id="outlook")

    def on_mount(self) -> None:
        """Begin on the first line that something is missing on."""
        self.query_one(".dialog", Vertical).border_subtitle = self.HINT
        self.show_form(self.form)
        self.form_list.move_to(Line.SERIALS if self.form.procedure else Line.PROCEDURE)

    def show_form(self, form: StartForm) -> None:
        """Show what is filled in, and ask what would come of it."""
        self.form = form
        self.form_list.update_rows(form.rows(self._at.floor.zone))
        self.tell("")
        self.run_worker(self._guarded(self._look_ahead(form)), group="outlook", exclusive=True)

    async def _look_ahead(self, form: StartForm) -> None:
        command = form.command()
        if command is None:
            self.outlook.update(Content.styled("Pick the procedure first.", "$dim"))
            return
        if not form.number:
            self.outlook.update(Content.styled("Scan a unit, type serials, or pick from stock.", "$dim"))
            return
        answer = await self._at.floor.preview(command)
        if isinstance(answer, Refused):
            self._show_refusal(answer)
            return
        ready = Content.styled(f"{OK_GLYPH} Ready to start {counted(form.number)}.", "$ok")
        warnings = [
            Content.styled(f"! {clean(warning)}", "bold $hold") for warning in answer.warnings[:_SHOWN]
        ]
        self.outlook.update(Content("\n").join([*warnings, ready]))

    def _show_refusal(self, refused: Refused) -> None:
        """Show why nothing would come of it, or came of it."""
        more = [sentence for sentence in refused.more if sentence != refused.sentence]
        lines = [
            f"{BAD_GLYPH} {clean(refused.sentence)}",
            *(f"  {clean(sentence)}" for sentence in more[:_SHOWN]),
        ]
        left = len(more) - _SHOWN
        lines += [f"  and {left} more"] if left > 0 else []
        self.outlook.update(Content.styled("\n".join(lines), "bold $out-of-range"))

    # Starting

    def confirm(self) -> None:
        """Start the runs."""
        command = self.form.command()
        if command is None:
            self.form_list.move_to(Line.PROCEDURE)
            self.refuse("Pick the procedure first.")
        elif not self._is_starting:
            self._is_starting = True
            self.query_one("#confirm", DialogButton).disabled = True
            self.tell("One moment …")
            self.run_worker(self._start(), group="start")

    def action_fill_in(self) -> None:
        """Start the runs."""
        self.confirm()

    async def _start(self) -> None:
        command, answer = self.form.command(), None
        assert command is not None  # noqa: S101 - it was asked before

        async def start() -> None:
            nonlocal answer
            answer = settled(await self._at.say(command))

        await self._guarded(start())
        if isinstance(answer, Outcome):
            self.dismiss(answer)
            return
        self._is_starting = False
        self.query_one("#confirm", DialogButton).disabled = False
        self.form_list.focus()
        if isinstance(answer, Refused):
            self.tell("")
            self.app.bell()
            self._show_refusal(answer)

    # Lines

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[FormRow]) -> None:
        message.stop()
        self._edit(message.row.key)

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[FormRow]) -> None:
        message.stop()

    def action_empty_line(self) -> None:
        """Empty the line under the cursor."""
        if (row := self.form_list.highlighted) is not None and self.form_list.has_focus:
            self.show_form(self.form.emptied(row.key))

    def _edit(self, line: Line) -> None:
        edits: Mapping[Line, Callable[[], Awaitable[StartForm | None]]] = {
            Line.PROCEDURE: self._pick_procedure,
            Line.SERIALS: self._type_serials,
            Line.STOCK: self._pick_stock,
            Line.TITLE: self._type_title,
            Line.BATCH: self._pick_batch,
            Line.OPERATOR: self._pick_operator,
            Line.WORK_CENTER: self._pick_work_center,
            Line.PRIORITY: self._pick_priority,
            Line.DUE: self._type_due,
        }
        self.run_worker(self._guarded(self._changed_by(edits[line])), group="edit")

    async def _changed_by(self, edit: Callable[[], Awaitable[StartForm | None]]) -> None:
        form = await edit()
        if form is not None:
            self.show_form(form)
            self.form_list.action_cursor_down()

    async def _pick_procedure(self) -> StartForm | None:
        unit = self.form.units[0] if self.form.units else None
        rows = await self._at.ask(lambda reads: reads.run_table.startable())
        if unit is not None:
            rows = sorted(rows, key=lambda row: row.part_id != unit.part_id)
        choices = [Choice(row, procedure_label(row), row.part or "", row.code, row.refusal) for row in rows]
        picked = await self._pick(PickDialog("Which procedure?", choices))
        return None if picked is None else replace(self.form, procedure=picked)

    async def _type_serials(self) -> StartForm | None:
        async def read(text: str) -> tuple[str, ...] | Refused:
            return serials_in(text)

        part = self.form.procedure.part if self.form.procedure else None
        about = (
            f"Of {part}, there already or new." if part else "Of the procedure's part, there already or new."
        )
        serials = await self._pick(
            TextDialog(
                "Which serials?",
                "SN-001, SN-002 or SN-001..SN-050",
                (about,),
                attempt=read,
                value=as_text(self.form.serials),
                longest=8000,
            )
        )
        return None if serials is None else replace(self.form, serials=serials)

    async def _pick_stock(self) -> StartForm | None:
        procedure = self.form.procedure
        if procedure is None or procedure.part_id is None:
            self.refuse("Pick a procedure that is linked to a part first, or scan the unit.")
            return None
        part_id = procedure.part_id
        rows = await self._at.ask(lambda reads: reads.run_table.units_of_part(part_id))
        known = {row.inventory_id: row for row in [*self.form.units, *rows]}
        choices = [
            Choice(row.inventory_id, row.label, f"{row.status}{_runs(row)}", row.serial or "", row.refusal)
            for row in known.values()
        ]
        picked = await self._pick(
            PickManyDialog(
                f"Which {procedure.part}?",
                choices,
                chosen=[row.inventory_id for row in self.form.units],
                empty=f"No {procedure.part} is in stock.",
            )
        )
        return None if picked is None else replace(self.form, units=tuple(known[chosen] for chosen in picked))

    async def _type_title(self) -> StartForm | None:
        lines = ("Of several runs each has its unit behind it.",) if self.form.number > 1 else ()
        title = await self._type("What is it called?", self.form.usual_title, lines, self.form.title)
        return None if title is None else replace(self.form, title=title)

    async def _pick_batch(self) -> StartForm | None:
        rows = await self._at.ask(lambda reads: reads.run_table.open_batches())
        choices = [
            Choice(_NONE, "None"),
            Choice(_NEW, NEW_BATCH, "of the runs that are started"),
            *(Choice(row.batch_id, batch_label(row.batch_id, row.title), f"{row.runs} runs") for row in rows),
        ]
        picked = await self._pick(PickDialog("Which batch do they join?", choices))
        if picked is None:
            return None
        if picked == _NEW:
            title = await self._type(
                "A new batch", "Title, if it is to have one", (), self.form.new_batch or ""
            )
            return None if title is None else replace(self.form, batch=None, new_batch=title)
        batch: BatchRow | None = next((row for row in rows if row.batch_id == picked), None)
        return replace(self.form, batch=batch, new_batch=None)

    async def _pick_operator(self) -> StartForm | None:
        rows = await self._at.ask(lambda reads: reads.run_table.operators())
        picked = await self._one_of("Whose are they?", rows, Choice(_NONE, "Nobody", "the unassigned pool"))
        return None if picked is None else replace(self.form, operator=picked[0])

    async def _pick_work_center(self) -> StartForm | None:
        rows = await self._at.ask(lambda reads: reads.run_table.work_centers())
        none = Choice(_NONE, "None of their own", "each step where its procedure sends it")
        picked = await self._one_of("Where are they built?", rows, none)
        return None if picked is None else replace(self.form, work_center=picked[0])

    async def _pick_priority(self) -> StartForm | None:
        picked = await self._pick(PickDialog("How urgent?", priority_choices(), chosen=[self.form.priority]))
        return None if picked is None else replace(self.form, priority=picked)

    async def _type_due(self) -> StartForm | None:
        async def read(text: str) -> StartForm | Refused:
            floor = self._at.floor
            day = due_at(text, floor.now(), floor.zone) if text else None
            return day if isinstance(day, Refused) else replace(self.form, due_at=day)

        return await self._pick(
            TextDialog("When are they due?", PROMPT, ("Nothing written: no due date.",), attempt=read)
        )

    async def _one_of(
        self, title: str, rows: Sequence[NamedRow], none: Choice[int]
    ) -> tuple[NamedRow | None] | None:
        picked = await self._pick(PickDialog(title, [none, *choices_of(rows)]))
        return None if picked is None else (next((row for row in rows if row.id == picked), None),)

    async def _type(self, title: str, prompt: str, lines: Sequence[str], value: str) -> str | None:
        async def as_it_is(text: str) -> str | Refused:
            return text

        return await self._pick(TextDialog(title, prompt, lines, attempt=as_it_is, value=value))

    async def _pick(self, dialog: Dialog[T]) -> T | None:
        return await self.app.push_screen_wait(dialog)

    # Scanning

    def scanned(self, code: str) -> None:
        """Take what was scanned: a unit, a person, a work center."""
        self.run_worker(self._guarded(self._take(code)), group="scan")

    async def _take(self, code: str) -> None:
        matches = await self._at.ask(lambda reads: reads.scan(code))
        kinds = {match.kind: match for match in matches}
        if badge := kinds.get(ScanKind.BADGE):
            people = await self._at.ask(lambda reads: reads.run_table.operators())
            operator = next((row for row in people if row.id == badge.id), None)
            self.show_form(replace(self.form, operator=operator))
        elif center := kinds.get(ScanKind.WORK_CENTER):
            places = await self._at.ask(lambda reads: reads.run_table.work_centers())
            place = next((row for row in places if row.id == center.id), None)
            self.show_form(replace(self.form, work_center=place))
        else:
            await self._take_unit(code)

    async def _take_unit(self, code: str) -> None:
        procedure = self.form.procedure
        units = await self._at.ask(lambda reads: reads.run_table.units_named(code))
        of_part = [unit for unit in units if procedure is not None and unit.part_id == procedure.part_id]
        units = of_part or units
        if len(units) > 1:
            choices = [Choice(unit, unit.label, unit.status, refused=unit.refusal) for unit in units]
            picked: UnitRow | None = await self._pick(PickDialog(f"{code} is more than one thing", choices))
            units = [] if picked is None else [picked]
            if picked is None:
                return
        if units:
            if units[0].refusal:
                self.refuse(units[0].refusal)
            else:
                self.show_form(self.form.with_unit(units[0]))
        elif procedure is None or not procedure.is_serial:
            self.refuse(f"{code}: nothing in stock has this code.")
        elif self.form.has_serial(code):
            self.tell(f"{code} is named already.")
        else:
            self.show_form(replace(self.form, serials=(*self.form.serials, code)))

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        """Whatever goes wrong, the form says so and can be used again."""
        try:
            await job
        except (StoreError, GaveUp) as error:
            self.refuse(error.sentence)
        except Exception:  # noqa: BLE001 - no form ends the kiosk
            LOG.exception("Starting a run went wrong")
            self.refuse(BROKEN)


def _runs(unit: UnitRow) -> str:
    return "" if not unit.runs else f", {unit.runs} run{'s' if unit.runs > 1 else ''}"
