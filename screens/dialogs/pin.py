"""The PIN of somebody who is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.asking import AskingDialog, Attempt
from screens.widgets.lines import clean

T = TypeVar("T")


def pin_input() -> Input:
    """An input that never shows what is typed."""
    pin = Input(password=True, id="pin", max_length=64)
    pin.cursor_blink = False
    pin.border_title = "PIN"
    return pin


class PinDialog(AskingDialog[str, T], Generic[T]):
    """Asks for one person's PIN, and hands it to `attempt` until it is not refused: its answer, or None."""

    def __init__(
        self, who: str, lines: Sequence[str] = (), *, attempt: Attempt[str, T], confirm: str = "Log in"
    ) -> None:
        """Take the person's name as it is to be shown."""
        super().__init__(clean(who), lines, attempt=attempt, confirm=confirm)

    def compose_body(self) -> Iterable[Widget]:
        """The PIN."""
        yield pin_input()

    def ask_again(self) -> None:
        """Begin the PIN anew."""
        pin = self.query_one("#pin", Input)
        pin.value = ""
        pin.focus()

    @on(Input.Submitted)
    def confirm(self) -> None:
        """Try what is written."""
        pin = self.query_one("#pin", Input).value
        if pin:
            self.attempt(pin)
        else:
            self.ask_again()
            self.refuse("The PIN is missing.")
