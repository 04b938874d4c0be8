"""`ion-tui kiosk`: the terminal at a work center. Its body imports nothing that a first paint would wait for."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from ion_tui.cli import opening
from ion_tui.cli.answering import FAULT
from ion_tui.cli.options import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ion_tui.config import Settings
    from ion_tui.engine.core import Engine
    from ion_tui.kiosk_options import KioskOptions
    from screens.demo_people import DemoPerson

PANEL = "The floor"
STARTED_AGAIN = (
    "The kiosk had to start again; what was acknowledged is kept. The details are in the log file."
)
_STARTS = 100
_TOO_SOON = 10.0
"""Seconds: a kiosk that cannot go on for so long does not try again."""
_USAGE = 2


WorkCenter = Annotated[
    str | None,
    typer.Option(
        "--work-center", "-w", metavar="CODE", help="The work center it is for.", show_default=False
    ),
]
Theme = Annotated[str | None, typer.Option(help="ion-dark, ion-bright or ion-contrast.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("kiosk", rich_help_panel=PANEL)(kiosk)


def kiosk(
    work_center: WorkCenter = None,
    name: Annotated[
        str | None, typer.Option(help="The kiosk's name in the history.", show_default=False)
    ] = None,
    theme: Theme = None,
    database: Database = None,
) -> None:
    """Open a kiosk; without a work center it asks for one. An empty store is set up in it."""
    found = opening.settings(database=database, work_center=work_center, kiosk=name, theme=theme)
    run_kiosk(found)


def run_kiosk(found: Settings, people: tuple[DemoPerson, ...] = ()) -> None:
    """Run a kiosk with these settings until it is left."""
    require_terminal()
    # What is loaded from here to the open store stays for good; the floor looks for garbage again from then on.
    gc.disable()
    from ion_tui.app import IonApp
    from ion_tui.cli.logs import log_to

    options = options_of(found, people)
    log_to(found.log_file)
    started = monotonic()
    for _ in range(_STARTS):
        app = IonApp(options)
        app.run()
        if not app.return_code:
            return
        if monotonic() - started < _TOO_SOON:
            break
        started = monotonic()
        options = replace(options, notice=STARTED_AGAIN)
    typer.echo(f"The kiosk could not go on; the details are in {found.log_file}.", err=True)
    raise typer.Exit(FAULT)


def require_terminal() -> None:
    """End the command, with a sentence, where there is nobody to type and to look."""
    if not on_a_terminal():
        typer.echo(
            "A kiosk needs a terminal: start it in one, without redirecting what it reads or shows.", err=True
        )
        raise typer.Exit(_USAGE)


def on_a_terminal() -> bool:
    """Whether there is somebody to type and to look."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def options_of(found: Settings, people: tuple[DemoPerson, ...] = ()) -> KioskOptions:
    """The settings as the app takes them."""
    from ion_tui.cli.importing import import_from_kiosk
    from ion_tui.config import SettingsError
    from ion_tui.kiosk_options import KioskOptions
    from screens.file_places import FilePlaces
    from screens.scanner import ScanSettings

    if faults := tuple(_key_faults(found)):
        raise SettingsError(faults)
    scanner = found.scanner

    def open_engine() -> Engine:
        return opening.engine_of(found, create=True)

    return KioskOptions(
        open_engine=open_engine,
        kiosk=found.kiosk,
        work_center=found.work_center,
        theme=found.theme,
        keymap=found.keymap,
        scanner=ScanSettings(
            enabled=scanner.enabled,
            min_length=scanner.min_length,
            max_gap=scanner.gap_ms / 1000,
            terminators=(scanner.terminator,),
            prefix=scanner.prefix,
            suffix=scanner.suffix,
        ),
        files=FilePlaces(inbox=found.inbox, outbox=found.outbox, pictures=found.pictures),
        demo_people=people,
        import_site=import_from_kiosk,
        log_file=found.log_file,
    )


def _key_faults(found: Settings) -> Iterator[str]:
    """What of the key map leads nowhere."""
    if not found.keymap:
        return
    from screens.keys import KEYS, RESERVED

    ids = [key.id for key in KEYS]
    for name, keys in found.keymap.items():
        if name not in ids:
            yield f"keymap.{name} names no key; there are: {', '.join(ids)}."
        for key in keys.split(","):
            if key.strip() in RESERVED:
                yield f"keymap.{name}: {key.strip()} is taken by terminals and browsers; choose another."
