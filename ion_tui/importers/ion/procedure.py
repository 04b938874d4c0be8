"""Reading ION's procedure export: the answer of its `GetProcedure` query, or the procedure in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ion_tui.engine.definitions.attributes import AttributeDefinition
from ion_tui.engine.definitions.dependencies import circles
from ion_tui.engine.definitions.exported import ExportedProcedure, Topic
from ion_tui.engine.definitions.field_rules import Value
from ion_tui.engine.definitions.procedures import ProcedureDefinition
from ion_tui.engine.definitions.revisions import FIRST
from ion_tui.engine.definitions.sentences import listed, quoted
from ion_tui.engine.words import AttributeScope, FieldType, ProcedureKind
from ion_tui.importers.faults import MAX_FAULTS, Fault, Faults, Problem, in_order, written
from ion_tui.importers.faults import Path as FaultPath
from ion_tui.importers.ion.json_text import places_at, read_json
from ion_tui.importers.ion.notes import Notes, StepNotes
from ion_tui.importers.ion.objects import LONGEST_LINE, LONGEST_TEXT, Object, one_line, seen, short
from ion_tui.importers.ion.options import IonOptions
from ion_tui.importers.ion.steps import Steps
from ion_tui.importers.ion.tree import tree_of, walk
from ion_tui.importers.text_file import read_text

KINDS: Final[Mapping[str, ProcedureKind]] = MappingProxyType(
    {
        "": ProcedureKind.BUILD,
        "BUILD": ProcedureKind.BUILD,
        "MANUFACTURING": ProcedureKind.BUILD,
        "INSPECTION": ProcedureKind.REWORK,
        "MAINTENANCE": ProcedureKind.REWORK,
        "TEST": ProcedureKind.REWORK,
    }
)
"""ION's type of procedure → ours: what makes a unit, and what works on one that exists."""

_ATTRIBUTE_TYPES: Final[Mapping[str, FieldType]] = MappingProxyType(
    {"NUMBER": FieldType.NUMBER, "BOOLEAN": FieldType.BOOLEAN, "DATETIME": FieldType.DATETIME}
)
"""ION's type of attribute → ours; every other one is a text."""

_NO_OPTIONS: Final = IonOptions()
_NO_PROCEDURE: Final = (
    "This is no procedure export of ION's: that is the answer of its GetProcedure query, whole or inside."
)


def read_ion_procedure(path: Path, options: IonOptions = _NO_OPTIONS) -> ExportedProcedure | Faults:
    """Read the export at `path`; answers what it says and what is to be remarked, or every fault with its place."""
    read = read_text(path)
    if read.text is None or read.faults:
        return in_order(read.faults)
    data = read_json(read.text)
    if isinstance(data, Faults):
        return data
    found = _procedure(data)
    if isinstance(found, str):
        return Faults((Fault(0, 0, "", found),))
    exported = _exported(found, options)
    if found.problems:
        return _placed(read.text, found.problems)
    return exported


def _procedure(data: Any) -> Object | str:  # noqa: ANN401 - a foreign file's
    """The procedure in the data, or a sentence that says why there is none."""
    path: FaultPath = ()
    if not isinstance(data, dict):
        return _NO_PROCEDURE
    errors = data.get("errors")
    while isinstance(data, dict) and "steps" not in data:
        inner = next((key for key in ("data", "procedure") if key in data), None)
        if inner is None:
            break
        data, path = data[inner], (*path, inner)
    if isinstance(errors, list) and errors and not (isinstance(data, dict) and "steps" in data):
        message = errors[0].get("message") if isinstance(errors[0], dict) else errors[0]
        said = short(one_line(seen(str(message)))).rstrip(".")
        return f"ION answered with an error and no procedure: {said}."
    if data is None:
        return "The export holds no procedure: is there one with the ID that was asked for?"
    if not isinstance(data, dict) or "steps" not in data:
        return _NO_PROCEDURE
    return Object(data, path, [])


