"""Procedures and lists of runs from the command line: in, looked at, released, out, and started."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Say
from tests.importers.ion.exports import BOARD, ROCKER, SAMPLES, a_procedure, a_step, write


def test_an_export_of_ions_becomes_a_procedure_that_runs(say: Say, tmp_path: Path) -> None:
    """The whole way: in, what is missing, filled in as a site file, released, started from a list."""
    imported = say(
        "procedure",
        "import",
        BOARD,
        "--part",
        "OSR-CB",
        "--kind",
        "rework",
        "--location",
        "103=WC-TEST",
        as_="eng1",
    )
    assert imported.code == 0
    assert imported.lines[0] == "ION-77 revision A is a new draft of 4 steps."
    assert any("T1 to T2 is checked in ION by function 12" in line for line in imported.lines)

    refused = say("procedure", "release", "ION-77", as_="eng1")
    assert refused.code == 1
    assert refused.err.splitlines()[-4] == (
        "Procedure has unreleased steps: 0 Power rail, 1 5 V regulator and 2 12 V regulator. Look at them, then: "
        "ion-tui procedure approve ION-77"
    )

    file = tmp_path / "board.yaml"
    assert say("procedure", "export", "ION-77", "--output", file).lines == [
        f"ION-77 revision A is in {file}."
    ]
    text = file.read_text("utf-8")
    for field in ("T1 to T2", "T4 to T2", "T5 to T6"):
        text = text.replace(
            f"{{name: {field}, type: number,", f"{{name: {field}, type: number, min: 0, max: 20,"
        )
    file.write_text(text, "utf-8")
    assert say("import", file, as_="admin").lines[0] == "Rover line is imported: 1 changed."
    assert say("import", file, as_="admin").lines == ["Nothing to change."]
    assert say("procedure", "import", BOARD, as_="eng1").lines == [
        "Nothing to change: ION-77 revision A says all that this export says."
    ]
    assert say("procedure", "release", "ION-77", as_="eng1").lines == ["ION-77 revision A is released."]

    runs = tmp_path / "runs.csv"
    runs.write_text(
        "Procedure (ID),Part number,Serial number,Run title (leave blank for default format*)\n"
        "ION-77,OSR-CB,00202,\n",
        "utf-8",
    )
    assert say("run", "import", runs, as_="lead1").lines == ["1 run is ready."]
    assert say("run", "import", runs, as_="lead1").lines[0].startswith("Nothing to start")


def test_what_an_import_would_do_is_told_first(say: Say) -> None:
    dry = say("procedure", "import", ROCKER, "--dry-run", as_="eng1")
    assert dry.lines[0] == "ION-77 revision A is a new draft of 11 steps."
    assert "ION-77" not in say("procedure", "list").out
    assert say("procedure", "import", ROCKER, as_="eng1").lines == dry.lines
    assert say("procedure", "import", ROCKER, "--dry-run", as_="eng1").lines == ["Nothing would change."]


def test_steps_are_approved_by_their_numbers(say: Say) -> None:
    say("procedure", "import", ROCKER, as_="eng1")
    unknown = say("procedure", "approve", "ION-77", "--step", "9", as_="eng1")
    assert (unknown.code, unknown.err.splitlines()[-1][:37]) == (1, "ION-77 A has no step 9; it has: 0, 0.")
    one = say("procedure", "approve", "ION-77", "--step", "0.1", as_="eng1")
    assert one.lines == ["1 step of ION-77 revision A approved."]
    assert say("procedure", "approve", "ION-77", as_="eng1").lines == [
        "2 steps of ION-77 revision A approved."
    ]
    assert say("procedure", "release", "ION-77", as_="eng1").lines[0] == "ION-77 revision A is released."
    again = say("procedure", "release", "ION-77", as_="eng1")
    assert (again.code, again.err.splitlines()[-1]) == (1, "ION-77 revision A is released already.")


def test_a_faulty_export_is_refused_with_its_places(say: Say, tmp_path: Path) -> None:
    file = write(tmp_path, a_procedure(a_step("1", fields={})))
    answer = say("procedure", "import", file, as_="eng1")
    assert answer.code == 1
    *_, sentence, fault = answer.err.splitlines()
    assert sentence == f"{file} has 1 fault; nothing was imported."
    assert fault.startswith(f"{file}:")
    assert fault.endswith(": data.procedure.steps[0].fields: A list is expected here.")


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (("--kind", "magic"), "it is build or rework."),
        (("--lead-time-unit", "parsec"), "it is one of w, d, h, m, s."),
        (("--location", "103"), "it is written ID=CODE, such as 103=WC-TEST."),
    ],
)
def test_options_that_say_nothing_are_usage(say: Say, option: tuple[str, str], sentence: str) -> None:
    answer = say("procedure", "import", ROCKER, *option, as_="eng1")
    assert answer.code == 2
    assert sentence in answer.err


def test_an_export_goes_to_the_standard_output_or_beside_its_files(say: Say, tmp_path: Path) -> None:
    shown = say("procedure", "export", "PRC-RB")
    assert shown.out.startswith("site: Rover line\nprocedures:\n  - code: PRC-RB\n")
    assert shown.err == "Its steps show 1 file: name an --output to have them beside it.\n"
    file = tmp_path / "out" / "rb.yaml"
    assert say("procedure", "export", "PRC-RB", "-o", file).code == 0
    assert file.read_text("utf-8") == shown.out
    assert (file.parent / "files" / "channel_cut.png").is_file()
    assert say("import", file, as_="admin").lines == ["Nothing to change."]
    file.write_text("mine", "utf-8")
    refused = say("procedure", "export", "PRC-RB", "-o", file)
    assert (refused.code, refused.err) == (
        1,
        f"{file} is there already and differs; --force writes over it.\n",
    )
    assert say("procedure", "export", "PRC-RB", "-o", file, "--force").code == 0
    assert file.read_text("utf-8") == shown.out
    assert say("procedure", "export", "NOPE").code == 1


def test_the_sample_list_starts_five_runs(say: Say) -> None:
    dry = say("run", "import", SAMPLES / "osr_bulk_runs.csv", "--dry-run", as_="lead1")
    assert dry.lines == ["5 runs would start."]
    answer = say("run", "import", SAMPLES / "osr_bulk_runs.csv", "--json", as_="lead1")
    said = json.loads(answer.out)
    assert said["sentence"] == "5 runs are ready."
    assert len(said["runs"]) == 5


def test_a_bad_line_starts_nothing(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "runs.csv"
    file.write_text("Procedure (ID);Part number;Serial number;Mood\nPRC-RB;OSR-RB;=1;x\n", "utf-8")
    answer = say("run", "import", file, as_="lead1")
    assert answer.code == 1
    assert answer.err.splitlines()[-1] == (
        f'{file}:2:0: Serial number: "=1" would be a formula in a spreadsheet: write what is meant as a text.'
    )
    file.write_text("Procedure (ID);Part number;Serial number;Mood\nPRC-RB;NOPE;1;x\n", "utf-8")
    answer = say("run", "import", file, as_="lead1")
    assert answer.err.splitlines()[-2:] == [
        f"Not read of {file}: Mood.",
        'Line 2: There is no part "NOPE". No run was started.',
    ]


def test_import_knows_files_by_their_suffix(say: Say, tmp_path: Path) -> None:
    shutil.copy(ROCKER, tmp_path / "x.JSON")
    assert (
        say("import", tmp_path / "x.JSON", as_="eng1").lines[0].startswith("ION-77 revision A is a new draft")
    )
    assert say("import", SAMPLES / "osr_bulk_runs.csv", as_="lead1").lines[0] == "5 runs are ready."
