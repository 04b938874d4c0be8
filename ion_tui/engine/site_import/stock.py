"""Stock: made where it never was. What became of it since does not matter: an import gives nothing back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, and_, select

from data.ids import id_list, within
from data.models import History, Inventory, Location, table
from ion_tui.engine.content import PartKey
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.differences import Compared, Noun, compare
from ion_tui.engine.site_import.parts import Parts, References
from ion_tui.engine.site_import.places import Places
from ion_tui.engine.site_import.writing import Writing
from ion_tui.engine.wording import unit_label

_STOCK: Final = table(Inventory)
_PLACE: Final = table(Location)
_HISTORY: Final = table(History)
_NOUN: Final = Noun("inventory", "inventory", "inventories")

_READ: Final = (
    select(_STOCK.c.part_id, _STOCK.c.serial, _STOCK.c.lot, _PLACE.c.code.label("location"))
    .outerjoin(_PLACE, _PLACE.c.id == _STOCK.c.location_id)
    .where(within(_STOCK.c.part_id))
)
_READ_MADE: Final = (
    select(_STOCK.c.part_id, _STOCK.c.lot, _HISTORY.c.after)
    .join(
        _HISTORY,
        and_(
            _HISTORY.c.target == _NOUN.target,
            _HISTORY.c.target_id == _STOCK.c.id,
            _HISTORY.c.action == f"{_NOUN.target}.add",
        ),
    )
    .where(within(_STOCK.c.part_id), _STOCK.c.serial.is_(None))
)


@dataclass(frozen=True, slots=True)
class StockKey:
    """What tells stock apart: a serial wherever it is; a lot, or what is not tracked, at the place it was made."""

    part: PartKey
    serial: str | None
    lot: str | None
    location: str | None


@dataclass(frozen=True, slots=True)
class StockState:
    """One inventory as it is made."""

    part: PartKey
    serial: str | None
    lot: str | None
    quantity: Decimal
    location: str
    calibration_due: date | None


Stock = Compared[StockKey, StockState]


def compare_stock(tx: Connection, definition: SiteDefinition, parts: Parts, references: References) -> Stock:
    """The stock of the file that was never there."""
    wanted = dict(_wanted(definition, references))
    part_ids = {key.part: parts.held[key.part].id for key in wanted if key.part in parts.held}
    there = _there(tx, part_ids)
    new = {key: state for key, state in wanted.items() if key not in there}
    return compare(_NOUN, {}, new, lambda key, _: _label(key))


def stock_faults(stock: Stock, places: Places) -> Iterator[str]:
    """Stock at places that are not there."""
    for location in sorted({difference.wanted.location for difference in stock.made}):
        if (location,) not in places.after:
            yield f"There is no place {location} to put stock."


def write_stock(writing: Writing, stock: Stock) -> None:
    """Make the stock."""
    ids = writing.ids
    writing.insert_made(
        _STOCK,
        stock,
        lambda _, state: {
            "part_id": ids.parts[state.part],
            "serial": state.serial,
            "lot": state.lot,
            "quantity": state.quantity,
            "location_id": ids.place(state.location),
            "calibration_due": state.calibration_due,
        },
    )


def _label(key: StockKey) -> str:
    unit = unit_label(key.part[0], key.serial, key.lot)
    return unit if key.location is None else f"{unit} at {key.location}"


def _wanted(definition: SiteDefinition, references: References) -> Iterator[tuple[StockKey, StockState]]:
    for entry in definition.inventory:
        part = references.find(entry.part, entry.revision)
        if part is None:
            continue
        for serial in entry.serials or (None,):
            yield (
                StockKey(part, serial, entry.lot, None if serial else entry.location),
                StockState(
                    part,
                    serial,
                    entry.lot,
                    Decimal(1) if serial else entry.quantity or Decimal(1),
                    entry.location,
                    entry.calibration_due,
                ),
            )


def _there(tx: Connection, part_ids: dict[PartKey, int]) -> set[StockKey]:
    """The keys of all stock of these parts: where it is, and where the record says it was made."""
    parts = {part_id: part for part, part_id in part_ids.items()}
    ids = id_list(parts)
    there = {
        StockKey(parts[row.part_id], row.serial, row.lot, None if row.serial else row.location)
        for row in tx.execute(_READ, {"ids": ids})
    }
    for row in tx.execute(_READ_MADE, {"ids": ids}):
        there.add(StockKey(parts[row.part_id], None, row.lot, json.loads(row.after)["location"]))
    return there
