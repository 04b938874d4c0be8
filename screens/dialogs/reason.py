"""A verb that needs a reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog
from screens.widgets.lines import clean


class ReasonDialog(Dialog[str]):
    """Asks for a reason, and shows who and what is affected: the reason without blanks around it, or None."""

    def __init__(
        self,
        title: str,
        prompt: str = "Reason",
        plan_lines: Sequence[str] = (),
        *,
        confirm: str = "OK",
        danger: bool = False,
        value: str = "",
    ) -> None:
        """Begin with `value` already written.

        Args:
            title: The verb and what it is done to.
            prompt: What is asked for, on the frame of the input.
            plan_lines: Who and what is affected, a line each.
            confirm: What the button says.
            danger: Whether it stops work.
            value: A reason that was given before.
        """
        super().__init__(title, plan_lines, confirm=confirm, danger=danger)
        self._prompt = prompt
        self._value = value

    def compose_body(self) -> Iterable[Widget]:
        """The input."""
        reason = Input(self._value, max_length=500, select_on_focus=False)
        reason.cursor_blink = False
        reason.border_title = Content(clean(self._prompt))
        yield reason

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """Confirm; where it is dangerous, go on to the button: what was meant for a field ends no work."""
        if self._danger and self.query_one(Input).value.strip():
            self.query_one("#confirm").focus()
            self.tell(f"Enter again: {self._confirm}.")
        else:
            self.confirm()

    def confirm(self) -> None:
        """Take the reason, when there is one."""
        reason = self.query_one(Input).value.strip()
        if reason:
            self.dismiss(reason)
        else:
            self.query_one(Input).focus()
            self.refuse(f"{clean(self._prompt)}: say in a few words why.")
