"""How revisions follow each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.engine.definitions.revisions import LETTERS, next_revision


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (None, "A"), ("A", "B"), ("H", "J"), ("N", "P"), ("R", "T"), ("Y", "AA"), ("AY", "BA"), ("YY", "AAA"),
        ("S", "T"), ("1", "2"), ("9", "10"), ("2.9", "2.10"), ("007", "008"), ("rev 3", "rev 4"), ("rev-A", "rev-B"),
        ("2 A", "2 B"), ("draft", "draft-2"), ("DRAFT", "DRAFT-2"), ("rev2B", "rev2B-2"), ("A!", "A!-2"), ("", "-2"),
    ],
)  # fmt: skip
def test_the_next_revision(last: str | None, following: str) -> None:
    assert next_revision(last) == following


def test_what_is_taken_is_passed_over() -> None:
    assert next_revision("A", ("A", "B", "C")) == "D"
    assert next_revision(None, ("A",)) == "B"


@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=3))
def test_letters_never_come_back(first: str) -> None:
    seen = [first]
    for _ in range(60):
        seen.append(next_revision(seen[-1]))
    assert len(set(seen)) == len(seen)
    assert not set("".join(seen)) & set("IOQSXZ")
