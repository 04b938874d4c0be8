"""Which name somebody may have meant, as long as looking for it takes little time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ion_tui.engine.definitions.sentences import did_you_mean

_COMPARISONS: Final = 200_000


class Hints:
    """Finds names that look alike; a file with thousands of wrong names gets no more hints at some point."""

    def __init__(self) -> None:
        self._left = _COMPARISONS
        self._found: dict[tuple[str, str], str] = {}

    def hint(self, kind: str, word: str, words: Collection[str]) -> str:
        """` Did you mean …?`, or nothing; `kind` says what the words are."""
        found = self._found.get((kind, word))
        if found is None:
            self._left -= len(words)
            found = did_you_mean(word, words) if self._left > 0 else ""
            self._found[kind, word] = found
        return found
