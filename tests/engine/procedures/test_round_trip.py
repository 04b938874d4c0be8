"""Procedures written as site files: importing them again changes nothing, here and in another store."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from ion_tui.engine.answers import Plan
from ion_tui.engine.commands import ImportSite
from ion_tui.engine.definitions.procedures import ProcedureDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from tests.engine.procedures.drafts import counts, importing, site_file, stored, taken_in
from tests.exporters.test_site_yaml import procedures
from tests.importers.ion.exports import BOARD, ROCKER, a_grid, a_procedure, a_step
from tests.rover import OpenRover, Rover, rover_in


def assert_nothing_changes(rover: Rover, code: str, revision: str, folder: Path) -> None:
    """Write a procedure, read it, import it: nothing is to be done, and nothing is."""
    path = site_file(rover, stored(rover, code, revision), folder)
    command = importing(rover, path)
    plan = rover.engine.preview(rover.actor("admin"), command)
    assert isinstance(plan, Plan)
    assert plan.warnings == ()
    before = counts(rover)
    assert rover.done("admin", command).sentence == "Nothing to change."
    assert counts(rover) == before


def test_the_procedures_of_the_site_file(rover: Rover, tmp_path: Path) -> None:
    assert_nothing_changes(rover, "PRC-RB", "A", tmp_path)
    assert (tmp_path / "files" / "channel_cut.png").read_bytes().startswith(b"\x89PNG")
    assert_nothing_changes(rover, "PRC-CBT", "B", tmp_path)


@pytest.mark.parametrize("sample", [ROCKER, BOARD])
def test_the_samples_of_ion(rover: Rover, tmp_path: Path, sample: Path) -> None:
    taken_in(rover, sample)
    assert_nothing_changes(rover, "ION-77", "A", tmp_path)


def test_cells_attributes_and_standard_steps(rover: Rover, tmp_path: Path) -> None:
    row = {"Text": "00202", "Number": "1.50", "Yes": True, "When": "2026-11-24T08:00", "Some": ["b", "a"]}
    columns = {
        "Text": "STRING",
        "Number": "NUMBER",
        "Yes": "BOOLEAN",
        "When": "DATETIME",
        "Some": "MULTISELECT",
    }
    grid = a_grid(columns, row, Some={"options": ["a", "b"]})
    attributes = [
        {"key": "Customer", "type": "STRING", "value": "no"},
        {"key": "Mass", "type": "NUMBER", "value": "1.50"},
        {"key": "Flight", "type": "BOOLEAN", "value": False},
        {"key": "Since", "type": "DATETIME", "value": "2026-01-01T00:00:00Z"},
    ]
    step = a_step("1", "On", standardStep={"id": "88"}, **grid)
    taken_in(rover, a_procedure(step, attributes=attributes, description="Of\n[red] text"))
    assert_nothing_changes(rover, "ION-77", "A", tmp_path)


def test_files_of_one_name_are_kept_apart(rover: Rover, tmp_path: Path) -> None:
    steps = []
    for number in (1, 2):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "note.txt").write_text(f"{number}", "utf-8")
        steps.append(f"      - {{key: s{number}, title: S, files: [{number}/note.txt]}}\n")
    path = tmp_path / "site.yaml"
    path.write_text(
        "site: Rover line\nprocedures:\n  - {code: P, title: P, revision: A, steps: [\n"
        + ",".join(step.strip().removeprefix("- ") for step in steps)
        + "]}\n",
        "utf-8",
    )
    rover.done("admin", importing(rover, path))
    out = tmp_path / "out"
    out.mkdir()
    assert_nothing_changes(rover, "P", "A", out)
    assert {file.read_text("utf-8") for file in (out / "files").rglob("note.txt")} == {"1", "2"}


def test_what_is_written_here_is_imported_elsewhere(open_rover: OpenRover, tmp_path: Path) -> None:
    with open_rover() as here, open_rover() as there:
        at_home, away = rover_in(here), rover_in(there)
        taken_in(at_home, ROCKER)
        path = site_file(at_home, stored(at_home, "ION-77"), tmp_path)
        outcome = away.done("admin", importing(away, path))
        assert outcome.sentence == "Rover line is imported: 1 added."
        assert stored(away, "ION-77").definition == stored(at_home, "ION-77").definition
        assert stored(away, "ION-77").contents == stored(at_home, "ION-77").contents


NUMBERS = count()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(procedures())
def test_procedures_that_nobody_thought_of(rover: Rover, procedure: ProcedureDefinition) -> None:
    code = f"MADE-{next(NUMBERS)}"
    made = replace(procedure, code=code)
    rover.done("admin", ImportSite(definition=SiteDefinition(name="Rover line", procedures=(made,))))
    with TemporaryDirectory() as folder:
        assert_nothing_changes(rover, code, made.revision, Path(folder))
