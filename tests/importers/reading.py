"""Reading site files that stand in a test, with the place of each fault marked by `▸` where it is expected."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import Final

from ion_tui.engine.definitions.known import Known
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.faults import Fault, Faults
from ion_tui.importers.site_file import read_site

MARK: Final = "▸"


def write(folder: Path, text: str | bytes) -> Path:
    """Put a site file into `folder`."""
    path = folder / "site.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read_text(folder: Path, text: str | bytes, known: Known | None = None) -> SiteDefinition | Faults:
    """What reading a file of this content answers."""
    return read_site(write(folder, text), known or Known())


def site_of(folder: Path, text: str, known: Known | None = None) -> SiteDefinition:
    """The site that a file without faults defines."""
    answer = read_text(folder, dedent(text), known)
    assert isinstance(answer, SiteDefinition), "\n".join(map(str, answer.faults))
    return answer


def faults_of(folder: Path, text: str | bytes, known: Known | None = None) -> tuple[Fault, ...]:
    """The faults of a file that has some."""
    answer = read_text(folder, dedent(text) if isinstance(text, str) else text, known)
    assert isinstance(answer, Faults), "no fault was found"
    return answer.faults


def expect(folder: Path, marked: str, *sentences: str, known: Known | None = None) -> tuple[Fault, ...]:
    """Exactly these sentences, each at its mark, in the order of the marks."""
    text, places = unmarked(dedent(marked))
    faults = faults_of(folder, text, known)
    found = [(fault.line, fault.column, fault.sentence) for fault in faults]
    assert found == [(*place, sentence) for place, sentence in zip(places, sentences, strict=True)]
    return faults


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the line and column of each."""
    places: list[tuple[int, int]] = []
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        places.extend(
            (number, match.start() - index + 1) for index, match in enumerate(re.finditer(MARK, line))
        )
        lines.append(line.replace(MARK, ""))
    return "\n".join(lines), places
