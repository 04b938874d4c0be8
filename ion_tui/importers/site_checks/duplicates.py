"""Things that are there twice under one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.parts import PartNeed, PartReference
from ion_tui.engine.definitions.places import LocationDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.faults import Path, Problem, written
from ion_tui.importers.site_checks.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Name:
    """A name that may be given once among all of its noun within `scope`."""

    path: Path
    noun: str
    name: str
    scope: Path | tuple[str, ...] = ()


def duplicates(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Everything in the file that is there twice."""
    first: dict[tuple[object, ...], Path] = {}
    for name in _names(site, catalog):
        before = first.setdefault((name.noun, name.name, name.scope), name.path)
        if before is not name.path:
            sentence = f"{name.noun} {quoted(name.name)} is there twice: it is also at {written(before)}."
            yield Problem(name.path, sentence)
    yield from _badges_of_others(site, catalog)


def _badges_of_others(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Badges that the store knows as those of people whom the file gives no other one."""
    given = {operator.id for operator in site.operators if operator.badge is not None}
    in_store = catalog.operators_in_store.items()
    holders = {badge: holder for holder, badge in in_store if badge and holder not in given}
    for index, operator in enumerate(site.operators):
        if (
            operator.badge is not None
            and operator.badge in holders
            and operator.id != holders[operator.badge]
        ):
            holder = quoted(holders[operator.badge])
            sentence = f"The badge {quoted(operator.badge)} is that of operator {holder} already."
            yield Problem(("operators", index, "badge"), sentence)


def _names(site: SiteDefinition, catalog: Catalog) -> Iterator[Name]:
    """All names of the file that must not be given twice."""
    for index, attribute in enumerate(site.attributes):
        yield Name(("attributes", index, "name"), f"The {attribute.scope} attribute", attribute.name)
    yield from _locations(site.locations, ("locations",))
    yield from _people(site)
    for index, part in enumerate(site.parts):
        yield Name(("parts", index, "number"), f"Revision {quoted(part.revision)} of part", part.number)
        yield from _needs(("parts", index, "mbom"), part.mbom, catalog)
    yield from _stock(site, catalog)
    for index, procedure in enumerate(site.procedures):
        noun = f"Revision {quoted(procedure.revision)} of procedure"
        yield Name(("procedures", index, "code"), noun, procedure.code)
        yield from _steps(("procedures", index), procedure, catalog)
    yield from _orders(site)
    for index, run in enumerate(site.runs):
        yield Name(("runs", index, "serial"), f"A run of {run.procedure} on", run.serial)


def _people(site: SiteDefinition) -> Iterator[Name]:
    """Roles and operators, and what each has once."""
    for index, role in enumerate(site.roles):
        yield Name(("roles", index, "name"), "The role", role.name)
        yield from _entries(("roles", index, "permissions"), "The permission", role.permissions)
    for index, operator in enumerate(site.operators):
        yield Name(("operators", index, "id"), "The operator", operator.id)
        if operator.badge is not None:
            yield Name(("operators", index, "badge"), "The badge", operator.badge)
        yield from _entries(("operators", index, "roles"), "The role", operator.roles)


def _orders(site: SiteDefinition) -> Iterator[Name]:
    """Suppliers, purchase orders, and the lines of each."""
    for index, supplier in enumerate(site.suppliers):
        yield Name(("suppliers", index, "code"), "The supplier", supplier.code)
    for index, order in enumerate(site.purchase_orders):
        yield Name(("purchase_orders", index, "number"), "The purchase order", order.number)
        here = ("purchase_orders", index, "lines")
        for line_index, line in enumerate(order.lines):
            yield Name((*here, line_index, "line"), "Line", str(line.line), here)


def _locations(locations: Sequence[LocationDefinition], path: Path) -> Iterator[Name]:
    """Codes are unique in the site, names among neighbors."""
    for index, place in enumerate(locations):
        yield Name((*path, index, "name"), "A location named", place.name, path)
        if place.code is not None:
            yield Name((*path, index, "code"), "The location code", place.code)
        yield from _locations(place.locations, (*path, index, "locations"))


def _stock(site: SiteDefinition, catalog: Catalog) -> Iterator[Name]:
    """Serials are unique in their part; a lot, and what is not tracked, at its place."""
    for index, stock in enumerate(site.inventory):
        here = ("inventory", index)
        number, revision = catalog.key_of(stock) or (stock.part, "")
        part = (number, revision)
        for serial_index, serial in enumerate(stock.serials):
            yield Name((*here, "serials", serial_index), f"The serial of {number}", serial, part)
        if stock.lot is not None:
            noun = f"At {stock.location}, of {number} the lot"
            yield Name((*here, "lot"), noun, stock.lot, (*part, stock.location))
        elif not stock.serials:
            yield Name((*here, "part"), f"At {stock.location} stock of", number, (*part, stock.location))


def _steps(path: Path, procedure: ProcedureDefinition, catalog: Catalog) -> Iterator[Name]:
    """Keys are unique in the procedure, fields and columns in their step."""
    for placed in walk(procedure.steps):
        here, step = (*path, *placed.path), placed.step
        yield Name((*here, "key"), "The step", step.key, path)
        yield from _in_step(here, step)
        yield from _needs((*here, "requires"), step.requires, catalog)


def _in_step(path: Path, step: StepDefinition) -> Iterator[Name]:
    """What one step names."""
    for index, field in enumerate(step.fields):
        yield Name((*path, "fields", index, "name"), "The field", field.name, (*path, "fields"))
    for index, column in enumerate(step.columns):
        yield Name((*path, "columns", index, "name"), "The column", column.name, (*path, "columns"))
    yield from _entries((*path, "after"), "The step", step.after)
    yield from _entries((*path, "files"), "The file", step.files)


def _needs(path: Path, needs: Sequence[PartNeed], catalog: Catalog) -> Iterator[Name]:
    """A part is needed once, and may be replaced by a substitute that is named once."""
    for index, need in enumerate(needs):
        here = (*path, index)
        yield Name((*here, "part"), "The part", _shown(need, catalog), path)
        yield from _entries((*here, "reference_designators"), "The place", need.reference_designators)
        substitutes = [_shown(substitute, catalog) for substitute in need.substitutes]
        yield from _entries((*here, "substitutes"), "The substitute", substitutes)


def _entries(path: Path, noun: str, names: Iterable[str]) -> Iterator[Name]:
    """The entries of one list."""
    for index, name in enumerate(names):
        yield Name((*path, index), noun, name, path)


def _shown(reference: PartReference, catalog: Catalog) -> str:
    """A part as it is told from others."""
    key = catalog.key_of(reference)
    return reference.part if key is None or reference.revision is None else " ".join(key)
