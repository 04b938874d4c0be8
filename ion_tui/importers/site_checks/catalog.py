"""Everything that a file may refer to: what is in it, and what the store already has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from ion_tui.engine.definitions.known import Known, KnownPart, KnownProcedure, PartKey
from ion_tui.engine.definitions.parts import PartNeed, PartReference
from ion_tui.engine.definitions.places import LocationDefinition
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import ProcedureStatus
from ion_tui.importers.faults import Path
from ion_tui.importers.site_checks.hints import Hints
from ion_tui.importers.site_checks.revisions import Entry, Found, Revisions


class Catalog:
    """What can be referred to.

    Names in `doubtful` stand in what could not be read of the file: they may well be there, so nothing is
    said against references to them.
    """

    def __init__(self, site: SiteDefinition, known: Known, doubtful: frozenset[str] = frozenset()) -> None:
        self._doubtful = doubtful
        self._hints = Hints()
        self.attributes = {
            **known.attributes,
            **{(attribute.scope, attribute.name): attribute for attribute in site.attributes},
        }
        self.locations: dict[str, Entry[bool]] = {
            **{code: Entry(is_work_center) for code, is_work_center in known.locations.items()},
            **{
                place.code: Entry(place.work_center, path)
                for path, place in places(site.locations, ("locations",))
                if place.code is not None
            },
        }
        self.roles = known.roles | {role.name for role in site.roles}
        self.operators_in_store = known.operators
        self.operators = {*known.operators, *(operator.id for operator in site.operators)}
        self.suppliers = known.suppliers | {supplier.code for supplier in site.suppliers}
        self.purchase_orders: dict[str, frozenset[int]] = {
            **known.purchase_orders,
            **{order.number: frozenset(line.line for line in order.lines) for order in site.purchase_orders},
        }
        self._parts = Revisions("part", _parts_of(site), known.parts)
        self._mboms = {(part.number, part.revision): self._totals(part.mbom) for part in site.parts}
        self._procedures = Revisions("procedure", self._procedures_of(site), known.procedures)

    def unknown(self, noun: str, name: str, names: Collection[str]) -> str | None:
        """A sentence when no `noun` has this name."""
        if name in names or name in self._doubtful:
            return None
        return f"There is no {noun} {quoted(name)}.{self._hints.hint(noun, name, names)}"

    def doubts(self, *names: str) -> bool:
        """Whether what one of `names` means could not be read."""
        return not self._doubtful.isdisjoint(names)

    def find_part(self, number: str, revision: str | None, key: str = "revision") -> PartKey | str | None:
        """The number and revision that are meant, or a sentence; None for what could not be read."""
        found = self._parts.find(number, revision, self._hints, key=key)
        if isinstance(found, Found):
            return number, found.revision
        return None if self.doubts(number) else found

    def key_of(self, reference: PartReference) -> PartKey | None:
        """The number and revision that `reference` means, if it means one part."""
        found = self.find_part(reference.part, reference.revision)
        return None if isinstance(found, str) else found

    def part(self, key: PartKey) -> Entry[KnownPart]:
        """What is known of a part that is there."""
        return self._parts.at(*key)

    def parts(self) -> Iterator[PartKey]:
        """All parts that are there."""
        return self._parts.all()

    def mbom(self, key: PartKey) -> Mapping[PartKey, Decimal]:
        """Component → quantity, of a part that is there."""
        found = self._mboms.get(key)
        return self.part(key).what.mbom if found is None else found

    def find_procedure(self, code: str, revision: str | None) -> Found[KnownProcedure] | str | None:
        """The revision that a run means, or a sentence; None for what could not be read.

        A run that names no revision means the one that is released, or else the only one.
        """
        if self.doubts(code):
            return None
        released = self._procedures.find(code, revision, self._hints, suits=_is_released)
        return released if isinstance(released, Found) else self._procedures.find(code, revision, self._hints)

    def _totals(self, mbom: Sequence[PartNeed]) -> dict[PartKey, Decimal]:
        """What an mBOM has of each component that is there."""
        totals: dict[PartKey, Decimal] = {}
        for item in mbom:
            key = self.key_of(item)
            if key is not None:
                totals[key] = totals.get(key, Decimal(0)) + item.quantity
        return totals

    def _procedures_of(self, site: SiteDefinition) -> dict[str, dict[str, Entry[KnownProcedure]]]:
        """The file's procedures, by code and revision."""
        procedures: dict[str, dict[str, Entry[KnownProcedure]]] = {}
        for index, procedure in enumerate(site.procedures):
            part = None if procedure.part is None else self.find_part(procedure.part, procedure.part_revision)
            known = KnownProcedure(
                released=procedure.status is ProcedureStatus.RELEASED,
                part=None if isinstance(part, str) else part,
            )
            procedures.setdefault(procedure.code, {})[procedure.revision] = Entry(
                known, ("procedures", index)
            )
        return procedures


def places(locations: Sequence[LocationDefinition], path: Path) -> Iterator[tuple[Path, LocationDefinition]]:
    """All locations, each with its path."""
    for index, location in enumerate(locations):
        here = (*path, index)
        yield here, location
        yield from places(location.locations, (*here, "locations"))


def _parts_of(site: SiteDefinition) -> dict[str, dict[str, Entry[KnownPart]]]:
    """The file's parts, by number and revision."""
    parts: dict[str, dict[str, Entry[KnownPart]]] = {}
    for index, part in enumerate(site.parts):
        known = KnownPart(tracking=part.tracking, tool=part.tool)
        parts.setdefault(part.number, {})[part.revision] = Entry(known, ("parts", index))
    return parts


def _is_released(procedure: KnownProcedure) -> bool:
    return procedure.released
