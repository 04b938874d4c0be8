"""JSON from a text that nobody has looked at yet: plain data with exact numbers, or every fault with its place.

The standard library reads it. Before that, one pass over its tokens holds it to limits that the library has not: how
deep, how many values, no key twice, no number out of all proportion. So the reading cannot run out of stack, and
needs memory in proportion to the limits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ion_tui.engine.definitions.sentences import quoted
from ion_tui.importers.faults import MAX_FAULTS, Fault, Faults, Path, in_order
from ion_tui.importers.text_file import place_of
from ion_tui.importers.yaml_scalars import plain_scalar

MAX_DEPTH: Final = 100
"""How deep lists and objects may nest; five levels of steps with lists in their instructions need some fifty."""

MAX_VALUES: Final = 500_000
"""How many values a file may have."""

_TOKEN: Final = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*+)(?P<end>"?)(?P<key>\s*+:)?|(?P<bracket>[\[\]{}])|(?P<word>[^\s,:"\[\]{}]++)',
    re.DOTALL,
)
_WORDS: Final = frozenset({"true", "false", "null"})
_NOT_FINITE: Final = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity"})
_NUMBER_STARTS: Final = frozenset("-0123456789")
_SENTENCES: Final = (
    ("Expecting property name", "A key in double quotes is expected here."),
    ("Expecting ':'", "A colon is missing before this."),
    ("Expecting ','", "A comma is missing before this, or a bracket closes too early."),
    ("Extra data", "The file goes on after its end: it must hold one object."),
    (
        "Invalid control character",
        "A line break or a tab stands within a text: the file is not JSON any more.",
    ),
    ("Invalid \\", "There is no such escape in JSON."),
    ("Unterminated string", "The file ends before the quotes that open here are closed: is it complete?"),
)
_UNCLOSED: Final = "The file ends in the middle of a value: is it complete?"


def read_json(text: str) -> Any:  # noqa: ANN401 - data of any form
    """The data that `text` holds, or `Faults`."""
    if not text.strip():
        return Faults((Fault(0, 0, "", "The file is empty."),))
    faults = list(_hostile(text))
    if faults:
        return in_order(faults)
    try:
        return json.loads(text, parse_int=plain_scalar, parse_float=plain_scalar)
    except json.JSONDecodeError as error:
        return Faults((Fault(error.lineno, error.colno, "", _sentence(error)),))


def places_at(text: str, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Line and column of the values at `paths` in a text that `read_json` has read, or of what is around them."""
    wanted = {path: [path[:length] for length in range(len(path), -1, -1)] for path in paths}
    asked = {inner for prefixes in wanted.values() for inner in prefixes}
    starts = {at: start for start, at in _values(text) if at in asked}
    return {
        path: place_of(text, next((starts[inner] for inner in prefixes if inner in starts), 0))
        for path, prefixes in wanted.items()
    }


@dataclass(slots=True)
class _Open:
    """An object or list that has begun and not ended."""

    bracket: str
    keys: set[str] = field(default_factory=set)
    key: str = ""
    index: int = -1


def _hostile(text: str) -> Iterator[Fault]:
    """What must not be read; the first excess ends the list."""
    around: list[_Open] = []
    values = told = 0
    for token in _TOKEN.finditer(text):
        sentence = None
        if token["key"] is not None:
            sentence = _key_sentence(around, token["text"])
        elif token["bracket"] in ("]", "}"):
            if around:
                around.pop()
        else:
            values += 1
            if token["bracket"] is not None:
                around.append(_Open(token["bracket"]))
            if (excess := _excess(values, len(around))) is not None:
                yield Fault(*place_of(text, token.start()), "", excess)
                return
            sentence = _word_sentence(token["word"] or "")
        if sentence is not None and told < MAX_FAULTS:
            told += 1
            yield Fault(*place_of(text, token.start()), "", sentence)


def _key_sentence(around: list[_Open], text: str) -> str | None:
    """What is wrong with a key: that its object has it."""
    if not around:
        return None
    key = _plain(text)
    if key in around[-1].keys:
        return f"The key {quoted(key)} stands here a second time."
    around[-1].keys.add(key)
    return None


def _excess(values: int, depth: int) -> str | None:
    """Why reading stops here."""
    if values > MAX_VALUES:
        return f"The file has more than {MAX_VALUES:,} values."
    if depth > MAX_DEPTH:
        return f"Lists and objects are nested more than {MAX_DEPTH} levels deep."
    return None


def _word_sentence(word: str) -> str | None:
    """What is wrong with a number, if anything is; what is no word of JSON at all is the library's to say."""
    if word in _NOT_FINITE:
        return f"{word} is not a number that can be measured or counted."
    if not word or word in _WORDS or word[0] not in _NUMBER_STARTS:
        return None
    try:
        plain_scalar(word)
    except ValueError as error:
        return str(error).partition(";")[0].rstrip(".") + "."
    return None


def _values(text: str) -> Iterator[tuple[int, Path]]:
    """Where each value begins, and its path."""
    around: list[_Open] = []
    for token in _TOKEN.finditer(text):
        if token["key"] is not None:
            around[-1].key = _plain(token["text"])
        elif token["bracket"] in ("]", "}"):
            around.pop()
        else:
            if around:
                around[-1].index += 1
            yield (
                token.start(),
                tuple(each.key if each.bracket == "{" else each.index for each in around),
            )
            if token["bracket"] is not None:
                around.append(_Open(token["bracket"]))


def _plain(text: str) -> str:
    """A text without its escapes; one that has no such escape stays as it is."""
    if "\\" not in text:
        return text
    try:
        plain: str = json.loads(f'"{text}"')
    except json.JSONDecodeError:
        return text
    return plain


def _sentence(error: json.JSONDecodeError) -> str:
    """The library's message in words that say what to do."""
    for words, sentence in _SENTENCES:
        if error.msg.startswith(words):
            return _UNCLOSED if "is missing" in sentence and not error.doc[error.pos :].strip() else sentence
    if not error.doc[error.pos :].strip():
        return _UNCLOSED
    return "This is not JSON: a value is expected here."
