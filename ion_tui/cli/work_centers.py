"""`ion-tui work-center`: where steps are worked."""

from __future__ import annotations

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.options import Database, Json

app = typer.Typer(help="Where steps are worked.", no_args_is_help=True)


@app.command("list")
def list_work_centers(database: Database = None, as_json: Json = False) -> None:
    """All work centers, with what is open there."""
    with opening.opened(database) as (engine, _):
        places = engine.reads.work_centers()
    if as_json:
        printing.print_json(places)
        return
    printing.print_table(
        ("Code", "Name", "In", "In progress", "Available"),
        [(place.code, place.name, place.path, place.in_progress, place.available) for place in places],
    )
