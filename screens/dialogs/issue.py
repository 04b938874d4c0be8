"""An issue in a few words: its title, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog


@dataclass(frozen=True, slots=True)
class IssueWords:
    """What an issue is to say."""

    title: str
    description: str


class IssueDialog(Dialog[IssueWords]):
    """Asks for an issue's title, which may be proposed, and a description, which may be empty."""

    def __init__(self, title: str, lines: Sequence[str] = (), *, proposed: str = "") -> None:
        """Begin with a proposed title.

        Args:
            title: What the issue is about, on the frame.
            lines: What else is to be known, a line each.
            proposed: The issue's title, to be kept or changed.
        """
        super().__init__(title, lines, confirm="Open issue")
        self._proposed = proposed

    def compose_body(self) -> Iterable[Widget]:
        """Both inputs."""
        for name, value, hint, longest in (
            ("title", self._proposed, "What is wrong", 200),
            ("description", "", "More about it, if there is more to say", 500),
        ):
            line = Input(value, id=name, max_length=longest, select_on_focus=False)
            line.cursor_blink = False
            line.border_title = hint
            yield line

    def on_mount(self) -> None:
        """Begin at the first thing that is missing."""
        self.query_one("#description" if self._proposed else "#title", Input).focus()

    @on(Input.Submitted, "#title")
    def _go_on(self) -> None:
        self.query_one("#description", Input).focus()

    @on(Input.Submitted, "#description")
    def confirm(self) -> None:
        """Take both, once there is a title."""
        title, description = (
            self.query_one(f"#{name}", Input).value.strip() for name in ("title", "description")
        )
        if title:
            self.dismiss(IssueWords(title, description))
        else:
            self.query_one("#title", Input).focus()
            self.refuse("An issue needs a title: say in a few words what is wrong.")
