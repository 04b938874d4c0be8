"""Something to be read, and closed."""

from __future__ import annotations

from collections.abc import Sequence

from screens.dialogs.dialog import Dialog


class MessageDialog(Dialog[None]):
    """Says something; any of Enter, Esc and its button closes it. A scan closes nothing."""

    def __init__(self, title: str, lines: Sequence[str], *, danger: bool = False) -> None:
        """Take what there is to say."""
        super().__init__(title, lines, confirm="", cancel="OK", danger=danger)
