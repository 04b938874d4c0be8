"""`ion-tui run`: what is being built."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.options import As, Database, Json
from ion_tui.cli.procedures import Revision, find_procedure
from ion_tui.cli.run_attributes import assigned

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from ion_tui.engine.core import Engine

app = typer.Typer(help="What is being built.", no_args_is_help=True)


@app.command("list")
def list_runs(
    search: Annotated[
        str, typer.Option(help="Only titles with these letters in them.", show_default=False)
    ] = "",
    status: Annotated[
        str | None, typer.Option(help="Only runs that read so, such as “In Progress”.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 100,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Runs, the newest first."""
    with opening.opened(database) as (engine, _):
        rows = engine.reads.runs(limit=limit, search=search, status=status)
        zone = _zone(engine)
    if as_json:
        printing.print_json(rows)
        return
    printing.print_table(
        ("Run", "Title", "Status", "Done", "Procedure", "Batch", "P", "Due", "For"),
        [
            (
                row.run_id,
                row.title,
                row.status,
                f"{row.steps_done} of {row.steps_counted}",
                row.procedure,
                row.batch_title or row.batch_id,
                row.priority,
                _day(row.due_at, zone),
                row.assigned_to,
            )
            for row in rows
        ],
    )


@app.command("show")
def show_run(
    run: Annotated[int, typer.Argument(metavar="RUN", help="The run's number.", show_default=False)],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """One run with its steps."""
    with opening.opened(database) as (engine, _):
        found = engine.reads.run(run)
        attributes = engine.reads.run_attributes(run)
        zone = _zone(engine)
    if found is None:
        raise Refusal(f"There is no run {run}; ion-tui run list shows those there are.")
    header, steps = found
    if as_json:
        printing.print_json({"run": header, "attributes": attributes, "steps": steps})
        return
    printing.say(header.title)
    printing.say(
        f"{header.status}, {header.steps_done} of {header.steps_counted} · {header.procedure} on {header.unit}"
        f" · priority {header.priority}" + (f" · due {_day(header.due_at, zone)}" if header.due_at else "")
    )
    for attribute in attributes:
        if attribute.shown:
            printing.say(f"{attribute.name}: {attribute.shown}")
    printing.print_table(
        ("Step", "Title", "State", "Who"),
        [
            (f"{'  ' * step.depth}{step.number}", step.title, step.state, ", ".join(step.people))
            for step in steps
        ],
    )


@app.command("start")
def start_run(
    procedure: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Its code.", show_default=False)],
    who: As,
    serial: Annotated[
        str | None,
        typer.Option(help="The unit's serial; a build makes one that is not there.", show_default=False),
    ] = None,
    inventory: Annotated[
        int | None, typer.Option(help="Or the unit by its number.", show_default=False)
    ] = None,
    revision: Revision = None,
    title: Annotated[str | None, typer.Option(help="Instead of the usual title.", show_default=False)] = None,
    priority: Annotated[int, typer.Option(min=1, max=5, help="1 is the most urgent.")] = 3,
    due: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Until the end of that day.", show_default=False)
    ] = None,
    operator: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose run it is.", show_default=False)
    ] = None,
    work_center: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Where steps are worked that name none.", show_default=False),
    ] = None,
    batch: Annotated[int | None, typer.Option(help="The batch that it joins.", show_default=False)] = None,
    attributes: Annotated[
        list[str] | None,
        typer.Option("--attribute", metavar="NAME=VALUE", help="A custom attribute.", show_default=False),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Start a run of a released procedure on a unit."""
    from ion_tui.engine.commands import StartRun

    given = dict(assigned(text, "--attribute") for text in attributes or ())
    with opening.opened(database) as (engine, settings):
        reads = engine.reads
        found = find_procedure(reads, procedure, revision)
        people = ((person.code, person.id) for person in reads.operators())
        places = ((place.code, place.id) for place in reads.work_centers())
        command = StartRun(
            procedure_id=found.id,
            inventory_id=inventory,
            serial=serial,
            title=title,
            operator_id=_named(operator, people, "operator"),
            work_center_id=_named(work_center, places, "work center"),
            priority=priority,
            batch_id=batch,
            due_at=_end_of(due, _zone(engine)),
            attributes=given,
        )
        outcome = opening.perform(engine, opening.actor_of(engine, settings, who), command)
    if as_json:
        printing.print_json(
            {"run": outcome.made["run"][0], "sentence": outcome.sentence, "notes": outcome.notes}
        )
    else:
        printing.say_outcome(outcome)


def _zone(engine: Engine) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    site = engine.reads.site()
    return ZoneInfo(site.time_zone if site else "UTC")


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d}" if at else ""


def _end_of(due: str | None, zone: ZoneInfo) -> datetime | None:
    from ion_tui.engine.clock import end_of

    if due is None:
        return None
    try:
        return end_of(date.fromisoformat(due), zone)
    except ValueError as error:
        raise typer.BadParameter("it is a day such as 2026-12-04.", param_hint="--due") from error


def _named(code: str | None, there: Iterable[tuple[str, int]], what: str) -> int | None:
    """The id of what was named by its code."""
    if code is None:
        return None
    ids = dict(there)
    if code not in ids:
        raise Refusal(f"There is no {what} {code}; there are: {', '.join(ids)}.")
    return ids[code]
