"""The `ion-tui` command line."""

import typer

import ion_tui

__all__ = ["main"]

app = typer.Typer(name="ion-tui", no_args_is_help=True, add_completion=True)


@app.callback(invoke_without_command=True)
def ion_tui_command(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    """A terminal system for the work centers of a factory."""
    if version:
        typer.echo(f"ion-tui {ion_tui.__version__}")


def main() -> None:
    """Run the command line."""
    app(prog_name="ion-tui")
