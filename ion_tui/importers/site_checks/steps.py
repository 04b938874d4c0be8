"""Steps: how deep they nest, what they wait on, and whether their fields and columns make sense."""

from __future__ import annotations

from collections.abc import Iterator

from ion_tui.engine.definitions.dependencies import MAX_LEVELS, PlacedStep, circles, nested, walk
from ion_tui.engine.definitions.field_rules import contradictions
from ion_tui.engine.definitions.fields import ValueDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition
from ion_tui.engine.definitions.sentences import listed, quoted
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.site_checks.catalog import Catalog


def steps(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Everything about steps that cannot be worked as it is written."""
    for index, procedure in enumerate(site.procedures):
        path = ("procedures", index)
        for placed in walk(procedure.steps):
            here = (*path, *placed.path)
            if len(placed.around) == MAX_LEVELS:
                yield Problem(
                    here, f"This step is on level {MAX_LEVELS + 1}: steps nest up to {MAX_LEVELS} levels."
                )
            for values in ("fields", "columns"):
                yield from _values((*here, values), getattr(placed.step, values))
        yield from _waits(path, procedure, catalog)


def _waits(path: Path, procedure: ProcedureDefinition, catalog: Catalog) -> Iterator[Problem]:
    """What `after` cannot mean, and circles."""
    placed: dict[str, PlacedStep] = {}
    for found in walk(procedure.steps):
        placed.setdefault(found.step.key, found)
    for found in walk(procedure.steps):
        for index, key in enumerate(found.step.after):
            sentence = _wait_sentence(placed, found.step.key, key, catalog)
            if sentence is not None:
                yield Problem((*path, *found.path, "after", index), sentence)
    for circle in circles(procedure):
        sentence = f"These steps wait on each other in a circle: {listed(circle.links, 'and')}."
        yield Problem((*path, *circle.waits[0].path), sentence)


def _wait_sentence(placed: dict[str, PlacedStep], key: str, upstream: str, catalog: Catalog) -> str | None:
    """What is wrong with a step's waiting on another one by itself."""
    if upstream not in placed:
        return catalog.unknown("step of this procedure", upstream, placed)
    if upstream == key:
        return f"The step {quoted(key)} cannot wait on itself."
    if not nested(placed, key, upstream):
        return None
    if any(step.key == upstream for step in placed[key].around):
        return f"{quoted(key)} is a part of {quoted(upstream)}: it starts while that is in progress."
    return f"{quoted(upstream)} is a part of {quoted(key)}: it starts when that has started."


def _values(path: Path, values: tuple[ValueDefinition, ...]) -> Iterator[Problem]:
    """Fields or columns that contradict themselves."""
    for index, value in enumerate(values):
        here = (*path, index)
        for found in contradictions(value):
            yield Problem((*here, *found.path), found.sentence, tuple((*here, key) for key in found.absent))
