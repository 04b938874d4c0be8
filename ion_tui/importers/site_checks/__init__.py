"""The second look at a file that has the right form: does what it says fit together, and with the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.faults import Problem
from ion_tui.importers.site_checks.attributes import attributes
from ion_tui.importers.site_checks.boms import boms
from ion_tui.importers.site_checks.catalog import Catalog
from ion_tui.importers.site_checks.datagrids import datagrids
from ion_tui.importers.site_checks.duplicates import duplicates
from ion_tui.importers.site_checks.people import people_and_places
from ion_tui.importers.site_checks.references import references
from ion_tui.importers.site_checks.runs import runs
from ion_tui.importers.site_checks.steps import steps
from ion_tui.importers.site_checks.stock import stock

Check = Callable[[SiteDefinition, Catalog], Iterator[Problem]]

CHECKS: Final[tuple[Check, ...]] = (
    duplicates,
    references,
    people_and_places,
    attributes,
    steps,
    datagrids,
    boms,
    stock,
    runs,
)
"""Each finds faults of one kind, and none needs another to have found none."""
