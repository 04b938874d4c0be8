"""`ion-tui backup`, `restore`, `upgrade`, `verify`: the store as a whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.options import Database, Force, Json

if TYPE_CHECKING:
    from data.store import Store

PANEL = "The store"
_FILE = typer.Argument(metavar="FILE", show_default=False, dir_okay=False)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for name, command in (
        ("backup", backup_store),
        ("restore", restore_store),
        ("upgrade", upgrade_store),
        ("verify", verify_store),
    ):
        app.command(name, rich_help_panel=PANEL)(command)


def backup_store(
    file: Annotated[Path, _FILE], force: Force = False, database: Database = None, as_json: Json = False
) -> None:
    """Copy the store into a new file while kiosks work, and check the copy."""
    from data.backup import backup

    taken = backup(opening.settings(database=database).database, file, force=force)
    if as_json:
        printing.print_json(taken)
        return
    rows = sum(taken.rows.values())
    printing.say(f"{taken.path}: {_size(taken.size)}, {rows} rows in {len(taken.rows)} tables, checked.")


def restore_store(
    file: Annotated[Path, _FILE], force: Force = False, database: Database = None, as_json: Json = False
) -> None:
    """Put a backup in the store's place, once it is checked and every kiosk is closed."""
    from data.restore import restore
    from ion_tui.engine.history import verify_chains
    from ion_tui.engine.verify import verify

    settings = opening.settings(database=database)
    opening.make_folder(settings)

    def examine(store: Store) -> list[str]:
        with store.read() as tx:
            faults = list(verify_chains(tx, settings.history_key))
        return [*verify(store), *faults]

    done = restore(file, settings.database, now=datetime.now(UTC), examine=examine, force=force)
    if as_json:
        printing.print_json(done)
        return
    for doubt in done.doubts:
        typer.echo(doubt, err=True)
    printing.say(f"{done.path} holds what {file} held.")
    if done.replaced:
        printing.say(f"What was there before is kept as {done.replaced}.")


def upgrade_store(
    backed_up: Annotated[
        bool, typer.Option("--backed-up", help="There is a backup already; make none.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Bring an older store up to this version, after a backup; every kiosk closed."""
    from data.restore import upgrade

    settings = opening.settings(database=database)
    done = upgrade(settings.database, now=datetime.now(UTC), backed_up=backed_up)
    if as_json:
        printing.print_json(done)
    elif done.before == done.after:
        printing.say(f"The store is of this version already ({done.after}).")
    else:
        printing.say(f"The store is brought up from {done.before} to {done.after}.")
        if done.backup:
            printing.say(f"As it was before, it is kept as {done.backup}.")


def verify_store(database: Database = None, as_json: Json = False) -> None:
    """Recompute everything that is stored and can be derived, and say where the two differ."""
    from ion_tui.engine.verify import CHECKS, verify

    with opening.opened(database) as (engine, _), printing.progress() as tell:
        found = verify(engine.store, tell)
    if as_json:
        printing.print_json({"differences": found})
        if found:
            raise typer.Exit(1)
        return
    if found:
        raise Refusal("Not everything is as it should be:", tuple(found))
    printing.say(f"All is as it should be: {'; '.join(name for name, _ in CHECKS)}.")


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{size / 1_000:.0f} kB"  # noqa: PLR2004 - SI
