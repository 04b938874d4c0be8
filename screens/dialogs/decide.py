"""Approve or reject, a rejection with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog, DialogButton


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, and why; an approval may go without a reason."""

    rejected: bool
    reason: str


class DecideDialog(Dialog[Decision]):
    """Asks whether something is approved; with `badge`, showing the same badge once more approves.

    Enter in the reason goes on to the button that it speaks for: reject where something is written.
    """

    def __init__(self, title: str, lines: Sequence[str] = (), *, badge: str | None = None) -> None:
        """Take what there is to decide about, and the badge that opened the dialog."""
        super().__init__(title, lines, confirm="Approve")
        self._badge = badge

    def compose_body(self) -> Iterable[Widget]:
        """The reason."""
        reason = Input(max_length=500, select_on_focus=False)
        reason.cursor_blink = False
        reason.border_title = "Reason, for a rejection"
        yield reason

    def compose_buttons(self) -> Iterable[DialogButton]:
        """Reject between the other two."""
        approve, cancel = super().compose_buttons()
        yield approve
        yield DialogButton(Content("Reject"), id="reject")
        yield cancel

    def on_mount(self) -> None:
        """Begin on the answer that is given most."""
        self.query_one("#confirm", DialogButton).focus()

    def confirm(self) -> None:
        """Approve."""
        self.dismiss(Decision(rejected=False, reason=self._reason))

    def pressed(self, button_id: str) -> None:
        """Reject, once there is a reason."""
        del button_id
        if self._reason:
            self.dismiss(Decision(rejected=True, reason=self._reason))
        else:
            self.query_one(Input).focus()
            self.refuse("Reason: say in a few words why it is rejected.")

    def scanned(self, code: str) -> None:
        """The badge once more approves."""
        if self._badge is not None and code == self._badge:
            self.confirm()
        else:
            super().scanned(code)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#reject" if self._reason else "#confirm", DialogButton).focus()

    @property
    def _reason(self) -> str:
        return self.query_one(Input).value.strip()
