"""One field of a step on its line: name, value, limits, and what is said of the value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.content import Content
from textual.message import Message

from data.rows.work import FieldRow
from screens.step_parts import reading
from screens.step_parts.layout import NO_ASIDE, Aside, Columns, beside, with_remarks
from screens.step_parts.reading import NOTHING, Remark
from screens.step_parts.site_time import SiteTime
from screens.step_parts.stop import Stop
from screens.widgets.lines import clean, wrapped

L = TypeVar("L", bound="FieldLine")


class FieldLine(Stop):
    """A field with its stored value, and with what the operator is about to put there.

    `show` takes the field anew, in place: what is being typed stays, and `seen_value` stays the version that was
    there when typing began, so that the engine can tell that somebody else was faster.
    """

    class Entered(Message, Generic[L]):
        """A value is to be recorded."""

        def __init__(self, line: L, text: str, *, not_applicable: bool = False) -> None:
            """Carry the line and the value as it was typed or chosen."""
            super().__init__()
            self.line = line
            self.text = text
            self.not_applicable = not_applicable

    class Revised(Message):
        """What was refused is another value now: the sentence about it is true no more."""

        def __init__(self, sentence: str) -> None:
            """Carry the sentence."""
            super().__init__()
            self.sentence = sentence

    def __init__(self, field: FieldRow, columns: Columns, time: SiteTime, *, editable: bool) -> None:
        """Take the field, its place, and whether its value can be changed now."""
        super().__init__(columns, editable=editable)
        self.field = field
        self.time = time
        self.seen_value = field.value_version
        self.refusal = ""
        """Why the last value was not recorded; it stays until the value is another one."""
        self.to_allow = ""
        """The code of a tool that was refused, and that a second person may allow."""
        self.blamed = ""
        """The sentence that was said of the last value, where it was refused or out of range."""
        self.is_being_recorded = False
        """Whether the engine's answer is still to come."""

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed or chosen that is not recorded; it is kept while it cannot be."""
        return False

    @property
    def typed(self) -> str:
        """What is typed or chosen, in words."""
        return ""

    def is_news(self, text: str, *, not_applicable: bool) -> bool:
        """Whether recording this would change something; a value to be confirmed is."""
        field = self.field
        same = text == (field.value or "") and not_applicable == field.not_applicable
        return not same or not field.confirmed

    def show(self, field: FieldRow, *, editable: bool) -> None:
        """Take the field as it is now."""
        if (field, editable) == (self.field, self.editable):
            return
        is_another = field.value_version != self.field.value_version
        self.field, self.editable = field, editable
        if not self.is_dirty:
            self.see_current()
            if is_another:
                self.let_blame_go()
        self.redraw()

    def see_current(self) -> None:
        """The operator has seen the value that is there now."""
        self.seen_value = self.field.value_version

    def restore(self) -> None:
        """Let go of what was typed: the stored value is there again."""
        self.let_blame_go()
        self.see_current()
        self.redraw()

    def recorded(self, text: str) -> None:
        """`text` is stored; the field itself follows by `show`."""
        del text
        self.let_blame_go()
        self.redraw()

    def let_blame_go(self) -> None:
        """The value is another one than the one of which something was said."""
        if self.blamed:
            self.post_message(self.Revised(self.blamed))
        self.refusal = self.to_allow = self.blamed = ""

    def refuse(self, sentence: str, *, to_allow: str = "") -> None:
        """Say beneath why what was entered was not recorded; it stays as it is."""
        self.refusal = self.blamed = sentence
        self.to_allow = to_allow
        self.redraw()
        self.ask_again()

    def ask_again(self) -> None:
        """Make ready for another value, with the cursor still here."""

    def enter(self, text: str) -> None:
        """Have a scanned code recorded; what is typed here stays, should the code be refused."""
        self.post_message(self.Entered(self, text))

    def not_applicable(self) -> None:
        """Have N/A recorded; the engine says where it is not allowed."""
        self.post_message(self.Entered(self, "", not_applicable=True))

    def value_lines(self) -> Sequence[Content]:
        """The value on its lines, beginning in the value column."""
        return wrapped(Content.styled(clean(self.field.shown), "$strong"), self.columns.value)

    def limits(self) -> str:
        """What is asked for, in the column beside the value."""
        return self.field.limits or self.field.unit or ""

    def remark(self) -> Remark:
        """What is said of the value, beside it."""
        return reading.of_stored(self.field, self.time)

    def beneath(self) -> Sequence[Remark]:
        """What is said beneath: why it was not recorded, or that it is not and cannot be now."""
        if self.is_dirty and not self.editable:
            return (reading.of_kept(self.typed),)
        refused = (
            reading.refused(self.refusal, can_be_allowed=bool(self.to_allow)) if self.refusal else NOTHING
        )
        return () if refused == self.remark() else (refused,)

    def aside(self) -> Aside:
        """What is drawn at the end of the line, where there is room."""
        return NO_ASIDE

    def _units(self) -> Sequence[Content]:
        """In how many units of the batch a field per unit has its value."""
        filled, units = self.field.units_filled, self.field.units
        if not units:
            return ()
        words = f"{filled} of {units} units"
        words = words if len(words) <= self.columns.name else f"{filled} of {units}"
        return (Content.styled(words, "$ok" if filled == units else "$dim"),)

    def draw(self, width: int) -> Sequence[Content]:
        """The field's lines."""
        del width
        name = [(clean(self.field.name), "$strong" if self.is_here else "$ink")]
        mark = [(" *", "$hold")] if self.field.required else []
        names = [*wrapped(Content.assemble(*name, *mark), self.columns.name), *self._units()]
        limits = Content.styled(clean(self.limits()), "$dim")
        rest = with_remarks(
            self.value_lines(), limits, self.columns, self.remark(), self.beneath(), self.aside()
        )
        return beside(self.cursor_mark, names, rest, self.columns.name)
