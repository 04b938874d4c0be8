"""People, places and roles: what would lock everybody out, or leave a place without a name to call it by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.permissions import Permission
from ion_tui.importers.faults import Problem
from ion_tui.importers.site_checks.catalog import Catalog, places

_ADMIN: Final = "Admin"


def people_and_places(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:  # noqa: ARG001 - a check
    """Work centers without a code, and an Admin who may not do everything."""
    for path, place in places(site.locations, ("locations",)):
        if place.work_center and place.code is None:
            yield Problem(
                path, "A work center needs a `code`: kiosks and steps call it by it.", ((*path, "code"),)
            )
    for index, role in enumerate(site.roles):
        if role.name == _ADMIN and set(role.permissions) != set(Permission):
            yield Problem(("roles", index), "Admin has every permission: give this role another name.")
