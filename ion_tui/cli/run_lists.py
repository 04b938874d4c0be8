"""`ion-tui run import`: many runs from a list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ion_tui.cli import ion_files, opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.importing import Faulty, preview_import
from ion_tui.cli.options import As, Database, Json


def register(app: typer.Typer) -> None:
    """Add this command to the group."""
    app.command("import")(import_runs)


def import_runs(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="ION's list of runs (.csv).", show_default=False)
    ],
    who: As,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say whether all can start.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Start the runs of a list: all of them, or none and every line that cannot be carried out."""
    with opening.opened(database) as (engine, settings):
        actor = opening.actor_of(engine, settings, who)
        command = ion_files.read_runs(file)
        if isinstance(command, Faulty):
            raise Refusal(command.sentence, command.lines())
        runs: tuple[int, ...] = ()
        if dry_run:
            notes = preview_import(engine, actor, command).warnings
            sentence = f"{len(command.runs) - len(notes)} runs would start."
        else:
            outcome = opening.perform(engine, actor, command)
            sentence, notes, runs = outcome.sentence, outcome.notes, outcome.made["run"]
    if as_json:
        printing.print_json({"sentence": sentence, "notes": notes, "runs": runs})
        return
    printing.say(sentence)
    for note in notes:
        printing.say(f"  {note}")
