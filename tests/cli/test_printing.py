"""Tables on a terminal: no letter is lost, and as few words as can be are broken."""

from __future__ import annotations

import sys

import pytest
from rich.text import Text

from ion_tui.cli.printing import print_table

HEADS = ("Run", "Title", "Status", "Batch", "Due")
ROWS = [
    (4, "Run 4: OSR-RB · RB-0004", "In Progress", "Rover 2 suspension", "2026-12-11"),
    (5, "[red]CB-0102[/] spare board", "Todo", None, "2026-11-27"),
]


def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int) -> list[str]:
    """The table's lines on a terminal of so many columns."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_table(HEADS, ROWS)
    return [Text.from_ansi(line).plain for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
def test_no_letter_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    lines = printed(monkeypatch, capsys, width)
    assert max(map(len, lines)) <= width
    said = "".join(str(cell or "") for row in (HEADS, *ROWS) for cell in row)
    assert sorted("".join(lines).replace(" ", "")) == sorted(said.replace(" ", ""))


def test_words_stay_whole_where_they_can(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(monkeypatch, capsys, 60)
    words = {word for row in ROWS for cell in row for word in str(cell or "").split()}
    assert words <= {word for line in lines for word in line.split()}
