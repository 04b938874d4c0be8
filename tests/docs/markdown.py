"""Markdown, as far as the documents need it."""

from collections.abc import Iterable, Sequence


def page(title: str, source: str, *parts: str) -> str:
    """A page: its title, where it comes from, its parts."""
    note = f"<!-- Made by `make docs` from {source}; what is written here by hand is lost. -->"
    return "\n\n".join((note, f"# {title}", *(part for part in parts if part))) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; what stands in a cell never ends it."""
    lines = [_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def code(text: object) -> str:
    """A word of the program or of a file."""
    return f"`{text}`" if text != "" else ""


def codes(words: Iterable[object]) -> str:
    """Several of them."""
    return ", ".join(code(word) for word in words)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"
