"""What is wrong with the form of a value, in the words of whoever wrote the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from pydantic_core import ErrorDetails

from ion_tui.engine.definitions.numbers import plain
from ion_tui.engine.definitions.sentences import listed, nearest, quoted
from ion_tui.importers.faults import Path
from ion_tui.importers.schema import schema_at

MISSING: Final = "missing"
UNKNOWN_KEY: Final = "unexpected_keyword_argument"

_MOST_WORDS_LISTED: Final = 12
_PIN: Final = "pin"
_YES_NO: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})


def sentence_of(error: ErrorDetails, path: Path, written: Callable[[], str]) -> str:
    """The sentence for one of pydantic's errors; `written` answers how the value stands in the file."""
    kind, value = error["type"], error["input"]
    context: Mapping[str, Any] = error.get("ctx", {})
    match kind:
        case "value_error":
            return str(context["error"])
        case "missing":
            return f"`{path[-1]}` is missing."
        case "unexpected_keyword_argument":
            return _unknown_key(path)
        case "enum":
            return _not_one_of(path, value)
        case "string_type":
            return _not_a_text(path, value, written)
        case "bool_type":
            return _not_a_flag(value)
        case "int_type":
            return _not_whole(value)
        case _ if kind in _LIMITS:
            words, name = _LIMITS[kind]
            limit = context[name]
            return words.format(plain(limit) if isinstance(limit, Decimal) else limit)
    return _SENTENCES.get(kind, f"{error['msg']}.")


def meant_key(path: Path) -> str | None:
    """The known key that an unknown one at `path` seems to be a misspelling of."""
    return _nearest(str(path[-1]), tuple(schema_at(path[:-1]).get("properties", {})))


_SENTENCES: Final = {
    "tuple_type": "A list is expected here: begin each entry with `- `.",
    "dataclass_type": "Keys and values (`key: value`) are expected here.",
    "mapping_type": "Keys and values (`key: value`) are expected here.",
    "dict_type": "Keys and values (`key: value`) are expected here.",
    "string_too_short": "A text is missing between the quotes.",
}
_LIMITS: Final = {
    "string_too_long": ("This text is longer than {} characters.", "max_length"),
    "greater_than": ("A number above {} is expected here.", "gt"),
    "greater_than_equal": ("A number of at least {} is expected here.", "ge"),
    "less_than_equal": ("A number of at most {} is expected here.", "le"),
    "less_than": ("A number below {} is expected here.", "lt"),
}


@lru_cache(maxsize=1024)
def _nearest(word: str, words: tuple[str, ...]) -> str | None:
    """The nearest of `words`, remembered: the same slip tends to be made on every line."""
    return nearest(word, words)


def _unknown_key(path: Path) -> str:
    """A key that the form does not know, and the one that may be meant."""
    key = str(path[-1])
    if key == "<<":
        return "Merge keys (<<) are not part of YAML 1.2: write the keys out."
    known = tuple(schema_at(path[:-1]).get("properties", {}))
    meant = _nearest(key, known)
    if meant is not None:
        return f"The key {quoted(key)} is unknown here. Did you mean {meant}?"
    if len(known) <= _MOST_WORDS_LISTED:
        return f"The key {quoted(key)} is unknown here: there are {listed(known, 'and')}."
    return f"The key {quoted(key)} is unknown here."


def _not_one_of(path: Path, value: object) -> str:
    """A word that is none of the possible ones."""
    words = [str(word) for word in schema_at(path).get("enum", ())]
    if not isinstance(value, str):
        return f"One of the words {listed(words)} is expected here."
    meant = _nearest(value, tuple(words))
    if meant is not None:
        return f"{quoted(value)} is not possible here. Did you mean {meant}?"
    if len(words) <= _MOST_WORDS_LISTED:
        return f"{quoted(value)} is not possible here: write {listed(words)}."
    return f"{quoted(value)} is not possible here."


def _not_a_text(path: Path, value: object, written: Callable[[], str]) -> str:
    """A number, yes or no, list or mapping where a text belongs."""
    if isinstance(value, (bool, int, Decimal)):
        if path[-1] == _PIN:
            return "Put the PIN in quotes: as a number it would lose the zeros it begins with."
        if isinstance(value, bool):
            return f'A text is expected here: put it in quotes, "{written()}".'
        return (
            f'A text is expected here: put it in quotes, "{written()}". As a number it would lose its zeros.'
        )
    if value is None:
        return "A text is missing here."
    if isinstance(value, (list, tuple)):
        return "A single text is expected here, not a list."
    return "A single text is expected here, not keys and values."


def _not_a_flag(value: object) -> str:
    """Something else where true or false belongs."""
    if isinstance(value, str) and value.casefold() in _YES_NO:
        return f"{quoted(value)} is a text: write true or false, without quotes."
    return "true or false is expected here."


def _not_whole(value: object) -> str:
    """Something else where a whole number belongs."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return f"{quoted(value)} is a text: a number stands without quotes."
    return "A whole number is expected here."
