"""Attributes of the site's own on procedures, runs and steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from ion_tui.engine.definitions.forms import Definition, Line
from ion_tui.engine.definitions.sentences import listed
from ion_tui.engine.words import AttributeScope, FieldType

ATTRIBUTE_TYPES: Final = (
    FieldType.STRING,
    FieldType.NUMBER,
    FieldType.BOOLEAN,
    FieldType.DATETIME,
    FieldType.SELECT,
    FieldType.MULTISELECT,
)
"""The types that an attribute can have."""


def _attribute_type(value: FieldType) -> FieldType:
    """Refuse the types that only fields have."""
    if value not in ATTRIBUTE_TYPES:
        raise ValueError(f"An attribute is {listed(ATTRIBUTE_TYPES)}.")
    return value


def _only_attribute_types(schema: dict[str, Any]) -> None:
    """Name the possible types in the JSON Schema."""
    schema.pop("$ref", None)
    schema.update(type="string", enum=[str(word) for word in ATTRIBUTE_TYPES])


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDefinition(Definition):
    """A custom attribute. A run takes the value of its procedure's attribute of the same name."""

    name: Annotated[Line, Field(description="As it is shown.")]
    scope: Annotated[AttributeScope, Field(alias="for", description="What has this attribute.")]
    type: Annotated[
        FieldType,
        AfterValidator(_attribute_type),
        Field(description="What its values are.", json_schema_extra=_only_attribute_types),
    ]
    options: Annotated[
        tuple[Line, ...], Field(description="For select and multiselect: the possible values.")
    ] = ()
