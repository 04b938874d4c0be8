"""Marked text as Markdown: escaped, so that it reads as it was written, and marked as it was marked.

Marks get delimiters that cannot be taken for one another (`**`, `_`, `~~`), without white space at their inner sides.
Where CommonMark would not see a delimiter for the letters around it, as in **(a)**b, the letter is written as a
character reference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

STRONG: Final = "**"
EMPHASIS: Final = "_"
STRUCK: Final = "~~"

_SPECIAL: Final = re.compile(
    r"[\\`*\[\]~|]|<(?=[A-Za-z/!?])|&(?=#|[A-Za-z][A-Za-z0-9]*;)|(?<![^\W_])_|_(?![^\W_])"
)
_BARE: Final = re.compile(r"(?<!\\)_(?=_*$)|(?<![^_])_")
_LINE_START: Final = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-(?=[- ]*$)|=(?==*$)|:(?=[-: ]*$)|(?P<number>[0-9]{1,9})[.)](?=\s|$)"
)
_NO_SCHEME: Final = ("", "http", "https", "mailto", "ftp", "file")
_IN_URL: Final = {"<": "%3C", ">": "%3E", "\\": "%5C", " ": "%20", "\n": "%0A", "\t": "%09"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text with the marks that it has; `link` is where it leads, if it is a link."""

    text: str
    marks: frozenset[str] = frozenset()
    code: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class _Bit:
    """A bit of Markdown: text that is escaped, a whole that stays as it is, or a delimiter that opens or closes."""

    text: str
    kind: str = "text"


def markdown_line(pieces: Sequence[Piece]) -> str:
    """The pieces as the content of one block: line breaks are hard ones, nothing begins a block of its own."""
    lines = "".join(_seen(tuple(_bits(_tidy(pieces))))).strip().split("\n")
    return "\\\n".join(_inert(line.strip()) for line in lines)


def plain_line(pieces: Sequence[Piece]) -> str:
    """The same on a single line, for what cannot have several."""
    return " ".join(markdown_line(pieces).replace("\\\n", " ").split())


def fenced(text: str, language: str = "") -> str:
    """A block of code; its fence is longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    name = "".join(language.split()) if "`" not in language else ""
    return f"{fence}{name}\n{text}\n{fence}"


def _tidy(pieces: Sequence[Piece]) -> list[Piece]:
    """The same text, in which like pieces are one and marks do not begin or end in white space."""
    split: list[Piece] = []
    for piece in pieces:
        text = piece.text.replace("\t", " ")
        if piece.code:
            text = text.replace("\n", " ")
        if not (piece.code or piece.marks or piece.link):
            split.append(Piece(text))
            continue
        inside = text.strip()
        before, _, after = text.partition(inside) if inside else (text, "", "")
        split += (Piece(before), replace(piece, text=inside), Piece(after))
    tidy: list[Piece] = []
    for piece in split:
        if not piece.text:
            continue
        if tidy and replace(tidy[-1], text="") == replace(piece, text=""):
            tidy[-1] = replace(piece, text=tidy[-1].text + piece.text)
        else:
            tidy.append(piece)
    return tidy


def _bits(pieces: Sequence[Piece]) -> Iterator[_Bit]:
    """Links, and in them marks."""
    for link, group in groupby(pieces, key=lambda piece: piece.link):
        if link is None:
            yield from _marked(tuple(group))
            continue
        address = _address(link)
        if address is None:
            yield from _marked((*group, Piece(f" ({link})")))
        else:
            yield _Bit("[", "open")
            yield from _marked(tuple(group))
            yield _Bit(f"]({address})", "close")


def _marked(pieces: Sequence[Piece]) -> Iterator[_Bit]:
    """Marks around as many pieces as have them, the widest outside."""
    at = 0
    while at < len(pieces):
        widths = {mark: _width(pieces, at, mark) for mark in sorted(pieces[at].marks)}
        if not widths:
            piece = pieces[at]
            yield _Bit(_code(piece.text), "whole") if piece.code else _Bit(_escaped(piece.text))
            at += 1
            continue
        mark = max(widths, key=widths.__getitem__)
        inside = [replace(piece, marks=piece.marks - {mark}) for piece in pieces[at : at + widths[mark]]]
        yield _Bit(mark, "open")
        yield from _marked(inside)
        yield _Bit(mark, "close")
        at += widths[mark]


def _width(pieces: Sequence[Piece], at: int, mark: str) -> int:
    end = at
    while end < len(pieces) and mark in pieces[end].marks:
        end += 1
    return end - at


def _seen(bits: Sequence[_Bit]) -> list[str]:
    """The bits as texts, in which every delimiter is seen as one."""
    texts = [bit.text for bit in bits]
    for index, bit in enumerate(bits):
        if bit.kind == "open" and index and _hides(texts[index + 1][:1], texts[index - 1][-1:]):
            texts[index - 1] = _with_reference(bits[index - 1], texts[index - 1], last=True)
        if (
            bit.kind == "close"
            and index + 1 < len(bits)
            and _hides(texts[index - 1][-1:], texts[index + 1][:1])
        ):
            texts[index + 1] = _with_reference(bits[index + 1], texts[index + 1], last=False)
        if bit.text == EMPHASIS:
            outside = index - 1 if bit.kind == "open" else index + 1
            if 0 <= outside < len(bits) and _is_letter(texts[outside], last=bit.kind == "open"):
                texts[outside] = _with_reference(bits[outside], texts[outside], last=bit.kind == "open")
    return texts


def _hides(inside: str, outside: str) -> bool:
    """Whether a delimiter between these two may not count: punctuation inside, and neither that nor space outside."""
    return bool(inside and outside) and _may_be_punctuation(inside) and not _ends_words(outside)


def _may_be_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _ends_words(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] == "P" or character in "$+<=>^`|~"


def _is_letter(text: str, *, last: bool) -> bool:
    return bool(text) and not _ends_words(text[-1] if last else text[0])


def _with_reference(bit: _Bit, text: str, *, last: bool) -> str:
    """The text with its last or first character as a reference; a whole or a delimiter needs none."""
    if bit.kind != "text":
        return text
    if last:
        return f"{_BARE.sub(_escape, text[:-1])}&#{ord(text[-1])};"
    return f"&#{ord(text[0])};{_BARE.sub(_escape, text[1:])}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _inert(line: str) -> str:
    """A line that begins no heading, list, quote, rule or table."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    at = len(found["number"] or "")
    return f"{line[:at]}\\{line[at:]}"


def _code(text: str) -> str:
    """A span of code."""
    ticks = "`"
    while ticks in re.findall("`+", text):
        ticks += "`"
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _address(link: str) -> str | None:
    """Where a link leads, as Markdown writes it; None for what is no place to go to."""
    try:
        scheme = urlsplit(link.strip()).scheme
    except ValueError:
        return None
    if scheme.lower() not in _NO_SCHEME or not link.strip():
        return None
    return f"<{''.join(_IN_URL.get(character, character) for character in link.strip())}>"
