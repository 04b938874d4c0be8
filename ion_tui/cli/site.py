"""`ion-tui init` and `import`: making a site, and bringing it to what a file says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ion_tui.cli import asking, importing, opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.options import As, Database, Json

PANEL = "The site"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("init", rich_help_panel=PANEL)(init)
    app.command("import", rich_help_panel=PANEL)(import_file)


def init(
    site: Annotated[str | None, typer.Option(help="The site's name.", show_default=False)] = None,
    code: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="The first administrator's ID.", show_default=False),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The first administrator's name.", show_default=False)
    ] = None,
    badge: Annotated[
        str | None, typer.Option(help="What a scanner reads from their badge.", show_default=False)
    ] = None,
    database: Database = None,
) -> None:
    """Make a store with a site and its first administrator; what is not said is asked, the PIN always."""
    from ion_tui.engine.commands import Actor, Initialize

    site = site or asking.ask_text("Name of the site", "--site")
    code = code or asking.ask_text("ID of the first administrator", "--id")
    name = name or asking.ask_text("Their name", "--name")
    pin = asking.ask_new_pin(code) or ""
    with opening.opened(database, create=True) as (engine, settings):
        first = Initialize(site=site, code=code, name=name, pin=pin, badge=badge)
        printing.say_outcome(opening.perform(engine, Actor(None, settings.kiosk), first))
        printing.say(f"The store is {engine.store.place}.")


def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A site file (.yaml), or ION's procedure (.json) or runs (.csv).",
            show_default=False,
        ),
    ],
    who: As,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Bring the site to what a file says: all of it, or nothing and every fault of the file."""
    with opening.opened(database) as (engine, settings):
        actor = opening.actor_of(engine, settings, who)
        with printing.progress() as tell:
            command = importing.read_file(engine, file, tell)
            if isinstance(command, importing.Faulty):
                if as_json:
                    printing.print_json({"sentence": command.sentence, **_faults(command)})
                    raise typer.Exit(1)
                raise Refusal(command.sentence, command.lines())
            if dry_run:
                lines = importing.preview_import(engine, actor, command).warnings
                sentence = "This would be changed:" if lines else "Nothing would change."
            else:
                outcome = opening.perform(engine, actor, command)
                lines, sentence = outcome.notes, outcome.sentence
    if as_json:
        printing.print_json({"sentence": sentence, "changes": lines, "faults": [], "left_off": 0})
        return
    printing.say(sentence)
    for line in lines:
        printing.say(f"  {line}")


def _faults(command: importing.Faulty) -> dict[str, object]:
    return {"changes": [], "faults": command.faults.faults, "left_off": command.faults.left_off}
