"""Reading ION's list of runs to start: a CSV with one run a line.

Cells are texts: `00202` keeps its zeros. Spreadsheets of some countries write semicolons between the cells; which
mark a file uses is seen from its header, whose names hold none of them. A cell that a spreadsheet would take for a
formula is refused rather than kept: `="00202"` is no serial, and exported again it would be run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ion_tui.engine.commands import PlannedRun
from ion_tui.engine.definitions.sentences import did_you_mean, listed, quoted
from ion_tui.importers.faults import Fault, Faults, in_order
from ion_tui.importers.text_file import read_text

PROCEDURE: Final = "Procedure (ID)"
PART: Final = "Part number"
SERIAL: Final = "Serial number"
TITLE: Final = "Run title"
HEADER: Final = (PROCEDURE, PART, SERIAL, "Run title (leave blank for default format*)")

_MARKS: Final = (",", ";", "\t")
_NEEDED: Final = (PROCEDURE, PART, SERIAL)
_FORMULA: Final = re.compile(r"[=@]|[-+](?=.*[=|!])|[-+]\s*[A-Za-z.]+\(", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RunList:
    """The runs of a list by their lines, and the columns that are none of a list's."""

    runs: tuple[PlannedRun, ...]
    ignored: tuple[str, ...] = ()


def read_run_list(path: Path) -> RunList | Faults:
    """Read the list at `path`; answers every fault by its line if there are any."""
    read = read_text(path)
    if read.text is None or read.faults:
        return in_order(read.faults)
    lines = list(_records(read.text))
    if lines and isinstance(lines[-1], Fault):
        return Faults((lines[-1],))
    records = [line for line in lines if not isinstance(line, Fault)]
    if not records:
        return Faults((Fault(0, 0, "", "The file is empty."),))
    columns = _columns(records[0])
    if isinstance(columns, Faults):
        return columns
    found = [_run(record, columns, len(records[0].cells)) for record in records[1:]]
    faults = [fault for one in found if isinstance(one, list) for fault in one]
    if faults:
        return in_order(faults)
    if not found:
        return Faults((Fault(0, 0, "", "The list has a header and no runs."),))
    ignored = tuple(
        name for index, name in enumerate(records[0].cells) if name and index not in columns.values()
    )
    return RunList(tuple(one for one in found if isinstance(one, PlannedRun)), ignored)


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells of one run, and the line where they begin."""

    line: int
    cells: tuple[str, ...]


def _records(text: str) -> Iterator[_Record | Fault]:
    """All lines that say something; a fault ends them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_mark_of(text), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield _Record(line, stripped)
            line = reader.line_num + 1
    except csv.Error as error:
        yield Fault(line, 0, "", _sentence(str(error)))


def _mark_of(text: str) -> str:
    """What stands between the cells, by the header."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(_MARKS, key=header.count)


def _sentence(message: str) -> str:
    if "field larger" in message:
        return "A cell here is far too long: is a quote missing?"
    if "unexpected end of data" in message:
        return "The file ends within the quotes that open here: is it complete?"
    return "Quotes stand here within a cell: put the whole cell in quotes, and double those in it."


def _columns(header: _Record) -> Mapping[str, int] | Faults:
    """Where each column is, in whatever order; the title may be missing."""
    columns: dict[str, int] = {}
    faults = []
    for index, name in enumerate(header.cells):
        known = [column for column in (*_NEEDED, TITLE) if _folded(name).startswith(_folded(column))]
        if not known:
            continue
        if known[0] in columns:
            faults.append(Fault(header.line, 0, "", f"The column {quoted(name)} is there twice."))
        columns.setdefault(known[0], index)
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        hint = did_you_mean(missing[0], header.cells)
        sentence = (
            f"The header lacks {listed([quoted(name) for name in missing], 'and')}: it is {','.join(HEADER)}"
        )
        faults.append(Fault(header.line, 0, "", f"{sentence}.{hint}"))
    return Faults(tuple(faults)) if faults else columns


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _run(record: _Record, columns: Mapping[str, int], width: int) -> PlannedRun | list[Fault]:
    """One run, or everything that is wrong with its line."""
    if len(record.cells) > width and any(record.cells[width:]):
        sentence = (
            f"{len(record.cells)} cells stand here, and the header has {width}: does a text need quotes?"
        )
        return [Fault(record.line, 0, "", sentence)]
    cells = {
        name: record.cells[index] if index < len(record.cells) else "" for name, index in columns.items()
    }
    wrong = {name: _cell_sentence(name, cell) for name, cell in cells.items()}
    faults = [Fault(record.line, 0, name, sentence) for name, sentence in wrong.items() if sentence]
    if faults:
        return faults
    return PlannedRun(record.line, cells[PROCEDURE], cells[PART], cells[SERIAL], cells.get(TITLE, "") or None)


def _cell_sentence(name: str, cell: str) -> str | None:
    """What is wrong with a cell by itself."""
    if not cell:
        return f"The {name[0].lower()}{name[1:]} is missing." if name in _NEEDED else None
    if _FORMULA.match(cell):
        return f"{quoted(cell)} would be a formula in a spreadsheet: write what is meant as a text."
    return None
