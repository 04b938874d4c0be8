"""A field that is typed or scanned: text, number, date and time, tool, person, part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from data.rows.work import FieldRow
from ion_tui.engine.values import LONGEST_TEXT
from ion_tui.engine.words import FieldType
from screens.keys import Place, bindings_for
from screens.step_parts import reading
from screens.step_parts.field_line import FieldLine
from screens.step_parts.layout import GAP, Columns
from screens.step_parts.reading import Remark
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.widgets.lines import clean

_WIDE: Final = frozenset({FieldType.STRING})
"""Types whose input takes the limits' column too: they have none, and need room."""
_HINTS: Final = {
    FieldType.DATETIME: "now or 14:30",
    FieldType.USER: "ID or badge",
    FieldType.PART: "part number",
    FieldType.TOOL: "scan it",
}
"""What stands in an empty input."""
_TIMES: Final = frozenset({FieldType.DATETIME})


class TypedLine(FieldLine, can_focus=False):
    """A field with an input while it can be recorded, and plain text otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)
    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, field: FieldRow, columns: Columns, time: SiteTime, *, editable: bool) -> None:
        """Take the field, its place, and whether its value can be changed now."""
        super().__init__(field, columns, time, editable=editable)
        self._shown_before = self._stored
        """The text from which what is typed differs, or does not."""

    def compose(self) -> ComposeResult:
        """One input, over the value column."""
        hint = _HINTS.get(FieldType(self.field.type), "")
        value = Input(self._stored, hint, compact=True, max_length=LONGEST_TEXT)
        value.cursor_blink = False
        value.display = self.editable
        self._place(value)
        yield value

    @property
    def input(self) -> Input:
        """Where the value is typed."""
        return self.query_one(Input)

    def take_cursor(self) -> None:
        """Put the cursor into the input."""
        self.input.focus()

    @property
    def is_dirty(self) -> bool:
        """Whether what is typed is not what is stored."""
        return self.is_mounted and self.editable and self.input.value != self._shown_before

    def is_news(self, text: str, *, not_applicable: bool) -> bool:
        """Whether something is typed that is not stored, or the stored value is to be confirmed."""
        del text
        return self.is_dirty or not self.field.confirmed or not_applicable != self.field.not_applicable

    def set_columns(self, columns: Columns) -> None:
        """Move the input with the columns."""
        super().set_columns(columns)
        if self.is_mounted:
            self._place(self.input)

    def show(self, field: FieldRow, *, editable: bool) -> None:
        """Take the field as it is now; what is being typed stays."""
        was_dirty = self.is_dirty
        super().show(field, editable=editable)
        self.input.display = editable
        if not was_dirty:
            self._put(self._stored)

    def restore(self) -> None:
        """Put the stored value back into the input."""
        self._put(self._stored)
        super().restore()

    def recorded(self, text: str) -> None:
        """What was entered is what is stored, unless something else is typed already."""
        if self.input.value == text:
            self._shown_before = text
        super().recorded(text)

    def ask_again(self) -> None:
        """Let the next key begin another value."""
        self.input.action_select_all()

    def action_restore(self) -> None:
        """Esc: the stored value is there again."""
        self.restore()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc restores only where there is something to restore; else it is the screen's."""
        del parameters
        return action != "restore" or self.is_dirty or bool(self.refusal)

    def enter(self, text: str) -> None:
        """Put a scanned code into the input, and have it recorded."""
        self.input.value = text
        super().enter(text)

    def limits(self) -> str:
        """What is asked for: of a tool, its part, and that it be calibrated."""
        if self.field.type == FieldType.TOOL and self.field.tool_part:
            return f"{self.field.tool_part}, calibrated" if self.field.calibrated else self.field.tool_part
        return super().limits()

    def value_lines(self) -> Sequence[Content]:
        """Nothing beneath the input; the value in full, on as many lines as it needs, where there is no input."""
        return [Content("")] if self.editable else super().value_lines()

    def remark(self) -> Remark:
        """What is to be said of what is typed; of what is stored where nothing is."""
        if not self.is_dirty:
            return super().remark()
        return reading.of_typed(self.field, self.input.value, self.time)

    def beneath(self) -> Sequence[Remark]:
        """Why it was not recorded, and what somebody else recorded meanwhile."""
        overtaken = self.is_dirty and self.seen_value != self.field.value_version
        if not overtaken:
            return super().beneath()
        other = reading.of_other_value(self.field, self.time)
        return (*super().beneath(), other)

    @property
    def _stored(self) -> str:
        """The stored value as it would be typed."""
        if self.field.type in _TIMES or self.field.not_applicable:
            return self.field.shown
        return clean(self.field.value or "")

    def _put(self, text: str) -> None:
        self._shown_before = text
        value = self.input
        if value.value != text:
            with value.prevent(Input.Changed):
                value.value = text
            value.cursor_position = len(text)

    def _place(self, value: Input) -> None:
        columns = self.columns
        width = columns.value
        if self.field.type in _WIDE:
            width += GAP + columns.limits if columns.limits else 0
        value.styles.margin = (0, 0, 0, columns.value_at)
        value.styles.width = width

    @on(Input.Changed)
    def _say_as_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.refusal = ""
        self.redraw()

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        na = reading.is_not_applicable(self.field, event.value)
        self.post_message(self.Entered(self, event.value, not_applicable=na))
