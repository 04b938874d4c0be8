"""The line that answers scans, and takes a code by hand where there is no scanner."""

from __future__ import annotations

from enum import StrEnum

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.styles import sheet_beside
from screens.theme import BAD_GLYPH, OK_GLYPH, SCAN_GLYPH
from screens.widgets.lines import clean


class Kind(StrEnum):
    """How an answer is meant."""

    NEUTRAL = "neutral"
    OK = "ok"
    REFUSED = "refused"


class ScanBox(Horizontal):
    """`▸ scan` and the last answer. `type_code` opens an input in it; Esc or an answer closes it again.

    A scan does not come through here: it is `Scanned`, on the screen. What is typed is `ScanBox.Submitted`.
    """

    DEFAULT_CSS = sheet_beside(__file__)

    class Submitted(Message):
        """A code was typed and confirmed."""

        def __init__(self, scan_box: ScanBox, code: str) -> None:
            """Carry the code, without blanks around it."""
            super().__init__()
            self.scan_box = scan_box
            self.code = code

        @property
        def control(self) -> ScanBox:
            """The scan box, for `@on(ScanBox.Submitted, "#id")`."""
            return self.scan_box

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin with a hint of what can be scanned, which stands until the first answer."""
        super().__init__(id=id)
        self._said = (hint, Kind.NEUTRAL)
        self._came_from: Widget | None = None

    @property
    def said(self) -> tuple[str, Kind]:
        """The last answer, and how it was meant."""
        return self._said

    def compose(self) -> ComposeResult:
        """A mark, an input that is hidden, an answer."""
        yield Static(f"{SCAN_GLYPH} scan", classes="scan-box--mark", markup=False)
        code = Input(compact=True, max_length=256, select_on_focus=False)
        code.cursor_blink = False
        code.display = False
        yield code
        yield Static(self._answer(), classes="scan-box--answer", markup=False)

    def say(self, text: str, kind: Kind = Kind.NEUTRAL) -> None:
        """Answer in one line; a refusal rings the bell."""
        self._said = (text, kind)
        if kind is Kind.REFUSED:
            self.app.bell()
        if self.is_mounted:
            self.query_one(".scan-box--answer", Static).update(self._answer())

    def unsay(self, text: str) -> None:
        """Take an answer away that is true no more, unless another one stands there already."""
        if self._said[0] == text:
            self.say("")

    def type_code(self) -> None:
        """Open the input, and take the focus."""
        code = self.query_one(Input)
        if not code.has_focus:
            self._came_from = self.screen.focused
        code.display = True
        code.focus()

    def on_click(self) -> None:
        """A click on the line opens the input."""
        self.type_code()

    def on_key(self, event: events.Key) -> None:
        """Esc leaves the input."""
        if event.key == "escape" and self.query_one(Input).has_focus:
            event.stop()
            self._close()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        code = event.value.strip()
        self._close()
        if code:
            self.post_message(self.Submitted(self, code))

    @on(events.DescendantBlur)
    def _hide(self) -> None:
        self.query_one(Input).display = False

    def _close(self) -> None:
        code = self.query_one(Input)
        code.clear()
        code.display = False
        if self._came_from is not None and self._came_from.is_attached:
            self._came_from.focus()
        else:
            self.screen.set_focus(None)

    def _answer(self) -> Content:
        text, kind = self._said
        match kind:
            case Kind.OK:
                return Content.assemble((f"{OK_GLYPH} ", "bold $ok"), (clean(text), "$ok"))
            case Kind.REFUSED:
                return Content.assemble(
                    (f"{BAD_GLYPH} ", "bold $out-of-range"), (clean(text), "bold $out-of-range")
                )
            case Kind.NEUTRAL:
                return Content.styled(clean(text), "$dim")
