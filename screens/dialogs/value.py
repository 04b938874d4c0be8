"""A value that is typed: judged by whoever it is for, until it is taken."""

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


class ValueDialog(AskingDialog[str, T], Generic[T]):
    """Asks for a text, empty or not, and hands it to `attempt` until it is not refused: its answer, or None."""

    def __init__(
        self,
        title: str,
        prompt: str,
        lines: Sequence[str] = (),
        *,
        attempt: Attempt[str, T],
        value: str = "",
        confirm: str = "Set",
    ) -> None:
        """Begin with `value` written, all of it marked: the next key begins another one."""
        super().__init__(title, lines, attempt=attempt, confirm=confirm)
        self._prompt = prompt
        self._value = value

    def compose_body(self) -> Iterable[Widget]:
        """The input."""
        value = Input(self._value, max_length=4000)
        value.cursor_blink = False
        value.border_title = Content(clean(self._prompt))
        yield value

    def scanned(self, code: str) -> None:
        """Try what was scanned."""
        self.query_one(Input).value = code
        self.confirm()

    @on(Input.Submitted)
    def confirm(self) -> None:
        """Try what is written."""
        self.attempt(self.query_one(Input).value)

    def ask_again(self) -> None:
        """Let the next key begin another value."""
        value = self.query_one(Input)
        value.focus()
        value.action_select_all()
