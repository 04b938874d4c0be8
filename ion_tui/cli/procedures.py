"""`ion-tui procedure`: what runs are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.options import Database, Json

if TYPE_CHECKING:
    from data.rows.site import ProcedureRow
    from ion_tui.engine.reads import Reads

app = typer.Typer(help="What runs are made of.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help="The procedure's code.", show_default=False)]
Revision = Annotated[
    str | None, typer.Option(help="Its revision [default: the last that was released].", show_default=False)
]


@app.command("list")
def list_procedures(database: Database = None, as_json: Json = False) -> None:
    """All revisions of all procedures."""
    with opening.opened(database) as (engine, _):
        procedures = engine.reads.procedures()
    if as_json:
        printing.print_json(procedures)
        return
    printing.print_table(
        ("Code", "Revision", "Title", "Kind", "Status", "Part", "Steps", "Runs"),
        [
            (
                procedure.code,
                procedure.revision,
                procedure.title,
                procedure.kind,
                procedure.status,
                procedure.part,
                procedure.steps,
                procedure.runs,
            )
            for procedure in procedures
        ],
    )


@app.command("show")
def show_procedure(
    code: Code, revision: Revision = None, database: Database = None, as_json: Json = False
) -> None:
    """The steps of one revision."""
    with opening.opened(database) as (engine, _):
        procedure = find_procedure(engine.reads, code, revision)
        steps = engine.reads.procedure_steps(procedure.id)
    if as_json:
        printing.print_json({"procedure": procedure, "steps": steps})
        return
    printing.say(
        f"{procedure.code} {procedure.revision}: {procedure.title} ({procedure.kind}, {procedure.status})"
    )
    printing.print_table(
        ("Step", "Title", "Work center", "Lead time", ""),
        [
            (
                f"{'  ' * step.depth}{step.number}",
                step.title,
                step.work_center,
                _lead_time(step.lead_time_seconds),
                ", ".join(_remarks(step.type, optional=step.optional, is_outside=step.is_outside)),
            )
            for step in steps
        ],
    )


def find_procedure(reads: Reads, code: str, revision: str | None) -> ProcedureRow:
    """The revision that was named, or the one that was released last."""
    of_code = [procedure for procedure in reads.procedures() if procedure.code == code]
    if not of_code:
        raise Refusal(f"There is no procedure {code}; ion-tui procedure list shows those there are.")
    named = [procedure for procedure in of_code if revision in (None, procedure.revision)]
    if not named:
        there = ", ".join(procedure.revision for procedure in of_code)
        raise Refusal(f"{code} has no revision {revision}; it has: {there}.")
    released = [procedure for procedure in named if procedure.status == "released"]
    return max(released or named, key=lambda procedure: procedure.id)


def _lead_time(seconds: int | None) -> str:
    if not seconds:
        return ""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    parts = ((days, "d"), (hours, "h"), (rest // 60, "m"), (rest % 60, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def _remarks(kind: str, *, optional: bool, is_outside: bool) -> list[str]:
    said = {"datagrid": kind == "datagrid", "optional": optional, "outside": is_outside}
    return [word for word, holds in said.items() if holds]
