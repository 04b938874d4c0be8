"""Reading files of ION's own for a command: a procedure export, or a list of runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ion_tui.cli.importing import Faulty

if TYPE_CHECKING:
    from ion_tui.engine.commands import ImportProcedure, StartRuns
    from ion_tui.importers.ion.options import IonOptions


def read_procedure(path: Path, options: IonOptions | None = None) -> ImportProcedure | Faulty:
    """The command that takes in a procedure export."""
    from ion_tui.engine.commands import ImportProcedure
    from ion_tui.importers.faults import Faults
    from ion_tui.importers.ion.options import IonOptions
    from ion_tui.importers.ion.procedure import read_ion_procedure

    exported = read_ion_procedure(path, options or IonOptions())
    return Faulty(path, exported) if isinstance(exported, Faults) else ImportProcedure(exported=exported)


def read_runs(path: Path) -> StartRuns | Faulty:
    """The command that starts the runs of a list; columns that it has besides are told."""
    from ion_tui.engine.commands import StartRuns
    from ion_tui.importers.faults import Faults
    from ion_tui.importers.ion.bulk_runs import read_run_list

    found = read_run_list(path)
    if isinstance(found, Faults):
        return Faulty(path, found)
    if found.ignored:
        typer.echo(f"Not read of {path}: {', '.join(found.ignored)}.", err=True)
    return StartRuns(runs=found.runs)
