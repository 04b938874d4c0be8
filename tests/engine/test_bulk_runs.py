"""Starting the runs of a list: all of them or none, with every bad line named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from data import models
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.bulk_runs import MAX_RUNS
from ion_tui.engine.commands import PlannedRun, StartRuns
from ion_tui.importers.ion.bulk_runs import RunList, read_run_list
from tests.engine.procedures.drafts import counts, refused, release, stored, taken_in
from tests.importers.ion.exports import SAMPLES, a_field, a_procedure, a_step
from tests.rover import Rover

UNIT = models.table(models.Inventory)
PART = models.table(models.Part)


def sample() -> StartRuns:
    """The sample's command."""
    found = read_run_list(SAMPLES / "osr_bulk_runs.csv")
    assert isinstance(found, RunList)
    return StartRuns(runs=found.runs)


def of(*runs: tuple[str, str, str] | tuple[str, str, str, str]) -> StartRuns:
    """The command that starts these runs, on lines from 2."""
    return StartRuns(runs=tuple(PlannedRun(line, *run) for line, run in enumerate(runs, start=2)))


def units(rover: Rover, serial: str) -> list[Any]:
    """The inventories with this serial."""
    with rover.engine.store.read() as tx:
        return list(
            tx.execute(
                select(UNIT, PART.c.number)
                .join(PART, PART.c.id == UNIT.c.part_id)
                .where(UNIT.c.serial == serial)
            )
        )


def test_the_sample(rover: Rover) -> None:
    outcome = rover.done("lead1", sample())
    assert outcome.sentence == "5 runs are ready."
    first, second, *_, last = outcome.made["run"]
    titles = {row.run_id: row.title for row in rover.engine.reads.runs()}
    assert titles[first] == f"Run {first}: OSR-RB · RB-0101"
    assert titles[second] == "Rover 3 left"
    assert titles[last] == f"Run {last}: OSR-CB · 00202"
    (unit,) = units(rover, "00202")
    assert (unit.number, unit.quantity, unit.status) == ("OSR-CB", 1, "available")
    (built,) = units(rover, "RB-0101")
    assert built.status == "in work"


def test_the_same_list_again_starts_nothing(rover: Rover) -> None:
    rover.done("lead1", sample())
    before = counts(rover)
    again = rover.done("lead1", sample())
    assert again.sentence == "Nothing to start: every run of the list is there already."
    assert again.notes[1] == "Line 3: Rover 3 left is there already."
    assert counts(rover) == before


def test_a_list_that_has_grown_starts_what_is_new(rover: Rover) -> None:
    rover.done("lead1", of(("PRC-RB", "OSR-RB", "N-1")))
    outcome = rover.done("lead1", of(("PRC-RB", "OSR-RB", "N-1"), ("PRC-RB", "OSR-RB", "N-2")))
    assert outcome.sentence == "1 run is ready; 1 of the list were there already."
    assert len(units(rover, "N-1")) == 1


def test_a_serial_of_two_parts_is_two_units(rover: Rover) -> None:
    rover.done("lead1", of(("PRC-RB", "OSR-RB", "77"), ("PRC-CBT", "OSR-CB", "77")))
    assert sorted(unit.number for unit in units(rover, "77")) == ["OSR-CB", "OSR-RB"]


def test_one_unit_may_have_runs_of_two_procedures(rover: Rover) -> None:
    outcome = rover.done("lead1", of(("PRC-RB", "OSR-RB", "78"), ("PRC-CBT", "OSR-RB", "78")))
    assert outcome.sentence == "2 runs are ready."
    assert outcome.notes == ("Line 3: PRC-CBT is not linked to OSR-RB.",)
    assert len(units(rover, "78")) == 1


def test_a_procedure_that_is_linked_to_no_part_takes_the_part_of_the_list(rover: Rover) -> None:
    taken_in(rover, a_procedure(a_step("1")))
    release(rover, "ION-77")
    rover.done("lead1", of(("ION-77", "OSR-CB", "00303")))
    (unit,) = units(rover, "00303")
    assert unit.number == "OSR-CB"


