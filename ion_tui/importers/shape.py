"""From the data of a file to definitions, with everything named that does not have their form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ion_tui.engine.definitions.forms import ZONE
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.definitions.times import time_zone
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.pruning import Pruning
from ion_tui.importers.schema import site_adapter
from ion_tui.importers.wording import MISSING, UNKNOWN_KEY, meant_key, sentence_of

_ROUNDS: Final = 50
_MOST_PROBLEMS: Final = 10_000
_NAME: Final = ("site",)
_UNNAMED: Final = "?"
_UTC: Final = "UTC"


@dataclass(frozen=True, slots=True)
class Shaped:
    """What a file defines, without what does not have the form; and all of the latter.

    `site` is None when nothing could be read; `whole` turns paths in it into paths in the file. `left_off` more
    problems were found than are told. `removed` are the paths of what was left out, and `doubtful` the texts in
    it: something else may refer to them without being wrong.
    """

    site: SiteDefinition | None
    problems: tuple[Problem, ...]
    left_off: int
    removed: frozenset[Path]
    doubtful: frozenset[str]
    whole: Callable[[Path], Path]


def shape(data: Any, spoiled: Iterable[Path], zone: str | None, written: Callable[[Path], str]) -> Shaped:  # noqa: ANN401
    """Read `data` as a site.

    `spoiled` are paths already known to be bad; `zone` is that of the store; `written` answers how the value
    at a path stands in the file.
    """
    reading = _Reading(Pruning(data, set(spoiled)), written)
    site = reading.read({ZONE: _zone(data, zone)})
    pruning = reading.pruning
    return Shaped(
        site,
        tuple(reading.problems),
        reading.left_off,
        frozenset(reading.reported),
        pruning.texts_removed(),
        pruning.whole,
    )


class _Reading:
    """Validates again and again, each time without what was wrong the last time.

    A value with a fault is left out; so is, in turn, what cannot be without it. An unknown key is read as the
    one that was probably meant.
    """

    def __init__(self, pruning: Pruning, written: Callable[[Path], str]) -> None:
        self.pruning = pruning
        self.problems: list[Problem] = []
        self.left_off = 0
        self.reported = set(pruning.removed)
        self._renamed_to: set[Path] = set()
        self._written = written

    def read(self, context: dict[str, ZoneInfo]) -> SiteDefinition | None:
        """The site that is left, or None."""
        for _ in range(_ROUNDS):
            data = self.pruning.pruned()
            if isinstance(data, dict) and _NAME in self.reported:
                data = {**data, _NAME[0]: _UNNAMED}
            try:
                return site_adapter().validate_python(data, context=context)
            except ValidationError as error:
                errors = error.errors(include_url=False)
            for found in sorted(errors, key=lambda error: error["type"] != UNKNOWN_KEY):
                self._take(found)
            if () in self.pruning.removed:
                break
        return None

    def _take(self, error: ErrorDetails) -> None:
        """Report an error, and leave out what it is about."""
        path = self.pruning.whole(error["loc"])
        kind = error["type"]
        if kind == MISSING:
            self._take_missing(error, path)
        elif kind == UNKNOWN_KEY:
            self._report(error, path)
            self._take_unknown(path, None if self.left_off else meant_key(error["loc"]))
        elif error["input"] is None and path and isinstance(path[-1], str):
            self.pruning.removed.add(path)
        else:
            self._report(error, path)
            self._remove(path)

    def _take_missing(self, error: ErrorDetails, path: Path) -> None:
        """A key that must be there is not: without it, what it belongs to cannot be read."""
        if path in self._renamed_to:
            return
        if path not in self.reported:
            self._report(error, path)
        if path == _NAME:
            self.reported.add(path)
        else:
            self._remove(path[:-1])

    def _take_unknown(self, path: Path, meant: str | None) -> None:
        """Read an unknown key as the one that is meant, where that one is not there."""
        target = (*path[:-1], meant or "")
        if meant is None or target in self._renamed_to or self._existing(target) == target:
            self._remove(path)
        else:
            self._renamed_to.add(target)
            self.pruning.renamed[path] = meant

    def _report(self, error: ErrorDetails, path: Path) -> None:
        if len(self.problems) >= _MOST_PROBLEMS:
            self.left_off += 1
            return
        sentence = sentence_of(error, error["loc"], lambda: self._written(path))
        self.problems.append(Problem(path, sentence, at_key=error["type"] == UNKNOWN_KEY))

    def _remove(self, path: Path) -> None:
        """Leave out what is at `path`, or what is in its place where the file has a short form."""
        existing = self._existing(path)
        self.pruning.removed.add(existing)
        self.reported.update((path, existing))

    def _existing(self, path: Path) -> Path:
        """As much of `path` as the data has."""
        value: Any = self.pruning.data
        for depth, part in enumerate(path):
            try:
                value = value[part]
            except (LookupError, TypeError):
                return path[:depth]
        return path


def _zone(data: Any, known: str | None) -> ZoneInfo:  # noqa: ANN401
    """The zone of times that name none: the file's own, else the store's, else UTC."""
    settings = data.get("settings") if isinstance(data, dict) else None
    said = settings.get("time_zone") if isinstance(settings, dict) else None
    try:
        return ZoneInfo(time_zone(said if isinstance(said, str) else known or _UTC))
    except ValueError:
        return ZoneInfo(_UTC)
