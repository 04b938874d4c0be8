"""The document of the site file, from its JSON Schema."""

from collections.abc import Mapping
from typing import Any, Final

from ion_tui.importers.schema import site_schema
from tests.docs.markdown import code, codes, page, table

_REFERENCE: Final = "#/$defs/"
_ABOUT: Final = """\
A site in one file of YAML 1.2: numbers are exact decimals, `on` and `no` are words, no key stands twice.
`ion-tui import` takes it whole or not at all, and says every fault of it with its place. Importing it again changes
nothing; procedures, parts, places, roles and settings are brought to what the file says, stock, runs and PINs are
only made where they never were.

[The rover line](../data/demo/rover_site.yaml) is a whole site that explains every key. `ion-tui schema` prints the
JSON Schema, for editors that check while one types."""


def site_file() -> str:
    """Every section and key of the site file."""
    schema = site_schema()
    definitions: Mapping[str, Any] = schema["$defs"]
    parts = [
        _ABOUT,
        "## The file",
        schema["description"],
        _keys(schema, definitions),
    ]
    for name, definition in definitions.items():
        if definition.get("type") != "object":
            continue
        parts += [f"## {_title(name)}", definition.get("description", ""), _keys(definition, definitions)]
    return page("The site file", "the definitions in `ion_tui/engine/definitions`", *parts)


def _keys(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = [
        (
            code(name),
            _type(value, definitions),
            "yes" if name in needed else "",
            _default(value),
            value.get("description", ""),
        )
        for name, value in schema.get("properties", {}).items()
    ]
    return table(("Key", "Value", "Needed", "Default", ""), rows)


def _type(value: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "anyOf" in value:
        return " or ".join(_type(form, definitions) for form in value["anyOf"])
    if "$ref" in value:
        name = value["$ref"].removeprefix(_REFERENCE)
        words = definitions[name].get("enum")
        if words is None:
            return f"[{_title(name).lower()}](#{_title(name).lower().replace(' ', '-')})"
        return "a [permission](permissions.md)" if name == "Permission" else codes(words)
    if "enum" in value:
        return codes(value["enum"])
    if value.get("type") == "array":
        return f"list of: {_type(value.get('items', {}), definitions)}"
    if value.get("type") == "object":
        return "keys and values"
    return f"{value.get('type', 'anything')}{_bounds(value)}"


def _bounds(value: Mapping[str, Any]) -> str:
    said = {
        "minimum": "from {}",
        "exclusiveMinimum": "above {}",
        "maximum": "to {}",
        "exclusiveMaximum": "below {}",
    }
    found = [words.format(value[name]) for name, words in said.items() if name in value]
    return f" {' '.join(found)}" if found else ""


def _default(value: Mapping[str, Any]) -> str:
    if "default" not in value:
        return ""
    default = value["default"]
    return code(str(default).lower() if isinstance(default, bool) else default)


def _title(name: str) -> str:
    """`PurchaseOrderLine` as `Purchase order line`."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip().capitalize()
