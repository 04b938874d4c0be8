"""The steps of an export: their instructions, fields and tables, where they are worked, what they wait on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Final

from ion_tui.engine.definitions.exported import Topic
from ion_tui.engine.definitions.fields import FieldDefinition
from ion_tui.engine.definitions.procedures import StepDefinition
from ion_tui.engine.definitions.sentences import listed, quoted
from ion_tui.engine.definitions.times import length_of_time
from ion_tui.engine.words import StepType
from ion_tui.importers.attachments import load_file
from ion_tui.importers.faults import Faults
from ion_tui.importers.ion.fields import field_of
from ion_tui.importers.ion.grids import Grid, grid_of
from ion_tui.importers.ion.json_text import read_json
from ion_tui.importers.ion.notes import Notes, StepNotes
from ion_tui.importers.ion.objects import LONGEST_LINE, LONGEST_TEXT, Object, one_line, seen, short
from ion_tui.importers.ion.options import IonOptions
from ion_tui.importers.ion.slate import Instructions, instructions_of
from ion_tui.importers.ion.slate_nodes import Node, nodes_of
from ion_tui.importers.ion.tree import Found, walk

MAX_INSTRUCTIONS: Final = LONGEST_TEXT
"""How many characters instructions may have, in Markdown."""

_DATAGRID: Final = "DATAGRID"
_TYPES: Final = ("TEXT", _DATAGRID)
_BOOKKEEPING: Final = ("entityId", "version", "position", "parentId", "isDerivedStep", "steps")


@dataclass(slots=True)
class Steps:
    """Makes definitions of the steps of one export; `files` are those that were in the folder given."""

    options: IonOptions
    notes: Notes
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    _around: dict[str, frozenset[str]] = field(default_factory=dict)

    def made(self, top: Sequence[Found]) -> tuple[StepDefinition, ...]:
        """The definitions of all steps."""
        self._keys = {found.id: found.key for found in walk(top)}
        self._note_around(top, frozenset())
        return self._steps(top)

    def _note_around(self, steps: Sequence[Found], around: frozenset[str]) -> None:
        for found in steps:
            self._around[found.id] = around
            self._note_around(found.inside, around | {found.id})

    def _steps(self, steps: Sequence[Found]) -> tuple[StepDefinition, ...]:
        return tuple(self._step(found, number) for number, found in enumerate(steps, start=1))

    def _step(self, found: Found, number: int) -> StepDefinition:
        step, notes = found.object, StepNotes(self.notes, found.key)
        for key in _BOOKKEEPING:
            step.value(key)
        title = _title(step, number, notes)
        instructions = self._instructions(step, notes)
        files = self._files(step, instructions, notes)
        fields = _fields(step, notes)
        grid = _grid(step, notes)
        after = tuple(self._after(found, notes))
        work_center = self._work_center(step, notes)
        lead_time = self._lead_time(step, notes)
        standard = _standard(found)
        notes.unread(step, "step")
        return StepDefinition(
            key=found.key,
            title=title,
            standard=standard,
            type=StepType.DATAGRID if grid.columns else StepType.CONTENT,
            after=after,
            work_center=work_center,
            lead_time=lead_time,
            instructions=instructions.text,
            files=files,
            fields=fields,
            columns=grid.columns,
            rows=grid.rows,
            steps=self._steps(found.inside),
        )

    def _instructions(self, step: Object, notes: StepNotes) -> Instructions:
        names = {
            asset.line("id"): asset.line("filename")
            for asset in step.objects("assets")
            if asset.line("filename")
        }
        found = instructions_of(_slate(step), names)
        if found.plain:
            sentence = f"Its instructions hold {listed(found.plain, 'and')}, which became plain text."
            notes.add(Topic.OTHER, sentence)
        if len(found.text) > MAX_INSTRUCTIONS:
            step.wrong(f"These instructions have more than {MAX_INSTRUCTIONS:,} characters.", "slateContent")
        return found

    def _files(self, step: Object, instructions: Instructions, notes: StepNotes) -> tuple[str, ...]:
        """The files of a step that are in the folder given; each other one is told."""
        named = [_file_name(asset.line("filename")) for asset in step.objects("assets")]
        names = dict.fromkeys(filter(None, (*named, *map(_file_name, instructions.files))))
        return tuple(name for name in names if self._is_loaded(name, notes))

    def _is_loaded(self, name: str, notes: StepNotes) -> bool:
        if name in self.files:
            return True
        why = "an export holds its name only"
        if self.options.files is not None:
            try:
                loaded = load_file(name, self.options.files)
            except ValueError as error:
                why = str(error).rstrip(".")
            else:
                self.files[name] = (loaded.media_type, loaded.data)
                return True
        sentence = (
            f"The file {name} is missing: {why}. Save it from ION into a folder, and import with --files and "
            "that folder."
        )
        notes.add(Topic.FILE, sentence, name, opens=True)
        return False

    def _after(self, found: Found, notes: StepNotes) -> Iterator[str]:
        """The keys of the steps that this one waits on."""
        for upstream in dict.fromkeys(found.object.texts("upstreamStepIds")):
            if upstream not in self._keys:
                sentence = (
                    f"It waits in ION on step {upstream}, which is not in the export: that wait is left out."
                )
                notes.add(Topic.OTHER, sentence, opens=True)
            elif upstream == found.id:
                notes.add(Topic.OTHER, "It waits in ION on itself: that wait is left out.", opens=True)
            elif upstream in self._around[found.id]:
                sentence = (
                    "It waits in ION on a step that it is a part of, and starts while that is in progress."
                )
                notes.add(Topic.OTHER, f"{sentence} That wait is left out.")
            elif found.id in self._around[upstream]:
                sentence = "It waits in ION on a step that is a part of it, which it completes after anyway."
                notes.add(Topic.OTHER, f"{sentence} That wait is left out.")
            else:
                yield self._keys[upstream]

    def _work_center(self, step: Object, notes: StepNotes) -> str | None:
        location = step.line("locationId")
        if not location:
            return None
        if location in self.options.locations:
            return self.options.locations[location]
        sentence = (
            f"It is worked at ION's location {location}, whose name no export holds: give it a `work_center`, or "
            f"import with --location {location}=CODE."
        )
        notes.add(Topic.WORK_CENTER, sentence)
        return None

    def _lead_time(self, step: Object, notes: StepNotes) -> timedelta | None:
        """The lead time, where it says its unit or somebody has said it."""
        said = step.value("leadTime")
        if said in (None, "", 0):
            return None
        text = step.line("leadTime")
        try:
            return length_of_time(f"{text}{self.options.lead_time_unit or ''}" if _is_number(said) else text)
        except ValueError:
            sentence = (
                f"Its lead time is {text} in ION, and the export does not say of what: give it a `lead_time`, or "
                "import with --lead-time-unit."
            )
            notes.add(Topic.LEAD_TIME, sentence)
            return None


def _title(step: Object, number: int, notes: StepNotes) -> str:
    said = step.line("title")
    if not said:
        notes.add(Topic.OTHER, "It has no title in ION.")
    elif len(said) > LONGEST_LINE:
        notes.add(Topic.OTHER, f"Its title is cut to {LONGEST_LINE} characters.")
    return short(said) or f"Step {number}"


def _slate(step: Object) -> Sequence[Node]:
    """The nodes of the instructions: a list, that list as a JSON text, or nothing; any other text is a node."""
    content = step.value("slateContent")
    if isinstance(content, str) and content.lstrip().startswith(("[", "{")):
        content = read_json(content)
        if isinstance(content, Faults):
            step.wrong(f"This text is no list of Slate's: {content.faults[0].sentence}", "slateContent")
            return ()
    if isinstance(content, str):
        return [{"text": content}] if content.strip() else []
    if isinstance(content, Mapping):
        content = content.get("children", [content])
    if content is not None and not isinstance(content, list):
        step.wrong("A list of Slate's nodes is expected here.", "slateContent")
    return nodes_of(content)


def _fields(step: Object, notes: StepNotes) -> tuple[FieldDefinition, ...]:
    fields: dict[str, FieldDefinition] = {}
    for number, found in enumerate(step.objects("fields"), start=1):
        field_ = field_of(found, notes, fields, number)
        fields[field_.name] = field_
    return tuple(fields.values())


def _grid(step: Object, notes: StepNotes) -> Grid:
    """The table of a datagrid; other steps have none."""
    said = step.line("type").upper()
    if said == _DATAGRID:
        return grid_of(step, notes)
    if said and said not in _TYPES:
        notes.add(Topic.OTHER, f"It is of the type {quoted(said)}, which is unknown here.", opens=True)
    if step.objects("datagridColumns") or step.objects("datagridRows"):
        notes.add(Topic.OTHER, "It is no datagrid in ION any more: the table that it once had is left out.")
    return Grid()


def _standard(found: Found) -> str | None:
    """The id of the standard step that a step is a copy of, or is itself."""
    step = found.object
    standard = step.object("standardStep")
    is_one = step.flag("isStandardStep")
    return (standard.line("id") if standard is not None else "") or (found.key if is_one else None)


def _file_name(name: str) -> str:
    """A file's own name; a folder before it is none of ours."""
    return PurePosixPath(one_line(seen(name)).replace("\\", "/")).name


def _is_number(value: Any) -> bool:  # noqa: ANN401 - a foreign file's
    return isinstance(value, (int, Decimal)) or (isinstance(value, str) and value.strip().isdecimal())
