"""An app with one thing on it, for the tests of widgets and dialogs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from screens.dialogs.dialog import Dialog
from screens.palettes import be_still, register_themes
from screens.scanner_app import ScannerApp

W = TypeVar("W", bound=Widget)


class StageScreen(Screen[None]):
    """Shows widgets, and remembers what they post."""

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self._widgets


class Stage(ScannerApp[None]):
    """An app in our colors, which counts its bells and remembers messages that no screen stopped."""

    def __init__(self, *widgets: Widget, screen: Callable[[], Screen[Any]] | None = None) -> None:
        super().__init__()
        register_themes(self)
        be_still(self)
        self._make = screen or (lambda: StageScreen(*widgets))
        self.bells = 0
        self.posted: list[Message] = []

    def get_default_screen(self) -> Screen[Any]:
        return self._make()

    def bell(self) -> None:
        self.bells += 1

    def heard(self, kind: type[Message]) -> list[Any]:
        """The messages of one kind that came up to the app, oldest first."""
        return [message for message in self.posted if isinstance(message, kind)]

    async def _on_message(self, message: Message) -> None:
        self.posted.append(message)
        await super()._on_message(message)


def screen_text(app: Stage) -> list[str]:
    """The lines on the screen, as they are read."""
    width, height = app.size
    return [
        "".join(segment.text for segment in strip).rstrip()
        for strip in app.screen._compositor.render_strips()[:height]
        if width
    ]


async def ask(app: Stage, pilot: Pilot[Any], dialog: Dialog[Any]) -> list[Any]:
    """Open a dialog; its answer comes into the list."""
    answers: list[Any] = []
    app.push_screen(dialog, answers.append)
    await pilot.pause()
    return answers
