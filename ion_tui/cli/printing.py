"""What commands print: sentences, tables, JSON. Text of users is never markup."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ion_tui.engine.answers import Outcome

_WIDE: Final = 10_000
"""Columns where nobody looks: a script gets whole lines."""
_WORD: Final = 16
"""Cells of the longest word that a narrow terminal should not break."""
_GAP: Final = 2
"""Cells between two columns."""


def say(sentence: str) -> None:
    """A line on the standard output."""
    typer.echo(sentence)


def say_outcome(outcome: Outcome) -> None:
    """What was done, and what is worth knowing about it."""
    for sentence in (outcome.sentence, *outcome.notes):
        say(sentence)


def print_json(value: object) -> None:
    """A value as JSON: dataclasses by their fields, exact numbers and times as text."""
    import json

    typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def print_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows under their heads, no letter of them left out; where nobody looks, as wide as they are."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    lines = StringIO()
    is_seen = sys.stdout.isatty()
    console = Console(highlight=False) if is_seen else Console(file=lines, width=_WIDE, highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head, width in zip(heads, _widths(heads, texts, console.width), strict=True):
        table.add_column(head, overflow="fold", width=width)
    for row in texts:
        table.add_row(*map(Text, row))
    console.print(table)
    for line in lines.getvalue().splitlines():
        typer.echo(line.rstrip())


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column is in `width` cells, so that as few words as can be are broken."""
    from rich.cells import cell_len

    columns = list(zip(heads, *rows, strict=True))
    whole = [max(map(cell_len, column)) for column in columns]
    room = width - _GAP * (len(columns) - 1)
    if sum(whole) <= room:
        return whole
    words = [
        max((cell_len(word) for text in column for word in text.split()), default=0) for column in columns
    ]
    kept = next((most for most in range(_WORD, 1, -1) if sum(min(most, word) for word in words) <= room), 1)
    least = [min(kept, word) for word in words]
    spare, wanted = max(0, room - sum(least)), max(1, sum(whole) - sum(least))
    return [narrow + spare * (wide - narrow) // wanted for narrow, wide in zip(least, whole, strict=True)]


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on the error stream while somebody looks; what is called with how far it has come."""
    if not sys.stderr.isatty():
        yield _tell_nobody
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)

        def tell(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield tell


def _tell_nobody(done: int, total: int, what: str) -> None:
    """Nobody looks."""


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a row holds
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(_plain(held) for held in value)
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value
