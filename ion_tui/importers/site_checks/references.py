"""Names that refer to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.parts import PartNeed
from ion_tui.engine.definitions.procedures import StepDefinition
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import FieldType
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.site_checks.catalog import Catalog


def references(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Every reference in the file that leads nowhere, or to several things."""
    yield from _of_people_and_orders(site, catalog)
    for index, part in enumerate(site.parts):
        yield from _needs(catalog, ("parts", index, "mbom"), part.mbom)
    for index, stock in enumerate(site.inventory):
        yield from _part(catalog, ("inventory", index), stock.part, stock.revision)
        yield from _named(catalog, ("inventory", index, "location"), "location", stock.location)
    for index, procedure in enumerate(site.procedures):
        here = ("procedures", index)
        if procedure.part is not None:
            yield from _part(catalog, here, procedure.part, procedure.part_revision, "part_revision")
        for placed in walk(procedure.steps):
            yield from _in_step(catalog, (*here, *placed.path), placed.step)
    for index, run in enumerate(site.runs):
        if run.operator is not None:
            yield from _named(catalog, ("runs", index, "operator"), "operator", run.operator)
        if run.work_center is not None:
            yield from _work_center(catalog, ("runs", index, "work_center"), run.work_center)


def _of_people_and_orders(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Roles that people hold, suppliers of orders."""
    for index, operator in enumerate(site.operators):
        for role_index, role in enumerate(operator.roles):
            yield from _role(catalog, ("operators", index, "roles", role_index), role)
    for index, order in enumerate(site.purchase_orders):
        yield from _named(catalog, ("purchase_orders", index, "supplier"), "supplier", order.supplier)


def _in_step(catalog: Catalog, path: Path, step: StepDefinition) -> Iterator[Problem]:
    """The references of one step, `after` apart."""
    if step.work_center is not None:
        yield from _work_center(catalog, (*path, "work_center"), step.work_center)
    for index, field in enumerate(step.fields):
        here = (*path, "fields", index)
        if field.role is not None:
            yield from _role(catalog, (*here, "role"), field.role)
        if field.part is not None and field.type is FieldType.TOOL:
            yield from _tool(catalog, here, field.part, field.revision)
    for index, column in enumerate(step.columns):
        if column.role is not None:
            yield from _role(catalog, (*path, "columns", index, "role"), column.role)
    yield from _needs(catalog, (*path, "requires"), step.requires)
    if step.approval is not None:
        yield from _role(catalog, (*path, "approval", "role"), step.approval.role)
    if step.outside_process is not None:
        yield from _order_line(
            catalog,
            (*path, "outside_process"),
            step.outside_process.purchase_order,
            step.outside_process.line,
        )


def _needs(catalog: Catalog, path: Path, needs: Sequence[PartNeed]) -> Iterator[Problem]:
    """The parts that are needed, and their substitutes."""
    for index, need in enumerate(needs):
        here = (*path, index)
        yield from _part(catalog, here, need.part, need.revision)
        for substitute_index, substitute in enumerate(need.substitutes):
            place = (*here, "substitutes", substitute_index)
            yield from _part(catalog, place, substitute.part, substitute.revision)
            if (substitute.part, substitute.revision) == (need.part, need.revision):
                yield Problem(place, f"{substitute.part} cannot be its own substitute.")


def _part(
    catalog: Catalog, path: Path, number: str, revision: str | None, key: str = "revision"
) -> Iterator[Problem]:
    """A part, with the key that names its revision."""
    found = catalog.find_part(number, revision, key)
    if isinstance(found, str):
        yield Problem((*path, "part" if revision is None else key), found, (("parts",),))


def _tool(catalog: Catalog, path: Path, number: str, revision: str | None) -> Iterator[Problem]:
    """A part that must be a tool."""
    yield from _part(catalog, path, number, revision)
    found = catalog.find_part(number, revision)
    if isinstance(found, tuple) and not catalog.part(found).what.tool:
        sentence = f"{number} is not a tool: give the part `tool: true`."
        yield Problem((*path, "part"), sentence, catalog.part(found).key("tool"))


def _role(catalog: Catalog, path: Path, name: str) -> Iterator[Problem]:
    return _simple(path, catalog.unknown("role", name, catalog.roles), "roles")


def _named(catalog: Catalog, path: Path, noun: str, name: str) -> Iterator[Problem]:
    """A location, operator or supplier."""
    names = {"location": catalog.locations, "operator": catalog.operators, "supplier": catalog.suppliers}[
        noun
    ]
    return _simple(path, catalog.unknown(noun, name, names), f"{noun}s")


def _work_center(catalog: Catalog, path: Path, code: str) -> Iterator[Problem]:
    """A location that must be a work center."""
    place = catalog.locations.get(code)
    if place is None:
        centers = [name for name, entry in catalog.locations.items() if entry.what]
        yield from _simple(path, catalog.unknown("work center", code, centers), "locations")
    elif not place.what:
        sentence = f"{quoted(code)} is a location, but no work center: give it `work_center: true`."
        yield Problem(path, sentence, place.key("work_center"))


def _order_line(catalog: Catalog, path: Path, number: str, line: int) -> Iterator[Problem]:
    """A line of a purchase order."""
    unknown = catalog.unknown("purchase order", number, catalog.purchase_orders)
    yield from _simple((*path, "purchase_order"), unknown, "purchase_orders")
    lines = catalog.purchase_orders.get(number)
    if lines is not None and line not in lines and not catalog.doubts(number):
        yield Problem((*path, "line"), f"The purchase order {quoted(number)} has no line {line}.")


def _simple(path: Path, sentence: str | None, section: str) -> Iterator[Problem]:
    """A problem unless all is well, or the whole section could not be read."""
    if sentence is not None:
        yield Problem(path, sentence, ((section,),))
