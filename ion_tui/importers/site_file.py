"""Reading a site file: to a definition of which every word is understood, or to all of its faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ion_tui.engine.definitions.known import Known
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.attachments import load_files
from ion_tui.importers.faults import Fault, Faults, Problem, in_order, written
from ion_tui.importers.places import Place
from ion_tui.importers.resolve import resolved
from ion_tui.importers.shape import Shaped, shape
from ion_tui.importers.site_checks import CHECKS, Check
from ion_tui.importers.site_checks.catalog import Catalog
from ion_tui.importers.text_file import read_text
from ion_tui.importers.yaml12 import Progress, read_yaml

_NOTHING_KNOWN: Final = Known()
_PLAIN_WORD: Final = re.compile(r"[^\s,\[\]{}#]+")
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


def read_site(
    path: Path, known: Known = _NOTHING_KNOWN, progress: Progress | None = None
) -> SiteDefinition | Faults:
    """Read the site file at `path`, its references resolved against itself and what is `known` of the store.

    Answers a definition only if nothing is wrong with it; else every fault of the file with its place. Writes
    nothing, and reads no file but this one and those that its steps show.
    """
    text = read_text(path)
    if text.text is None:
        return in_order(text.faults)
    document = read_yaml(text.text, progress)
    faults = [*text.faults, *document.faults]
    if not document.whole:
        return in_order(faults)
    lines = _LINE_BREAK.split(text.text)
    shaped = shape(
        document.data, document.spoiled, known.time_zone, lambda at: _word_at(lines, document.places.find(at))
    )
    faults.extend(_placed(shaped.problems, document.places))
    if shaped.site is None:
        return in_order(faults, shaped.left_off)
    catalog = Catalog(shaped.site, known, shaped.doubtful)
    problems = _checked(shaped, catalog, path.parent, progress)
    faults.extend(_placed(problems, document.places))
    return in_order(faults, shaped.left_off) if faults else resolved(shaped.site, catalog)


def _checked(shaped: Shaped, catalog: Catalog, folder: Path, progress: Progress | None) -> Iterator[Problem]:
    """What the checks find, at its path in the file; what only follows from another fault is left out."""
    if shaped.site is None:
        return
    checks: tuple[Check, ...] = (*CHECKS, lambda site, _: iter(load_files(site, folder).problems))
    for done, check in enumerate(checks):
        if progress is not None:
            progress(done, len(checks), "Checking")
        for problem in check(shaped.site, catalog):
            if not any(shaped.whole(path) in shaped.removed for path in problem.absent):
                yield Problem(shaped.whole(problem.path), problem.sentence)


def _placed(problems: Iterable[Problem], places: Place) -> Iterator[Fault]:
    """Problems with their lines and columns."""
    for problem in problems:
        place = places.find(problem.path)
        line, column = place.of_key if problem.at_key else (place.line, place.column)
        yield Fault(line, column, written(problem.path), problem.sentence)


def _word_at(lines: list[str], place: Place) -> str:
    """The plain word that begins at `place`, as it stands in the file."""
    match = _PLAIN_WORD.match(lines[place.line - 1], place.column - 1) if place.line <= len(lines) else None
    return "" if match is None else match[0]
