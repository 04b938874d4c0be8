"""Datagrids: columns and rows, and which cells the procedure itself fills in.

An export does not say which columns are filled in on the floor. A column that has a value in every row is filled in
by the procedure; one that has none, or in some rows only, on the floor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.definitions.exported import Topic
from ion_tui.engine.definitions.field_rules import Value
from ion_tui.engine.definitions.fields import ColumnDefinition, RowDefinition
from ion_tui.engine.definitions.sentences import listed, quoted
from ion_tui.engine.site_import.attributes import value_of
from ion_tui.engine.values import FieldSpec, accept
from ion_tui.engine.words import FieldType
from ion_tui.importers.ion.fields import Asked, asked_by, name_of
from ion_tui.importers.ion.notes import StepNotes
from ion_tui.importers.ion.objects import Object, seen

_ANY_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ANY_ZONE: Final = ZoneInfo("UTC")
_LAST: Final = 10**9


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns and rows of a step."""

    columns: tuple[ColumnDefinition, ...] = ()
    rows: tuple[RowDefinition, ...] = ()


@dataclass(slots=True)
class _Column:
    """A column, and the values that the procedure has in it by the numbers of their rows."""

    name: str
    asked: Asked
    values: dict[int, Value] = field(default_factory=dict)


def grid_of(found: Object, notes: StepNotes) -> Grid:
    """The table of a step; nothing where it has no columns or no rows."""
    columns = _columns(by_index(found.objects("datagridColumns")), notes)
    rows = by_index(found.objects("datagridRows"))
    if not columns or not rows:
        _note_half(columns, len(rows), notes)
        return Grid()
    flags = [(row.flag("required"), row.flag("allowNotApplicable")) for row in rows]
    for number, row in enumerate(rows):
        _read_values(row, number, columns, notes)
    settable = {id_: _is_settable(column, len(rows), notes) for id_, column in columns.items()}
    return Grid(
        tuple(_column_of(column, settable=settable[id_]) for id_, column in columns.items()),
        tuple(
            RowDefinition(
                required=required,
                allow_not_applicable=allow_not_applicable,
                values={
                    column.name: column.values[number] for id_, column in columns.items() if not settable[id_]
                },
            )
            for number, (required, allow_not_applicable) in enumerate(flags)
        ),
    )


def by_index(objects: Sequence[Object], key: str = "index") -> list[Object]:
    """Objects in the order that they say; those that say none come last, as they stand."""

    def place(found: Object) -> int:
        value = found.value(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else _LAST

    return sorted(objects, key=place)


def _columns(objects: Sequence[Object], notes: StepNotes) -> dict[str, _Column]:
    """The columns by their ids; one without an id has a number that no id is."""
    columns: dict[str, _Column] = {}
    taken: set[str] = set()
    for number, found in enumerate(objects, start=1):
        name = name_of(found.line("header"), f"Column {number}", taken, notes)
        taken.add(name)
        asked = _no_file(asked_by(found, name, notes), name, notes)
        columns[found.line("id") or f" {number}"] = _Column(name, asked)
        notes.unread(found, "column")
    return columns


def _no_file(asked: Asked, name: str, notes: StepNotes) -> Asked:
    """A column of files asks for their names: a cell holds no file."""
    if asked.type is not FieldType.FILE:
        return asked
    sentence = (
        f"{name} asks for files, and a cell here holds none: it asks for their names; give the step a field."
    )
    notes.add(Topic.TYPE, sentence, name, opens=True)
    return Asked(FieldType.STRING)


def _column_of(column: _Column, *, settable: bool) -> ColumnDefinition:
    return ColumnDefinition(
        name=column.name,
        type=column.asked.type,
        options=column.asked.options,
        role=column.asked.role,
        settable=settable,
    )


def _note_half(columns: Mapping[str, _Column], rows: int, notes: StepNotes) -> None:
    """Tell of a table that is none."""
    if columns:
        names = listed([column.name for column in columns.values()], "and")
        sentence = (
            f"Its table has no rows, so its columns are left out: {names}. Give it `columns` and `rows`."
        )
    elif rows:
        sentence = "Its table has no columns, so its rows are left out. Give it `columns` and `rows`."
    else:
        sentence = "It is a datagrid without a table. Give it `columns` and `rows`."
    notes.add(Topic.OTHER, sentence, opens=True)


def _read_values(row: Object, number: int, columns: Mapping[str, _Column], notes: StepNotes) -> None:
    """Take the values of a row into their columns."""
    row.value("id")
    where = f"row {number + 1}"
    for cell in row.objects("values"):
        said, column = cell.value("value"), columns.get(cell.line("columnId"))
        cell.value("type")
        if said in (None, "", [], {}):
            continue
        if column is None:
            sentence = f"A value in {where} is of a column that is not there, and left out: {_shown(said)}."
            notes.add(Topic.OTHER, sentence, opens=True)
            continue
        value = _value(column, said)
        if isinstance(value, Refused):
            sentence = f"{column.name}, {where}: {value.sentence} The value is left out."
            notes.add(Topic.OTHER, sentence, opens=True)
        else:
            column.values[number] = value
    notes.unread(row, "row")


def _value(column: _Column, said: Any) -> Value | Refused:  # noqa: ANN401 - a foreign file's
    """The value of a cell that the procedure fills in, or why it is none."""
    type_ = column.asked.type
    if type_ is FieldType.SIGNOFF:
        return _refused(f"only people can fill in a {type_}.")
    if type_ is FieldType.MULTISELECT:
        said = "\n".join(map(str, _several(said)))
    if not isinstance(said, (str, int, float)) and not hasattr(said, "as_tuple"):
        return _refused("it is no single value.")
    text = seen(str(said)).strip()
    if type_ is FieldType.DATETIME:
        return _moment(text)
    spec = FieldSpec(column.name, type_, options=column.asked.options)
    accepted = accept(spec, text, now=_ANY_TIME, zone=_ANY_ZONE)
    return accepted if isinstance(accepted, Refused) else value_of(type_, accepted.value)


def _several(said: Any) -> Sequence[Any]:  # noqa: ANN401 - likewise
    """The choices of a cell: a list, or one as a JSON text, or one choice."""
    if isinstance(said, str) and said.startswith("["):
        try:
            said = json.loads(said)
        except (ValueError, RecursionError):
            return (said,)
    return said if isinstance(said, list) else (said,)


def _moment(text: str) -> Value | Refused:
    """A date and time as it is written; one without a zone is the site's."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _refused(f"{quoted(text)} is no date and time.")
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def _is_settable(column: _Column, rows: int, notes: StepNotes) -> bool:
    """Whether a column is filled in on the floor; what the procedure has in a part of it is told."""
    if len(column.values) == rows:
        return False
    if column.values:
        kept = listed([f"row {number + 1} {_shown(value)}" for number, value in column.values.items()], "and")
        sentence = (
            f"{column.name} is filled in by the procedure in some rows only, which a column here cannot be: it is "
            f"filled in on the floor. In ION it has {kept}."
        )
        notes.add(Topic.OTHER, sentence, opens=True)
    return True


def _shown(value: Any) -> str:  # noqa: ANN401 - likewise
    return quoted(str(value))


def _refused(sentence: str) -> Refused:
    return Refused(Code.INVALID, sentence)
