"""The bottom line: what the keys do here and now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from screens.keys import ActiveKey, active_keys, footer_keys
from screens.styles import sheet_beside

GAP: Final = 2
"""Cells between two keys."""


def key_line(keys: tuple[ActiveKey, ...]) -> Content:
    """The keys beside each other; what is not allowed now is dim and thin."""
    parts = [
        Content.assemble(
            (active.names[0], "bold $accent" if active.allowed else "$dim"),
            " ",
            (active.key.label, "$ink" if active.allowed else "$dim"),
        )
        for active in keys
    ]
    return Content(" " * GAP).join(parts)


class KeyBar(Widget):
    """The keys of the screen that it is on, from `screens.keys`.

    It follows `Screen.refresh_bindings()`: a key whose `check_action` answers None is dim, one that answers
    False is not there. When there is no room the least important keys are left out; help has them all.
    """

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin with the screen's own labels."""
        super().__init__(id=id)
        self._labels: Mapping[str, str] = {}
        self._keys: tuple[ActiveKey, ...] = ()

    @property
    def keys(self) -> tuple[ActiveKey, ...]:
        """What is shown, from left to right."""
        return footer_keys(self._keys, self.content_size.width, gap=GAP)

    def relabel(self, labels: Mapping[str, str]) -> None:
        """Call keys otherwise while it lasts, by id: `{"start": "Check in"}`; what is not named keeps its label.

        A key that is called nothing is left out of the bar; it acts all the same.
        """
        self._labels = labels
        self._look_again(self.screen)

    def on_mount(self) -> None:
        """Begin to follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._look_again)
        self.call_after_refresh(self._look_again, self.screen)

    def render(self) -> Content:
        """The line."""
        return key_line(self.keys)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does that was clicked."""
        event.stop()
        left = 0
        at = event.get_content_offset_capture(self).x
        for active in self.keys:
            right = left + key_line((active,)).cell_length
            if left <= at < right and active.allowed:
                await self._run(active)
            left = right + GAP

    async def _run(self, active: ActiveKey) -> None:
        for bound in self.screen.active_bindings.values():
            if bound.binding.id == active.key.id:
                await self.app.run_action(bound.binding.action, bound.node)
                return

    def _look_again(self, screen: Screen[object]) -> None:
        if not screen.is_attached or not self.is_attached:
            return
        keys = tuple(
            replace(active, key=replace(active.key, label=self._labels[active.key.id]))
            if active.key.id in self._labels
            else active
            for active in active_keys(screen.active_bindings)
            if self._labels.get(active.key.id, active.key.label)
        )
        if keys != self._keys:
            self._keys = keys
            self.refresh()
