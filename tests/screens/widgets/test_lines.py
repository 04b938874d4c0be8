"""Text of users on one line: harmless, and exactly as wide as asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from screens.widgets.lines import clean, column, fit, spread


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain", "plain"),
        ("[red]A12[/red]", "[red]A12[/red]"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b[31mred\x07", "\ufffd[31mred\ufffd"),
        ("a\u202eevil\u2066b", "aevilb"),
        ("e\u0301 日本 ß", "e\u0301 日本 ß"),
        ("heart\ufe0f\u200d", "heart"),
        ("\ud800", "\ufffd"),
        ("a\u2028b\u00a0c", "a b c"),
    ],
)
def test_what_acts_on_a_terminal_is_gone(given_text: str, shown: str) -> None:
    assert clean(given_text) == shown


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_cut_text_is_never_too_wide_and_a_column_is_exact(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) <= width
    assert cell_len(column(text, width)) == width
    assert cell_len(column(text, width, right=True)) == width


def test_the_cut_is_shown() -> None:
    assert fit("Begin the rocker", 9) == "Begin th…"
    assert fit("日本語日本語", 6) == "日本…"
    assert fit("short", 9) == "short"


@given(st.text(max_size=30), st.text(max_size=30), st.integers(min_value=0, max_value=60))
def test_two_ends_fill_the_line(left: str, right: str, width: int) -> None:
    line = spread(Content(clean(left)), Content(clean(right)), width)
    assert line.cell_length == width


def test_the_left_end_gives_way() -> None:
    assert spread(Content("a long name"), Content("due Fri"), 14).plain == "a lon… due Fri"
    assert spread(Content("a"), Content("b"), 5).plain == "a   b"
