"""The `ion-tui` command line: one module a group of commands, whose bodies import what is heavy."""

from __future__ import annotations

from typing import Final

import typer

import ion_tui
from ion_tui.cli import (
    database,
    demo,
    documents,
    history,
    kiosk,
    operators,
    outside,
    procedure_changes,
    procedures,
    run_lists,
    runs,
    site,
    work_centers,
)
from ion_tui.cli.answering import Commands

__all__ = ["app", "main"]

EXIT_CODES: Final = (
    "Exit codes: 0 done, 1 refused with a reason, 2 wrong usage or settings, 3 the store cannot be used, "
    "70 a fault of the program."
)

app = typer.Typer(
    name="ion-tui",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["--help", "-h"]},
)
for _module in (kiosk, demo, site, documents, database):
    _module.register(app)
procedure_changes.register(procedures.app)
run_lists.register(runs.app)
for _name, _group, _panel in (
    ("run", runs.app, kiosk.PANEL),
    ("outside", outside.app, kiosk.PANEL),
    ("operator", operators.app, site.PANEL),
    ("work-center", work_centers.app, site.PANEL),
    ("procedure", procedures.app, site.PANEL),
    ("history", history.app, database.PANEL),
):
    app.add_typer(_group, name=_name, rich_help_panel=_panel)


@app.callback(invoke_without_command=True)
def ion_tui_command(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    """A terminal system for the work centers of a factory."""
    if version:
        typer.echo(f"ion-tui {ion_tui.__version__}")


def main() -> None:
    """Run the command line."""
    app(prog_name="ion-tui")
