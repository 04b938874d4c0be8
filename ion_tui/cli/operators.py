"""`ion-tui operator`: the people of the site."""

from __future__ import annotations

from typing import Annotated

import typer

from ion_tui.cli import asking, opening, printing
from ion_tui.cli.options import As, Database, Json

app = typer.Typer(help="The people of the site.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="ID", help="The operator's ID.", show_default=False)]


@app.command("list")
def list_operators(database: Database = None, as_json: Json = False) -> None:
    """Everybody, with their roles."""
    with opening.opened(database) as (engine, _):
        people = engine.reads.operators()
    if as_json:
        printing.print_json(people)
        return
    printing.print_table(
        ("ID", "Name", "Badge", "Roles", "PIN", "Active"),
        [
            (
                person.code,
                person.name,
                person.badge,
                ", ".join(person.roles),
                "yes" if person.has_pin else "no",
                "yes" if person.active else "no",
            )
            for person in people
        ],
    )


@app.command("add")
def add_operator(
    code: Code,
    name: Annotated[str, typer.Argument(help="The operator's name.", show_default=False)],
    who: As,
    roles: Annotated[
        list[str] | None, typer.Option("--role", help="A role; say it again for another.", show_default=False)
    ] = None,
    badge: Annotated[
        str | None, typer.Option(help="What a scanner reads from the badge.", show_default=False)
    ] = None,
    database: Database = None,
) -> None:
    """Add somebody; their PIN is asked after yours, and may wait."""
    from ion_tui.engine.commands import AddOperator

    with opening.opened(database) as (engine, settings):
        actor = opening.actor_of(engine, settings, who)
        pin = asking.ask_new_pin(code, may_be_none=True)
        command = AddOperator(code=code, name=name, roles=tuple(roles or ()), badge=badge, pin=pin)
        printing.say_outcome(opening.perform(engine, actor, command))


@app.command("set-pin")
def set_pin(code: Code, who: As, database: Database = None) -> None:
    """Give somebody a new PIN: yourself, or anybody as an administrator."""
    from ion_tui.engine.commands import SetPin

    with opening.opened(database) as (engine, settings):
        actor = opening.actor_of(engine, settings, who)
        pin = asking.ask_new_pin(code) or ""
        printing.say_outcome(opening.perform(engine, actor, SetPin(code=code, pin=pin)))


@app.command("deactivate")
def deactivate(code: Code, who: As, database: Database = None) -> None:
    """Keep somebody from logging in from now on; what they did stays theirs."""
    from ion_tui.engine.commands import DeactivateOperator

    with opening.opened(database) as (engine, settings):
        actor = opening.actor_of(engine, settings, who)
        printing.say_outcome(opening.perform(engine, actor, DeactivateOperator(code=code)))
