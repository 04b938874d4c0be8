"""Slate, in which ION keeps instructions, as Markdown.

Paragraphs, headings, lists, quotes, code, tables, rules, links and marks become what they are in Markdown; an image
or a file becomes a placeholder with its name. What is of another type keeps its text, and its type is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from ion_tui.importers.ion.marks import Piece, fenced, markdown_line, plain_line
from ion_tui.importers.ion.objects import a_or_an, one_line, seen
from ion_tui.importers.ion.slate_nodes import (
    Kind,
    Node,
    address_of,
    children,
    file_name_of,
    kind_of,
    letters_in,
    level_of,
    list_kind,
    marks_of,
    text_of,
    type_of,
    whole,
)

_INLINE: Final = frozenset({Kind.TEXT, Kind.LINK, Kind.BREAK})
_LISTS: Final = frozenset({Kind.BULLETS, Kind.NUMBERS})


@dataclass(slots=True)
class Instructions:
    """Instructions in Markdown, the names of the files that they show, and what became plain text."""

    text: str = ""
    files: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)


def instructions_of(nodes: Sequence[Node], names: Mapping[str, str]) -> Instructions:
    """Markdown of Slate nodes; `names` are those of files by the ids that nodes refer to."""
    slate = _Slate(names)
    text = "\n\n".join(slate.blocks(nodes))
    slate.found.text = f"{text}\n" if text else ""
    return slate.found


class _Slate:
    """Turns nodes into blocks of Markdown, and notes what is lost on the way."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.found = Instructions()
        self._names = names
        self._makers: Mapping[Kind, Callable[[Node], str]] = {
            Kind.CODE: self._code,
            Kind.FILE: self._file_alone,
            Kind.HEADING: self._heading,
            Kind.QUOTE: self._quote,
            Kind.RULE: self._rule,
            Kind.TABLE: self._table,
            Kind.UNKNOWN: self._unknown,
        }

    def blocks(self, nodes: Sequence[Node]) -> Iterator[str]:
        """The blocks of some nodes, to be put together with blank lines.

        Nodes that are inline are a paragraph together, and paragraphs with a list style a list. A list right after
        one of its kind gets other marks, so that it stays a list of its own.
        """
        before: tuple[Kind, bool] | None = None
        in_line = _INLINE | {Kind.FILE, Kind.UNKNOWN} if any(map(_is_text, nodes)) else _INLINE
        for together, group in groupby(nodes, lambda node: _belongs_to(node, in_line)):
            for members in [list(group)] if together is not None else [[node] for node in group]:
                kind = _kind_together(members, together)
                other = before is not None and before[0] is kind and not before[1]
                before = (kind, other) if kind in _LISTS else None
                block = self._block(members, kind, other=other, is_list=together is Kind.ITEM)
                if block:
                    yield block

    def _block(self, members: Sequence[Node], kind: Kind, *, other: bool, is_list: bool) -> str:
        if kind is Kind.TEXT:
            return markdown_line(list(self.pieces(members)))
        if is_list:
            return self._styled_list(members, other=other)
        node = members[0]
        if kind in _LISTS:
            return _listed(self._items(children(node)), _marks(kind, other=other))
        if kind is Kind.ITEM:
            return _listed([self._item(node)], _marks(Kind.BULLETS, other=other))
        return self._makers.get(kind, self._inside)(node)

    def _inside(self, node: Node) -> str:
        return "\n\n".join(self.blocks(children(node)))

    def _heading(self, node: Node) -> str:
        line = plain_line(list(self.pieces(children(node))))
        return f"{'#' * level_of(node)} {line}" if line else ""

    def _quote(self, node: Node) -> str:
        return _prefixed(self._inside(node), "> ", "> ")

    def _code(self, node: Node) -> str:
        language = str(node.get("lang") or node.get("language") or "")
        return fenced("\n".join(_code_lines(node)), language)

    def _rule(self, node: Node) -> str:
        return "\n\n".join(filter(None, ("---", self._inside(node))))

    def _file_alone(self, node: Node) -> str:
        return markdown_line([self._file(node)])

    def _unknown(self, node: Node) -> str:
        self._note(a_or_an(one_line(seen(type_of(node)))))
        return self._inside(node) or markdown_line([Piece(text_of(node))])

    def pieces(self, nodes: Iterable[Node], link: str | None = None) -> Iterator[Piece]:
        """The marked text of nodes on a line."""
        for node in nodes:
            kind = kind_of(node)
            if kind is Kind.TEXT:
                marks, code, others = marks_of(node)
                for other in others:
                    self._note(f"{other} text")
                yield Piece(seen(node["text"]), marks, code=code, link=link)
            elif kind is Kind.BREAK:
                yield Piece("\n")
            elif kind is Kind.FILE:
                yield self._file(node)
            elif kind is Kind.LINK:
                address = address_of(node) or None
                inside = list(self.pieces(children(node), link or address))
                shown = any(piece.text.strip() for piece in inside)
                yield from inside if shown or address is None else [Piece(address, link=link or address)]
            else:
                if kind is Kind.UNKNOWN:
                    self._note(a_or_an(one_line(seen(type_of(node)))))
                inside = list(self.pieces(children(node), link))
                yield from (
                    inside if any(piece.text for piece in inside) else [Piece(text_of(node), link=link)]
                )

    def _items(self, nodes: Iterable[Node]) -> list[str]:
        """The items of a list; a list right in a list belongs to the item before it."""
        items: list[str] = []
        for node in nodes:
            if items and kind_of(node) in _LISTS:
                items[-1] += "\n" + "\n\n".join(self.blocks([node]))
            else:
                items.append(
                    self._item(node) if kind_of(node) is Kind.ITEM else "\n\n".join(self.blocks([node]))
                )
        return [item for item in items if item]

    def _item(self, node: Node) -> str:
        """An item: its paragraph, and the lists in it right below; else blocks with blank lines between."""
        inside = children(node)
        blocks = list(self.blocks(inside))
        others = sum(kind_of(child) not in _LISTS | _INLINE for child in inside)
        text = ("\n" if others <= 1 else "\n\n").join(blocks)
        checked = node.get("checked")
        return f"\\[{'x' if checked else ' '}\\] {text}" if isinstance(checked, bool) else text

    def _styled_list(self, nodes: Sequence[Node], *, other: bool) -> str:
        """Paragraphs that are items by their style, nested by their indent."""
        indents: list[int] = []
        counts: list[tuple[Kind, int]] = []
        lines: list[str] = []
        for node in nodes:
            depth = min(max(whole(node.get("indent"), 1), 1), len(counts) + 1)
            kind = list_kind(node) or Kind.BULLETS
            before = counts[depth - 1] if depth <= len(counts) else (kind, 0)
            number = before[1] + 1 if before[0] is kind else 1
            counts, indents = [*counts[: depth - 1], (kind, number)], indents[: depth - 1]
            mark = _marks(kind, other=other).format(number)
            text = markdown_line(list(self.pieces(children(node))))
            margin = " " * sum(indents)
            lines.append(_prefixed(text, margin + mark, margin + " " * len(mark)))
            indents.append(len(mark))
        return "\n".join(lines)

    def _table(self, table: Node) -> str:
        """A table whose first row is its head; one with text beside its rows is no table."""
        rows = list(_rows(table))
        if letters_in(table) != "".join(map(letters_in, rows)):
            return self._inside(table)
        cells = [[plain_line(list(self._cell(cell))) for cell in children(row)] for row in rows]
        width = max(map(len, cells), default=0)
        if not width:
            return ""
        lines = [f"| {' | '.join((*row, *[''] * (width - len(row))))} |" for row in cells]
        return "\n".join((lines[0], f"|{' --- |' * width}", *lines[1:]))

    def _cell(self, cell: Node) -> Iterator[Piece]:
        """What stands in a cell, on one line."""
        for child in children(cell):
            yield from self.pieces([child])
            if kind_of(child) not in _INLINE:
                yield Piece(" ")

    def _file(self, node: Node) -> Piece:
        name = " ".join(file_name_of(node, self._names).split())
        self.found.files.append(name)
        return Piece(f"[file: {name}]")

    def _note(self, what: str) -> None:
        if what not in self.found.plain:
            self.found.plain.append(what)


