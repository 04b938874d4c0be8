"""A field that holds a file: which one, how large and of what kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from screens.keys import Place, bindings_for
from screens.step_parts.field_line import FieldLine
from screens.step_parts.local_files import size_words

KINDS: Final = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WebP",
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "text/plain": "text",
}
"""What people call the kinds of files."""


class FileLine(FieldLine):
    """A File field: Enter attaches one, in place of the one before."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)

    class AttachWanted(Message):
        """A file is to be chosen and attached."""

        def __init__(self, line: FileLine) -> None:
            """Carry the line."""
            super().__init__()
            self.line = line

    def action_record(self) -> None:
        """Enter: choose a file."""
        self.post_message(self.AttachWanted(self))

    def action_restore(self) -> None:
        """Esc: let go of the refusal."""
        self.restore()

    def action_not_applicable(self) -> None:
        """Have N/A recorded."""
        self.not_applicable()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter attaches, Esc takes the refusal away, `x` is N/A where the field allows it."""
        del parameters
        match action:
            case "record":
                return True
            case "restore":
                return bool(self.refusal)
            case _:
                return action == "not_applicable" and self.field.allow_not_applicable

    def limits(self) -> str:
        """Of what kind the file is, and how large."""
        field = self.field
        if not field.media_type:
            return ""
        return f"{KINDS.get(field.media_type, field.media_type)}, {size_words(field.size)}"

    def value_lines(self) -> Sequence[Content]:
        """The file's name, or that there is none and what Enter does."""
        if self.field.shown:
            return super().value_lines()
        if not self.is_here:
            return [Content.styled("no file", "$dim")]
        return [Content.assemble(("Enter", "bold $accent"), (" attaches one", "$dim"))]
