"""A drawing or a photo to look at: larger, smaller, and saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import ScrollableContainer, Vertical
from textual.widget import Widget

from screens.dialogs.dialog import Dialog
from screens.keys import Place, bindings_for
from screens.styles import sheet_beside

ZOOMS: Final = (1, 2, 4)
"""How many times as wide a picture is as when all of it is seen."""


class PictureDialog(Dialog[bool]):
    """Shows a picture: True where it is to be saved, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Place.DIALOG), *bindings_for(Place.PICTURE)]

    def __init__(self, title: str, picture: Widget) -> None:
        """Take the widget that shows it."""
        super().__init__(title, confirm="Save", cancel="Close")
        self._picture = picture
        self._zoom = 0
        self._whole = 0
        """Cells of the picture's width when all of it is seen."""

    def compose_body(self) -> Iterable[Widget]:
        """The picture, which scrolls."""
        with PictureFrame():
            yield self._picture

    def on_mount(self) -> None:
        """As large as the screen allows."""
        box = self.query_one(".dialog", Vertical)
        box.add_class("-full")
        box.border_subtitle = "+ larger   - smaller   arrows move   Esc closes"
        self.query_one(PictureFrame).focus()

    def confirm(self) -> None:
        """Have it saved."""
        self.dismiss(True)

    def action_zoom(self, by: int) -> None:
        """Larger or smaller."""
        if self._zoom == 0:
            self._whole = self._picture.size.width
        self._zoom = max(0, min(self._zoom + by, len(ZOOMS) - 1))
        self._picture.styles.width = ZOOMS[self._zoom] * self._whole if self._zoom else "auto"


class PictureFrame(ScrollableContainer):
    """What is seen of a picture."""

    DEFAULT_CSS = sheet_beside(__file__)
