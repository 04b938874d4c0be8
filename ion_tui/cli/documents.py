"""`ion-tui schema` and `permissions`: what the program knows of itself, for editors and for people."""

from __future__ import annotations

import typer

from ion_tui.cli import printing
from ion_tui.cli.options import Json

PANEL = "The site"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("schema", rich_help_panel=PANEL)(schema)
    app.command("permissions", rich_help_panel=PANEL)(permissions)


def schema() -> None:
    """Print the JSON Schema of the site file."""
    import json

    from ion_tui.importers.schema import site_schema

    typer.echo(json.dumps(site_schema(), ensure_ascii=False, indent=2))


def permissions(as_json: Json = False) -> None:
    """Print every permission, what it is for, and the roles that hold it by default."""
    from ion_tui.engine.permissions import ROLE_PERMISSIONS, VERB_PERMISSIONS, Permission

    rows = [
        (
            permission.value,
            [verb.value for verb, needed in VERB_PERMISSIONS.items() if needed is permission],
            [role for role, held in ROLE_PERMISSIONS.items() if permission in held],
        )
        for permission in Permission
    ]
    if as_json:
        printing.print_json(
            [{"permission": name, "verbs": verbs, "roles": roles} for name, verbs, roles in rows]
        )
        return
    printing.print_table(
        ("Permission", "For", "Roles"),
        [(name, ", ".join(verbs), ", ".join(roles)) for name, verbs, roles in rows],
    )
