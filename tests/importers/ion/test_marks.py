"""Marked text as Markdown: CommonMark reads back the same letters with the same marks."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ion_tui.importers.ion.marks import EMPHASIS, STRONG, STRUCK, Piece, fenced, markdown_line

MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
"""What the step screen reads instructions with."""

NAMES: Final = {STRONG: "strong", EMPHASIS: "em", STRUCK: "s"}
Letters = list[tuple[str, frozenset[str]]]

TRICKY: Final = (
    "---", "1. x", "# a", "a_b", "&amp;", "http://x.y", "<b>", "| a | b |", ":-:", "```", "    x", "[a]: b",
    "___", "***", "* * *", "- - -", "===", "10) x", "~~~", "[red]", "![x](y)", "\\", "a\n\nb",
)  # fmt: skip
letters = st.sampled_from(list("ab1 \n*_~`[]()<>#-+=|&;:.!\\\"'/é…€日😀 \u00a0x"))
pieces = st.builds(
    Piece,
    st.text(letters, max_size=6) | st.sampled_from(TRICKY),
    st.frozensets(st.sampled_from([STRONG, EMPHASIS, STRUCK])),
    code=st.booleans(),
)


def read_back(markdown: str) -> Letters:
    """The letters of one paragraph, each with its marks."""
    tokens = MARKDOWN.parse(markdown)
    assert [token.type for token in tokens] in (["paragraph_open", "inline", "paragraph_close"], [])
    found: Letters = []
    marks: set[str] = set()
    inline: list[Any] = list(tokens[1].children or ()) if tokens else []
    for token in inline:
        if token.type in ("text", "code_inline"):
            code = {"code"} if token.type == "code_inline" else set()
            found += [(letter, frozenset(marks | code)) for letter in token.content]
        elif token.type in ("softbreak", "hardbreak"):
            found.append(("\n", frozenset()))
        elif token.type.endswith("_open"):
            marks.add(token.type.removesuffix("_open"))
        else:
            marks.remove(token.type.removesuffix("_close"))
    return found


def spaced(found: Letters) -> Letters:
    """Runs of white space as one unmarked space, and none at the ends."""
    kept: Letters = []
    for letter, marks in found:
        if not letter.isspace():
            kept.append((letter, marks))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", frozenset()))
    return kept[:-1] if kept and kept[-1][0] == " " else kept


@given(st.lists(pieces, max_size=6))
@example([Piece("1", frozenset({STRONG, EMPHASIS})), Piece("1_1"), Piece(":", frozenset({STRONG}))])
@example([Piece("(a)", frozenset({STRONG})), Piece("b")])
@example(
    [Piece("a", frozenset({STRONG})), Piece("b", frozenset({EMPHASIS})), Piece("c", frozenset({STRUCK}))]
)
def test_letters_and_marks_are_read_back(marked: list[Piece]) -> None:
    wanted: Letters = []
    for piece in marked:
        marks = frozenset(NAMES[mark] for mark in piece.marks) | ({"code"} if piece.code else set())
        wanted += [(letter, marks) for letter in piece.text]
    assert spaced(read_back(markdown_line(marked))) == spaced(wanted)


@pytest.mark.parametrize("text", TRICKY)
def test_text_that_looks_like_markdown_is_text(text: str) -> None:
    html = MARKDOWN.render(markdown_line([Piece(text)]))
    assert html.startswith("<p>")
    assert "<h" not in html
    assert "<a" not in html


@pytest.mark.parametrize(
    ("marked", "markdown"),
    [
        ([Piece("Join "), Piece("S5", frozenset({STRONG})), Piece(" here.")], "Join **S5** here."),
        ([Piece("a "), Piece(" S5 ", frozenset({STRONG})), Piece("b")], "a  **S5** b"),
        (
            [Piece("see "), Piece("the manual", link="https://a.b/c d")],
            "see [the manual](<https://a.b/c%20d>)",
        ),
        ([Piece("click", link="javascript:alert(1)")], "click (javascript:alert(1))"),
        ([Piece("x`y", code=True)], "``x`y``"),
        ([Piece("part_number 2 < 3 & 4")], "part_number 2 < 3 & 4"),
        ([Piece("one\ntwo")], "one\\\ntwo"),
        ([Piece("[A12] *")], "\\[A12\\] \\*"),
        ([], ""),
    ],
)
def test_what_it_looks_like(marked: list[Piece], markdown: str) -> None:
    assert markdown_line(marked) == markdown


def test_a_fence_is_longer_than_what_it_holds() -> None:
    assert fenced("a\n```\nb", "py thon") == "````python\na\n```\nb\n````"