def _is_text(node: Node) -> bool:
    return kind_of(node) is Kind.TEXT


def _belongs_to(node: Node, in_line: frozenset[Kind]) -> Kind | None:
    """Whether a node is text or an item together with its neighbors; None for a block of its own."""
    if kind_of(node) in in_line:
        return Kind.TEXT
    return Kind.ITEM if list_kind(node) is not None else None


def _kind_together(members: Sequence[Node], together: Kind | None) -> Kind:
    """What some nodes are as one block."""
    if together is Kind.ITEM:
        return list_kind(members[0]) or Kind.BULLETS
    return kind_of(members[0]) if together is None else together


def _marks(kind: Kind, *, other: bool) -> str:
    if kind is Kind.NUMBERS:
        return "{}) " if other else "{}. "
    return "* " if other else "- "


def _listed(items: Sequence[str], mark: str) -> str:
    lines = []
    for number, item in enumerate(items, 1):
        first = mark.format(number)
        lines.append(_prefixed(item, first, " " * len(first)))
    return "\n".join(lines)


def _prefixed(text: str, first: str, others: str) -> str:
    """The lines of `text` behind what begins the first one and the others; none for no text."""
    if not text:
        return ""
    head, *rest = text.split("\n")
    return "\n".join(
        (first + head, *((others + line).rstrip() if not line else others + line for line in rest))
    )


def _code_lines(node: Node) -> Iterator[str]:
    """The lines of a block of code."""
    inside = children(node)
    if any(kind_of(child) is Kind.CODE_LINE for child in inside):
        for child in inside:
            yield text_of(child)
    else:
        yield text_of(node)


def _rows(table: Node) -> Iterator[Node]:
    """The rows of a table, whatever is between."""
    for child in children(table):
        if kind_of(child) is Kind.ROW:
            yield child
        else:
            yield from _rows(child)
