"""The sheet of a step: what is to be done, its fields, its parts, and what stands on it. It scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from data.rows.work import FieldRow, StepView
from ion_tui.engine.wording import amount
from ion_tui.engine.words import FieldType
from screens.step_parts.choice_line import ChoiceLine
from screens.step_parts.field_line import FieldLine
from screens.step_parts.file_line import FileLine
from screens.step_parts.grid import GridPart
from screens.step_parts.instructions import Instructions
from screens.step_parts.layout import Columns, columns_for
from screens.step_parts.number_line import NumberLine
from screens.step_parts.outside_line import OutsideLine
from screens.step_parts.requirement_line import RequirementLine
from screens.step_parts.sections import Heading, Records
from screens.step_parts.signoff_line import SignoffLine
from screens.step_parts.site_time import SiteTime
from screens.step_parts.stop import Stop
from screens.step_parts.typed_line import TypedLine
from screens.styles import sheet_beside
from screens.theme import OK_GLYPH
from screens.widgets.lines import fit

_LINE_OF: Final[dict[FieldType, type[FieldLine]]] = {
    FieldType.BOOLEAN: ChoiceLine,
    FieldType.PASS_FAIL: ChoiceLine,
    FieldType.SELECT: ChoiceLine,
    FieldType.MULTISELECT: ChoiceLine,
    FieldType.SIGNOFF: SignoffLine,
    FieldType.FILE: FileLine,
    FieldType.NUMBER: NumberLine,
}
"""Which line a field is shown on; one that is not here is typed."""

_PART_NAME: Final = 26
"""Cells up to which the names of parts widen the column; longer ones go on in the next line."""


@dataclass(frozen=True, slots=True)
class Editable:
    """What the operator can change on the step now, by the engine's word."""

    values: bool = False
    signatures: bool = False
    parts: bool = False
    sending: bool = False
    receiving: bool = False

    def field(self, field: FieldRow) -> bool:
        """Whether this field can be changed."""
        return self.signatures if field.type == FieldType.SIGNOFF else self.values


