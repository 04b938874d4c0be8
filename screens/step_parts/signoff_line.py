"""A field that is signed: by whom, or who can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from screens.keys import Place, bindings_for
from screens.step_parts import reading
from screens.step_parts.field_line import FieldLine
from screens.step_parts.reading import NOTHING, Remark
from screens.widgets.lines import clean, wrapped


class SignoffLine(FieldLine):
    """A Signoff field: Enter signs it, in place."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)

    class SignWanted(Message):
        """The field is to be signed."""

        def __init__(self, line: SignoffLine) -> None:
            """Carry the line."""
            super().__init__()
            self.line = line

    @property
    def is_signed(self) -> bool:
        """Whether the signature is there."""
        return self.field.signed_by is not None

    def action_record(self) -> None:
        """Enter: sign."""
        self.post_message(self.SignWanted(self))

    def action_restore(self) -> None:
        """Esc: let go of the refusal."""
        self.restore()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter signs what is not signed; Esc takes the refusal away."""
        del parameters
        return (action == "record" and not self.is_signed) or (action == "restore" and bool(self.refusal))

    def value_lines(self) -> Sequence[Content]:
        """Who signed and when, or who can."""
        if self.is_signed:
            signed = reading.of_stored(self.field, self.time)
            return wrapped(
                Content.styled(clean(signed.words), f"bold {signed.tone.ink}"), self.columns.beyond_name
            )
        role = clean(self.field.role or "anybody")
        peer = ", who has not worked it" if self.field.peer_review else ""
        how = (
            [(" Enter ", "bold $button-on on $button-fill"), " signs: "]
            if self.editable
            else ["not signed: "]
        )
        return wrapped(Content.assemble(*how, role, (peer, "$dim")), self.columns.beyond_name)

    def limits(self) -> str:
        """Nothing: the role stands in the value."""
        return ""

    def remark(self) -> Remark:
        """Nothing: the signature says it."""
        return NOTHING
