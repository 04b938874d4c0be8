"""`ion-tui batch`: runs that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.options import As, Database, Force, Json

if TYPE_CHECKING:
    from data.rows.batches import BatchRow
    from data.rows.work import ScanMatch
    from ion_tui.engine.commands import Command
    from ion_tui.engine.core import Engine
    from ion_tui.engine.reads import Reads

app = typer.Typer(help="Runs that belong together.", no_args_is_help=True)

Batch = Annotated[
    int,
    typer.Argument(metavar="BATCH", min=1, max=2**31 - 1, help="The batch's number.", show_default=False),
]
Runs = Annotated[
    list[str],
    typer.Argument(
        metavar="RUN...", help="Runs, by number or by the serial of the unit.", show_default=False
    ),
]
_ALL: Final = 1_000_000


@app.command("list")
def list_batches(
    search: Annotated[
        str, typer.Option(help="Only titles with these letters in them.", show_default=False)
    ] = "",
    dissolved: Annotated[
        bool, typer.Option("--dissolved", help="Those too that have been dissolved.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 100,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Batches, the newest first."""
    with opening.opened(database) as (engine, _):
        rows = engine.reads.batches.newest(search=search, limit=limit, dissolved=dissolved)
    if as_json:
        printing.print_json(rows)
        return
    printing.print_table(
        ("Batch", "Title", "Runs", "Made by", ""),
        [
            (row.batch_id, row.title, row.size, row.created_by, "dissolved" if row.dissolved_at else "")
            for row in rows
        ],
    )


@app.command("show")
def show_batch(
    batch: Batch,
    step: Annotated[
        int | None,
        typer.Option(
            help="Say of each run in which state its sibling of this run step is, or why it has none.",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """One batch with its runs."""
    with opening.opened(database) as (engine, _):
        reads = engine.reads.batches
        found = _batch(engine, batch)
        runs = reads.members(batch, step_id=step, limit=_ALL).rows
        apart = [run.run_id for run in runs if run.sibling is None]
        why = reads.why_not_siblings(step, apart) if step is not None else {}
    if as_json:
        siblings = [{**run._asdict(), "why_not_sibling": why.get(run.run_id, "")} for run in runs]
        printing.print_json({"batch": found, "runs": siblings})
        return
    printing.say(_label(found))
    if found.dissolved_at is not None:
        printing.say(f"Dissolved by {found.dissolved_by}." if found.dissolved_by else "Dissolved.")
    printing.print_table(
        ("Run", "Title", "Status", "Done", "Who", *(("Sibling",) if step is not None else ())),
        [
            (
                run.run_id,
                run.title,
                run.status,
                f"{run.steps_done} of {run.steps_counted}",
                ", ".join(run.people),
                *((run.sibling or why[run.run_id],) if step is not None else ()),
            )
            for run in runs
        ],
    )


@app.command("create")
def create_batch(
    runs: Runs,
    who: As,
    title: Annotated[str | None, typer.Option(help="What it is called.", show_default=False)] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make a batch of runs that are in none."""
    from ion_tui.engine.commands import CreateBatch

    with opening.opened(database) as (engine, settings):
        command = CreateBatch(run_ids=find_runs(engine.reads, runs), title=title)
        outcome = opening.perform(engine, opening.actor_of(engine, settings, who), command)
    if as_json:
        printing.print_json({"batch": outcome.made["batch"][0], "sentence": outcome.sentence})
    else:
        printing.say_outcome(outcome)


@app.command("add")
def add_to_batch(batch: Batch, runs: Runs, who: As, database: Database = None) -> None:
    """Let runs join a batch; nothing is done to them for the past."""
    from ion_tui.engine.commands import AddToBatch

    with opening.opened(database) as (engine, _):
        command = AddToBatch(batch_id=batch, run_ids=find_runs(engine.reads, runs))
    _say(command, who, database)


@app.command("remove")
def remove_from_batch(batch: Batch, runs: Runs, who: As, database: Database = None) -> None:
    """Let runs leave a batch, with everything that was done to them."""
    from ion_tui.engine.commands import RemoveFromBatch

    with opening.opened(database) as (engine, _):
        command = RemoveFromBatch(batch_id=batch, run_ids=find_runs(engine.reads, runs))
    _say(command, who, database)


@app.command("rename")
def rename_batch(
    batch: Batch,
    title: Annotated[str, typer.Argument(help="The title; an empty one takes it away.", show_default=False)],
    who: As,
    database: Database = None,
) -> None:
    """Give a batch another title, or none."""
    from ion_tui.engine.commands import RenameBatch

    _say(RenameBatch(batch_id=batch, title=title), who, database)


@app.command("dissolve")
def dissolve_batch(batch: Batch, who: As, force: Force = False, database: Database = None) -> None:
    """Let all runs leave a batch, which ends it; asked first, unless forced."""
    from ion_tui.cli.asking import is_terminal
    from ion_tui.engine.commands import DissolveBatch

    with opening.opened(database) as (engine, _):
        found = _batch(engine, batch)
    number = "1 run" if found.size == 1 else f"{found.size} runs"
    if is_terminal() and not force:
        typer.confirm(f"{_label(found)}: {number} leave it, and it ends. Do it?", abort=True, err=True)
    _say(DissolveBatch(batch_id=batch), who, database)


def _say(command: Command, who: str, database: str | None) -> None:
    with opening.opened(database) as (engine, settings):
        printing.say_outcome(opening.perform(engine, opening.actor_of(engine, settings, who), command))


def _batch(engine: Engine, batch: int) -> BatchRow:
    found = engine.reads.batches.batch(batch)
    if found is None:
        raise Refusal(f"There is no batch {batch}; ion-tui batch list shows those there are.")
    return found


def _label(batch: BatchRow) -> str:
    from ion_tui.engine.wording import batch_label

    number = "1 run" if batch.size == 1 else f"{batch.size} runs"
    return f"{batch_label(batch.batch_id, batch.title)} ({number})"


def find_runs(reads: Reads, named: list[str]) -> tuple[int, ...]:
    """The runs that are named: by number, by label, or by the serial of the unit that one of them builds."""
    return tuple(_run(reads, name) for name in named)


def _run(reads: Reads, name: str) -> int:
    from data.rows.work import ScanKind

    number = name.upper().removeprefix("RUN-")
    labels = (f"RUN-{number}", name) if number.isascii() and number.isdigit() else (name,)
    found: list[ScanMatch] = []
    for label in labels:
        found = found or [match for match in reads.scan(label) if match.kind is ScanKind.RUN]
    if len(found) == 1:
        return found[0].id
    if found:
        runs = ", ".join(f"{match.id} ({match.label})" for match in found)
        raise Refusal(f"{name} is the unit of more than one run: {runs}; name one by its number.")
    raise Refusal(f"There is no run {name}; ion-tui run list shows those there are.")
