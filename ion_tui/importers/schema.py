"""The JSON Schema of the site file, made from the definitions that also read it."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from ion_tui.engine.definitions.field_rules import KEY_OF_TYPE, TYPES_OF_KEY
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.faults import Path

SCHEMA_NAME: Final = "ion-tui-site.schema.json"
"""The schema's own name, relative: beside the site file it is found without any network."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_REFERENCE: Final = "#/$defs/"
_SUFFIX: Final = "Definition"
_NEXT_WORD: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def site_adapter() -> TypeAdapter[SiteDefinition]:
    """What validates a site file's data; built once, when it is first asked for."""
    return TypeAdapter(SiteDefinition)


def site_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the site file, for editors and for people."""
    return deepcopy(_site_schema())


def schema_at(path: Path) -> dict[str, Any]:
    """The part of the schema that says what stands at `path`; empty where the form knows nothing of it."""
    here = _site_schema()
    for part in path:
        inner = here.get("items") if isinstance(part, int) else here.get("properties", {}).get(part)
        here = _followed(inner or {})
    return here


@cache
def _site_schema() -> dict[str, Any]:
    made = _named(site_adapter().json_schema(schema_generator=_Generator))
    definitions = made.pop("$defs")
    for name in ("Field", "Column"):
        definitions[name]["allOf"] = _conditions(definitions[name]["properties"])
    head = {"$schema": DIALECT, "$id": SCHEMA_NAME, **made, "title": "ION TUI site file"}
    return {**head, "$defs": dict(sorted(definitions.items()))}


class _Generator(GenerateJsonSchema):
    """Numbers are numbers and never texts, nothing is null, and defaults that say nothing are not said."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A decimal is a number with its limits."""
        number: JsonSchemaValue = {"type": "number"}
        self.update_with_validations(number, schema, self.ValidationsMapping.numeric)
        return number

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What is not given is left out."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A default is named unless it is empty."""
        described = super().default_schema(schema)
        if described.get("default") in (None, [], {}, ""):
            described.pop("default", None)
        return described


def _named(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """The same schema with definitions named in the file's words, and no titles on single keys."""
    if isinstance(schema, list):
        return [_named(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    named: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            if schema.get("type") == "object" or "enum" in schema:
                named[key] = _NEXT_WORD.sub(" ", value.removesuffix(_SUFFIX)).capitalize()
        elif key == "$ref":
            named[key] = value.removesuffix(_SUFFIX)
        elif key == "$defs":
            named[key] = {name.removesuffix(_SUFFIX): _named(inner) for name, inner in value.items()}
        else:
            named[key] = _named(value)
    return named


def _conditions(properties: dict[str, Any]) -> list[dict[str, Any]]:
    """Which keys go with which types, as the rules for fields have it."""
    return [
        {
            "if": {"required": [key]},
            "then": {"properties": {"type": {"enum": [str(type_) for type_ in types]}}},
        }
        for key, types in TYPES_OF_KEY.items()
        if key in properties
    ] + [
        {
            "if": {"properties": {"type": {"const": str(type_)}}, "required": ["type"]},
            "then": {"required": [key]},
        }
        for type_, key in KEY_OF_TYPE.items()
        if key in properties
    ]


def _followed(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference; of several forms take the one with keys."""
    for form in (schema, *schema.get("anyOf", ())):
        if "$ref" in form:
            return {**_site_schema()["$defs"][form["$ref"].removeprefix(_REFERENCE)], **schema}
    return schema
