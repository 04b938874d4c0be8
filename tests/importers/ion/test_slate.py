"""Slate as Markdown: every kind of node, and what Markdown does not have."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.importers.ion.slate import instructions_of
from tests.importers.ion.test_marks import MARKDOWN, letters


def text(letters: str, **marks: Any) -> dict[str, Any]:
    """A text."""
    return {"text": letters, **marks}


def node(type_: str, *inside: Any, **more: Any) -> dict[str, Any]:
    """An element; texts stand for themselves."""
    children = [text(each) if isinstance(each, str) else each for each in inside]
    return {"type": type_, "children": children or [text("")], **more}


def markdown(*nodes: Any, names: dict[str, str] | None = None) -> str:
    """The Markdown of some nodes."""
    return instructions_of(nodes, names or {}).text


TABLE: list[tuple[list[Any], str]] = [
    ([node("p", "Probe ", text("T1", bold=True), " to ", text("T2", italic=True), ".")], "Probe **T1** to _T2_."),
    ([node("p", text("gone", strikethrough=True), " ", text("x = 1", code=True))], "~~gone~~ `x = 1`"),
    ([node("p", "one"), node("p", ""), node("paragraph", "two")], "one\n\ntwo"),
    ([node("p", "one\ntwo")], "one\\\ntwo"),
    (
        [node("h1", "Title"), node("heading-two", "Sub"), node("heading", "Deep", level=9)],
        "# Title\n\n## Sub\n\n###### Deep",
    ),
    ([node("h2", "")], ""),
    ([node("ul", node("li", node("lic", "a")), node("li", node("lic", "b")))], "- a\n- b"),
    ([node("ol", node("li", "a"), node("li", "b"))], "1. a\n2. b"),
    (
        [
            node(
                "bulleted-list",
                node(
                    "list-item", node("p", "a"), node("numbered-list", node("li", "1"), node("list-item", "2"))
                ),
                node("list-item", "b"),
            )
        ],
        "- a\n  1. 1\n  2. 2\n- b",
    ),
    ([node("ul", node("li", "a"), node("ul", node("li", "inside")))], "- a\n  - inside"),
    ([node("ul", node("li", node("p", "a"), node("p", "more")))], "- a\n\n  more"),
    ([node("ul", node("li", "a")), node("ul", node("li", "b"))], "- a\n\n* b"),
    ([node("ol", node("li", "a")), node("p", "then"), node("ol", node("li", "b"))], "1. a\n\nthen\n\n1. b"),
    ([node("li", "alone")], "- alone"),
    (
        [
            node("p", "a", indent=1, listStyleType="disc"),
            node("p", "b", indent=2, listStyleType="decimal"),
            node("p", "c", indent=2, listStyleType="decimal"),
            node("p", "d", indent=1, listStyleType="disc"),
            node("p", "after"),
        ],
        "- a\n  1. b\n  2. c\n- d\n\nafter",
    ),
    ([node("check-list-item", "wipe", checked=True)], "- \\[x\\] wipe"),
    ([node("blockquote", node("p", "a"), node("p", "b"))], "> a\n>\n> b"),
    (
        [node("code_block", node("code_line", "a = 1"), node("code_line", "b"), lang="python")],
        "```python\na = 1\nb\n```",
    ),
    ([node("p", "a"), node("hr"), node("p", "b")], "a\n\n---\n\nb"),
    ([node("p", "see ", node("a", "the sheet", url="https://x.y/z"), ".")], "see [the sheet](<https://x.y/z>)."),
    ([node("p", node("link", "", href="https://x.y"))], "[https://x.y](<https://x.y>)"),
    (
        [
            node(
                "table",
                node("tr", node("th", "Pad"), node("th", "V")),
                node("tbody", node("tr", node("td", node("p", "T1")), node("td", "5|6"))),
            )
        ],
        "| Pad | V |\n| --- | --- |\n| T1 | 5\\|6 |",
    ),
    ([node("p", "see"), node("img", url="https://x.y/a/cut.png?sig=1")], "see\n\n\\[file: cut.png\\]"),
    ([node("p", "# not a heading\n- not a list")], "\\# not a heading\\\n\\- not a list"),
    ([text("bare"), text(" text", bold=True), node("p", "then")], "bare **text**\n\nthen"),
    ([node("p", "a", {"type": "br", "children": [text("")]}, "b")], "a\\\nb"),
]  # fmt: skip


@pytest.mark.parametrize(("nodes", "expected"), TABLE)
def test_what_nodes_become(nodes: list[Any], expected: str) -> None:
    found = instructions_of(nodes, {})
    assert found.text == (f"{expected}\n" if expected else "")
    assert found.plain == []


def test_a_file_has_the_name_of_its_asset() -> None:
    nodes = [
        node("image", reference=31, caption="x"),
        node("p", node("file", reference="32")),
        node("embed", assetId="9"),
    ]
    found = instructions_of(nodes, {"31": "channel_cut.png", "32": "a [b].pdf"})
    assert found.text == "\\[file: channel_cut.png\\]\n\n\\[file: a \\[b\\].pdf\\]\n\n\\[file: 9\\]\n"
    assert found.files == ["channel_cut.png", "a [b].pdf", "9"]


def test_what_is_unknown_keeps_its_text_and_is_told() -> None:
    nodes = [
        node("callout", node("p", "Mind ", node("mention", value="Ada"), "!")),
        node("p", text("under", underline=True, color="red")),
        node("equation", latex="x^2"),
        node("widget", value="42 V"),
    ]
    found = instructions_of(nodes, {})
    assert found.text == "Mind Ada!\n\nunder\n\nx^2\n\n42 V\n"
    assert found.plain == ["a callout", "a mention", "underline text", "an equation", "a widget"]


def test_a_nested_list_reads_as_nested() -> None:
    deep = node(
        "ul", node("li", "1", node("ol", node("li", "2", node("ul", node("li", "3"), node("li", "4")))))
    )
    html = MARKDOWN.render(markdown(deep, node("p", "end")))
    assert html == dedent("""\
        <ul>
        <li>1
        <ol>
        <li>2
        <ul>
        <li>3</li>
        <li>4</li>
        </ul>
        </li>
        </ol>
        </li>
        </ul>
        <p>end</p>
        """)


def test_nonsense_is_no_fault() -> None:
    nodes: list[Any] = [
        {},
        {"type": 5},
        {"children": "x"},
        {"text": None},
        {"type": "h1", "level": "x", "children": [7]},
    ]
    assert markdown(*nodes) == ""


ELEMENTS = st.sampled_from(
    [
        "p",
        "h1",
        "ul",
        "ol",
        "li",
        "lic",
        "blockquote",
        "code_block",
        "code_line",
        "table",
        "tr",
        "td",
        "a",
        "odd",
        "hr",
    ]
)
TEXTS = st.builds(
    lambda value, bold: text(value, **({"bold": True} if bold else {})), st.text(letters), st.booleans()
)
NODES = st.recursive(
    TEXTS,
    lambda inside: st.builds(
        lambda type_, children: node(type_, *children), ELEMENTS, st.lists(inside, max_size=3)
    ),
    max_leaves=12,
)


def letters_of(value: Any) -> str:
    """All text in a tree of nodes."""
    return str(value["text"]) if "text" in value else "".join(map(letters_of, value["children"]))


@given(st.lists(NODES, max_size=4))
def test_no_letter_is_lost(nodes: list[Any]) -> None:
    """Whatever stands in whatever: all letters and digits are in what is shown."""
    rendered = MARKDOWN.render(markdown(*nodes))
    kept = set("€😀日é")
    shown = [letter for letter in rendered if letter in kept]
    assert sorted(shown) == sorted(letter for each in nodes for letter in letters_of(each) if letter in kept)
