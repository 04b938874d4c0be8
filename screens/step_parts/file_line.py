"""A field that holds a file: shown, and what the engine says of putting one there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from screens.keys import Place, bindings_for
from screens.step_parts.field_line import FieldLine


class FileLine(FieldLine):
    """A File field."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)

    def action_record(self) -> None:
        """Enter: ask for it; the engine answers what a file field takes."""
        self.enter(self.field.name)

    def action_restore(self) -> None:
        """Esc: let go of the refusal."""
        self.restore()

    def action_not_applicable(self) -> None:
        """Have N/A recorded."""
        self.not_applicable()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter asks, Esc takes the refusal away, `x` is N/A where the field allows it."""
        del parameters
        match action:
            case "record":
                return True
            case "restore":
                return bool(self.refusal)
            case _:
                return action == "not_applicable" and self.field.allow_not_applicable

    def value_lines(self) -> Sequence[Content]:
        """The file's name, or that there is none."""
        if self.field.shown:
            return super().value_lines()
        return [Content.styled("no file", "$dim")]
