"""What is wanted against what is held, by key: the differences as data, told and carried out alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from ion_tui.engine.definitions.numbers import plain

K = TypeVar("K", bound=Hashable)
S = TypeVar("S")

_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Noun:
    """What a kind of thing is called: in the history, one of it, several."""

    target: str
    one: str
    many: str

    def count(self, number: int) -> str:
        """`1 part`, `3 parts`."""
        return f"{number} {self.one if number == 1 else self.many}"


@dataclass(frozen=True, slots=True)
class Held(Generic[S]):
    """A thing that the store has, and the state that a file can speak of."""

    id: int
    state: S


@dataclass(frozen=True, slots=True)
class Difference(Generic[K, S]):
    """One thing to make, or to bring from the state that is held to the one that is wanted."""

    key: K
    label: str
    wanted: S
    held: Held[S] | None = None

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields that differ; all of them for a thing to make."""
        names = tuple(item.name for item in dataclasses.fields(self.wanted))  # type: ignore[arg-type]
        if self.held is None:
            return names
        before = self.held.state
        return tuple(name for name in names if getattr(before, name) != getattr(self.wanted, name))

    def before(self) -> dict[str, Any] | None:
        """What differs, as it was, for the history."""
        return None if self.held is None else _said(self.held.state, self.changed)

    def after(self) -> dict[str, Any]:
        """What differs, as it becomes."""
        return _said(self.wanted, self.changed)


@dataclass(frozen=True, slots=True)
class Compared(Generic[K, S]):
    """All things of one kind: what is held, what differs, and what there will be."""

    noun: Noun
    held: Mapping[K, Held[S]]
    made: tuple[Difference[K, S], ...]
    changed: tuple[Difference[K, S], ...]
    after: Mapping[K, S]

    def ids(self) -> dict[K, int]:
        """The ids of what is held; what is made adds its own."""
        return {key: held.id for key, held in self.held.items()}

    def lines(self) -> Iterator[str]:
        """What would change, in words: `2 parts added: S2 A, S3 A`."""
        if self.made:
            labels = _some([difference.label for difference in self.made])
            yield f"{self.noun.count(len(self.made))} added: {labels}."
        if self.changed:
            labels = _some([_with_fields(difference) for difference in self.changed])
            yield f"{self.noun.count(len(self.changed))} changed: {labels}."


def compare(
    noun: Noun,
    held: Mapping[K, Held[S]],
    wanted: Mapping[K, S],
    label: Callable[[K, S], str],
) -> Compared[K, S]:
    """Compare by key, in the order in which things are wanted. States are frozen dataclasses."""
    made, changed = [], []
    for key, state in wanted.items():
        there = held.get(key)
        if there is None:
            made.append(Difference(key, label(key, state), state))
        elif there.state != state:
            changed.append(Difference(key, label(key, state), state, there))
    after = {**{key: there.state for key, there in held.items()}, **wanted}
    return Compared(noun, held, tuple(made), tuple(changed), after)


def _with_fields(difference: Difference[Any, Any]) -> str:
    fields = ", ".join(name.replace("_", " ") for name in difference.changed)
    return f"{difference.label} ({fields})"


def _some(labels: list[str]) -> str:
    if len(labels) <= _NAMED:
        return ", ".join(labels)
    return f"{', '.join(labels[: _NAMED - 1])} and {len(labels) - _NAMED + 1} more"


def _said(state: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(state, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if dataclasses.is_dataclass(value):
        return _said(value, tuple(item.name for item in dataclasses.fields(value)))
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value
