"""Slate's nodes: what each is, by the names that editors give them, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final

from ion_tui.importers.ion.marks import EMPHASIS, STRONG, STRUCK
from ion_tui.importers.ion.objects import seen

Node = Mapping[str, Any]


class Kind(Enum):
    """What a node is."""

    TEXT = auto()
    PARAGRAPH = auto()
    HEADING = auto()
    BULLETS = auto()
    NUMBERS = auto()
    ITEM = auto()
    QUOTE = auto()
    CODE = auto()
    CODE_LINE = auto()
    RULE = auto()
    TABLE = auto()
    ROW = auto()
    PART = auto()
    LINK = auto()
    FILE = auto()
    BREAK = auto()
    UNKNOWN = auto()


_NAMES: Final = {
    Kind.PARAGRAPH: "p paragraph default lic list-item-child list-item-text text",
    Kind.HEADING: "heading header title h1 h2 h3 h4 h5 h6 heading1 heading2 heading3 heading4 heading5 heading6 "
    "heading-one heading-two heading-three heading-four heading-five heading-six",
    Kind.BULLETS: "ul list bulleted-list bullet-list unordered-list check-list todo-list",
    Kind.NUMBERS: "ol numbered-list ordered-list",
    Kind.ITEM: "li list-item check-list-item action-item todo-li",
    Kind.QUOTE: "blockquote block-quote quote",
    Kind.CODE: "code code-block pre",
    Kind.CODE_LINE: "code-line",
    Kind.RULE: "hr thematic-break divider horizontal-rule",
    Kind.TABLE: "table",
    Kind.ROW: "tr table-row",
    Kind.PART: "td th tbody thead table-cell table-header table-header-cell table-body table-head",
    Kind.LINK: "a link hyperlink",
    Kind.FILE: "img image file attachment file-attachment asset video media media-embed pdf",
    Kind.BREAK: "br break soft-break hard-break line-break",
}
_SEPARATORS: Final = re.compile("[^a-z0-9]")


def _folded(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


_KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {_folded(name): kind for kind, names in _NAMES.items() for name in names.split()}
)
_MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("bold", "strong", "b"), STRONG),
        **dict.fromkeys(("italic", "emphasis", "em", "i"), EMPHASIS),
        **dict.fromkeys(("strikethrough", "strike", "s"), STRUCK),
    }
)
_CODE_MARKS: Final = frozenset({"code", "inlinecode"})
_LEVELS: Final = {word: level for level, word in enumerate(("one", "two", "three", "four", "five", "six"), 1)}
_NUMBERED_STYLES: Final = frozenset(
    {"decimal", "ordered", "loweralpha", "upperalpha", "lowerroman", "upperroman"}
)
_OWN_TEXTS: Final = (
    "value",
    "label",
    "name",
    "title",
    "alt",
    "caption",
    "content",
    "url",
    "href",
    "latex",
    "texExpression",
)
_REFERENCES: Final = ("reference", "assetId", "fileAttachmentId", "fileId")
_FILE_NAMES: Final = ("filename", "fileName", "name", "alt", "title")
_ADDRESSES: Final = ("url", "href", "src", "link")


def kind_of(node: Node) -> Kind:
    """What a node is; one that refers to a file is that file, whatever its type is called."""
    if isinstance(node.get("text"), str) and "children" not in node:
        return Kind.TEXT
    kind = _KINDS.get(_folded(type_of(node)), Kind.UNKNOWN if type_of(node) else Kind.PARAGRAPH)
    if kind in (Kind.UNKNOWN, Kind.PARAGRAPH) and reference_of(node):
        return Kind.FILE
    return kind


def list_kind(node: Node) -> Kind | None:
    """What list a paragraph is an item of, where its style says so and no list is around it."""
    style = node.get("listStyleType")
    if kind_of(node) is not Kind.PARAGRAPH or not isinstance(style, str) or not style:
        return None
    return Kind.NUMBERS if _folded(style) in _NUMBERED_STYLES else Kind.BULLETS


def type_of(node: Node) -> str:
    """A node's type as it is written."""
    type_ = node.get("type")
    return type_ if isinstance(type_, str) else ""


def children(node: Node) -> Sequence[Node]:
    """The nodes in a node; what is no node is left out."""
    return nodes_of(node.get("children"))


def nodes_of(value: Any) -> Sequence[Node]:  # noqa: ANN401 - a foreign file's
    """The nodes of a list; a text alone is a node."""
    if not isinstance(value, list):
        return ()
    return [
        {"text": node} if isinstance(node, str) else node for node in value if isinstance(node, (dict, str))
    ]


def letters_in(node: Node) -> str:
    """All text in a node."""
    if kind_of(node) is Kind.TEXT:
        return seen(node["text"])
    return "".join(letters_in(child) for child in children(node))


def text_of(node: Node) -> str:
    """All text in a node; of one that has none, what its attributes say that it shows."""
    inside = letters_in(node)
    return inside if inside.strip() else seen(_first(node, _OWN_TEXTS))


def marks_of(node: Node) -> tuple[frozenset[str], bool, list[str]]:
    """A text's delimiters, whether it is code, and the names of marks that Markdown does not have."""
    said = [name for name, value in node.items() if value not in (None, False, "") and name != "text"]
    marks = {_MARKS[name.lower()] for name in said if name.lower() in _MARKS}
    code = any(name.lower() in _CODE_MARKS for name in said)
    others = [
        name
        for name in said
        if node[name] is True and name.lower() not in _MARKS and name.lower() not in _CODE_MARKS
    ]
    return frozenset(marks), code, others


def level_of(node: Node) -> int:
    """A heading's level, 1 to 6."""
    name = _folded(type_of(node)).removeprefix("heading").removeprefix("h")
    said = _LEVELS.get(name) or name or node.get("level") or node.get("depth")
    return min(max(whole(said, 1), 1), 6)


def whole(value: Any, default: int) -> int:  # noqa: ANN401 - likewise
    """A small whole number, or the default for anything else."""
    try:
        return min(int(value), 100)
    except (TypeError, ValueError, OverflowError):
        return default


def reference_of(node: Node) -> str:
    """The id of the file that a node shows, or nothing."""
    return _first(node, _REFERENCES)


def file_name_of(node: Node, names: Mapping[str, str]) -> str:
    """The name of the file that a node shows: that of the asset that it refers to, or what it says itself."""
    named = names.get(reference_of(node)) or _first(node, _FILE_NAMES)
    address = address_of(node).partition("?")[0].rstrip("/").rpartition("/")[2]
    return named or address or text_of(node).strip() or reference_of(node) or "without a name"


def address_of(node: Node) -> str:
    """Where a link leads."""
    return _first(node, _ADDRESSES)


def _first(node: Node, keys: Sequence[str]) -> str:
    """The first of these attributes that says something."""
    for key in keys:
        value = node.get(key)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""
