"""`ion-tui run attribute`: a custom attribute of a run, or of one of its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.options import As, Database, Json

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine


def register(app: typer.Typer) -> None:
    """Add this command to the group."""
    app.command("attribute")(set_attribute)


def set_attribute(
    run: Annotated[int, typer.Argument(metavar="RUN", help="The run's number.", show_default=False)],
    assignment: Annotated[
        str,
        typer.Argument(
            metavar="NAME=VALUE", help="The attribute; nothing behind the sign clears it.", show_default=False
        ),
    ],
    who: As,
    step: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER", help="Of this step, such as 1.0, instead of the run.", show_default=False
        ),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Set an attribute of a run or of one of its steps; `run show` shows the run's."""
    from ion_tui.engine.commands import SetAttribute

    name, value = assigned(assignment, "NAME=VALUE")
    with opening.opened(database) as (engine, settings):
        step_id = None if step is None else _step_id(engine, run, step)
        command = SetAttribute(
            name=name, value=value, run_id=run if step_id is None else None, step_id=step_id
        )
        outcome = opening.perform(engine, opening.actor_of(engine, settings, who), command)
    if as_json:
        printing.print_json({"sentence": outcome.sentence})
    else:
        printing.say_outcome(outcome)


def assigned(text: str, hint: str) -> tuple[str, str]:
    """The name and the value of NAME=VALUE."""
    name, is_there, value = text.partition("=")
    if not is_there or not name.strip():
        raise typer.BadParameter("it is written NAME=VALUE.", param_hint=hint)
    return name.strip(), value


def _step_id(engine: Engine, run: int, number: str) -> int:
    found = engine.reads.run(run)
    if found is None:
        raise Refusal(f"There is no run {run}; ion-tui run list shows those there are.")
    for row in found[1]:
        if row.number == number:
            return row.step_id
    raise Refusal(f"Run {run} has no step {number}; it has: {', '.join(row.number for row in found[1])}.")
