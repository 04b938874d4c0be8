"""Inventory: whether what is said of it fits how its part is tracked."""

from __future__ import annotations

from collections.abc import Iterator

from ion_tui.engine.definitions.parts import InventoryDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import Tracking
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.site_checks.catalog import Catalog


def stock(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Inventory that cannot be there as it is written, and tools that cannot be told apart."""
    for index, part in enumerate(site.parts):
        if part.tool and part.tracking is not Tracking.SERIAL:
            here = ("parts", index)
            sentence = "A tool is told apart by its serial: give it `tracking: serial`."
            yield Problem((*here, "tool"), sentence, ((*here, "tracking"),))
    for index, entry in enumerate(site.inventory):
        yield from _entry(("inventory", index), entry, catalog)


def _entry(path: Path, entry: InventoryDefinition, catalog: Catalog) -> Iterator[Problem]:
    """One line of inventory."""
    key = catalog.key_of(entry)
    if key is None:
        return
    part = catalog.part(key)
    tracking, unread = part.what.tracking, part.key("tracking")
    told = "not tracked" if tracking is Tracking.NONE else f"tracked by {tracking}"
    if tracking is Tracking.SERIAL and not entry.serials:
        yield Problem(path, f"{entry.part} is {told}: give its `serials`.", (*unread, (*path, "serials")))
    if tracking is Tracking.LOT and entry.lot is None:
        yield Problem(path, f"{entry.part} is {told}: give its `lot`.", (*unread, (*path, "lot")))
    if tracking is not Tracking.SERIAL and entry.serials:
        yield Problem((*path, "serials"), f"{entry.part} is {told}: it has no serials.", unread)
    if tracking is not Tracking.LOT and entry.lot is not None:
        yield Problem((*path, "lot"), f"{entry.part} is {told}: it has no lot.", unread)
    yield from _quantity(path, entry)
    if entry.calibration_due is not None and not part.what.tool:
        sentence = f"{entry.part} is not a tool: only tools are calibrated."
        yield Problem((*path, "calibration_due"), sentence, part.key("tool"))


def _quantity(path: Path, entry: InventoryDefinition) -> Iterator[Problem]:
    """Each serial is one unit; everything else needs to say how much there is."""
    if entry.serials and entry.quantity not in (None, len(entry.serials)):
        sentence = f"Each serial is one unit, so there are {len(entry.serials)}: leave `quantity` out."
        yield Problem((*path, "quantity"), sentence)
    if not entry.serials and entry.quantity is None:
        yield Problem(
            path, "`quantity` is missing: how much there is.", ((*path, "quantity"), (*path, "serials"))
        )
