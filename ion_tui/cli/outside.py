"""`ion-tui outside`: what is done at suppliers."""

from __future__ import annotations

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.options import Database, Json

app = typer.Typer(help="What is done at suppliers.", no_args_is_help=True)


@app.command("list")
def list_outside(database: Database = None, as_json: Json = False) -> None:
    """What is out, where, and since when; the longest first."""
    with opening.opened(database) as (engine, _):
        rows = engine.reads.out_at_suppliers()
        site = engine.reads.site()
    if as_json:
        printing.print_json(rows)
        return
    if not rows:
        printing.say("Nothing is at a supplier now.")
        return

    from zoneinfo import ZoneInfo

    from ion_tui.engine.wording import amount, step_label

    zone = ZoneInfo(site.time_zone if site else "UTC")
    printing.print_table(
        ("Out", "Supplier", "Order", "Since", "Unit", "Step", "State"),
        [
            (
                f"{amount(row.quantity)} of {amount(row.units)}",
                row.supplier,
                f"{row.order} line {row.line}",
                f"{row.since.astimezone(zone):%Y-%m-%d %H:%M}",
                row.identity,
                step_label(row.number, row.title),
                row.state,
            )
            for row in rows
        ],
    )
