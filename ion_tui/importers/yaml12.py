"""YAML 1.2 from a text that nobody has looked at yet: plain data, and where each value stands.

ruamel.yaml splits the text into events; here they become data, so that each limit is kept while reading: how
deep, how many values. Numbers become `int` or `Decimal`, never binary floats. What is wrong with single
values is collected, and reading goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from ion_tui.engine.definitions.sentences import quoted
from ion_tui.importers.faults import Fault, Path, written
from ion_tui.importers.places import Place
from ion_tui.importers.text_file import has_control
from ion_tui.importers.yaml_scalars import Scalar, plain_scalar
from ion_tui.importers.yaml_syntax import syntax_fault

MAX_DEPTH: Final = 48
"""How deep lists and mappings may nest; five levels of steps need 20."""

MAX_VALUES: Final = 500_000
"""How many values a file may have, each alias counted as all that it stands for."""

Progress = Callable[[int, int, str], None]
"""Is told how much is done, of how much, and what."""

_EVENTS_A_TICK: Final = 2048
_DROPPED: Final = "?"
"""Stands in the paths of values whose key is none, and which are not kept."""

_CORE: Final = "tag:yaml.org,2002:"
_TEXT_TAGS: Final = ("!", f"{_CORE}str")
_TAGS: Final = frozenset(
    {*_TEXT_TAGS, *(f"{_CORE}{name}" for name in ("int", "float", "bool", "null", "map", "seq"))}
)


@dataclass(slots=True)
class Document:
    """What a text holds: lists, dicts and scalars, the places of all of them, and what is wrong with them.

    `spoiled` are the paths of values that could not be read; None stands in their place. `whole` is false
    where reading had to stop.
    """

    data: Any = None
    places: Place = field(default_factory=lambda: Place(1, 1))
    faults: list[Fault] = field(default_factory=list)
    spoiled: set[Path] = field(default_factory=set)
    whole: bool = True


def read_yaml(text: str, progress: Progress | None = None) -> Document:
    """Read the one document of `text`."""
    reader = _Reader()
    try:
        for count, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
            reader.take(event)
            if progress is not None and count % _EVENTS_A_TICK == 0:
                progress(event.start_mark.index, len(text), "Reading")
    except MarkedYAMLError as error:
        reader.stop(*syntax_fault(error))
    except _Stop as stop:
        reader.stop(*stop.args)
    except (YAMLError, ValueError, OverflowError, IndexError) as error:
        # ruamel.yaml lets these out on senseless escapes and directives.
        reader.stop(0, 0, f"This is not YAML: {error}.")
    if reader.document.whole and not reader.started:
        reader.stop(0, 0, "The file is empty.")
    return reader.document


class _Stop(Exception):
    """Reading cannot go on: line, column, sentence."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun and not ended."""

    content: Any
    place: Place
    anchor: str | None
    values_before: int
    is_key: bool = False
    key: str | None = None
    key_line: int = 0
    key_column: int = 0
    wants_key: bool = False


@dataclass(slots=True)
class _Anchored:
    """What an alias stands for, and how many values that is."""

    content: Any
    place: Place
    size: int


