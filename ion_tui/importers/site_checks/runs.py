"""Runs: whether they can be started as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import Tracking
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.site_checks.catalog import Catalog
from ion_tui.importers.site_checks.revisions import Found


def runs(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Runs that could not start, or would end before they start."""
    for index, run in enumerate(site.runs):
        here = ("runs", index)
        yield from _procedure(here, run.procedure, run.revision, catalog)
        if run.scheduled_start and run.scheduled_end and run.scheduled_end < run.scheduled_start:
            yield Problem((*here, "scheduled_end"), "The scheduled end is before the scheduled start.")


def _procedure(path: Path, code: str, revision: str | None, catalog: Catalog) -> Iterator[Problem]:
    """A released procedure, of a part whose units have serials."""
    found = catalog.find_procedure(code, revision)
    if isinstance(found, str):
        yield Problem((*path, "procedure" if revision is None else "revision"), found, (("procedures",),))
    if not isinstance(found, Found):
        return
    procedure, name = found.entry, f"{code} revision {found.revision}"
    if not procedure.what.released:
        sentence = f"Procedure has unreleased steps: {name} must be released before runs of it start."
        yield Problem((*path, "procedure"), sentence, procedure.key("status"))
    if procedure.what.part is None:
        sentence = f"{name} names no part, so its serial is of nothing: give the procedure its `part`."
        yield Problem((*path, "procedure"), sentence, procedure.key("part"))
        return
    part = catalog.part(procedure.what.part)
    if part.what.tracking is not Tracking.SERIAL:
        sentence = f"{procedure.what.part[0]} is not tracked by serial, so no run can name a serial of it."
        yield Problem((*path, "serial"), sentence, part.key("tracking"))
