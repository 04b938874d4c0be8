"""`ion-tui procedure import`, `approve`, `release`, `export`: how a procedure comes, gets released, and goes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ion_tui.cli import ion_files, opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.importing import Faulty, preview_import
from ion_tui.cli.options import As, Database, Force, Json
from ion_tui.cli.procedures import Code, Revision, find_procedure

if TYPE_CHECKING:
    from data.rows.site import ProcedureRow
    from ion_tui.engine.reads import Reads
    from ion_tui.importers.ion.options import IonOptions

Draft = Annotated[
    str | None, typer.Option("--revision", help="Its revision [default: the last draft].", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add these commands to the group."""
    app.command("import")(import_procedure)
    app.command("approve")(approve_steps)
    app.command("release")(release_procedure)
    app.command("export")(export_procedure)


def import_procedure(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="ION's export (.json).", show_default=False)],
    who: As,
    code: Annotated[
        str | None,
        typer.Option(
            help="What the procedure is called here [default: ION- and its family's number].",
            show_default=False,
        ),
    ] = None,
    part: Annotated[
        str | None, typer.Option(help="The number of the part that it builds.", show_default=False)
    ] = None,
    part_revision: Annotated[
        str | None, typer.Option(help="That part's revision, where it has several.", show_default=False)
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="build|rework", help="Whether it makes its unit, or works on one.", show_default=False
        ),
    ] = None,
    locations: Annotated[
        list[str] | None,
        typer.Option(
            "--location", metavar="ID=CODE", help="A work center, by ION's location ID.", show_default=False
        ),
    ] = None,
    lead_time_unit: Annotated[
        str | None,
        typer.Option(metavar="s|m|h|d|w", help="What lead times are given in.", show_default=False),
    ] = None,
    files: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the steps' files are.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Take in a procedure that ION exported: a new draft, and a list of what the export does not hold."""
    options = _options(code, part, part_revision, kind, locations, lead_time_unit, files)
    with opening.opened(database) as (engine, settings):
        actor = opening.actor_of(engine, settings, who)
        command = ion_files.read_procedure(file, options)
        if isinstance(command, Faulty):
            raise Refusal(command.sentence, command.lines())
        if dry_run:
            sentence, *notes = preview_import(engine, actor, command).warnings or ("Nothing would change.",)
        else:
            outcome = opening.perform(engine, actor, command)
            sentence, notes = outcome.sentence, list(outcome.notes)
    if as_json:
        printing.print_json({"sentence": sentence, "notes": notes})
        return
    printing.say(sentence)
    for note in notes:
        printing.say(f"  {note}")


def approve_steps(
    code: Code,
    who: As,
    steps: Annotated[
        list[str] | None,
        typer.Option("--step", metavar="NUMBER", help="Only this step; may be repeated.", show_default=False),
    ] = None,
    revision: Draft = None,
    database: Database = None,
) -> None:
    """Approve the steps of a draft that came incomplete, once somebody has looked at them."""
    from ion_tui.engine.commands import ApproveProcedureSteps
    from ion_tui.engine.procedure_reading import stored_procedure

    with opening.opened(database) as (engine, settings):
        draft = _draft(engine.reads, code, revision)
        stored = stored_procedure(engine, draft.id)
        labels = stored.labels if stored is not None else {}
        by_number = {label.partition(" ")[0]: key for key, label in labels.items()}
        unknown = [number for number in steps or () if number not in by_number]
        if unknown:
            raise Refusal(
                f"{code} {draft.revision} has no step {unknown[0]}; it has: {', '.join(by_number)}."
            )
        keys = tuple(by_number[number] for number in steps or ())
        command = ApproveProcedureSteps(procedure_id=draft.id, keys=keys)
        printing.say_outcome(opening.perform(engine, opening.actor_of(engine, settings, who), command))


def release_procedure(code: Code, who: As, revision: Draft = None, database: Database = None) -> None:
    """Release a draft: runs start from it from now on."""
    from ion_tui.engine.commands import ReleaseProcedure

    with opening.opened(database) as (engine, settings):
        draft = _draft(engine.reads, code, revision)
        command = ReleaseProcedure(procedure_id=draft.id)
        printing.say_outcome(opening.perform(engine, opening.actor_of(engine, settings, who), command))


def export_procedure(
    code: Code,
    revision: Revision = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to [default: the standard output].",
            show_default=False,
        ),
    ] = None,
    force: Force = False,
    database: Database = None,
) -> None:
    """Write a procedure as a site file, to be read, changed, and imported again."""
    from ion_tui.engine.procedure_reading import stored_procedure
    from ion_tui.exporters.procedure import export_procedure as exported

    with opening.opened(database) as (engine, _):
        found = find_procedure(engine.reads, code, revision)
        stored, site = stored_procedure(engine, found.id), engine.reads.site()
    if stored is None or site is None:
        raise Refusal(f"{code} is not there any more.")
    written = exported(stored, site.name)
    if output is None:
        typer.echo(written.text, nl=False)
        if written.files:
            files = f"{len(written.files)} {'file' if len(written.files) == 1 else 'files'}"
            typer.echo(f"Its steps show {files}: name an --output to have them beside it.", err=True)
        return
    for path, data in {output: written.text.encode(), **_beside(output, written.files)}.items():
        _write(path, data, force=force)
    printing.say(f"{code} revision {found.revision} is in {output}.")


def _options(
    code: str | None,
    part: str | None,
    part_revision: str | None,
    kind: str | None,
    locations: list[str] | None,
    lead_time_unit: str | None,
    files: Path | None,
) -> IonOptions:
    from ion_tui.engine.definitions.times import UNITS
    from ion_tui.engine.words import ProcedureKind
    from ion_tui.importers.ion.options import IonOptions

    if kind not in (None, *ProcedureKind):
        raise typer.BadParameter("it is build or rework.", param_hint="--kind")
    if lead_time_unit not in (None, *UNITS):
        raise typer.BadParameter(f"it is one of {', '.join(UNITS)}.", param_hint="--lead-time-unit")
    return IonOptions(
        code=code,
        part=part,
        part_revision=part_revision,
        kind=None if kind is None else ProcedureKind(kind),
        locations=dict(_location(text) for text in locations or ()),
        lead_time_unit=lead_time_unit,
        files=files,
    )


def _location(text: str) -> tuple[str, str]:
    location, is_there, code = text.partition("=")
    if not is_there or not location.strip() or not code.strip():
        raise typer.BadParameter("it is written ID=CODE, such as 103=WC-TEST.", param_hint="--location")
    return location.strip(), code.strip()


def _draft(reads: Reads, code: str, revision: str | None) -> ProcedureRow:
    """The revision that was named, or the last draft; where there is none, what was released last."""
    of_code = [procedure for procedure in reads.procedures() if procedure.code == code]
    drafts = [procedure for procedure in of_code if procedure.status != "released"]
    if revision is None and drafts:
        return max(drafts, key=lambda procedure: procedure.id)
    return find_procedure(reads, code, revision)


def _beside(output: Path, files: Mapping[str, bytes]) -> dict[Path, bytes]:
    return {output.parent / path: data for path, data in files.items()}


def _write(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file that is not there yet, or that is the same; another one only by force."""
    try:
        if path.exists() and not force and path.read_bytes() != data:
            raise Refusal(f"{path} is there already and differs; --force writes over it.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.") from error
