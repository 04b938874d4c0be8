"""A dialog that asks and says by itself: what a screen of the floor can, over the screen that opened it.

It hears of changes as every screen does, takes scans, and shows its answers in a line of its own.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from screens.scan_routes import ScanScreen
from screens.styles import sheet_beside
from screens.widgets.keys_here import KeysBelow
from screens.widgets.lines import clean
from screens.widgets.scan_box import ScanBox


class FloorDialog(ScanScreen, ModalScreen[None]):
    """A box over a screen, with the keys on the bottom line."""

    DEFAULT_CSS = sheet_beside(__file__)
    KEYS_HERE: ClassVar[frozenset[str]] = frozenset()
    """Keys, by id, that stand in the box and not on the bottom line."""

    def compose(self) -> ComposeResult:
        """The box with the dialog's own part and the line that answers; the keys below."""
        with Vertical(classes="floor-dialog"):
            yield from self.compose_body()
            yield ScanBox(self.SCAN_HINT)
        yield KeysBelow(self.KEYS_HERE, id="keys")

    @property
    def keys(self) -> KeysBelow:
        """The bottom line."""
        return self.query_one("#keys", KeysBelow)

    def name_it(self, title: str) -> None:
        """Say on the frame what the dialog is about."""
        self.query_one(".floor-dialog", Vertical).border_title = Content(clean(title))

    def refresh_status(self) -> None:
        """Say on the frame that the store does not answer, while it does not."""
        self.query_one(".floor-dialog", Vertical).border_subtitle = Content(clean(self.floor.trouble))
