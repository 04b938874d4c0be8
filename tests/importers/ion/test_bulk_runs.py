"""ION's list of runs: what spreadsheets make of it, and every line that cannot be read."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.engine.commands import PlannedRun
from ion_tui.importers.faults import Faults
from ion_tui.importers.ion.bulk_runs import HEADER, RunList, read_run_list
from tests.importers.ion.exports import SAMPLES

HEAD = ",".join(HEADER)


def write(folder: Path, content: str | bytes) -> Path:
    """Put a list into a file."""
    path = folder / "runs.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def runs_of(folder: Path, content: str | bytes) -> tuple[PlannedRun, ...]:
    """The runs of a list without faults."""
    answer = read_run_list(write(folder, content))
    assert isinstance(answer, RunList), "\n".join(map(str, answer.faults))
    return answer.runs


def faults_of(folder: Path, content: str | bytes) -> list[tuple[int, str]]:
    """Line and sentence of each fault."""
    answer = read_run_list(write(folder, content))
    assert isinstance(answer, Faults), "no fault was found"
    return [(fault.line, fault.sentence) for fault in answer.faults]


def test_the_sample() -> None:
    answer = read_run_list(SAMPLES / "osr_bulk_runs.csv")
    assert isinstance(answer, RunList)
    assert answer.runs == (
        PlannedRun(2, "PRC-RB", "OSR-RB", "RB-0101"),
        PlannedRun(3, "PRC-RB", "OSR-RB", "RB-0102", "Rover 3 left"),
        PlannedRun(4, "PRC-RB", "OSR-RB", "RB-0103"),
        PlannedRun(5, "PRC-CBT", "OSR-CB", "CB-0201"),
        PlannedRun(6, "PRC-CBT", "OSR-CB", "00202"),
    )


SAME = PlannedRun(2, "722", "OSR-CB", "00202", "One, two")


@pytest.mark.parametrize(
    "content",
    [
        f'{HEAD}\n722,OSR-CB,00202,"One, two"\n',
        f'\ufeff{HEAD}\r\n722,OSR-CB,00202,"One, two"\r\n',
        f"{';'.join(HEADER)}\r\n722;OSR-CB;00202;One, two\r\n",
        "\t".join(HEADER) + '\n"722"\tOSR-CB\t"00202"\tOne, two',
        f'{HEAD}\n 722 , OSR-CB ,00202, "One, two"\n'.replace(', "One', ',"One'),
        'Serial number,Run title,PROCEDURE (ID),Part  Number\n00202,"One, two",722,OSR-CB\n\n,,,\n',
    ],
)
def test_what_spreadsheets_make_of_a_list(tmp_path: Path, content: str) -> None:
    assert runs_of(tmp_path, content) == (SAME,)


def test_texts_stay_texts(tmp_path: Path) -> None:
    lines = ["007,1e3,0.10,", "007,1e3,1.0,nan", "007,1e3,TRUE,"]
    runs = runs_of(tmp_path, "\n".join((HEAD, *lines)))
    assert [(run.part, run.serial, run.title) for run in runs] == [
        ("1e3", "0.10", None),
        ("1e3", "1.0", "nan"),
        ("1e3", "TRUE", None),
    ]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, f'{HEAD}\n\nP,A,1,"two\nlines"\nP,A,2,\n')
    assert [(run.line, run.serial) for run in runs] == [(3, "1"), (5, "2")]


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    lines = [",A,1,", "P,,2,", "P,A,,", ",,,x", "P,A,3,", "P,A,4,x,y", "P,A,5"]
    assert faults_of(tmp_path, "\n".join((HEAD, *lines))) == [
        (2, "The procedure (ID) is missing."),
        (3, "The part number is missing."),
        (4, "The serial number is missing."),
        (5, "The procedure (ID) is missing."),
        (5, "The part number is missing."),
        (5, "The serial number is missing."),
        (7, "5 cells stand here, and the header has 4: does a text need quotes?"),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0", '="00202"', "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
        '+HYPERLINK("x")', "=1+1",
    ],
)  # fmt: skip
def test_formulas_are_refused(tmp_path: Path, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    for line in (f"P,A,{quoted},", f"P,{quoted},1,", f"P,A,1,{quoted}"):
        ((number, sentence),) = faults_of(tmp_path, f"{HEAD}\n{line}\n")
        assert number == 2
        assert sentence.endswith("would be a formula in a spreadsheet: write what is meant as a text.")


@pytest.mark.parametrize("cell", ["-12", "+1", "- spare (left)", "a=b", "SN-1"])
def test_what_only_begins_like_one_is_a_text(tmp_path: Path, cell: str) -> None:
    assert runs_of(tmp_path, f"{HEAD}\nP,A,{cell},{cell}\n")[0].serial == cell


UNREADABLE: list[tuple[str | bytes, int, str]] = [
    (b"", 0, "The file is empty."),
    ("\n\n", 0, "The file is empty."),
    (HEAD, 0, "The list has a header and no runs."),
    (f'{HEAD}\nP,A,1,"open\n', 2, "The file ends within the quotes that open here: is it complete?"),
    (
        f'{HEAD}\nP,A,1,"a"b\n',
        2,
        "Quotes stand here within a cell: put the whole cell in quotes, and double those in it.",
    ),
    (f"{HEAD}\nP,A,1," + "x" * 200_000, 2, "A cell here is far too long: is a quote missing?"),
    (f"{HEAD}\nP,A,1,\x07", 2, "A control character (U+0007) stands here: take it out."),
    (HEAD.encode() + b"\nP,A,\xe9,", 2, "The byte 0xE9 is not UTF-8: save the file as UTF-8."),
    (HEAD.encode("utf-16"), 0, "This file is UTF-16: save it as UTF-8."),
    (
        "Procedure,Part number,Serial number\nP,A,1\n",
        1,
        f'The header lacks "Procedure (ID)": it is {HEAD}. Did you mean Procedure?',
    ),
    (f"{HEAD},Part number\nP,A,1,,B\n", 1, 'The column "Part number" is there twice.'),
    (b"\x00" * 100, 0, "This is not a text file: it is full of control characters."),
]


@pytest.mark.parametrize(("content", "line", "sentence"), UNREADABLE)
def test_a_list_that_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, content: str | bytes, line: int, sentence: str
) -> None:
    assert (line, sentence) in faults_of(tmp_path, content)


def test_columns_that_are_none_of_a_lists_are_told(tmp_path: Path) -> None:
    answer = read_run_list(write(tmp_path, f"Note,{HEAD}\nx,P,A,1,\n"))
    assert isinstance(answer, RunList)
    assert answer.ignored == ("Note",)


def test_two_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(HEAD.encode())
        file.truncate(200 * 1024 * 1024)
    tracemalloc.start()
    answer = read_run_list(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(answer, Faults)
    assert "is larger than 8 MiB" in answer.faults[0].sentence
    assert peak < 24 * 1024 * 1024


@given(st.binary(max_size=60) | st.text(st.sampled_from('P,;"\n\r=A1 '), max_size=60).map(str.encode))
def test_whatever_stands_below_the_header_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    answer = read_run_list(write(folder, HEAD.encode() + b"\n" + content))
    if isinstance(answer, Faults):
        assert all(fault.sentence.endswith((".", "?")) for fault in answer.faults)
    else:
        assert all(run.procedure and run.part and run.serial for run in answer.runs)
