"""Objects of a foreign file, read key by key: what is there, what is of another form, and what nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.text_file import CONTROL

LONGEST_LINE: Final = 200
"""How long a name or title is here."""

LONGEST_TEXT: Final = 100_000
"""How long a description or instructions are here."""

_SPACES: Final = re.compile(r"[\s\x85\u2028\u2029]+")
_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(slots=True)
class Object:
    """An object of the file; `read` are the keys that were asked for."""

    data: Mapping[str, Any]
    path: Path
    problems: list[Problem]
    read: set[str] = field(default_factory=set)

    def line(self, key: str) -> str:
        """A text on one line, without invisible characters; empty where there is none."""
        return one_line(self.text(key))

    def text(self, key: str) -> str:
        """A text as it is, without control characters; empty where there is none."""
        value = self.value(key)
        if isinstance(value, str):
            return seen(value)
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        if value is not None:
            self.wrong("A text is expected here.", key)
        return ""

    def flag(self, key: str) -> bool:
        """True or false; false where it is not said."""
        value = self.value(key)
        if value is not None and not isinstance(value, bool):
            self.wrong("true or false is expected here.", key)
        return value is True

    def texts(self, key: str) -> list[str]:
        """A list of texts, each on one line; what is empty is left out."""
        found = []
        for index, value in enumerate(self._list(key)):
            if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
                found.append(one_line(seen(str(value))))
            elif value is not None:
                self.wrong("A text is expected here.", key, index)
        return [text for text in found if text]

    def object(self, key: str) -> Object | None:
        """An object, or None."""
        value = self.value(key)
        if isinstance(value, dict):
            return self._inner(value, key)
        if value is not None:
            self.wrong("An object is expected here.", key)
        return None

    def objects(self, key: str) -> list[Object]:
        """A list of objects; in a connection (`edges` with a `node` each) those of its nodes."""
        value = self.value(key)
        if isinstance(value, dict) and "edges" in value:
            edges = self._inner(value, key).objects("edges")
            return [node for edge in edges if (node := edge.object("node")) is not None]
        return list(self._objects(key))

    def value(self, key: str) -> Any:  # noqa: ANN401 - a foreign file's
        """Whatever stands under `key`."""
        self.read.add(key)
        return self.data.get(key)

    def wrong(self, sentence: str, *where: str | int) -> None:
        """Note that something in here cannot be read."""
        self.problems.append(Problem((*self.path, *where), sentence))

    def unread(self) -> Iterator[str]:
        """The keys that say something and that nobody asked for."""
        for key, value in self.data.items():
            if key not in self.read and value not in (None, "", False, [], {}):
                yield key

    def _objects(self, key: str) -> Iterator[Object]:
        for index, value in enumerate(self._list(key)):
            if isinstance(value, dict):
                yield self._inner(value, key, index)
            else:
                self.wrong("An object is expected here.", key, index)

    def _list(self, key: str) -> list[Any]:
        value = self.value(key)
        if isinstance(value, list):
            return value
        if value is not None:
            self.wrong("A list is expected here.", key)
        return []

    def _inner(self, value: Mapping[str, Any], *where: str | int) -> Object:
        return Object(value, (*self.path, *where), self.problems)


def seen(text: str) -> str:
    """`text` with ordinary line breaks and without characters that are no text: escapes can bring them in."""
    return CONTROL.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` on one line, without spaces around it."""
    return _SPACES.sub(" ", text).strip()


def a_or_an(word: str) -> str:
    """`word` with its article, by its first letter."""
    return f"{'an' if word[:1].lower() in tuple('aeiou') else 'a'} {word}"


def short(text: str, longest: int = LONGEST_LINE) -> str:
    """`text` cut to what a name may have here."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
