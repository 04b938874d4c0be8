"""Manufacturing BOMs: what parts are made of, and whether the steps that build them agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.known import PartKey
from ion_tui.engine.definitions.numbers import plain
from ion_tui.engine.definitions.parts import PartNeed
from ion_tui.engine.definitions.procedures import ProcedureDefinition
from ion_tui.engine.definitions.sentences import listed
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import ProcedureKind, Tracking
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.site_checks.catalog import Catalog

_MOST_CIRCLES: Final = 20


def boms(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """BOMs that cannot be built, and steps that need what their BOM does not give."""
    yield from _circles(site, catalog)
    for index, part in enumerate(site.parts):
        yield from _needs(("parts", index, "mbom"), part.mbom, catalog)
    for index, procedure in enumerate(site.procedures):
        path = ("procedures", index)
        for placed in walk(procedure.steps):
            yield from _needs((*path, *placed.path, "requires"), placed.step.requires, catalog)
        yield from _against_mbom(path, procedure, catalog)


def _needs(path: Path, needs: Sequence[PartNeed], catalog: Catalog) -> Iterator[Problem]:
    """Quantities that cannot be counted out."""
    for index, need in enumerate(needs):
        here = (*path, index)
        key = catalog.key_of(need)
        if key is not None and catalog.part(key).what.tracking is Tracking.SERIAL and need.quantity % 1:
            sentence = f"{need.part} is tracked by serial: {plain(need.quantity)} of it cannot be installed."
            yield Problem((*here, "quantity"), sentence)
        places = len(need.reference_designators)
        if places and need.quantity != places:
            sentence = f"There are {places} reference designators for a quantity of {plain(need.quantity)}."
            yield Problem((*here, "reference_designators"), sentence)


def _against_mbom(path: Path, procedure: ProcedureDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Steps of a build that need a part that its mBOM does not have, or more of one than it has."""
    if procedure.kind is not ProcedureKind.BUILD or procedure.part is None or catalog.doubts(procedure.part):
        return
    assembly = catalog.find_part(procedure.part, procedure.part_revision)
    if not isinstance(assembly, tuple):
        return
    mbom = catalog.mbom(assembly)
    unread = catalog.part(assembly).key("mbom")
    of_assembly = f"the mBOM of {procedure.part} revision {assembly[1]}"
    needed: dict[PartKey, Decimal] = {}
    for placed in walk(procedure.steps):
        for index, need in enumerate(placed.step.requires):
            key = catalog.key_of(need)
            here = (*path, *placed.path, "requires", index)
            if key is None or catalog.doubts(need.part):
                continue
            if key not in mbom:
                sentence = f"{of_assembly[0].upper()}{of_assembly[1:]} has no {need.part} revision {key[1]}."
                yield Problem((*here, "part"), sentence, unread)
                continue
            before = needed.get(key, Decimal(0))
            needed[key] = before + need.quantity
            if before <= mbom[key] < needed[key]:
                sentence = (
                    f"With this step, the steps so far need {plain(needed[key])} of {need.part}; "
                    f"{of_assembly} has {plain(mbom[key])}."
                )
                yield Problem((*here, "quantity"), sentence)


def _circles(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Parts that are made of each other."""
    made_of = {key: set(catalog.mbom(key)) for key in catalog.parts()}
    for _ in range(_MOST_CIRCLES):
        try:
            TopologicalSorter(made_of).prepare()
        except CycleError as error:
            circle = _from_the_first(error.args[1][:0:-1])
        else:
            return
        links = [f"{' '.join(whole)} of {' '.join(part)}" for whole, part in pairwise(circle)]
        made_of[circle[0]].discard(circle[1])
        yield Problem(
            _item(site, catalog, circle), f"These parts are made of each other: {listed(links, 'and')}."
        )


def _from_the_first(circle: list[PartKey]) -> list[PartKey]:
    """A circle, each made of the next, from the first by name around to itself."""
    start = circle.index(min(circle))
    return [*circle[start:], *circle[: start + 1]]


def _item(site: SiteDefinition, catalog: Catalog, circle: Sequence[PartKey]) -> Path:
    """Where the file says one link of a circle."""
    links = set(pairwise(circle))
    for index, part in enumerate(site.parts):
        for item_index, item in enumerate(part.mbom):
            if ((part.number, part.revision), catalog.key_of(item)) in links:
                return ("parts", index, "mbom", item_index, "part")
    return ("parts",)
