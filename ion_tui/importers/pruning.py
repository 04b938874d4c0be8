"""Data without some of its values, so that what is wrong with these does not hide what is wrong elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ion_tui.importers.faults import Path


@dataclass(slots=True)
class Pruning:
    """What to leave out of data, and which keys to read as others; paths are those of the whole data."""

    data: Any
    removed: set[Path] = field(default_factory=set)
    renamed: dict[Path, str] = field(default_factory=dict)
    _kept: dict[Path, list[int]] = field(default_factory=dict)
    _former: dict[Path, dict[str, str]] = field(default_factory=dict)

    def pruned(self) -> Any:  # noqa: ANN401 - data of any form
        """The data without what is removed; only what changes is copied."""
        self._kept.clear()
        self._former.clear()
        changes = _tree((*self.removed, *self.renamed))
        return self._without(self.data, changes, ()) if changes else self.data

    def whole(self, path: Path) -> Path:
        """The path in the whole data of what stands at `path` in the pruned data."""
        found: Path = ()
        for part in path:
            if isinstance(part, int):
                kept = self._kept.get(found)
                found = (*found, part if kept is None or part >= len(kept) else kept[part])
            else:
                found = (*found, self._former.get(found, {}).get(part, part))
        return found

    def texts_removed(self) -> frozenset[str]:
        """All texts in what is removed: names that something else in the file may refer to."""
        texts: set[str] = set()
        for path in self.removed:
            _gather(_at(self.data, path), texts)
        return frozenset(texts)

    def _without(self, value: Any, changes: Mapping[str | int, Any], path: Path) -> Any:  # noqa: ANN401
        """Copy `value` with the changes below `path` made."""
        if isinstance(value, dict):
            copy: dict[str, Any] = {}
            for key, inner in value.items():
                here = (*path, key)
                if here in self.removed:
                    continue
                name = self.renamed.get(here) or key
                if name != key:
                    self._former.setdefault(path, {})[name] = key
                copy[name] = self._without(inner, changes[key], here) if changes.get(key) else inner
            return copy
        if isinstance(value, list):
            kept = [index for index in range(len(value)) if (*path, index) not in self.removed]
            if len(kept) < len(value):
                self._kept[path] = kept
            return [
                self._without(value[index], changes[index], (*path, index))
                if changes.get(index)
                else value[index]
                for index in kept
            ]
        return value


def _tree(paths: Iterable[Path]) -> dict[str | int, Any]:
    """Paths as a tree of their parts."""
    tree: dict[str | int, Any] = {}
    for path in paths:
        here = tree
        for part in path:
            here = here.setdefault(part, {})
    return tree


def _at(value: Any, path: Path) -> Any:  # noqa: ANN401
    """What stands at `path`, or None."""
    for part in path:
        try:
            value = value[part]
        except (LookupError, TypeError):
            return None
    return value


def _gather(value: Any, texts: set[str]) -> None:  # noqa: ANN401
    """Add all texts in `value`."""
    if isinstance(value, str):
        texts.add(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _gather(inner, texts)
    elif isinstance(value, list):
        for inner in value:
            _gather(inner, texts)
