"""Which file is attached: one of the kiosk's inbox, or one that is named by its path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.widgets import Input

from screens.dialogs.pick import Choice, PickDialog

NO_INBOX = "This kiosk has no inbox: type a path."


class AttachDialog(PickDialog[Path]):
    """Asks for a file: its path, or None. A scan looks for what has the code in its name."""

    HINT = "Enter takes it   Esc cancels"
    SEARCH = "Letters of its name, or a path"
    SEARCH_FROM = 0
    LONGEST = 1000

    def __init__(self, title: str, choices: Sequence[Choice[Path]], *, empty: str = NO_INBOX) -> None:
        """Take the files of the inbox, the newest first."""
        super().__init__(title, choices, confirm="Attach", empty=empty)

    def scanned(self, code: str) -> None:
        """Show what has the code in its name; a camera may name its pictures so."""
        self.query_one(Input).value = code

    def confirm(self) -> None:
        """Take the path that is typed, or the file under the cursor."""
        if not self._take_path():
            super().confirm()

    @on(Input.Submitted)
    def _take_path(self) -> bool:
        typed = self.query_one(Input).value.strip()
        if not any(sign in typed for sign in "/\\~"):
            return False
        self.dismiss(Path(typed).expanduser())
        return True
