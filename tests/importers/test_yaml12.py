"""YAML 1.2 as it is read here, and files that mean no good."""

# ruff: noqa: E501 - a case of a table is a line

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.importers import shape, text_file, yaml12
from ion_tui.importers.faults import Faults
from ion_tui.importers.text_file import read_text as read_text_file
from ion_tui.importers.yaml12 import Document, read_yaml
from tests.importers.reading import expect, faults_of, read_text

SCALARS: list[tuple[str, object]] = [
    ("on", "on"),
    ("no", "no"),
    ("yes", "yes"),
    ("true", True),
    ("False", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("12", 12),
    ("-3", -3),
    ("0421", 421),
    ("0o17", 15),
    ("0x1F", 31),
    ("18.50", Decimal("18.50")),
    ("0.1", Decimal("0.1")),
    (".5", Decimal("0.5")),
    ("1e3", Decimal(1000)),
    ("1_000", "1_000"),
    ("0b11", "0b11"),
    ("12:30:45", "12:30:45"),
    ("2026-12-04", "2026-12-04"),
    ("2026-11-24T08:00", "2026-11-24T08:00"),
    ("１２", "１２"),
    ("0,5", "0,5"),
    ("=", "="),
    ("1.2.3", "1.2.3"),
    ("'12'", "12"),
    ('"12"', "12"),
    ("!!str 12", "12"),
    ("! 12", "12"),
    ("!!int 12", 12),
    ("[red]", ["red"]),
    ("'[red]'", "[red]"),
]


@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_plain_words_are_what_yaml_12_says(written: str, value: object) -> None:
    document = read_yaml(f"a: {written}\n")
    assert document.faults == []
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_numbers_are_exact(number: Decimal) -> None:
    read = read_yaml(f"a: {number:f}\n").data["a"]
    assert str(read) == f"{number:f}"


def test_each_value_knows_its_place() -> None:
    document = read_yaml("a:\n  - b: 1\n    c: [x,\n      y]\n")
    assert (document.places.find(("a", 0, "c", 1)).line, document.places.find(("a", 0, "c", 1)).column) == (
        4,
        7,
    )
    assert document.places.find(("a", 0, "c")).of_key == (3, 5)
    assert document.places.find(("a", 0, "z", 7)).line == 2


def test_an_alias_stands_for_what_is_marked() -> None:
    document = read_yaml("a: &m {x: 1}\nb: *m\nc: [*m, *m]\n")
    assert document.data == {"a": {"x": 1}, "b": {"x": 1}, "c": [{"x": 1}, {"x": 1}]}
    assert document.places.find(("c", 1, "x")).line == 1


SYNTAX: list[tuple[str, str]] = [
    ("site: X\nparts:\n▸\t- {number: S}", "A tab stands here: indent with spaces."),
    ("site: ▸@x", "A text that begins with this character must stand in quotes."),
    ("site: ▸%x", "A text that begins with this character must stand in quotes."),
    ("site: a▸: b", "A colon cannot stand here: is the line indented too far, or does a text with a colon need quotes?"),
    ("site: X\nparts: ▸[{a: 1}", "The file ends before the bracket that opens here is closed: is it complete?"),
    ("site: X\nparts: [▸{a: 1", "The file ends before the bracket that opens here is closed: is it complete?"),
    ("site: X\nparts: [▸", "The file ends in the middle of a value: is it complete?"),
    ('site: ▸"X\nparts: []', "The file ends before the quotes that open here are closed: is it complete?"),
    ("site: {a: 1, b: 2▸]}", "A comma or `}` is missing before this."),
    ("site: [a, b▸}]", "A comma or `]` is missing before this."),
    ("site: {a: 1}▸}", "This `}` closes nothing."),
    ("site: [a]▸]", "This `]` closes nothing."),
    ('site: "a" ▸b', "Text goes on here after the value has ended: does it need quotes as a whole?"),
    ("site:\n  a: 1\n ▸b: 2", "This line is indented unlike the lines that it belongs to."),
    ("site: a\nb\n▸c: d", "This is neither `key: value` nor an entry that begins with `- `."),
    ("site: ▸- a", "An entry cannot begin here: put `- ` on a line of its own."),
    ('site: "\\▸q"', "There is no such escape in double quotes: write \\\\ for a backslash."),
    ('site: "\\x▸"', "This escape in double quotes is not complete."),
    ("site: ▸!x!y z", "A tag cannot stand here: take out what begins with an exclamation mark."),
    ("site: X\n▸---\nsite: Y", "A second document begins here: the file must be a single one."),
    ("%YAML 1.1\n▸---\nsite: X", "The file says that it is of another version: it must be YAML 1.2."),
    ("site: ▸!!python/object/apply:os.system [x]", 'The tag "!!python/object/apply:os.system" cannot stand here: only plain text, numbers, lists and mappings can.'),
    ("site: ▸!!binary aGk=", 'The tag "!!binary" cannot stand here: only plain text, numbers, lists and mappings can.'),
    ("site: X\n▸site: Y", '"site" stands here a second time: the first is in line 1.'),
    ("site: X\nparts: [{number: S, revision: A, ▸number: T}]", '"number" stands here a second time: the first is in line 2.'),
    ("site: ▸*x", "Nothing is marked &x above."),
    ("site: X\nparts: &p [▸*p]", "*p stands within what it stands for."),
    ("site: X\n? ▸[a]\n: b", "A key must be a text."),
    ("site: X\n? ▸{a: 1}\n: b", "A key must be a text."),
    ("site: X\n▸: b", "A key is missing here."),
    ("site: X\n▸true: b", 'The key "true" is not a text: put it in quotes.'),
    ("site: X\n▸12: b", '"12" stands here as a key: write decimals with a point, and texts of digits in quotes.'),
    ('site: ▸"a\\0b"', "An escape in this text stands for a control character: take it out."),
    ('site: ▸"\\ud800"', "An escape in this text stands for a control character: take it out."),
    ("site: X▸\x07", "A control character (U+0007) stands here: take it out."),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "sentence"), SYNTAX)
