"""Where rows stand, against a slow and obvious model."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.row_layout import Heading, lay_out


@dataclass(frozen=True)
class Item:
    """A row."""

    key: int
    section: str
    text: str = ""


items = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from("ab"), st.sampled_from("xy")),
    max_size=12,
    unique_by=lambda row: row[0],
).map(lambda rows: [Item(*row) for row in rows])


def obvious(rows: list[Item], height: int, *, sections: bool) -> list[tuple[Item | str, int]]:
    """Every line as (row or heading, its line)."""
    lines: list[tuple[Item | str, int]] = []
    section = None
    for row in rows:
        if sections and row.section != section:
            section = row.section
            lines.append((section, 0))
        lines += [(row, line) for line in range(height)]
    return lines


@given(items, st.integers(1, 3), st.booleans())
def test_each_line_shows_what_it_should(rows: list[Item], height: int, sections: bool) -> None:
    layout = lay_out(rows, height, (lambda row: row.section) if sections else None)
    expected = obvious(rows, height, sections=sections)
    assert layout.height == len(expected)
    for line, (what, part) in enumerate(expected):
        found = layout.at(line)
        assert found is not None
        item, of_it = found
        assert (item.text if isinstance(item, Heading) else item, of_it) == (what, part)
        number = layout.row_at(line)
        assert (None if number is None else layout.rows[number]) == (what if isinstance(what, Item) else None)
    for number, row in enumerate(rows):
        assert layout.number_of(row.key) == number
        assert [expected[line] for line in layout.lines_of(number)] == [(row, line) for line in range(height)]
    for outside in (-1, len(expected)):
        assert layout.at(outside) is None
        assert layout.row_at(outside) is None


@given(items, items, st.booleans())
def test_only_lines_that_differ_are_named(before: list[Item], after: list[Item], sections: bool) -> None:
    section_of = (lambda row: row.section) if sections else None
    one, other = lay_out(before, 2, section_of), lay_out(after, 2, section_of)
    seen = range(3, 15)
    named = {line for lines in one.differing(other, seen) for line in lines}
    assert named == {line for line in seen if one.at(line) != other.at(line)}
