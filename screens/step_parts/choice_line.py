"""A field that is chosen by a key: yes or no, pass or fail, one option or several of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from data.rows.work import FieldRow
from ion_tui.engine.words import FieldType
from screens.keys import Place, bindings_for
from screens.step_parts.field_line import FieldLine
from screens.step_parts.layout import GAP, Columns
from screens.step_parts.reading import Remark, Tone
from screens.step_parts.site_time import SiteTime
from screens.theme import BAD_GLYPH, OK_GLYPH
from screens.widgets.lines import clean, wrapped

_WORDS: Final = {
    FieldType.BOOLEAN: (("yes", "y"), ("no", "n")),
    FieldType.PASS_FAIL: (("pass", "p"), ("fail", "f")),
}
"""The choices that have keys of their own."""
MOST_NUMBERED: Final = 9
"""Options that number keys reach; more are picked from a list."""


class ChoiceLine(FieldLine):
    """A field whose choices stand beside its name, each with its key; one key records."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)

    class PickWanted(Message):
        """The options are to be shown in a list: there are too many for the number keys."""

        def __init__(self, line: ChoiceLine) -> None:
            """Carry the line."""
            super().__init__()
            self.line = line

    def __init__(self, field: FieldRow, columns: Columns, time: SiteTime, *, editable: bool) -> None:
        """Take the field, its place, and whether its value can be changed now."""
        super().__init__(field, columns, time, editable=editable)
        self._chosen: frozenset[str] | None = None
        """What is chosen and not recorded; None: nothing."""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Each choice with its key; without one where there are too many."""
        if words := _WORDS.get(FieldType(self.field.type)):
            return words
        if self.is_list:
            return tuple((option, "") for option in self.field.options)
        return tuple((option, str(number)) for number, option in enumerate(self.field.options, 1))

    @property
    def is_list(self) -> bool:
        """Whether the options are picked from a list."""
        return len(self.field.options) > MOST_NUMBERED

    @property
    def takes_several(self) -> bool:
        """Whether several options can be chosen: then Enter records them."""
        return self.field.type == FieldType.MULTISELECT

    @property
    def chosen(self) -> frozenset[str]:
        """What is chosen, recorded or not."""
        if self._chosen is not None:
            return self._chosen
        return frozenset(self.field.value.split("\n")) if self.field.value else frozenset()

    @property
    def is_dirty(self) -> bool:
        """Whether something is chosen that is not recorded."""
        return self._chosen is not None

    @property
    def typed(self) -> str:
        """What is chosen, in the order of the choices."""
        return ", ".join(self._in_order())

    def is_news(self, text: str, *, not_applicable: bool) -> bool:
        """As every field; Enter where N/A stands and nothing is chosen only goes on."""
        if self.field.not_applicable and self._chosen is None and not text:
            return False
        return super().is_news(text, not_applicable=not_applicable)

    def restore(self) -> None:
        """Let go of what was chosen."""
        self._chosen = None
        super().restore()

    def recorded(self, text: str) -> None:
        """What was chosen is stored."""
        self._chosen = None
        super().recorded(text)

    def choose(self, options: frozenset[str]) -> None:
        """Have these options recorded."""
        self._chosen = options
        self.redraw()
        self._enter_chosen()

    def _enter_chosen(self) -> None:
        self.post_message(self.Entered(self, "\n".join(self._in_order())))

    def _in_order(self) -> list[str]:
        return [choice for choice, _ in self.choices if choice in self.chosen]

    def action_choose(self, choice: str) -> None:
        """A key of its own: have that choice recorded."""
        self.choose(frozenset({choice}))

    def action_choose_number(self, number: int) -> None:
        """A number: record that option, or take it among the chosen ones."""
        choice = self.choices[number - 1][0]
        if self.takes_several:
            self._chosen = self.chosen ^ {choice}
            self.let_blame_go()
            self.redraw()
        else:
            self.choose(frozenset({choice}))

    def action_record(self) -> None:
        """Enter: record what is chosen, or show the list, or go on."""
        if self.is_list:
            self.post_message(self.PickWanted(self))
        else:
            self._enter_chosen()

    def action_restore(self) -> None:
        """Esc: let go of what was chosen."""
        self.restore()

    def action_not_applicable(self) -> None:
        """Have N/A recorded."""
        self.not_applicable()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys of this field's own choices act here; the rest are the screen's."""
        match action:
            case "choose":
                return any(choice == parameters[0] for choice, key in self.choices if key.isalpha())
            case "choose_number":
                return any(key == str(parameters[0]) for _, key in self.choices)
            case "not_applicable":
                return self.field.allow_not_applicable
            case "restore":
                return self.is_dirty or bool(self.refusal)
            case _:
                return True

    def value_lines(self) -> Sequence[Content]:
        """The choices, the chosen ones filled; only the value where it cannot be changed."""
        if not self.editable:
            return super().value_lines()
        if self.is_list and not self.chosen:
            return [Content.styled("Enter shows the list", "$dim")]
        shown = [(choice, key) for choice, key in self.choices if key or choice in self.chosen]
        chips = [self._chip(choice, key) for choice, key in shown]
        if self.field.not_applicable and not self.is_dirty:
            chips.append(Content.styled(f" {OK_GLYPH} N/A ", "$completed-on on $completed-fill"))
        elif self.field.allow_not_applicable:
            chips.append(Content.assemble(" ", ("x", "bold $accent"), " N/A "))
        return _flowing(chips, self.columns.beyond_name)

    def limits(self) -> str:
        """Nothing: the choices say it."""
        return ""

    def remark(self) -> Remark:
        """That chosen options are to be recorded; else what is stored."""
        if self.is_dirty and self.takes_several:
            return Remark(Tone.ASK, "Enter records")
        return super().remark()

    def _chip(self, choice: str, key: str) -> Content:
        words = clean(choice)
        if choice not in self.chosen:
            return Content.assemble(" ", (key, "bold $accent"), f" {words} ")
        if choice == "fail":
            return Content.styled(f" {BAD_GLYPH} {words} ", "bold $failed-on on $failed-fill")
        return Content.styled(f" {OK_GLYPH} {words} ", "bold $completed-on on $completed-fill")


def _flowing(chips: Sequence[Content], width: int) -> list[Content]:
    """The chips beside each other, on as many lines as they need."""
    lines: list[Content] = []
    for chip in chips:
        room = width - lines[-1].cell_length - GAP if lines else -1
        if chip.cell_length <= room:
            lines[-1] = Content.assemble(lines[-1], " " * GAP, chip)
        else:
            lines += wrapped(chip, width)
    return lines or [Content("")]
