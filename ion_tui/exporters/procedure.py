"""A procedure of the store as a site file of its own, with the files that its steps show beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ion_tui.engine.definitions.procedures import StepDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.procedure_reading import StoredProcedure
from ion_tui.exporters.site_yaml import site_yaml

FOLDER: Final = "files"
"""The folder beside the site file that holds what its steps show."""

_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class ExportedFiles:
    """A site file's text, and the bytes of the files that belong beside it by their paths."""

    text: str
    files: Mapping[str, bytes]


def export_procedure(stored: StoredProcedure, site: str) -> ExportedFiles:
    """The site file of one procedure revision; importing it again changes nothing."""
    paths = _paths(stored.files)
    definition = replace(
        stored.definition, steps=tuple(_renamed(step, paths) for step in stored.definition.steps)
    )
    text = site_yaml(SiteDefinition(name=site, procedures=(definition,)))
    return ExportedFiles(text, {paths[name]: data for name, (_, data) in stored.files.items()})


def _paths(names: Iterable[str]) -> dict[str, str]:
    """Where each file goes: under its own name, or in a folder of its own where another file has that."""
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names):
        own = _UNSAFE.sub("_", name.rpartition("/")[2]).strip(" .")[-_LONGEST_NAME:] or "file"
        number, path = 1, f"{FOLDER}/{own}"
        while path.casefold() in taken:
            number += 1
            path = f"{FOLDER}/{number}/{own}"
        taken.add(path.casefold())
        paths[name] = path
    return paths


def _renamed(step: StepDefinition, paths: Mapping[str, str]) -> StepDefinition:
    return replace(
        step,
        files=tuple(paths[name] for name in step.files),
        steps=tuple(_renamed(inner, paths) for inner in step.steps),
    )
