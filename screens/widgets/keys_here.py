"""The keys of a dialog: some beside what they are about, the rest on its bottom line, which has no room for all."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from textual.screen import Screen

from screens.keys import ActiveKey, footer_keys
from screens.styles import sheet_beside
from screens.widgets.key_bar import GAP, KeyBar, key_line

_WAY_OUT: Final = "back"


class KeysHere(KeyBar):
    """Some of the screen's keys, as they are right now; a click does what the key does."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, *ids: str, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Take the ids of the keys, whatever their rank."""
        super().__init__(id=id)
        self._ids: Collection[str] = ids

    @property
    def keys(self) -> tuple[ActiveKey, ...]:
        """What is shown, from left to right."""
        return tuple(active for active in self._keys if active.key.id in self._ids)

    def _look_again(self, screen: Screen[object]) -> None:
        before = self.keys
        super()._look_again(screen)
        if self.keys != before:
            self.refresh(layout=True)


class KeysBelow(KeyBar):
    """The bottom line of a dialog, without the keys that stand elsewhere in it; the way out always has room."""

    def __init__(self, elsewhere: Collection[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Take the ids of the keys that stand elsewhere."""
        super().__init__(id=id)
        self._elsewhere = elsewhere

    @property
    def keys(self) -> tuple[ActiveKey, ...]:
        """What is shown, from left to right."""
        here = tuple(active for active in self._keys if active.key.id not in self._elsewhere)
        ways_out = tuple(active for active in here if active.key.id == _WAY_OUT)
        room = self.content_size.width - sum(key_line((active,)).cell_length + GAP for active in ways_out)
        return (*footer_keys((active for active in here if active not in ways_out), room, gap=GAP), *ways_out)
