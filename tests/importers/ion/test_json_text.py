"""JSON within limits: what is refused before it is read, and where."""

from __future__ import annotations

import json
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.importers.faults import Faults
from ion_tui.importers.ion.json_text import MAX_DEPTH, MAX_VALUES, places_at, read_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_is_json_is_read_as_it_is(data: object) -> None:
    assert read_json(json.dumps(data)) == data
    assert read_json(json.dumps(data, ensure_ascii=False, indent=2)) == data


def test_numbers_are_exact() -> None:
    assert read_json("[0.10, 1e400, 12345678901234567890]") == [
        Decimal("0.10"),
        Decimal("1e400"),
        12345678901234567890,
    ]


REFUSED = [
    ("", 0, 0, "The file is empty."),
    ('{"a": [1,\n 2', 2, 3, "The file ends in the middle of a value: is it complete?"),
    ('{"a": "un', 1, 7, "The file ends before the quotes that open here are closed: is it complete?"),
    ('{"a": 1,\n "a": 2}', 2, 2, 'The key "a" stands here a second time.'),
    ('{"a": 1, "\\u0061": 2}', 1, 10, 'The key "a" stands here a second time.'),
    ('{"a":\n NaN}', 2, 2, "NaN is not a number that can be measured or counted."),
    ('{"a": -Infinity}', 1, 7, "-Infinity is not a number that can be measured or counted."),
    ('{"a": 1e99999}', 1, 7, "This number's exponent is out of all proportion."),
    ('{"a": ' + "9" * 5000 + "}", 1, 7, "This number is too long."),
    ('{"a": 1} {"b": 2}', 1, 10, "The file goes on after its end: it must hold one object."),
    ("{'a': 1}", 1, 2, "A key in double quotes is expected here."),
    ('{"a" 1}', 1, 6, "A colon is missing before this."),
    ('{"a": 1 "b": 2}', 1, 9, "A comma is missing before this, or a bracket closes too early."),
    ('{"a": tru}', 1, 7, "This is not JSON: a value is expected here."),
    ('{"a": "\\x"}', 1, 8, "There is no such escape in JSON."),
    ('{"a": "b\nc"}', 1, 9, "A line break or a tab stands within a text: the file is not JSON any more."),
    ("<html>", 1, 1, "This is not JSON: a value is expected here."),
]


@pytest.mark.parametrize(("text", "line", "column", "sentence"), REFUSED)
def test_what_is_no_json_is_refused_at_its_place(text: str, line: int, column: int, sentence: str) -> None:
    answer = read_json(text)
    assert isinstance(answer, Faults)
    assert [(fault.line, fault.column, fault.sentence) for fault in answer.faults] == [
        (line, column, sentence)
    ]


def test_a_text_may_be_full_of_brackets_and_quotes() -> None:
    text = json.dumps({"a": '[{"' * 1000, "b\\": "\\" * 99})
    assert read_json(text) == {"a": '[{"' * 1000, "b\\": "\\" * 99}


def test_ten_thousand_levels_are_refused_at_the_first_too_deep() -> None:
    for opening in ("[", '{"a":'):
        answer = read_json(opening * 10_000)
        assert isinstance(answer, Faults)
        (fault,) = answer.faults
        assert fault.column == len(opening) * MAX_DEPTH + 1
        assert fault.sentence == f"Lists and objects are nested more than {MAX_DEPTH} levels deep."
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert not isinstance(read_json(deep), Faults)


def test_too_many_values_are_refused_without_being_kept() -> None:
    text = "[" + "{}," * (MAX_VALUES + 1) + "{}]"
    tracemalloc.start()
    answer = read_json(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(answer, Faults)
    assert answer.faults[0].sentence == f"The file has more than {MAX_VALUES:,} values."
    assert peak < 2_000_000


def test_unclosed_quotes_cost_no_more_than_reading_them() -> None:
    answer = read_json('["' + '\\"' * 500_000)
    assert isinstance(answer, Faults)


def test_every_second_key_is_named_and_many_are_counted() -> None:
    answer = read_json("{" + ",".join(['"a":1'] * 3000) + "}")
    assert isinstance(answer, Faults)
    assert len(answer.faults) == 1000


def test_a_value_is_found_by_its_path() -> None:
    text = '{"a": [1,\n  {"b": [],\n   "c\\u0064": "x"}], "e": {}}'
    places = places_at(text, [(), ("a", 1, "cd"), ("a", 1, "b"), ("e", "missing", 3), ("a", 0)])
    assert places == {
        (): (1, 1),
        ("a", 1, "cd"): (3, 15),
        ("a", 1, "b"): (2, 9),
        ("e", "missing", 3): (3, 27),
        ("a", 0): (1, 8),
    }