def _exported(found: Object, options: IonOptions) -> ExportedProcedure:
    notes = Notes()
    own = StepNotes(notes, None)
    title = short(said := found.line("title"))
    if not title:
        found.wrong("The procedure has no `title`.")
    elif title != said:
        own.add(Topic.OTHER, f"Its title is cut to {LONGEST_LINE} characters.")
    description = short(words := found.text("description").strip(), LONGEST_TEXT)
    if description != words:
        own.add(Topic.OTHER, f"Its description is cut to {LONGEST_TEXT} characters.")
    code = options.code or _code(found)
    attributes, values = _attributes(found, own)
    labels = found.texts("labels")
    if labels:
        own.add(Topic.OTHER, f"Labels have no place here and stay in ION: {listed(labels, 'and')}.")
    kind = options.kind or _kind(found, own)
    top = tree_of(found.objects("steps"))
    steps = Steps(options, notes)
    definition = ProcedureDefinition(
        code=code,
        title=title or "?",
        description=description,
        part=options.part,
        part_revision=options.part_revision,
        kind=kind,
        revision=FIRST,
        attributes=values,
        steps=() if found.problems else steps.made(top),
    )
    own.add(
        Topic.PART,
        "An export does not say what is built: give the procedure its `part`, or import with --part, and its steps "
        "what they install in `requires`.",
    )
    notes.count_unread(found, "procedure")
    notes.left_over()
    titles = {step.key: quoted(step.object.line("title")) for step in walk(top)}
    for circle in circles(definition, titles):
        found.wrong(f"These steps wait on each other in a circle: {listed(circle.links, 'and')}.", "steps")
    return ExportedProcedure(
        definition=definition,
        attributes=attributes,
        remarks=tuple(notes.remarks),
        named=options.code is not None,
        kind_said=options.kind is not None,
        files=steps.files,
    )


def _code(found: Object) -> str:
    """A code from ION's number of the procedure's family: all versions of a procedure have that."""
    number, family = found.line("id"), found.line("familyId")
    if not (family or number):
        found.wrong(
            "The procedure has neither `familyId` nor `id`: import with --code, and what it is called here."
        )
    return short(f"ION-{family or number}", 90)


def _kind(found: Object, notes: StepNotes) -> ProcedureKind:
    said = found.line("type").upper()
    if said not in KINDS:
        notes.add(
            Topic.OTHER,
            f"Procedures of the type {quoted(said)} are unknown here: it is taken to build its unit. Import with "
            "--kind rework if it works on units that exist.",
        )
    return KINDS.get(said, ProcedureKind.BUILD)


def _attributes(found: Object, notes: StepNotes) -> tuple[tuple[AttributeDefinition, ...], dict[str, Value]]:
    """Attributes of the procedure, and what each is; one without a value says nothing."""
    defined: dict[str, AttributeDefinition] = {}
    values: dict[str, Value] = {}
    for attribute in found.objects("attributes"):
        name, said = short(attribute.line("key")), attribute.value("value")
        type_ = _ATTRIBUTE_TYPES.get(attribute.line("type").upper(), FieldType.STRING)
        if not name or said in (None, "", [], {}):
            continue
        if name in defined:
            notes.add(Topic.OTHER, f"The attribute {name} is there twice: the first counts.")
            continue
        value = _attribute_value(type_, said)
        if value is None:
            type_, value = FieldType.STRING, one_line(seen(_text(said)))
        defined[name] = AttributeDefinition(name=name, scope=AttributeScope.PROCEDURE, type=type_)
        values[name] = value
    return tuple(defined.values()), values


def _attribute_value(type_: FieldType, said: Any) -> Value | None:  # noqa: ANN401 - a foreign file's
    """A value of this type, or None where it is not of it."""
    text = one_line(seen(_text(said)))
    match type_:
        case FieldType.NUMBER:
            try:
                number = Decimal(text)
            except InvalidOperation:
                return None
            return number if number.is_finite() else None
        case FieldType.BOOLEAN:
            return {"true": True, "yes": True, "false": False, "no": False}.get(text.casefold())
        case _:
            return text


def _text(said: Any) -> str:  # noqa: ANN401 - likewise
    if isinstance(said, list):
        return ", ".join(map(_text, said))
    if isinstance(said, dict):
        return ", ".join(f"{key}: {_text(value)}" for key, value in said.items())
    if isinstance(said, Decimal):
        return f"{said:f}"
    return str(said)


def _placed(text: str, problems: Sequence[Problem]) -> Faults:
    """Problems with their lines and columns."""
    told = problems[:MAX_FAULTS]
    places = places_at(text, (problem.path for problem in told))
    return in_order(
        (Fault(*places[problem.path], written(problem.path), problem.sentence) for problem in told),
        len(problems) - len(told),
    )
