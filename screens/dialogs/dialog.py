"""What every dialog is: a box in the middle, what it is about, a body, an answer line, buttons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import ClassVar, Final, Generic, TypeAlias, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from screens.keys import Place, bindings_for
from screens.scanner_app import ScanCut, Scanned
from screens.theme import BAD_GLYPH
from screens.widgets.lines import clean

T = TypeVar("T")

CSSPathType: TypeAlias = str | PurePath | list[str | PurePath]
"""Where style sheets are, as Textual takes it."""
_SHEET: Final = str(Path(__file__).with_name("dialog.tcss"))


def with_dialog(module: str) -> CSSPathType:
    """The style sheet of every dialog, and the one beside a dialog's own module; for its `CSS_PATH`."""
    return [_SHEET, str(Path(module).with_suffix(".tcss"))]


class DialogButton(Button):
    """A large button; the arrows go to the one beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]


class Dialog(ModalScreen[T | None], Generic[T]):
    """A question over a screen. Esc answers None; Enter in a single-line input confirms, a scan's never does.

    A dialog overrides `compose_body`, `confirm` and where it takes scans `scanned`.
    """

    CSS_PATH: ClassVar[CSSPathType] = _SHEET
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.DIALOG)
    AUTO_FOCUS: ClassVar[str | None] = "Input, RowList, Button"

    def __init__(
        self,
        title: str,
        lines: Sequence[str] = (),
        *,
        confirm: str = "OK",
        cancel: str = "Cancel",
        danger: bool = False,
    ) -> None:
        """Begin a question.

        Args:
            title: A few words: the verb and what it is done to.
            lines: Who and what is affected, a line each; text of users is shown as it is.
            confirm: What the button says that does it; none when empty.
            cancel: What the button says that does not.
            danger: What it does stops work or cannot be taken back: the frame says so.
        """
        super().__init__()
        self._title = title
        self._lines = lines
        self._confirm = confirm
        self._cancel = cancel
        self._danger = danger

    def compose(self) -> ComposeResult:
        """The box and its parts."""
        with Vertical(classes="dialog -danger" if self._danger else "dialog") as box:
            box.border_title = Content(clean(self._title))
            if self._lines:
                with VerticalScroll(classes="dialog--about", can_focus=False):
                    yield Static(Content("\n".join(clean(line) for line in self._lines)))
            yield from self.compose_body()
            yield Static(classes="dialog--said")
            with Horizontal(classes="dialog--buttons"):
                yield from self.compose_buttons()

    def compose_body(self) -> Iterable[Widget]:
        """What stands between what it is about and the buttons."""
        return ()

    def compose_buttons(self) -> Iterable[DialogButton]:
        """The buttons, from left to right; one with another id than these two is `pressed`."""
        if self._confirm:
            yield DialogButton(Content(self._confirm), id="confirm")
        yield DialogButton(Content(self._cancel), id="cancel")

    def confirm(self) -> None:
        """Do what the button offers: dismiss with the result, or `refuse`."""
        raise NotImplementedError

    def pressed(self, button_id: str) -> None:
        """Do what a button of the dialog's own offers."""
        raise NotImplementedError

    def scanned(self, code: str) -> None:
        """A scan came while the dialog is open."""
        self.refuse(f"{code} was not asked for: answer this first, or press Esc.")

    def refuse(self, *sentences: str) -> None:
        """Say why not, with a bell, and stay."""
        self.app.bell()
        first, *more = sentences
        text = "\n".join([f"{BAD_GLYPH} {clean(first)}", *(f"  {clean(sentence)}" for sentence in more)])
        self._say(Content.styled(text, "bold $out-of-range"))

    def tell(self, sentence: str) -> None:
        """Say something that is no refusal, and stay; nothing when empty."""
        self._say(Content.styled(clean(sentence), "$dim"))

    def action_cancel(self) -> None:
        """Close; nothing is done."""
        self.dismiss(None)

    def _say(self, content: Content) -> None:
        said = self.query_one(".dialog--said", Static)
        said.update(content)
        said.display = bool(content)

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "confirm":
                self.confirm()
            case "cancel" | None:
                self.action_cancel()
            case other:
                self.pressed(other)

    @on(Scanned)
    def _scan(self, message: Scanned) -> None:
        message.stop()
        self.scanned(message.code)

    @on(ScanCut)
    def _scan_cut(self, message: ScanCut) -> None:
        message.stop()
        self.refuse("Only a part of that scan arrived; scan it again.")
