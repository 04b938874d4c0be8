"""A text of several lines, in Markdown where it is shown as instructions, with how it will look beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual import getters, on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import TextArea

from screens.dialogs.asking import AskingDialog, Attempt
from screens.dialogs.dialog import CSSPathType, with_dialog
from screens.keys import Place, bindings_for
from screens.widgets.markdown_text import MarkdownText

T = TypeVar("T")

_HINT: Final = "F2 keeps it   Esc lets go of it"
_HINT_NARROW: Final = "F2 keeps it   F3 shows how it looks   Esc lets go of it"


class LongTextDialog(AskingDialog[str, T], Generic[T]):
    """Asks for a text, and hands it to `attempt` until it is not refused: its answer, or None.

    Esc closes at once where nothing was written; else it says so first, and the second Esc closes.
    """

    CSS_PATH: ClassVar[CSSPathType] = with_dialog(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.TEXT)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - no ClassVar in Textual
    AUTO_FOCUS = "TextArea"

    text_area = getters.query_one(TextArea)

    def __init__(
        self,
        title: str,
        lines: Sequence[str] = (),
        *,
        attempt: Attempt[str, T],
        value: str = "",
        preview: bool = False,
        confirm: str = "Save",
    ) -> None:
        """Begin with `value` written; with `preview` it is Markdown, and shown as it will look."""
        super().__init__(title, lines, attempt=attempt, confirm=confirm)
        self._value = value
        self._has_preview = preview
        self._is_warned = False

    def compose_body(self) -> Iterable[Widget]:
        """The text, and beside it how it looks."""
        text = TextArea(self._value, id="text", soft_wrap=True, tab_behavior="focus")
        text.cursor_blink = False
        text.highlight_cursor_line = False
        with Horizontal(id="both"):
            yield text
            if self._has_preview:
                with VerticalScroll(id="preview"):
                    yield MarkdownText(self._value)

    def on_mount(self) -> None:
        """As much room as there is."""
        box = self.query_one(".dialog", Vertical)
        box.add_class("-full" if self._has_preview else "-tall")
        box.border_subtitle = _HINT_NARROW if self._has_preview and self.app.size.width < 100 else _HINT  # noqa: PLR2004 - as the breakpoint says

    def action_preview(self) -> None:
        """Show how it looks in the place of the text, and back; where both have room, both stay."""
        if self._has_preview:
            self.toggle_class("-preview")
            shown = self.has_class("-preview") and self.has_class("-narrow")
            (self.query_one("#preview") if shown else self.text_area).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to show of a text that is no Markdown."""
        if action == "preview":
            return self._has_preview and self.has_class("-narrow")
        return super().check_action(action, parameters)

    def scanned(self, code: str) -> None:
        """Write what was scanned."""
        self.text_area.insert(code)

    def confirm(self) -> None:
        """Try what is written."""
        self.attempt(self.text_area.text)

    def action_fill_in(self) -> None:
        """Try what is written."""
        self.confirm()

    def action_cancel(self) -> None:
        """Close; where something was written, only at the second time."""
        if self.busy:
            return
        if self.text_area.text != self._value and not self._is_warned:
            self._is_warned = True
            self.refuse("Esc again lets go of what you have written; F2 keeps it.")
        else:
            self.dismiss(None)

    def ask_again(self) -> None:
        """Back to what was written."""
        self.text_area.focus()

    @on(TextArea.Changed)
    def _written(self, event: TextArea.Changed) -> None:
        event.stop()
        self._is_warned = False
        for preview in self.query(MarkdownText):
            preview.text = event.text_area.text
