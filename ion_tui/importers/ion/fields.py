"""Fields and columns: their types, names, options, units and roles, from ION's words to ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Any, Final

from ion_tui.engine.definitions.exported import Topic
from ion_tui.engine.definitions.fields import FieldDefinition
from ion_tui.engine.definitions.sentences import listed, quoted
from ion_tui.engine.words import FieldType
from ion_tui.importers.ion.notes import StepNotes
from ion_tui.importers.ion.objects import LONGEST_LINE, Object, a_or_an, short

TYPES: Final[Mapping[str, FieldType]] = MappingProxyType(
    {
        "STRING": FieldType.STRING,
        "NUMBER": FieldType.NUMBER,
        "BOOLEAN": FieldType.BOOLEAN,
        "SELECT": FieldType.SELECT,
        "MULTISELECT": FieldType.MULTISELECT,
        "DATETIME": FieldType.DATETIME,
        "SIGNOFF": FieldType.SIGNOFF,
        "FILE_ATTACHMENT": FieldType.FILE,
        "TOOL": FieldType.TOOL,
    }
)
"""ION's type → ours. `ION`, which names a thing of ION's, is told by `allowedIonType`."""

ION_TYPES: Final[Mapping[str, FieldType]] = MappingProxyType(
    {"USER": FieldType.USER, "PART": FieldType.PART, "TOOL": FieldType.TOOL}
)
"""What a field of type `ION` names → our type; all else is named by a text."""

_ION: Final = "ION"
_PASS_FAIL: Final = frozenset({"pass", "fail"})
_CHOICES: Final = (FieldType.SELECT, FieldType.MULTISELECT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a field or a column asks for."""

    type: FieldType
    options: tuple[str, ...] = ()
    role: str | None = None


def field_of(found: Object, notes: StepNotes, taken: Collection[str], number: int) -> FieldDefinition:
    """A field; `taken` are the names of those before it."""
    name = name_of(found.line("name"), f"Field {number}", taken, notes)
    found.value("id")
    asked = asked_by(found, name, notes)
    field = FieldDefinition(
        name=name,
        type=asked.type,
        unit=_unit(found, name, asked.type, notes),
        options=asked.options,
        role=asked.role,
        required=found.flag("required"),
        allow_not_applicable=found.flag("allowNotApplicable"),
    )
    _note_validations(found, field, notes)
    notes.unread(found, "field")
    return field


def asked_by(found: Object, name: str, notes: StepNotes) -> Asked:
    """Type, options and role of a field or a column."""
    type_ = _type(found, name, notes)
    options, role = tuple(found.texts("options")), _role(found)
    if type_ in _CHOICES:
        type_, options = _choice(type_, options, name, notes)
    elif options:
        notes.add(
            Topic.OTHER,
            f"{name} is {a_or_an(type_)} and takes no options: {listed(options, 'and')} left out.",
        )
        options = ()
    if type_ is not FieldType.SIGNOFF and role is not None:
        notes.add(Topic.OTHER, f"{name} is {a_or_an(type_)} and is not signed: the role {role} is left out.")
    elif type_ is FieldType.SIGNOFF and role is None:
        sentence = f"{name} names no role in ION: Operator signs it here. Give it the `role` that is meant."
        notes.add(Topic.ROLE, sentence, name, opens=True)
    elif type_ is FieldType.TOOL:
        sentence = f"{name} takes any tool: give it the tool's `part`, and `calibrated` where that counts."
        notes.add(Topic.TOOL, sentence, name)
    return Asked(type_, options, role if type_ is FieldType.SIGNOFF else None)


def name_of(said: str, otherwise: str, taken: Collection[str], notes: StepNotes) -> str:
    """A name that is not empty, not too long, and not taken; what had to change is told."""
    name = short(said) or otherwise
    if len(said) > LONGEST_LINE:
        notes.add(Topic.OTHER, f"The name {quoted(said)} is cut to {LONGEST_LINE} characters.")
    if name not in taken:
        return name
    for number in count(2):
        again = f"{short(name, LONGEST_LINE - 6)} ({number})"
        if again not in taken:
            notes.add(
                Topic.OTHER, f"The name {quoted(name)} stands here twice: the second is called {again}."
            )
            return again
    raise AssertionError  # count() never ends


def _type(found: Object, name: str, notes: StepNotes) -> FieldType:
    said = found.line("type").upper()
    if said == _ION:
        return _ion_type(found, name, notes)
    if said in TYPES:
        return TYPES[said]
    sentence = f"{name} is of the type {quoted(said)}, which is unknown here: it takes any text."
    notes.add(Topic.TYPE, sentence, name, opens=True)
    return FieldType.STRING


def _ion_type(found: Object, name: str, notes: StepNotes) -> FieldType:
    """What a field of type `ION` names."""
    said = found.line("allowedIonType").upper()
    if said in ION_TYPES:
        return ION_TYPES[said]
    what = (
        f"a thing of ION's ({said})" if said else "a thing of ION's, and the export does not say of what kind"
    )
    sentence = (
        f"{name} names {what}: it takes any text. Make it `user`, `part` or `tool` if one of these is meant."
    )
    notes.add(Topic.TYPE, sentence, name)
    return FieldType.STRING


def _choice(
    type_: FieldType, options: tuple[str, ...], name: str, notes: StepNotes
) -> tuple[FieldType, tuple[str, ...]]:
    """A choice with its options: each once; pass and fail are a type of their own, and none are no choice."""
    unique = tuple(dict.fromkeys(short(option) for option in options))
    if len(unique) < len(options):
        notes.add(Topic.OTHER, f"{name} lists an option twice: it stands there once.")
    if not unique:
        sentence = (
            f"{name} has no options in the export: it takes any text. Make it `{type_}` with `options`."
        )
        notes.add(Topic.TYPE, sentence, name, opens=True)
        return FieldType.STRING, ()
    if type_ is FieldType.SELECT and {option.casefold() for option in unique} == _PASS_FAIL:
        return FieldType.PASS_FAIL, ()
    return type_, unique


def _role(found: Object) -> str | None:
    """The name of the role that signs."""
    role = found.object("signoffRole")
    return None if role is None else short(role.line("name")) or None


def _unit(found: Object, name: str, type_: FieldType, notes: StepNotes) -> str | None:
    said: Any = found.value("unit")
    unit = short(found.line("unit")) if not isinstance(said, dict) else ""
    if isinstance(said, dict):
        inner = found.object("unit")
        unit = inner.line("name") or inner.line("abbreviation") if inner is not None else ""
    if unit and type_ is not FieldType.NUMBER:
        notes.add(Topic.OTHER, f"{name} is {a_or_an(type_)} and has no unit: {unit} is left out.")
        return None
    return unit or None


def _note_validations(found: Object, field: FieldDefinition, notes: StepNotes) -> None:
    """An export names the functions that check a field, and not their limits."""
    functions = dict.fromkeys(
        each.line("functionId") or "without a number" for each in found.objects("validations")
    )
    if not functions:
        return
    checked = f"{field.name} is checked in ION by function {listed(tuple(functions), 'and')}"
    if field.type is FieldType.NUMBER:
        sentence = (
            f"{checked}, whose limits no export holds: give it `min`, `max`, or `target` with `tolerance`."
        )
        notes.add(Topic.LIMITS, sentence, field.name, opens=True)
    else:
        notes.add(
            Topic.OTHER, f"{checked}: {a_or_an(field.type)} is not checked here.", field.name, opens=True
        )
