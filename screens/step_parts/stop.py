"""One place of the sheet where the cursor stops: a field, a requirement."""

from __future__ import annotations

from textual.content import Content

from screens.step_parts.layout import GUTTER, Columns
from screens.styles import sheet_beside
from screens.theme import CURSOR_GLYPH
from screens.widgets.drawn import Drawn


class Stop(Drawn, can_focus=True):
    """Lines in the sheet's columns, with a cursor at the left while it, or an input in it, has the focus."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, columns: Columns, *, editable: bool) -> None:
        """Take the columns of the sheet, and whether something can be done here now: else the cursor passes by."""
        super().__init__()
        self.columns = columns
        self.editable = editable

    @property
    def is_here(self) -> bool:
        """Whether the cursor is here."""
        return self.has_focus_within

    @property
    def cursor_mark(self) -> Content:
        """The cursor, or its empty place."""
        return Content.styled((CURSOR_GLYPH if self.is_here else "").ljust(GUTTER), "$accent")

    def set_columns(self, columns: Columns) -> None:
        """Stand in other columns: the sheet's width has changed, or what is in it."""
        if columns != self.columns:
            self.columns = columns
            self.redraw()

    def allow_focus(self) -> bool:
        """The cursor stops where something can be done."""
        return self.editable

    def take_cursor(self) -> None:
        """Put the cursor here."""
        self.focus()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_descendant_focus(self) -> None:
        """Show the cursor beside an input."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Hide it again."""
        self.refresh()
