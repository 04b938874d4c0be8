"""The `ion-tui` command line: one module a group of commands, whose bodies import what is heavy."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

import typer

import ion_tui
from ion_tui.cli.answering import Commands

__all__ = ["EXIT_CODES", "command_line", "main"]

EXIT_CODES: Final = (
    "Exit codes: 0 done, 1 refused with a reason, 2 wrong usage or settings, 3 the store cannot be used, "
    "70 a fault of the program."
)
_KIOSKS: Final = ("kiosk", "demo")
"""Commands, and their modules, whose first paint waits for no other command."""


def command_line() -> typer.Typer:
    """The command line without its commands."""
    app = typer.Typer(
        name="ion-tui",
        cls=Commands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        epilog=EXIT_CODES,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback(invoke_without_command=True)(ion_tui_command)
    return app


def ion_tui_command(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    """A terminal system for the work centers of a factory."""
    if version:
        typer.echo(f"ion-tui {ion_tui.__version__}")


def main() -> None:
    """Run the command line."""
    named = sys.argv[1] if len(sys.argv) > 1 else ""
    if named in _KIOSKS:
        app = command_line()
        import_module(f"{__name__}.{named}").register(app)
    else:
        from ion_tui.cli.every_command import app
    app(prog_name="ion-tui")
