"""Importing a file of a site: read whole, refused with every fault, or carried out as one command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ion_tui.cli.answering import Refusal

if TYPE_CHECKING:
    from ion_tui.engine.answers import Outcome, Plan, Refused
    from ion_tui.engine.commands import Actor, Command, ImportSite
    from ion_tui.engine.core import Engine
    from ion_tui.importers.faults import Faults
    from screens.site_import import Imported

SITE_SUFFIXES: Final = (".yaml", ".yml")
PROCEDURE_SUFFIX: Final = ".json"
RUNS_SUFFIX: Final = ".csv"

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Faulty:
    """A file that was not taken, with every fault of it."""

    path: Path
    faults: Faults

    @property
    def sentence(self) -> str:
        """How many, in words."""
        number = len(self.faults.faults) + self.faults.left_off
        return f"{self.path} has {number} {'fault' if number == 1 else 'faults'}; nothing was imported."

    @property
    def unread(self) -> str | None:
        """Why the file could not be read at all; None where it could."""
        first, *others = self.faults.faults
        return None if first.line or others else first.sentence

    def lines(self) -> tuple[str, ...]:
        """Each fault with its place, as compilers write it: `site.yaml:12:3: …`."""
        lines = [
            f"{self.path}:{fault.line}:{fault.column}: {f'{fault.path}: ' if fault.path else ''}{fault.sentence}"
            for fault in self.faults.faults
        ]
        rest = [f"… and {self.faults.left_off} more."] if self.faults.left_off else []
        return (*lines, *rest)


def read_file(engine: Engine, path: Path, tell: Tell | None = None) -> Command | Faulty:
    """The command that imports a file into the engine's store; its suffix says what kind of file it is."""
    from ion_tui.cli import ion_files

    suffix = path.suffix.lower()
    if suffix == PROCEDURE_SUFFIX:
        return ion_files.read_procedure(path)
    if suffix == RUNS_SUFFIX:
        return ion_files.read_runs(path)
    if suffix not in SITE_SUFFIXES:
        raise Refusal(
            f"{path} is no file that can be imported: a site file ends in .yaml or .yml, a procedure of ION's in "
            ".json, its list of runs in .csv."
        )
    return read_site_file(engine, path, tell)


def read_site_file(engine: Engine, path: Path, tell: Tell | None = None) -> ImportSite | Faulty:
    """The command that imports a site file into the engine's store."""
    from ion_tui.engine.commands import ImportSite
    from ion_tui.engine.site_import.known import known
    from ion_tui.importers.attachments import load_files
    from ion_tui.importers.faults import Faults
    from ion_tui.importers.site_file import read_site

    definition = read_site(path, known(engine), tell)
    if isinstance(definition, Faults):
        return Faulty(path, definition)
    loaded = load_files(definition, path.parent)
    files = {name: (file.media_type, file.data) for name, file in loaded.files.items()}
    return ImportSite(definition=definition, files=files, progress=tell)


def preview_import(engine: Engine, actor: Actor, command: Command) -> Plan:
    """What an import would change, in the lines of its plan."""
    from ion_tui.engine.answers import Refused

    plan = engine.preview(actor, command)
    if isinstance(plan, Refused):
        raise Refusal.of(plan)
    return plan


def import_from_kiosk(engine: Engine, actor: Actor, path: Path, tell: Tell) -> Imported:
    """Import a file from a kiosk's screen."""
    from screens.site_import import FileFault, Imported

    try:
        command = read_file(engine, path, tell)
    except Refusal as refusal:
        return Imported(refusal.sentence, is_done=False)
    if isinstance(command, Faulty):
        if (unread := command.unread) is not None:
            return Imported(f"{unread} Nothing was imported.", is_done=False)
        faults = (
            FileFault(fault.place, _said(fault.path, fault.sentence)) for fault in command.faults.faults
        )
        return Imported(command.sentence, is_done=False, faults=tuple(faults))
    return _imported(engine.perform(actor, command))


def _said(path: str, sentence: str) -> str:
    return f"{path}: {sentence}" if path else sentence


def _imported(answer: Outcome | Refused | Plan) -> Imported:
    from ion_tui.engine.answers import Outcome, Refused
    from screens.site_import import FileFault, Imported

    if isinstance(answer, Outcome):
        return Imported(answer.sentence, is_done=True)
    if isinstance(answer, Refused):
        return Imported(
            answer.sentence, is_done=False, faults=tuple(FileFault("the store", said) for said in answer.more)
        )
    return Imported("Something changed meanwhile; try again.", is_done=False)