class _Reader:
    """Puts events together to data."""

    def __init__(self) -> None:
        self.document = Document()
        self.started = False
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._values = 0

    def stop(self, line: int, column: int, sentence: str) -> None:
        """End the document here."""
        self.document.whole = False
        self.document.faults.append(Fault(line, column, "", sentence))

    def take(self, event: Any) -> None:  # noqa: ANN401 - ruamel's events have no common type with a mark
        """Take the next event."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, CollectionEndEvent):
            self._end()
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._document(event)

    def _document(self, event: DocumentStartEvent) -> None:
        line, column = _start(event)
        if self.started:
            raise _Stop(line, column, "A second document begins here: the file must be a single one.")
        if event.version is not None and tuple(event.version) != (1, 2):
            raise _Stop(line, column, "The file says that it is of another version: it must be YAML 1.2.")
        self.started = True

    def _scalar(self, event: ScalarEvent) -> None:
        line, column = _start(event)
        value: Scalar = event.value
        wrong: str | None = None
        if event.tag is not None and event.tag not in _TAGS:
            value, wrong = None, _tag_sentence(event.tag)
        elif event.tag not in _TEXT_TAGS and (event.style in (None, "") or event.tag is not None):
            try:
                value = plain_scalar(event.value)
            except ValueError as error:
                value, wrong = None, str(error)
        elif event.style == '"' and has_control(event.value):
            value, wrong = None, "An escape in this text stands for a control character: take it out."
        if self._at_key:
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(value, Place(line, column), 1)
            self._take_key(value, event.value, line, column, wrong)
            return
        self._count(1, line, column)
        place = Place(line, column)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, place, 1)
        self._put(value, place, wrong)

    def _begin(self, event: CollectionStartEvent) -> None:
        line, column = _start(event)
        if len(self._open) >= MAX_DEPTH:
            raise _Stop(line, column, f"Lists and mappings are nested more than {MAX_DEPTH} levels deep.")
        if event.tag is not None and event.tag not in _TAGS:
            self._spoiled(Place(line, column), self._path(), _tag_sentence(event.tag))
        before = self._values
        self._count(1, line, column)
        mapping = isinstance(event, MappingStartEvent)
        place = Place(line, column, inner={} if mapping else [])
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(
            _Open({} if mapping else [], place, event.anchor, before, is_key=self._at_key, wants_key=mapping)
        )

    def _end(self) -> None:
        done = self._open.pop()
        if done.anchor is not None:
            self._anchors[done.anchor] = _Anchored(
                done.content, done.place, self._values - done.values_before
            )
        if done.is_key:
            self._take_key(None, "", done.place.line, done.place.column, "A key must be a text.")
        else:
            self._put(done.content, done.place, None)

    def _alias(self, event: AliasEvent) -> None:
        line, column = _start(event)
        name = str(event.anchor)
        target = self._anchors.get(name)
        wrong = None
        if target is None:
            inside = name in self._anchors
            wrong = (
                f"*{name} stands within what it stands for."
                if inside
                else f"Nothing is marked &{name} above."
            )
            target = _Anchored(None, Place(line, column), 1)
        if self._at_key:
            self._take_key(target.content, f"*{name}", line, column, wrong)
            return
        self._count(target.size, line, column)
        self._put(target.content, target.place, wrong)

    @property
    def _at_key(self) -> bool:
        """Whether what comes next is the key of a mapping."""
        return bool(self._open) and self._open[-1].wants_key

    def _take_key(self, value: Any, text: str, line: int, column: int, wrong: str | None) -> None:  # noqa: ANN401
        """Remember the key of the value that comes next; a key that is none drops its value."""
        mapping = self._open[-1]
        mapping.wants_key = False
        mapping.key, mapping.key_line, mapping.key_column = None, line, column
        if wrong is None and not isinstance(value, str):
            wrong = _key_sentence(value, text)
        if wrong is None and value in mapping.content:
            wrong = f"{quoted(value)} stands here a second time: the first is in line {self._line_of(value)}."
        if wrong is not None:
            self._fault(line, column, self._path(), wrong)
        else:
            mapping.key = value

    def _put(self, value: Any, place: Place, wrong: str | None) -> None:  # noqa: ANN401
        """Put a finished value where it belongs."""
        if not self._open:
            self.document.data, self.document.places = value, place
            if wrong is not None:
                self._spoiled(place, (), wrong)
            return
        around = self._open[-1]
        path = self._path()
        match around.place.inner:
            case list() as entries:
                around.content.append(value)
                entries.append(place)
            case dict() as keys:
                around.wants_key = True
                if around.key is None:
                    return
                around.content[around.key] = value
                keys[around.key] = place.under(around.key_line, around.key_column)
        if wrong is not None:
            self._spoiled(place, path, wrong)

    def _path(self) -> Path:
        """The path of the value that comes next; of a key, the path of its mapping."""
        parts: list[str | int] = []
        for around in self._open:
            if isinstance(around.content, list):
                parts.append(len(around.content))
            elif around.key is not None:
                parts.append(around.key)
            elif around is not self._open[-1]:
                parts.append(_DROPPED)
        return tuple(parts)

    def _line_of(self, key: str) -> int:
        """The line in which the innermost mapping has `key`."""
        inner = self._open[-1].place.inner
        return inner[key].key_line if isinstance(inner, dict) else 0

    def _count(self, values: int, line: int, column: int) -> None:
        """Count values, and stop at too many."""
        self._values += values
        if self._values > MAX_VALUES:
            raise _Stop(
                line, column, f"The file has more than {MAX_VALUES:,} values: split it into several files."
            )

    def _spoiled(self, place: Place, path: Path, sentence: str) -> None:
        """Note a value that could not be read."""
        self.document.spoiled.add(path)
        self._fault(place.line, place.column, path, sentence)

    def _fault(self, line: int, column: int, path: Path, sentence: str) -> None:
        self.document.faults.append(Fault(line, column, written(path), sentence))


def _start(event: NodeEvent | DocumentStartEvent) -> tuple[int, int]:
    """Line and column, from 1, where an event begins."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _tag_sentence(tag: str) -> str:
    """Refuse a tag that is none of plain data."""
    short = tag.replace(_CORE, "!!")
    return f"The tag {quoted(short)} cannot stand here: only plain text, numbers, lists and mappings can."


def _key_sentence(value: Any, text: str) -> str:  # noqa: ANN401
    """Why `value`, written as `text`, is no key."""
    if value is None and text == "":
        return "A key is missing here."
    if isinstance(value, bool) or value is None:
        return f"The key {quoted(text)} is not a text: put it in quotes."
    if isinstance(value, (list, dict)):
        return "A key must be a text."
    return f"{quoted(text)} stands here as a key: write decimals with a point, and texts of digits in quotes."
