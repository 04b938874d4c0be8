"""Serials as they are typed: one by one, in ranges, and those that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.engine.answers import Refused
from ion_tui.engine.serials import MOST_SERIALS, as_text, serials_in


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("SN-7", ("SN-7",)),
        ("SN-1, SN-2;SN-3\nSN-1", ("SN-1", "SN-2", "SN-3")),
        ("SN-008..SN-011", ("SN-008", "SN-009", "SN-010", "SN-011")),
        ("SN-008 .. 010", ("SN-008", "SN-009", "SN-010")),
        ("SN-9..SN-11", ("SN-9", "SN-10", "SN-11")),
        ("5..5, X", ("5", "X")),
    ],
)
def test_serials_are_read(text: str, serials: tuple[str, ...]) -> None:
    assert serials_in(text) == serials


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SN-1..XN-3", "cannot be counted"),
        ("SN..3", "cannot be counted"),
        ("SN-1..", "cannot be counted"),
        ("SN-9..SN-3", "goes backwards"),
        ("1..1001", f"more than {MOST_SERIALS}"),
        ("1..600, 601..1200", f"more than {MOST_SERIALS}"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, sentence: str) -> None:
    refused = serials_in(text)
    assert isinstance(refused, Refused)
    assert sentence in refused.sentence


@given(
    st.lists(st.from_regex(r"[A-Z]{1,3}-?[0-9]{1,4}", fullmatch=True), unique=True, max_size=20).map(tuple)
)
def test_what_is_written_reads_as_it_was(serials: tuple[str, ...]) -> None:
    assert serials_in(as_text(serials)) == serials


def test_serials_that_follow_each_other_are_a_range() -> None:
    assert as_text(("SN-009", "SN-010", "SN-011", "SN-020")) == "SN-009..SN-011, SN-020"
