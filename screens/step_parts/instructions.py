"""What is to be done: the step's instructions, which are Markdown, and the names of its files."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from data.rows.work import StepRow
from screens.keys import KEYS
from screens.styles import sheet_beside
from screens.widgets.lines import clean
from screens.widgets.markdown_text import MarkdownText

_LOOK: Final = next(key.names[0] for key in KEYS if key.id == "look")


class Instructions(Vertical):
    """The instructions and the files that are shown with them."""

    DEFAULT_CSS = sheet_beside(__file__)

    def compose(self) -> ComposeResult:
        """A text and a line of names."""
        yield MarkdownText()
        yield Static(markup=False, classes="instructions--files")

    def show(self, step: StepRow) -> None:
        """Take the step's text."""
        text, files = self.query_one(MarkdownText), self.query_one(Static)
        text.display = bool(step.instructions.strip())
        text.text = step.instructions
        files.display = bool(step.files)
        names = clean(", ".join(step.files))
        files.update(Content.assemble(("Files: ", "$dim"), (names, "$ink"), (f"  {_LOOK} looks", "$dim")))