def test_what_is_no_yaml_is_said_in_words(tmp_path: Path, marked: str, sentence: str) -> None:
    expect(tmp_path, marked, sentence)


def test_a_file_that_ends_in_the_middle_is_refused_at_every_byte(tmp_path: Path, demo: Path) -> None:
    """Cut anywhere, the sample is read or refused in words; it never breaks the reader."""
    whole = demo.read_bytes()
    for end in range(0, len(whole), 1999):
        for fault in _faults_if_any(tmp_path, whole[:end]):
            assert fault.endswith((".", "?"))


WHOLE_FILES: list[tuple[bytes, str]] = [
    (b"", "The file is empty."),
    (b"# nothing\n", "The file is empty."),
    ("site: X".encode("utf-16"), "This file is UTF-16: save it as UTF-8."),
    ("site: X".encode("utf-32"), "This file is UTF-32: save it as UTF-8."),
    (bytes(range(32)) * 4, "This is not a text file: it is full of control characters."),
]


@pytest.mark.parametrize(("content", "sentence"), WHOLE_FILES)
def test_files_that_are_no_text_at_all(tmp_path: Path, content: bytes, sentence: str) -> None:
    (fault,) = faults_of(tmp_path, content)
    assert (fault.place, fault.sentence) == ("the file", sentence)


def test_latin_1_is_refused_at_its_first_byte(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "site: X\nparts: []\n# café\n".encode("latin-1"))
    assert fault.place == "line 3, column 6"
    assert fault.sentence == "The byte 0xE9 is not UTF-8: save the file as UTF-8."


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, b"\xef\xbb\xbfsite: X\r\nparts:\r\n  - {numbr: S}\r\n")[:1]
    assert fault.place == "line 3, column 5"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    with path.open("wb") as file:
        file.truncate(text_file.MAX_BYTES + 1)
    (fault,) = read_text_file(path).faults
    assert fault.sentence == f"{path} is larger than 8 MiB: split it into several files."


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    assert read_text_file(tmp_path).faults[0].sentence == f"{tmp_path} is a folder: name the file in it."
    gone = tmp_path / "gone.yaml"
    assert read_text_file(gone).faults[0].sentence == f"There is no file {gone}."
    null = Path("/dev/null")
    assert read_text_file(null).faults[0].sentence == "/dev/null is not an ordinary file."


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_ten_thousand_levels_are_refused(tmp_path: Path, opening: str) -> None:
    (fault,) = faults_of(tmp_path, opening * 10_000)
    assert fault.sentence == f"Lists and mappings are nested more than {yaml12.MAX_DEPTH} levels deep."


def test_a_billion_laughs_are_counted_before_they_are_laughed(tmp_path: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    (fault,) = faults_of(tmp_path, "\n".join(lines))
    assert fault.sentence == "The file has more than 500,000 values: split it into several files."
    assert fault.line == 6


def test_the_same_slip_on_every_line_is_counted(tmp_path: Path) -> None:
    text = "site: X\nparts:\n" + "".join(f"  - {{number: S{n}, revison: A}}\n" for n in range(1500))
    faults = faults_of(tmp_path, text)
    assert len(faults) == 1000
    assert faults[-1].line == 1002


def test_faults_that_nobody_would_read_are_only_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shape, "_MOST_PROBLEMS", 5)
    text = "site: X\nparts:\n" + "  - {number: S, revision: A, colour: red}\n" * 9
    answer = read_text(tmp_path, text)
    assert isinstance(answer, Faults)
    assert answer.left_off == 4


@given(st.text(st.sampled_from(list("ab01 :-,[]{}&*!|>'\"%@`#?~\n\t\\<=.é\u2028\x85\ufeff")), max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    document = read_yaml(text)
    assert isinstance(document, Document)
    assert document.whole or document.faults
    for fault in document.faults:
        assert re.search(r"[.?]$", fault.sentence)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    text = "a:\n" + "  - {b: 1}\n" * 5000
    read_yaml(text, lambda done, total, what: told.append((done, total, what)))
    assert told == sorted(told)
    assert all(total == len(text) and what == "Reading" for _, total, what in told)
    assert len(told) > 5


def _faults_if_any(folder: Path, content: bytes) -> list[str]:
    """The sentences that a file is refused with."""
    try:
        return [fault.sentence for fault in faults_of(folder, content)]
    except AssertionError:
        return []
