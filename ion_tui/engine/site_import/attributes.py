"""Custom attributes: their definitions, and the canonical text of a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, exists, select, update

from data.models import AttributeKind, AttributeValue, table
from ion_tui.engine.answers import Refused
from ion_tui.engine.definitions.field_rules import Value
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.differences import Compared, Held, Noun, compare
from ion_tui.engine.site_import.writing import AttributeKey, Writing
from ion_tui.engine.values import FieldSpec, accept
from ion_tui.engine.words import AttributeScope, FieldType

_KIND: Final = table(AttributeKind)
_VALUE: Final = table(AttributeValue)
_NOUN: Final = Noun("attribute_kind", "attribute", "attributes")
_READ: Final = select(_KIND)
_HAS_VALUES: Final = select(exists().where(_VALUE.c.kind_id == bindparam("kind")))
_CHANGE: Final = (
    update(_KIND)
    .values(type=bindparam("new_type"), options=bindparam("new_options"))
    .where(_KIND.c.id == bindparam("row_id"))
)


@dataclass(frozen=True, slots=True)
class AttributeState:
    """What an attribute's values are."""

    type: FieldType
    options: tuple[str, ...]


Kinds = Compared[AttributeKey, AttributeState]


def compare_attributes(tx: Connection, definition: SiteDefinition) -> Kinds:
    """The attributes of the file against those of the store."""
    held = {
        (AttributeScope(row.scope), row.name): Held(
            row.id, AttributeState(FieldType(row.type), tuple(row.options or ()))
        )
        for row in tx.execute(_READ)
    }
    wanted = {
        (attribute.scope, attribute.name): AttributeState(attribute.type, attribute.options)
        for attribute in definition.attributes
    }
    return compare(_NOUN, held, wanted, lambda key, _: f"{key[1]} ({key[0]})")


def attribute_faults(tx: Connection, kinds: Kinds) -> Iterator[str]:
    """Attributes whose values would lose their meaning."""
    for difference in kinds.changed:
        held = difference.held
        if held is None or held.state.type is difference.wanted.type:
            continue
        if tx.execute(_HAS_VALUES, {"kind": held.id}).scalar():
            yield (
                f"The {difference.key[0]} attribute {difference.key[1]} has values that are {held.state.type}: "
                f"it cannot become {difference.wanted.type}; give the new one another name."
            )


def write_attributes(writing: Writing, kinds: Kinds) -> None:
    """Make and change attributes."""
    made = writing.insert_made(
        _KIND,
        kinds,
        lambda key, state: {
            "scope": key[0].value,
            "name": key[1],
            "type": state.type.value,
            "options": state.options,
        },
    )
    writing.ids.attributes.update(made)
    writing.update_changed(
        _CHANGE, kinds, lambda _, state: {"new_type": state.type.value, "new_options": state.options}
    )


def value_text(
    type_: FieldType, options: tuple[str, ...], value: Value, *, name: str, now: datetime, zone: ZoneInfo
) -> str | Refused:
    """A value of a file in the canonical text in which values are kept, or why it is none of this type."""
    match value:
        case bool():
            text = "yes" if value else "no"
        case Decimal():
            text = f"{value:f}"
        case tuple():
            text = "\n".join(value)
        case _:
            text = value
    accepted = accept(FieldSpec(name, type_, options=options), text, now=now, zone=zone)
    return accepted if isinstance(accepted, Refused) else accepted.value


def value_of(type_: FieldType, text: str) -> Value:
    """The value of a file that a canonical text stands for: what `value_text` was given."""
    match type_:
        case FieldType.NUMBER:
            return Decimal(text)
        case FieldType.BOOLEAN:
            return text == "yes"
        case FieldType.MULTISELECT:
            return tuple(text.split("\n"))
        case _:
            return text


@dataclass(frozen=True, slots=True)
class Texts:
    """Turns the attribute values of a file into canonical texts, and keeps what is wrong with some."""

    kinds: Kinds
    now: datetime
    zone: ZoneInfo
    faults: list[str]

    def of(
        self, scope: AttributeScope, values: Mapping[str, Value], whose: str
    ) -> tuple[tuple[str, str], ...]:
        """Name and text of each value, by name."""
        texts = []
        for name, value in sorted(values.items()):
            kind = self.kinds.after.get((scope, name))
            if kind is None:
                self.faults.append(f"{whose}: there is no {scope} attribute {name}.")
                continue
            text = value_text(kind.type, kind.options, value, name=name, now=self.now, zone=self.zone)
            if isinstance(text, Refused):
                self.faults.append(f"{whose}: {text.sentence}")
            else:
                texts.append((name, text))
        return tuple(texts)
