"""The whole of what an import would change: compared in the order in which things refer to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from data.rows.site import SiteRow
from ion_tui.engine.context import Context
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.attributes import (
    Kinds,
    Texts,
    attribute_faults,
    compare_attributes,
    write_attributes,
)
from ion_tui.engine.site_import.differences import Compared
from ion_tui.engine.site_import.orders import Orders, compare_orders, order_faults, write_orders
from ion_tui.engine.site_import.parts import Parts, compare_parts, part_faults, write_parts
from ion_tui.engine.site_import.people import (
    People,
    Roles,
    compare_people,
    compare_roles,
    people_faults,
    write_people,
    write_roles,
)
from ion_tui.engine.site_import.places import Places, compare_places, place_faults, write_places
from ion_tui.engine.site_import.procedure_writing import renumber, write_procedures
from ion_tui.engine.site_import.procedures import (
    Procedures,
    compare_procedures,
    lock_changed,
    procedure_faults,
)
from ion_tui.engine.site_import.runs import Runs, compare_runs, run_faults, write_runs
from ion_tui.engine.site_import.settings import compare_settings, lock_site, write_settings
from ion_tui.engine.site_import.steps import Surroundings
from ion_tui.engine.site_import.stock import Stock, compare_stock, stock_faults, write_stock
from ion_tui.engine.site_import.writing import Ids, Progress, Writing

Files = Mapping[str, tuple[str, bytes]]
"""Name as the file calls it → media type and bytes."""


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """Everything that differs, and every fault that only the store can know."""

    settings: Compared[int, SiteRow]
    attributes: Kinds
    places: Places
    roles: Roles
    people: People
    parts: Parts
    stock: Stock
    orders: Orders
    procedures: Procedures
    runs: Runs
    faults: tuple[str, ...]

    def compared(self) -> tuple[Compared[Any, Any], ...]:
        """Each kind of thing, in the order in which it is told and written."""
        return (
            self.settings,
            self.attributes,
            self.places,
            self.roles,
            self.people.compared,
            self.parts,
            self.stock,
            self.orders.suppliers,
            self.orders.orders,
            self.orders.lines,
            self.procedures.compared,
            self.runs.batches,
            self.runs.compared,
        )

    @property
    def made(self) -> int:
        """How many things would be made."""
        return sum(len(compared.made) for compared in self.compared())

    @property
    def changed(self) -> int:
        """How many things would be changed."""
        return sum(len(compared.changed) for compared in self.compared())

    def lines(self) -> tuple[str, ...]:
        """What would change, one line a kind."""
        return tuple(line for compared in self.compared() for line in compared.lines())


def site_changes(context: Context, definition: SiteDefinition, files: Files) -> SiteChanges:
    """Compare a definition with the store; reads only, and locks what it reads where the command is carried out."""
    tx, faults = context.tx, list[str]()
    if context.command_id:
        lock_site(tx)
    settings = compare_settings(context.site, definition)
    attributes = compare_attributes(tx, definition)
    texts = Texts(attributes, context.now, ZoneInfo(settings.after[1].time_zone), faults)
    places = compare_places(tx, definition)
    roles = compare_roles(tx, definition)
    people = compare_people(tx, definition)
    parts, references = compare_parts(tx, definition, faults)
    stock = compare_stock(tx, definition, parts, references)
    orders = compare_orders(tx, definition)
    around = Surroundings(places, roles, orders, references, texts, files, faults)
    procedures = compare_procedures(tx, definition, around)
    if context.command_id:
        lock_changed(tx, procedures)
    runs = compare_runs(tx, definition, procedures, texts)

    def all_faults() -> Iterator[str]:
        yield from attribute_faults(tx, attributes)
        yield from place_faults(tx, places)
        yield from people_faults(definition, roles, people)
        yield from part_faults(tx, parts)
        yield from stock_faults(stock, places)
        yield from order_faults(orders)
        yield from procedure_faults(tx, procedures)
        yield from run_faults(tx, runs, procedures, parts, people, places)

    found = tuple(dict.fromkeys((*faults, *all_faults())))
    return SiteChanges(
        settings, attributes, places, roles, people, parts, stock, orders, procedures, runs, found
    )


def carry_out(
    context: Context,
    changes: SiteChanges,
    files: Files,
    pin_hashes: Mapping[str, str],
    progress: Progress | None,
) -> Mapping[str, tuple[int, ...]]:
    """Make exactly these changes; answers the ids of what was made, by what it is."""
    writing = Writing(
        context=context,
        ids=_ids(changes),
        files=files,
        pin_hashes=pin_hashes,
        total=changes.made + changes.changed,
        progress=progress,
    )
    write_settings(writing, changes.settings)
    write_attributes(writing, changes.attributes)
    write_places(writing, changes.places)
    write_roles(writing, changes.roles)
    write_people(writing, changes.people)
    write_parts(writing, changes.parts)
    write_stock(writing, changes.stock)
    write_orders(writing, changes.orders)
    if any("step_numbering_base" in difference.changed for difference in changes.settings.changed):
        renumber(writing)
    write_procedures(writing, changes.procedures)
    write_runs(writing, changes.runs)
    return {kind: tuple(ids) for kind, ids in writing.made.items()}


def _ids(changes: SiteChanges) -> Ids:
    return Ids(
        attributes=changes.attributes.ids(),
        places=changes.places.ids(),
        roles=changes.roles.ids(),
        operators=changes.people.compared.ids(),
        parts=changes.parts.ids(),
        suppliers=changes.orders.suppliers.ids(),
        orders=changes.orders.orders.ids(),
        order_lines=changes.orders.lines.ids(),
        procedures=changes.procedures.compared.ids(),
    )
