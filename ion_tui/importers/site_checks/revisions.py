"""Finding one revision of a part or a procedure by a reference that may leave the revision out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ion_tui.engine.definitions.sentences import listed, quoted
from ion_tui.importers.faults import Path
from ion_tui.importers.site_checks.hints import Hints

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """Something that can be referred to, and where the file defines it; no path if the store has it."""

    what: T
    path: Path | None = None

    def key(self, name: str) -> tuple[Path, ...]:
        """The path of one of its keys, for a problem that the absence of this key would explain."""
        return () if self.path is None else ((*self.path, name),)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The one revision that a reference means."""

    revision: str
    entry: Entry[T]


class Revisions(Generic[T]):
    """All revisions there are, by name: those of the file, then those of the store."""

    def __init__(
        self,
        noun: str,
        in_file: Mapping[str, Mapping[str, Entry[T]]],
        in_store: Mapping[str, Mapping[str, T]],
    ) -> None:
        self._noun = noun
        self._in_file = in_file
        self._in_store = in_store

    def find(
        self,
        name: str,
        revision: str | None,
        hints: Hints,
        *,
        key: str = "revision",
        suits: Callable[[T], bool] = lambda _: True,
    ) -> Found[T] | str:
        """The revision that is meant, or a sentence.

        Where none is named, it is the only one of those that suit: of the file's, or else of the store's.
        `key` is what names the revision in the file.
        """
        in_file = self._in_file.get(name, {})
        in_store = {known: Entry(what) for known, what in self._in_store.get(name, {}).items()}
        everywhere = {**in_store, **in_file}
        if not everywhere:
            names = (*self._in_file, *self._in_store)
            return f"There is no {self._noun} {quoted(name)}.{hints.hint(self._noun, name, names)}"
        if revision is not None:
            if revision in everywhere:
                return Found(revision, everywhere[revision])
            return f"{name} has no revision {quoted(revision)}: there is {listed(sorted(everywhere), 'and')}."
        for shelf in (in_file, in_store):
            suiting = {known: entry for known, entry in shelf.items() if suits(entry.what)}
            if len(suiting) > 1:
                return f"{name} has revisions {listed(sorted(suiting), 'and')}: say which with `{key}`."
            for known, entry in suiting.items():
                return Found(known, entry)
        return f"{name} has revisions {listed(sorted(everywhere), 'and')}, and none that can be used here."

    def at(self, name: str, revision: str) -> Entry[T]:
        """The entry of a revision that is there."""
        entry = self._in_file.get(name, {}).get(revision)
        return entry if entry is not None else Entry(self._in_store[name][revision])

    def all(self) -> Iterator[tuple[str, str]]:
        """Name and revision of all there are, each once."""
        for name, revisions in self._in_file.items():
            for revision in revisions:
                yield name, revision
        for name, known in self._in_store.items():
            for revision in known:
                if revision not in self._in_file.get(name, {}):
                    yield name, revision
