"""The published JSON Schema: it takes what the reader takes, and is good enough to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ion_tui.importers.schema import SCHEMA_NAME, schema_at, site_schema
from ion_tui.importers.yaml12 import read_yaml
from tests.importers import test_form


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """What checks data against the schema."""
    schema = site_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_sample_is_valid(validator: Draft202012Validator, demo: Path) -> None:
    errors = [error.message for error in validator.iter_errors(read_yaml(demo.read_text()).data)]
    assert errors == []


REFUSED = [
    marked.replace("▸", "")
    for marked, sentence in test_form.TABLE
    if not sentence.startswith(('" S2"', '"S\\n2"', '"../', '"America'))
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_reader_refuses_for_its_form_is_not_valid(
    validator: Draft202012Validator, text: str
) -> None:
    """All but what a pattern cannot say: texts with spaces around them, and the names of time zones."""
    assert not validator.is_valid(read_yaml(text).data)


FIELDS = [
    ("{name: F, type: number, unit: mm, min: 0, max: 1.5}", True),
    ("{name: F, type: string, unit: mm}", False),
    ("{name: F, type: select, options: [a]}", True),
    ("{name: F, type: select}", False),
    ("{name: F, type: signoff}", False),
    ("{name: F, type: tool}", True),
    ("{name: F, type: number, min: '1'}", False),
    ("{name: F}", False),
]


@pytest.mark.parametrize(("field", "valid"), FIELDS)
def test_keys_go_with_types(validator: Draft202012Validator, field: str, valid: bool) -> None:
    text = (
        "site: X\nprocedures: [{code: P, title: P, revision: A, "
        f"steps: [{{key: a, title: A, fields: [{field}]}}]}}]\n"
    )
    assert validator.is_valid(read_yaml(text).data) is valid


def test_it_is_plain_json_with_a_name_of_its_own() -> None:
    schema = site_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$id"] == SCHEMA_NAME
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "Definition" not in json.dumps(list(schema["$defs"]))


def test_every_key_says_what_it_is_for() -> None:
    for name, definition in _objects(site_schema()):
        assert definition.get("description"), name
        for key, value in definition["properties"].items():
            assert value.get("description"), f"{name}.{key}"


def test_nothing_is_null() -> None:
    assert '"null"' not in json.dumps(site_schema())


def test_a_part_of_it_is_found_by_path() -> None:
    assert "code" in schema_at(("locations", 3, "locations", 0))["properties"]
    assert schema_at(("procedures", 0, "steps", 1, "steps", 2, "type"))["enum"] == ["content", "datagrid"]
    assert schema_at(("nothing", 0)) == {}


def _objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The file itself and every definition that has keys."""
    yield "site", schema
    for name, definition in schema["$defs"].items():
        if "properties" in definition:
            yield name, definition
