"""One line of text: a title, a date, serials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.asking import AskingDialog, Attempt
from screens.widgets.lines import clean

T = TypeVar("T")


class TextDialog(AskingDialog[str, T], Generic[T]):
    """Asks for a line, and hands it to `attempt` until it is not refused: its answer, or None."""

    def __init__(
        self,
        title: str,
        prompt: str,
        lines: Sequence[str] = (),
        *,
        attempt: Attempt[str, T],
        value: str = "",
        confirm: str = "OK",
        longest: int = 200,
    ) -> None:
        """Begin with `value` already written.

        Args:
            title: What the text is for.
            prompt: What is asked for, on the frame of the input.
            lines: More about it, a line each.
            attempt: Gets the text without blanks around it; an empty one too.
            value: What is written already.
            confirm: What the button says.
            longest: How many signs fit in.
        """
        super().__init__(title, lines, attempt=attempt, confirm=confirm)
        self._prompt, self._value, self._longest = prompt, value, longest

    def compose_body(self) -> Iterable[Widget]:
        """The input."""
        text = Input(self._value, max_length=self._longest, select_on_focus=False)
        text.cursor_blink = False
        text.border_title = Content(clean(self._prompt))
        yield text

    def scanned(self, code: str) -> None:
        """Write what was scanned."""
        self.query_one(Input).insert_text_at_cursor(code)

    def ask_again(self) -> None:
        """Back to what was written."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def confirm(self) -> None:
        """Try what is written."""
        self.attempt(self.query_one(Input).value.strip())