class Sheet(VerticalScroll, inherit_bindings=False):
    """The step as a form: `show` takes it anew in place, with the cursor, the place and what is typed as they were."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]

    def __init__(self, time: SiteTime, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin without a step."""
        super().__init__(id=id)
        self.time = time
        self._view: StepView | None = None
        self._shape: tuple[object, ...] = ()
        self._columns = self._part_columns = Columns()

    def compose(self) -> ComposeResult:
        """The sections, in the order of the work."""
        yield Instructions()
        yield OutsideLine(self.time)
        yield Vertical(id="table")
        yield Vertical(id="fields")
        yield Vertical(id="parts")
        yield Records(self.time)

    async def show(self, view: StepView, editable: Editable) -> None:
        """Take the step as it is now; another step, or one with other fields, is laid out anew."""
        same_step = self._view is not None and self._view.step.step_id == view.step.step_id
        self._view = view
        self._columns, self._part_columns = self._columns_for(view)
        shape = _shape_of(view)
        with self.app.batch_update():
            self.query_one(Instructions).show(view.step)
            outside = self.query_one(OutsideLine)
            outside.show(view, can_send=editable.sending, can_receive=editable.receiving)
            if shape == self._shape:
                self._update(view, editable)
            else:
                self._shape = ()  # a layout that is canceled half way is no layout
                await self._lay_out(view, editable)
                self._shape = shape
            self.query_one(Records).show(view)
        if self.stop is not None and not self.stop.editable:
            self.focus()
        if not same_step:
            self.scroll_home(animate=False)

    @property
    def stops(self) -> list[Stop]:
        """Where the cursor stops now, from top to bottom."""
        return [stop for stop in self.query(Stop) if stop.editable]

    @property
    def stop(self) -> Stop | None:
        """Where the cursor is; None when it is somewhere else."""
        return next((stop for stop in self.query(Stop) if stop.is_here), None)

    @property
    def fields(self) -> list[FieldLine]:
        """The lines of the fields."""
        return list(self.query(FieldLine))

    @property
    def requirements(self) -> list[RequirementLine]:
        """The lines of the parts."""
        return list(self.query(RequirementLine))

    @property
    def grid(self) -> GridPart | None:
        """The table of a datagrid step."""
        return next(iter(self.query(GridPart)), None)

    @property
    def unrecorded(self) -> list[str]:
        """The names of the fields and cells in which something stands that is not recorded."""
        cells = [] if self.grid is None else self.grid.unrecorded
        return [*(line.field.name for line in self.dirty), *cells]

    @property
    def dirty(self) -> list[FieldLine]:
        """The fields in which something is typed or chosen that is not recorded."""
        return [line for line in self.fields if line.is_dirty]

    @property
    def takes_values(self) -> bool:
        """Whether anything in it can be recorded now."""
        return any(line.editable for line in self.fields) or (self.grid is not None and self.grid.can_record)

    def move_cursor(self, by: int) -> None:
        """Go to the stop above (-1) or below (1); where there is none, scroll."""
        stops, here = self.stops, self.stop
        if here is None or here not in stops:
            target = next(iter(stops), None) if by > 0 else None
        else:
            place = stops.index(here) + by
            target = stops[place] if 0 <= place < len(stops) else None
        if target is not None:
            self.put_cursor(target)
        elif by < 0:
            self.scroll_relative(y=-2, animate=False) if here is None else self.scroll_home(animate=False)
        else:
            self.scroll_relative(y=2, animate=False) if here is None else self.scroll_end(animate=False)

    def put_cursor(self, stop: Stop) -> None:
        """Put the cursor on a stop, all of it in view."""
        stop.take_cursor()
        self.call_after_refresh(self.scroll_to_widget, stop, animate=False)

    def go_to_work(self) -> None:
        """Put the cursor on the first thing that is missing; where nothing can be done, on the sheet itself."""
        target = next((stop for stop in self.stops if _is_missing(stop)), None) or next(
            iter(self.stops), None
        )
        if target is None:
            self.focus()
        else:
            self.put_cursor(target)

    def on_descendant_focus(self) -> None:
        """One input at a time: a line that the cursor has left draws its box itself."""
        for line in self.query(TypedLine):
            line.let_input_go()

    def on_resize(self, event: events.Resize) -> None:
        """Stand in the columns of the new width."""
        del event
        if self._view is not None:
            self._columns, self._part_columns = self._columns_for(self._view)
            for stop in self.query(Stop):
                stop.set_columns(self._part_columns if isinstance(stop, RequirementLine) else self._columns)

    def _columns_for(self, view: StepView) -> tuple[Columns, Columns]:
        """The columns of the fields, and those of the parts: each as narrow as what is in them allows."""
        width = self.scrollable_content_region.width or self.app.size.width
        names = [f"{field.name}{' *' if field.required else ''}" for field in view.fields]
        limits = [
            field.limits or field.unit or (f"{field.tool_part}, calibrated" if field.tool_part else "")
            for field in view.fields
            if issubclass(_LINE_OF.get(FieldType(field.type), TypedLine), TypedLine)
        ]
        parts = [fit(f"{need.part} {need.description}", _PART_NAME) for need in view.requirements]
        counts = [
            f"{amount(need.quantity)} of {amount(need.quantity)} {OK_GLYPH}" for need in view.requirements
        ]
        return columns_for(width, names, limits), columns_for(width, parts, (), values=counts)

    def _update(self, view: StepView, editable: Editable) -> None:
        for line, field in zip(self.fields, view.fields, strict=True):
            line.set_columns(self._columns)
            line.show(field, editable=editable.field(field))
        for part, need in zip(self.requirements, view.requirements, strict=True):
            part.set_columns(self._part_columns)
            part.show(need, editable=editable.parts)
        if self.grid is not None:
            self.grid.show(view, can_record=editable.values, can_sign=editable.signatures)

    async def _lay_out(self, view: StepView, editable: Editable) -> None:
        sections: tuple[tuple[str, Sequence[Widget]], ...] = (
            ("#table", self._table(view, editable)),
            ("#fields", self._field_lines(view, editable)),
            ("#parts", self._part_lines(view, editable)),
        )
        for name, widgets in sections:
            section = self.query_one(name, Vertical)
            await section.remove_children()
            section.display = bool(widgets)
            await section.mount_all(widgets)

    def _table(self, view: StepView, editable: Editable) -> list[GridPart]:
        if not view.columns:
            return []
        part = GridPart(
            view, self._columns, self.time, can_record=editable.values, can_sign=editable.signatures
        )
        self.query_one("#table").styles.max_height = part.full_height + 1
        return [part]

    def _field_lines(self, view: StepView, editable: Editable) -> list[FieldLine]:
        return [
            _LINE_OF.get(FieldType(field.type), TypedLine)(
                field, self._columns, self.time, editable=editable.field(field)
            )
            for field in view.fields
        ]

    def _part_lines(self, view: StepView, editable: Editable) -> list[Heading | RequirementLine]:
        lines = [
            RequirementLine(need, self._part_columns, self.time, editable=editable.parts)
            for need in view.requirements
        ]
        return [Heading("Parts"), *lines] if lines else []


def _shape_of(view: StepView) -> tuple[object, ...]:
    """What is laid out: while it is the same, lines are updated in place."""
    return (
        view.step.step_id,
        tuple((field.field_id, field.type) for field in view.fields),
        tuple(need.requirement_id for need in view.requirements),
        bool(view.columns),
    )


def _is_missing(stop: Stop) -> bool:
    if isinstance(stop, RequirementLine):
        return not stop.is_complete
    if isinstance(stop, GridPart | OutsideLine):
        return stop.is_missing
    if isinstance(stop, FieldLine):
        field = stop.field
        has_value = bool(field.shown) or field.signed_by is not None
        return field.required and not (has_value and field.confirmed and field.is_covered)
    return False
