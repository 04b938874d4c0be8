"""Runs of a site file: started as any run is, once for each unit."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from data import models
from data.models import table
from ion_tui.engine.commands import ImportSite
from tests.engine.site_import.site_files import entries, imported, previewed, refused, rows, saying, section
from tests.rover import MORNING, OpenRover, Rover, rover_in

RUN = table(models.Run)
STEP = table(models.RunStep)
BATCH = table(models.Batch)
STOCK = table(models.Inventory)
PART = table(models.Part)
PROCEDURE = table(models.Procedure)


def test_a_unit_that_has_a_run_of_the_procedure_gets_no_other(rover: Rover) -> None:
    imported(rover, section("procedures", ("revision: A\n    status", "revision: B\n    status")))
    again = imported(rover, "runs: [{procedure: PRC-RB, revision: B, serial: RB-0001}]")
    assert again.sentence == "Nothing to change."


def test_a_run_without_a_revision_means_the_one_released_last(rover: Rover) -> None:
    imported(rover, section("procedures", ("revision: A\n    status", "revision: B\n    status")))
    imported(rover, "runs: [{procedure: PRC-RB, serial: RB-9}]")
    found = select(PROCEDURE.c.revision).join(RUN, RUN.c.procedure_id == PROCEDURE.c.id)
    assert rows(rover, found.where(RUN.c.id == rover.run_id("RB-9"))) == [("B",)]


def test_a_run_joins_the_open_batch_of_its_title(rover: Rover) -> None:
    done = imported(rover, "runs: [{procedure: PRC-RB, serial: RB-9, batch: Rover 1 suspension}]")
    assert done.notes == ("1 run added: PRC-RB on RB-9.",)
    batch = (
        select(BATCH.c.title, func.count()).join(RUN, RUN.c.batch_id == BATCH.c.id).group_by(BATCH.c.title)
    )
    assert ("Rover 1 suspension", 3) in rows(rover, batch)
    steps = rows(rover, select(STEP.c.batch_id).distinct().where(STEP.c.run_id == rover.run_id("RB-9")))
    assert len(steps) == 1


def test_a_dissolved_batch_is_not_joined_again(rover: Rover) -> None:
    with rover.engine.store.write() as tx:
        tx.execute(update(BATCH).values(dissolved_at=MORNING))
    done = imported(rover, "runs: [{procedure: PRC-RB, serial: RB-9, batch: Rover 1 suspension}]")
    assert done.notes[0] == "1 batch added: Rover 1 suspension."


def test_a_title_of_several_batches_says_nothing(rover: Rover) -> None:
    with rover.engine.store.write() as tx:
        tx.execute(update(BATCH).values(title="Rover 1 suspension"))
    answer = refused(rover, "runs: [{procedure: PRC-RB, serial: RB-9, batch: Rover 1 suspension}]")
    assert answer.sentence == "There are several batches titled Rover 1 suspension: rename all but one."


@pytest.mark.parametrize("status", ["installed", "consumed", "scrapped"])
def test_a_unit_that_is_gone_gets_no_run(rover: Rover, status: str) -> None:
    with rover.engine.store.write() as tx:
        tx.execute(update(STOCK).where(STOCK.c.serial == "RB-0001").values(status=status))
    imported(
        rover,
        section("procedures", ("code: PRC-RB", "code: PRC-RB2"), ("kind: build", "kind: rework")),
    )
    answer = refused(rover, "runs: [{procedure: PRC-RB2, serial: RB-0001}]")
    assert answer.sentence == (
        "Run PRC-RB2 on RB-0001: Part inventory is not in a state that allows a new run: "
        f"OSR-RB · RB-0001 is {status}."
    )


def test_everything_that_keeps_runs_from_starting_is_said_at_once(rover: Rover) -> None:
    command = saying(
        rover,
        """
        operators: [{id: temp, name: Temporary, roles: []}]
        locations: [{name: Yard, code: WC-YARD, work_center: true}]
        runs:
          - {procedure: PRC-RB, serial: RB-9, operator: temp, work_center: WC-YARD}
          - {procedure: PRC-CBT, serial: CB-0103, title: "Board \u202e"}
        """,
    )
    bare = dataclasses.replace(command.definition, operators=(), locations=())
    answer = rover.engine.perform(rover.actor("admin"), ImportSite(definition=bare))
    assert getattr(answer, "more", None) == (
        "Run PRC-RB on RB-9: temp is no active operator.",
        "Run PRC-RB on RB-9: there is no work center WC-YARD.",
        "Run PRC-CBT on CB-0103: The text holds a character that cannot be shown; type it again.",
    )


def test_what_only_starting_a_run_finds_takes_the_whole_import_back(rover: Rover) -> None:
    answer = rover.engine.perform(
        rover.actor("admin"),
        saying(
            rover,
            f"""
            parts: [{{number: NEW, revision: A}}]
            runs: [{{procedure: PRC-RB, serial: {"S" * 90}}}]
            """,
        ),
    )
    assert getattr(answer, "sentence", "") == (
        f"Run PRC-RB on {'S' * 90}: A text here has at most 80 characters; this one has 90."
    )
    assert rows(rover, select(PART.c.id).where(PART.c.number == "NEW")) == []
    assert previewed(rover, "parts: [{number: NEW, revision: A}]") == ("1 part added: NEW A.",)


def test_attributes_of_a_run_are_of_their_types(rover: Rover) -> None:
    imported(
        rover,
        """
        attributes:
          - {name: Colors, for: run, type: multiselect, options: [red, green, blue]}
          - {name: Weight, for: run, type: number}
          - {name: Rush, for: run, type: boolean}
          - {name: Promised, for: run, type: datetime}
        runs:
          - procedure: PRC-RB
            serial: RB-9
            attributes: {Colors: [blue, red], Weight: 1.50, Rush: true, Promised: 2026-12-04T08:00}
        """,
    )
    value, kind = table(models.AttributeValue), table(models.AttributeKind)
    found = rows(
        rover,
        select(kind.c.name, value.c.value)
        .join(kind, kind.c.id == value.c.kind_id)
        .where(value.c.run_id == rover.run_id("RB-9"))
        .order_by(kind.c.name),
    )
    assert found == [
        ("Colors", "red\nblue"),
        ("Customer", "Internal"),
        ("Promised", "2026-12-04T08:00-08:00"),
        ("Rush", "yes"),
        ("Weight", "1.50"),
    ]


def test_the_mboms_substitutes_count_besides_those_of_the_step(rover: Rover) -> None:
    before = "{part: B11, quantity: 16, substitutes: [B11-ALT]}"
    imported(rover, section("parts", (before, before.replace("B11-ALT", "B4"))))
    imported(rover, "runs: [{procedure: PRC-RB, serial: RB-9}]")
    need, other = table(models.BuildRequirement), table(models.RequirementSubstitute)
    wanted = PART.alias("wanted")
    found = rows(
        rover,
        select(wanted.c.number, PART.c.number)
        .select_from(other)
        .join(need, need.c.id == other.c.requirement_id)
        .join(wanted, wanted.c.id == need.c.part_id)
        .join(PART, PART.c.id == other.c.part_id)
        .where(need.c.run_id == rover.run_id("RB-9"))
        .distinct()
        .order_by(PART.c.number),
    )
    assert found == [("B11", "B11-ALT"), ("B11", "B4")]


def test_runs_that_are_made_stand_in_the_record(rover: Rover) -> None:
    imported(rover, "runs: [{procedure: PRC-RB, serial: RB-9, batch: New}]")
    assert [entry.action for entry in entries(rover)] == ["batch.add", "inventory.make", "run.start"]


def test_two_imports_after_each_other_start_no_run_twice(rover: Rover) -> None:
    text = "runs: [{procedure: PRC-RB, serial: RB-9}]"
    first, second = saying(rover, text), saying(rover, text)
    rover.done("admin", first)
    assert rover.done("admin", second).sentence == "Nothing to change."


def test_two_imports_at_once_start_each_run_once(open_rover: OpenRover) -> None:
    with open_rover() as store:
        rover = rover_in(store)
        commands = [saying(rover, "runs: [{procedure: PRC-RB, serial: RB-9, batch: New}]") for _ in range(2)]
        with ThreadPoolExecutor() as threads:
            answers = threads.map(lambda command: rover.done("admin", command).sentence, commands)
        assert sorted(answers) == ["Nothing to change.", "Rover line is imported: 2 added."]
