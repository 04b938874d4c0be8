"""`ion-tui demo`: a kiosk on a small real shop, in a store of its own that is made on the first start."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ion_tui.cli import importing, opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.demo_morning import let_pass
from ion_tui.cli.kiosk import PANEL, Theme, require_terminal, run_kiosk

if TYPE_CHECKING:
    from ion_tui.config import Settings
    from ion_tui.engine.definitions.site import SiteDefinition
    from screens.demo_people import DemoPerson

WORK_CENTER: Final = "WC-MECH"
KIOSK: Final = "demo"


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("demo", rich_help_panel=PANEL)(demo)


def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the demo's site anew.")] = False,
    work_center: Annotated[
        str, typer.Option("--work-center", "-w", metavar="CODE", help="The work center that is shown.")
    ] = WORK_CENTER,
    theme: Theme = None,
) -> None:
    """Try it: a kiosk on a demo site; the Lock screen shows badges and PINs."""
    from ion_tui.config import data_folder

    require_terminal()
    path = data_folder() / "demo.db"
    found = opening.settings(database=str(path), kiosk=KIOSK, work_center=work_center, theme=theme)
    # A demo's record proves nothing, and one key of the site stays with one store.
    found = dataclasses.replace(found, history_key=None)
    if fresh or not path.exists() or not _people_file(path).exists():
        make_demo(found)
    run_kiosk(found, demo_people(path))


def make_demo(found: Settings) -> None:
    """Make the demo's store from the site file in the package; it takes its name once it is whole."""
    import json

    from data.restore import alone_with

    path = Path(found.database)
    opening.make_folder(found)
    making = path.with_name(f"{path.name}.making")
    _remove(making)
    typer.echo("Making the demo's site, once.", err=True)
    people = _fill(dataclasses.replace(found, database=str(making)))
    with alone_with(path):
        _remove(path)
        _people_file(path).write_text(json.dumps([dataclasses.asdict(person) for person in people]), "utf-8")
        making.replace(path)
    _remove(making)


def demo_people(path: Path) -> tuple[DemoPerson, ...]:
    """Whom the Lock screen shows: the people that this store was made with."""
    import json

    from screens.demo_people import DemoPerson

    said = json.loads(_people_file(path).read_text("utf-8"))
    return tuple(DemoPerson(**{**person, "roles": tuple(person["roles"])}) for person in said)


def _fill(found: Settings) -> tuple[DemoPerson, ...]:
    from data.demo import SITE_FILE
    from ion_tui.engine.commands import Actor, Initialize

    engine = opening.engine_of(found, create=True)
    nobody = Actor(None, found.kiosk)
    with closing(engine.store), printing.progress() as tell:
        command = importing.read_site_file(engine, SITE_FILE, tell)
        if isinstance(command, importing.Faulty):
            raise Refusal(command.sentence, command.lines())
        site = command.definition
        first = next(person for person in site.operators if "Admin" in person.roles)
        initialize = Initialize(
            site=site.name, code=first.id, name=first.name, pin=first.pin or "", badge=first.badge
        )
        made = opening.perform(engine, nobody, initialize).made["operator"]
        opening.perform(engine, Actor(made[0], found.kiosk), command)
        let_pass(engine, found.kiosk)
    return _people(site)


def _people(site: SiteDefinition) -> tuple[DemoPerson, ...]:
    from screens.demo_people import DemoPerson

    return tuple(
        DemoPerson(
            code=person.id,
            name=person.name,
            badge=person.badge or "",
            pin=person.pin or "",
            roles=tuple(person.roles),
        )
        for person in site.operators
    )


def _people_file(path: Path) -> Path:
    return path.with_suffix(".people.json")


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-gate", "-turn"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
