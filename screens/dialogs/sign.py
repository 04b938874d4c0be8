"""Who are you: badge or ID, and PIN, in place, without ending anybody's login."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ion_tui.engine.commands import Credentials
from screens.dialogs.asking import AskingDialog, Attempt
from screens.dialogs.pin import pin_input

T = TypeVar("T")

_BADGE_READ: Final = "(badge read)"


class SignDialog(AskingDialog[Credentials, T], Generic[T]):
    """Asks who somebody is, and hands that to `attempt` until it is not refused: its answer, or None.

    A scanned badge takes the place of the ID; with `badge_suffices` it does without the PIN too. What was refused
    is said in the dialog, and the PIN asked for again; it is never shown.
    """

    def __init__(
        self,
        title: str,
        lines: Sequence[str] = (),
        *,
        attempt: Attempt[Credentials, T],
        operator_code: str = "",
        badge: str | None = None,
        badge_suffices: bool = False,
        confirm: str = "Sign",
    ) -> None:
        """Begin with an operator's ID written, when it is likely to be that person.

        Args:
            title: What is signed.
            lines: What the signature means, a line each.
            attempt: Gets the credentials; called once at a time, in a worker.
            operator_code: The ID that is written already.
            badge: A badge that was scanned already, and opened the dialog.
            badge_suffices: The site signs with the badge alone.
            confirm: What the button says.
        """
        super().__init__(title, lines, attempt=attempt, confirm=confirm)
        self._code = operator_code
        self._badge_suffices = badge_suffices
        self._badge: str | None = None
        self._first_badge = badge

    def compose_body(self) -> Iterable[Widget]:
        """Who, and the PIN."""
        who = Input(self._code, id="who", max_length=64, select_on_focus=False)
        who.cursor_blink = False
        who.border_title = "Scan a badge, or type an ID"
        yield who
        yield pin_input()

    def on_mount(self) -> None:
        """Begin at the first thing that is missing."""
        self.query_one("#pin" if self._code else "#who", Input).focus()
        if self._first_badge is not None:
            self.scanned(self._first_badge)

    def scanned(self, code: str) -> None:
        """Take a badge."""
        if self.busy:
            return
        self._badge = code
        with self.prevent(Input.Changed):
            self.query_one("#who", Input).value = _BADGE_READ
        if self._badge_suffices:
            self.attempt(Credentials(badge=code))
        else:
            self.tell("Now the PIN.")
            self.ask_again()

    def confirm(self) -> None:
        """Try what is written."""
        who, pin = (self.query_one(name, Input).value for name in ("#who", "#pin"))
        if self._badge is None and not who.strip():
            self.query_one("#who", Input).focus()
            self.refuse("Scan a badge, or type an ID first.")
        elif not pin:
            self.ask_again()
            self.refuse("The PIN is missing.")
        elif self._badge is not None:
            self.attempt(Credentials(badge=self._badge, pin=pin))
        else:
            self.attempt(Credentials(code=who.strip(), pin=pin))

    @on(Input.Submitted, "#who")
    def ask_again(self) -> None:
        """Begin the PIN anew."""
        pin = self.query_one("#pin", Input)
        pin.value = ""
        pin.focus()

    @on(Input.Changed, "#who")
    def _forget_badge(self) -> None:
        self._badge = None

    @on(Input.Submitted, "#pin")
    def _submit(self) -> None:
        self.confirm()
