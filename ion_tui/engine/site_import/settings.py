"""The site's name and settings: what the file does not name stays as it is."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, select, update

from data.models import Site, table
from data.rows.site import SiteRow
from ion_tui.engine.context import read_site
from ion_tui.engine.definitions.site import SettingsDefinition, SiteDefinition
from ion_tui.engine.site_import.differences import Compared, Held, Noun, compare
from ion_tui.engine.site_import.writing import Writing

_SITE: Final = table(Site)
_LOCK: Final = select(_SITE.c.id).with_for_update()
_NOUN: Final = Noun("site", "site", "sites")


def compare_settings(site: SiteRow, definition: SiteDefinition) -> Compared[int, SiteRow]:
    """The settings that the file gives against those of the site."""
    wanted = dataclasses.replace(site, name=definition.name, **_given(definition.settings))
    return compare(_NOUN, {1: Held(1, site)}, {1: wanted}, lambda _, row: row.name)


def lock_site(tx: Connection) -> None:
    """Let one import at a time look and write; SQLite's writers take turns anyway."""
    if tx.dialect.name != "sqlite":
        tx.execute(_LOCK)


def _given(settings: SettingsDefinition | None) -> dict[str, Any]:
    if settings is None:
        return {}
    held = ((item.name, getattr(settings, item.name)) for item in dataclasses.fields(settings))
    return {
        name: value.value if isinstance(value, Enum) else value for name, value in held if value is not None
    }


def write_settings(writing: Writing, compared: Compared[int, SiteRow]) -> None:
    """Store the settings; what follows in this command goes by them."""
    if not compared.changed:
        return
    (difference,) = compared.changed
    values = {name: getattr(difference.wanted, name) for name in difference.changed}
    context = writing.context
    context.tx.execute(update(_SITE).values(**values))
    writing.note_changed(compared, difference)
    context.site = read_site(context.tx) or context.site
