"""Yes or no."""

from __future__ import annotations

from screens.dialogs.dialog import Dialog, DialogButton


class ConfirmDialog(Dialog[bool]):
    """Asks before something is done: True, or None. Where it is dangerous, the cursor is on the other button."""

    def on_mount(self) -> None:
        """Put the cursor where Enter does no harm."""
        self.query_one("#cancel" if self._danger else "#confirm", DialogButton).focus()

    def confirm(self) -> None:
        """Yes."""
        self.dismiss(True)
