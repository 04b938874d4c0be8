"""Exports of ION's taken in by the engineer of the rover line, and what the store has of them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import func, select

from data import models
from ion_tui.engine.answers import Outcome, Plan, Refused
from ion_tui.engine.commands import ImportProcedure, ImportSite, ReleaseProcedure
from ion_tui.engine.definitions.exported import ExportedProcedure
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.procedure_reading import StoredProcedure, stored_procedure
from ion_tui.engine.site_import.known import known
from ion_tui.exporters.procedure import export_procedure
from ion_tui.importers.attachments import load_files
from ion_tui.importers.ion.options import IonOptions
from ion_tui.importers.ion.procedure import read_ion_procedure
from ion_tui.importers.site_file import read_site
from tests.importers.ion.exports import write
from tests.rover import Rover


def saying(data: Any, **options: Any) -> ImportProcedure:
    """The command that takes in an export: a path, or what would stand in it."""
    with TemporaryDirectory() as folder:
        path = data if isinstance(data, Path) else write(Path(folder), data)
        exported = read_ion_procedure(path, IonOptions(**options))
    assert isinstance(exported, ExportedProcedure), "\n".join(map(str, exported.faults))
    return ImportProcedure(exported=exported)


def taken_in(rover: Rover, data: Any, **options: Any) -> Outcome:
    """What taking in an export did; its preview says the same."""
    command = saying(data, **options)
    plan = rover.engine.preview(rover.actor("eng1"), command)
    outcome = rover.done("eng1", command)
    assert isinstance(plan, Plan)
    if outcome.made:
        assert plan.warnings == (outcome.sentence, *outcome.notes)
    else:
        assert plan.warnings == ()
    return outcome


def refused(rover: Rover, who: str, command: Any) -> Refused:
    """Why a command is refused; nothing is kept of it."""
    before = counts(rover)
    answer = rover.engine.perform(rover.actor(who), command)
    assert isinstance(answer, Refused), answer
    assert answer.sentence.endswith((".", "?")) or "ion-tui" in answer.sentence
    assert counts(rover) == before
    return answer


def stored(rover: Rover, code: str, revision: str = "A") -> StoredProcedure:
    """A revision of the store."""
    (id_,) = (
        row.id for row in rover.engine.reads.procedures() if (row.code, row.revision) == (code, revision)
    )
    found = stored_procedure(rover.engine, id_)
    assert found is not None
    return found


def release(rover: Rover, code: str, revision: str = "A") -> Outcome:
    """Release a draft."""
    return rover.done("eng1", ReleaseProcedure(procedure_id=stored(rover, code, revision).id))


def step_rows(rover: Rover, code: str, revision: str = "A") -> dict[str, Any]:
    """The rows of a procedure's steps, by their keys."""
    steps = models.table(models.ProcedureStep)
    with rover.engine.store.read() as tx:
        rows = tx.execute(select(steps).where(steps.c.procedure_id == stored(rover, code, revision).id))
        return {row.key: row for row in rows}


TABLES: Final = (
    models.Procedure,
    models.ProcedureStep,
    models.StepContent,
    models.StoredFile,
    models.Role,
    models.AttributeKind,
    models.Run,
    models.Inventory,
    models.History,
)


def counts(rover: Rover) -> dict[str, int]:
    """How many rows each table has that procedures, runs and the record touch."""
    with rover.engine.store.read() as tx:
        tables = [models.table(model) for model in TABLES]
        return {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        }


def site_file(rover: Rover, found: StoredProcedure, folder: Path) -> Path:
    """A procedure written as a site file, with its files beside it."""
    site = rover.engine.reads.site()
    assert site is not None
    written = export_procedure(found, site.name)
    for name, data in written.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    path = folder / "procedure.yaml"
    path.write_text(written.text, "utf-8")
    return path


def importing(rover: Rover, path: Path) -> ImportSite:
    """The command that imports a site file without faults."""
    definition = read_site(path, known(rover.engine))
    assert isinstance(definition, SiteDefinition), "\n".join(map(str, definition.faults))
    files = load_files(definition, path.parent).files
    return ImportSite(
        definition=definition, files={name: (file.media_type, file.data) for name, file in files.items()}
    )
