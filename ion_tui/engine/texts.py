"""Texts from outside, wherever they stand in a command or a question: what nobody could read goes no further."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import AS_DIGEST, Command
from ion_tui.engine.values import clean_text


def unreadable(command: Command) -> Refused | None:
    """Refuse a command that holds a text nobody could read, or a book; None where all is well.

    A definition that is imported has been validated on its own.
    """
    cleaned = (clean_text(text) for text in _texts(command))
    return next((text for text in cleaned if isinstance(text, Refused)), None)


def is_readable(text: str) -> bool:
    """Whether a text that is scanned or searched for could stand anywhere in the store."""
    return not isinstance(clean_text(text), Refused)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            if item.metadata != AS_DIGEST:
                yield from _texts(getattr(value, item.name))
    elif isinstance(value, Mapping):
        yield from _texts(list(value.items()))
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _texts(held)