def test_every_bad_line_is_named_and_nothing_is_started(rover: Rover) -> None:
    with rover.engine.store.write() as tx:
        tx.execute(update(UNIT).where(UNIT.c.serial == "CB-0102").values(status="scrapped"))
    taken_in(rover, a_procedure(a_step("1", fields=[a_field("F", "SIGNOFF")])))
    runs: list[Any] = [
        ("PRC-RB", "OSR-RB", "NEW-1"),
        ("PRC-RC", "OSR-RB", "NEW-2"),
        ("PRC-RB", "OSR-R", "NEW-3"),
        ("PRC-RB", "B4", "NEW-4"),
        ("PRC-RB", "OSR-RB", "NEW-1"),
        ("PRC-RB", "OSR-CB", "CB-0102"),
        ("ION-77", "OSR-RB", "NEW-5"),
        ("PRC-RB", "OSR-RB", "a\nb"),
        ("PRC-RB", "OSR-RB", "x" * 81),
        ("PRC-RB", "OSR-RB", "NEW-6", "y" * 201),
        ("PRC-RB", "OSR-RB", "\u202eNEW-7"),
        ("PRC-RB", "OSR-RB", ""),
    ]
    answer = refused(rover, "lead1", of(*runs))
    assert answer.sentence == "11 lines cannot be carried out, so no run was started."
    assert answer.more == (
        'Line 3: There is no procedure "PRC-RC". Did you mean PRC-RB?',
        'Line 4: There is no part "OSR-R". Did you mean OSR-RB?',
        "Line 5: B4 is not tracked by serial: start a run on its stock from the runs table.",
        "Line 6: PRC-RB on OSR-RB · NEW-1 stands in line 2 already.",
        "Line 7: Part inventory is not in a state that allows a new run: OSR-CB · CB-0102 is scrapped.",
        "Line 8: Procedure has unreleased steps: release ION-77 revision A first.",
        "Line 9: The serial number must stand on one line, without spaces around it.",
        "Line 10: The serial number: A text here has at most 80 characters; this one has 81.",
        "Line 11: The run title: A text here has at most 200 characters; this one has 201.",
        "Line 12: The serial number: The text holds a character that cannot be shown; type it again.",
        "Line 13: The serial number is missing.",
    )
    assert units(rover, "NEW-1") == []


def test_one_bad_line_is_the_whole_sentence(rover: Rover) -> None:
    answer = refused(rover, "lead1", of(("PRC-RB", "NOPE", "1")))
    assert answer.sentence == 'Line 2: There is no part "NOPE". No run was started.'
    assert rover.engine.preview(rover.actor("lead1"), of(("PRC-RB", "NOPE", "1"))) == answer


def test_a_part_with_revisions_is_that_of_the_procedure_or_of_the_serial(rover: Rover) -> None:
    with rover.engine.store.write() as tx:
        for number in ("OSR-RB", "E1"):
            tx.execute(insert(PART).values(number=number, revision="Z", tracking="serial", description=""))
    linked, has_serial, unclear = (
        ("PRC-RB", "OSR-RB", "1"),
        ("PRC-RB", "E1", "PCB-0101"),
        ("PRC-RB", "E1", "1"),
    )
    assert rover.done("lead1", of(linked, has_serial)).sentence == "2 runs are ready."
    answer = refused(rover, "lead1", of(unclear))
    assert answer.sentence.startswith(
        "Line 2: E1 has revisions A and Z, and PRC-RB is linked to none of them:"
    )


def test_runs_start_from_what_was_released_last(rover: Rover) -> None:
    taken_in(rover, a_procedure(a_step("1")), code="PRC-RB")
    rover.done("lead1", of(("PRC-RB", "OSR-RB", "1")))
    release(rover, "PRC-RB", "B")
    rover.done("lead1", of(("PRC-RB", "OSR-RB", "2")))
    runs = models.table(models.Run)
    with rover.engine.store.read() as tx:
        newest = tx.execute(select(runs.c.procedure_id).order_by(runs.c.id.desc()).limit(2)).scalars().all()
    assert newest == [stored(rover, "PRC-RB", "B").id, stored(rover, "PRC-RB", "A").id]


@pytest.mark.parametrize(
    ("runs", "sentence"),
    [
        ((), "The list names no run."),
        (
            tuple(PlannedRun(line, "PRC-RB", "OSR-RB", f"{line}") for line in range(MAX_RUNS + 1)),
            "The list has 1001 runs: start at most 1000 at once, in several lists.",
        ),
    ],
)
def test_no_runs_and_too_many_are_refused(rover: Rover, runs: tuple[PlannedRun, ...], sentence: str) -> None:
    assert refused(rover, "lead1", StartRuns(runs=runs)).sentence == sentence


@pytest.mark.parametrize("who", ["op1", "qa1", "eng1"])
def test_who_may_not_start_runs_is_refused(rover: Rover, who: str) -> None:
    assert refused(rover, who, sample()).code is Code.NOT_PERMITTED


def test_a_preview_tells_what_is_there_already(rover: Rover) -> None:
    rover.done("lead1", of(("PRC-RB", "OSR-RB", "N-1", "First")))
    plan = rover.engine.preview(
        rover.actor("lead1"), of(("PRC-RB", "OSR-RB", "N-1"), ("PRC-RB", "OSR-RB", "N-2"))
    )
    assert isinstance(plan, Plan)
    assert plan.warnings == ("Line 2: First is there already.",)
    assert units(rover, "N-2") == []


def test_the_record_has_one_command_and_every_run(rover: Rover) -> None:
    outcome = rover.done("lead1", sample())
    entries = [
        entry for entry in rover.engine.reads.history(limit=50) if entry.command_id == outcome.command_id
    ]
    assert sorted(entry.action for entry in entries) == ["inventory.make"] * 5 + ["run.start"] * 5


def test_a_list_said_twice_with_one_key_is_carried_out_once(rover: Rover) -> None:
    command = sample()
    first = rover.done("lead1", command)
    assert rover.done("lead1", command).made == first.made


def test_a_file_that_is_no_list_says_nothing_to_the_engine(tmp_path: Path) -> None:
    assert not isinstance(read_run_list(tmp_path / "no.csv"), (RunList, Refused))
