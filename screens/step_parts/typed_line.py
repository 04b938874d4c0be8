"""A field that is typed or scanned: text, number, date and time, tool, person, part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from data.rows.work import FieldRow
from ion_tui.engine.values import LONGEST_TEXT
from ion_tui.engine.words import FieldType
from screens.keys import KEYS, Place, bindings_for
from screens.step_parts import reading
from screens.step_parts.field_line import FieldLine
from screens.step_parts.layout import GAP, Columns, padded
from screens.step_parts.reading import Remark, Tone
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.widgets.lines import clean, fit

_WIDE: Final = frozenset({FieldType.STRING})
"""Types whose input takes the limits' column too: they have none, and need room."""
_HINTS: Final = {
    FieldType.DATETIME: "now or 14:30",
    FieldType.USER: "ID or badge",
    FieldType.PART: "part number",
    FieldType.TOOL: "scan it",
}
"""What stands in an empty input."""
_LISTED: Final = frozenset({FieldType.USER, FieldType.PART})
"""Types whose values can be picked from a list."""
_LIST_KEY: Final = next(key.names[0] for key in KEYS if key.id == "list")
_TIMES: Final = frozenset({FieldType.DATETIME})


class TypedLine(FieldLine):
    """A field with a box for its value, and plain text where it cannot be recorded.

    The box is drawn; an `Input` takes its place while the cursor is on the line, and goes when another line has
    the cursor. An input for each of thirty fields would make opening a step four times as slow.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)
    DEFAULT_CSS = sheet_beside(__file__)

    class ListWanted(Message):
        """What can be named here is to be shown in a list."""

        def __init__(self, line: TypedLine) -> None:
            """Carry the line."""
            super().__init__()
            self.line = line

    def __init__(self, field: FieldRow, columns: Columns, time: SiteTime, *, editable: bool) -> None:
        """Take the field, its place, and whether its value can be changed now."""
        super().__init__(field, columns, time, editable=editable)
        self._input: Input | None = None
        self._scanned: str | None = None
        """The code that is being recorded from a scan."""
        self._is_awaited = False
        """Whether the cursor is on its way into the input."""
        self._before = self._text = self._stored
        """The text from which what is typed differs or does not; and what is typed, while there is no input."""

    @property
    def text(self) -> str:
        """What stands in the box: what is typed, or what is stored."""
        return self._text if self._input is None else self._input.value

    @property
    def is_dirty(self) -> bool:
        """Whether what is typed is not what is stored."""
        return self.text != self._before

    @property
    def typed(self) -> str:
        """What stands in the box."""
        return self.text

    def is_news(self, text: str, *, not_applicable: bool) -> bool:
        """Whether this is not what is stored, or the stored value is to be confirmed."""
        same = text == self._before and not_applicable == self.field.not_applicable
        return not same or not self.field.confirmed

    def allow_focus(self) -> bool:
        """The input takes the focus itself while there is one."""
        return self.editable and self._input is None

    def take_cursor(self) -> None:
        """Put the cursor into an input, with what stands there marked: the next key begins another value."""
        if self._input is None:
            hint = _HINTS.get(FieldType(self.field.type), "")
            self._input = Input(self._text, hint, max_length=LONGEST_TEXT, select_on_focus=False)
            self._input.cursor_blink = False
            self._place(self._input)
            self.mount(self._input)
        self._is_awaited = True
        self._input.action_select_all()
        self._input.focus()

    def on_descendant_focus(self) -> None:
        """The cursor is in the input."""
        self._is_awaited = False
        super().on_descendant_focus()

    def let_input_go(self) -> None:
        """The cursor has gone to another line: draw the box again."""
        if self._input is not None and not self.is_here and not self._is_awaited:
            self._text = self._input.value
            self._input.remove()
            self._input = None
            self.redraw()

    def set_columns(self, columns: Columns) -> None:
        """Move the input with the columns."""
        super().set_columns(columns)
        if self._input is not None:
            self._place(self._input)

    def show(self, field: FieldRow, *, editable: bool) -> None:
        """Take the field as it is now; what is being typed stays, where it cannot be recorded now too."""
        if (field, editable) == (self.field, self.editable):
            return
        was_dirty = self.is_dirty
        if not editable and self._input is not None:
            self._text = self._input.value
            self._input.remove()
            self._input = None
        super().show(field, editable=editable)
        if not was_dirty or self.text == self._stored:
            self._put(self._stored)
            self.see_current()
            self.redraw()

    def restore(self) -> None:
        """Put the stored value back."""
        self._put(self._stored)
        super().restore()

    def recorded(self, text: str) -> None:
        """What was typed or scanned is what is stored, unless something else is being typed already."""
        if text in (self.text, self._scanned):
            self._put(text)
        self._scanned = None
        super().recorded(text)

    def ask_again(self) -> None:
        """Let the next key begin another value."""
        if self._input is not None:
            self._input.action_select_all()

    def expect(self, code: str) -> None:
        """A scanned code is being recorded: once it is, it takes the place of what is typed."""
        self._scanned = code

    def action_restore(self) -> None:
        """Esc: the stored value is there again."""
        self.restore()

    def action_list(self) -> None:
        """Show those there are."""
        self.post_message(self.ListWanted(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc restores only where there is something to restore; else it is the screen's."""
        del parameters
        if action == "list":
            return self.editable and self.field.type in _LISTED
        return action == "restore" and (self.is_dirty or bool(self.refusal))

    def limits(self) -> str:
        """What is asked for: of a tool, its part, and that it be calibrated."""
        if self.field.type == FieldType.TOOL and self.field.tool_part:
            return f"{self.field.tool_part}, calibrated" if self.field.calibrated else self.field.tool_part
        return super().limits()

    def value_lines(self) -> Sequence[Content]:
        """The box, which an input may cover; the value in full where it cannot be recorded."""
        if not self.editable:
            return super().value_lines()
        hint = _HINTS.get(FieldType(self.field.type), "")
        inside = self._width - 2
        words = (
            Content.styled(fit(self.text, inside), "$button-on")
            if self.text
            else Content.styled(hint, "$dim")
        )
        return [Content.assemble(" ", padded(words, inside), " ").stylize_before("on $button-fill")]

    def remark(self) -> Remark:
        """What is to be said of what is typed; of what is stored where nothing is."""
        if self.is_dirty and self.editable:
            return reading.of_typed(self.field, self.text, self.time)
        said = super().remark()
        if not said and self.is_here and self.field.type in _LISTED:
            return Remark(Tone.PLAIN, f"{_LIST_KEY} lists them", (_LIST_KEY,))
        return said

    def beneath(self) -> Sequence[Remark]:
        """Why it was not recorded, and what somebody else recorded meanwhile."""
        if not self.is_dirty or not self.editable or self.seen_value == self.field.value_version:
            return super().beneath()
        return (*super().beneath(), reading.of_other_value(self.field, self.time))

    def on_focus(self) -> None:
        """Come here by Tab or by a click: the cursor belongs into the input."""
        super().on_focus()
        self.take_cursor()

    def on_key(self, event: events.Key) -> None:
        """Type what is pressed before the input has the focus."""
        if self._input is not None and event.is_printable and event.character:
            event.stop()
            self._input.replace(event.character, *self._input.selection)

    @property
    def _stored(self) -> str:
        """The stored value as it would be typed."""
        if self.field.type in _TIMES or self.field.not_applicable:
            return self.field.shown
        return clean(self.field.value or "")

    @property
    def _width(self) -> int:
        columns = self.columns
        more = GAP + columns.limits if columns.limits and self.field.type in _WIDE else 0
        return columns.value + more

    def _put(self, text: str) -> None:
        self._before = text
        self._write(text)

    def _write(self, text: str) -> None:
        self._text = text
        if self._input is not None and self._input.value != text:
            with self._input.prevent(Input.Changed):
                self._input.value = text
            self._input.cursor_position = len(text)

    def _place(self, value: Input) -> None:
        value.styles.margin = (0, 0, 0, self.columns.value_at)
        value.styles.width = self._width

    @on(Input.Changed)
    def _say_as_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.let_blame_go()
        self.redraw()

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        na = reading.is_not_applicable(self.field, event.value)
        self.post_message(self.Entered(self, event.value, not_applicable=na))
