"""Instructions laid out: what they say, in their width, and nothing that they should not do."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.containers import VerticalScroll

from screens.widgets.markdown_layout import markdown_content
from screens.widgets.markdown_text import MarkdownText
from tests.screens.widgets.stage import Stage, screen_text


def laid_out(text: str, width: int = 40) -> list[str]:
    return [line.rstrip() for line in markdown_content(dedent(text), width).plain.split("\n")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# Pivot\n\nRod through.", ["Pivot", "Rod through."]),
        ("One.\n\nTwo.", ["One.", "", "Two."]),
        ("one\ntwo", ["one two"]),
        ("one  \ntwo", ["one", "two"]),
        ("1. Take\n2. Put\n   - 3.2 Nm\n3. Check", ["1. Take", "2. Put", "   • 3.2 Nm", "3. Check"]),
        ("9. Nine\n10. Ten", ["9. Nine", "10. Ten"]),
        ("> Wear\n> gloves\n\nNow.", ["│ Wear gloves", "", "Now."]),
        ("| part | n |\n|---|---|\n| B4 | 8 |\n", ["part  n", "B4    8"]),
        ("```\ncode [b]\n```\nEnd", ["  code [b]", "", "End"]),
        ("a *b* **c** ~~d~~ `e`", ["a b c d e"]),
        ("[link](http://x.y) ![cut](a.png)", ["link (http://x.y) [picture: cut]"]),
        ("[red]no[/red] <b>html</b> &amp;", ["[red]no[/red] <b>html</b> &"]),
        ("\x1b[2J\u202e", ["\ufffd[2J"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_what_it_says(text: str, lines: list[str]) -> None:
    assert laid_out(text) == lines


def test_lines_hang_under_their_item() -> None:
    assert laid_out("- Take the long rod and cut it\n  1. to length", 16) == [
        "• Take the long",
        "  rod and cut it",
        "  1. to length",
    ]


def test_a_table_is_cut_to_the_width() -> None:
    lines = laid_out("| a | b |\n|---|---|\n| a long name of a part | 12 |", 18)
    assert lines == ["a               b", "a long name o…  12"]


@given(st.text(alphabet="ab *_`#>-|[]()!\n1.~<&\t日\u202e", max_size=80), st.integers(10, 60))
def test_whatever_people_write_stays_in_its_width(text: str, width: int) -> None:
    content = markdown_content(text, width)
    assert "\u202e" not in content.plain
    assert all(line.cell_length <= max(width, 10) + 12 for line in content.split("\n", allow_blank=True))


async def test_it_is_as_high_as_its_text_and_follows_it() -> None:
    text = MarkdownText("One line.")
    app = Stage(VerticalScroll(text))
    async with app.run_test(size=(30, 10)) as pilot:
        assert text.size.height == 1
        assert screen_text(app)[0] == "One line."
        text.text = "- a\n- b\n- c"
        await pilot.pause()
        assert text.size.height == 3
        text.text = ""
        await pilot.pause()
        assert text.size.height == 0
