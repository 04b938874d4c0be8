"""The rover line, imported whole."""

import dataclasses
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, func, select

from data import models
from data.models import table
from data.store import Store
from ion_tui.engine import graph, rollup
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.commands import Actor, Initialize
from ion_tui.engine.core import Engine
from ion_tui.engine.history import verify_chains
from tests.engine.site_import.site_files import entries, rows, saying
from tests.rover import KIOSK, MORNING, PEOPLE, SITE_FILE, PlainHasher, Rover, importing

RUN = table(models.Run)
STEP = table(models.RunStep)
SOURCE = table(models.ProcedureStep)
CONTENT = table(models.StepContent)
PART = table(models.Part)


@pytest.fixture
def empty(store: Store) -> Rover:
    """A site with nothing but its administrator."""
    clock = FixedClock(MORNING)
    engine = Engine(store, clock=clock, hasher=PlainHasher())
    made = engine.perform(
        Actor(None, KIOSK), Initialize(site="Site", code="boss", name="Boss", pin="4711", badge="B1")
    )
    assert isinstance(made, Outcome)
    return Rover(engine, clock, {"admin": made.made["operator"][0]})


def test_the_same_file_again_changes_nothing(rover: Rover) -> None:
    again = rover.done("admin", importing(rover.engine, SITE_FILE))
    assert (again.sentence, again.notes, again.made) == ("Nothing to change.", (), {})
    assert entries(rover) == []


def test_a_preview_says_what_the_import_then_does(empty: Rover) -> None:
    command = importing(empty.engine, SITE_FILE)
    plan = empty.engine.preview(empty.actor("admin"), command)
    assert isinstance(plan, Plan)
    assert rows(empty, select(func.count()).select_from(PART)) == [(0,)]
    done = empty.done("admin", command)
    assert done.notes == plan.warnings
    assert done.sentence == "Rover line is imported: 85 added, 1 changed."
    assert "19 parts added: S2 A, S3 A, S5 A, S7 A, S11 A and 14 more." in done.notes
    assert "1 site changed: Rover line (name, time zone)." in done.notes
    assert len(done.made["run"]) == 6


def test_every_thing_that_was_made_is_in_the_record(empty: Rover) -> None:
    empty.done("admin", importing(empty.engine, SITE_FILE))
    by_action: dict[str, int] = {}
    for entry in entries(empty):
        by_action[entry.action] = by_action.get(entry.action, 0) + 1
    assert by_action == {
        "site.change": 1,
        "attribute_kind.add": 4,
        "location.add": 8,
        "role.add": 1,
        "operator.add": 7,
        "part.add": 19,
        "inventory.add": 33,
        "supplier.add": 1,
        "purchase_order.add": 1,
        "purchase_order_line.add": 1,
        "procedure.add": 2,
        "batch.add": 2,
        "inventory.make": 4,
        "run.start": 6,
    }
    assembly = next(entry for entry in entries(empty) if entry.label == "OSR-CB B")
    said = json.loads(assembly.after)
    assert (said["tracking"], said["mbom"][0]["part"], said["mbom"][0]["quantity"]) == (
        "serial",
        ["E1", "A"],
        "1",
    )


def test_the_record_stays_small_and_keeps_no_pin(empty: Rover) -> None:
    empty.done("admin", importing(empty.engine, SITE_FILE))
    command, history = table(models.Command), table(models.History)
    ((payload,),) = rows(empty, select(command.c.payload).where(command.c.verb == "import site"))
    assert set(json.loads(payload)) == {"definition", "files"}
    assert len(payload) < 200
    texts = [
        str(row) for row in rows(empty, select(history.c.after)) + rows(empty, select(command.c.payload))
    ]
    assert not [text for text in texts for _, pin in PEOPLE.values() if f'"{pin}"' in text]


def test_a_derived_value_is_right_and_the_chain_holds(rover: Rover) -> None:
    with rover.engine.store.read() as tx:
        assert [*graph.differences(tx), *rollup.differences(tx), *verify_chains(tx)] == []


def test_steps_are_numbered_by_order_with_dots_for_children(rover: Rover) -> None:
    found = rows(
        rover,
        select(STEP.c.number, CONTENT.c.title)
        .join(CONTENT, CONTENT.c.id == STEP.c.content_id)
        .where(STEP.c.run_id == rover.run_id("RB-0001"))
        .order_by(STEP.c.ordinal),
    )
    assert found == [
        ("0", "Fabricate"),
        ("0.0", "Cut the 3 in channels"),
        ("0.1", "Cut the aluminum rod"),
        ("1", "Begin the rocker"),
        ("2", "Start the bogie pivot"),
        ("3", "Attach the front corner channel"),
        ("4", "Attach the middle wheel channel"),
        ("5", "Weigh the joint"),
        ("6", "Anodize the joint"),
        ("7", "Fit bearing blocks and hub"),
        ("8", "Final inspection"),
    ]


def test_a_sequential_procedure_waits_step_by_step(rover: Rover) -> None:
    waiting = rows(
        rover,
        select(STEP.c.number, STEP.c.waits_on)
        .where(STEP.c.run_id == rover.run_id("CB-0101"))
        .order_by(STEP.c.ordinal),
    )
    assert waiting == [("0", 0), ("1", 1), ("2", 1), ("3", 1)]


def test_siblings_are_the_same_steps_and_outside_processing_has_none(rover: Rover) -> None:
    keys = [
        rows(
            rover,
            select(STEP.c.number, STEP.c.sibling_key)
            .where(STEP.c.run_id == rover.run_id(serial))
            .order_by(STEP.c.ordinal),
        )
        for serial in ("RB-0001", "RB-0003")
    ]
    assert keys[0] == keys[1]
    assert [number for number, key in keys[0] if key is None] == ["6"]


def test_an_assembly_takes_what_its_mbom_says_and_the_rest_on_the_run(rover: Rover) -> None:
    need = table(models.BuildRequirement)
    run = rover.run_id("RB-0001")
    totals = rows(
        rover,
        select(PART.c.number, func.sum(need.c.quantity))
        .join(PART, PART.c.id == need.c.part_id)
        .where(need.c.run_id == run)
        .group_by(PART.c.number),
    )
    assert dict(totals)["W1"] == Decimal(14)
    on_the_run = rows(
        rover,
        select(PART.c.number, need.c.quantity)
        .join(PART, PART.c.id == need.c.part_id)
        .where(need.c.run_id == run, need.c.run_step_id.is_(None)),
    )
    assert on_the_run == [("W1", Decimal(6))]


def test_runs_are_due_at_the_end_of_the_sites_day_and_scheduled_in_its_zone(rover: Rover) -> None:
    ((due, start, title, priority),) = rows(
        rover,
        select(RUN.c.due_at, RUN.c.scheduled_start, RUN.c.title, RUN.c.priority).where(
            RUN.c.id == rover.run_id("CB-0101")
        ),
    )
    assert due == datetime(2026, 11, 28, 7, 59, 59, tzinfo=UTC)
    assert start == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert priority == 1
    assert title == f"Run {rover.run_id('CB-0101')}: OSR-CB · CB-0101"


def test_runs_of_one_batch_title_are_one_batch(rover: Rover) -> None:
    batch = table(models.Batch)
    found = rows(
        rover,
        select(batch.c.title, func.count())
        .join(RUN, RUN.c.batch_id == batch.c.id)
        .group_by(batch.c.title)
        .order_by(batch.c.title),
    )
    assert found == [("Rover 1 suspension", 2), ("Rover 2 suspension", 2)]


def test_a_run_takes_its_procedures_attribute_and_its_own(rover: Rover) -> None:
    value, kind = table(models.AttributeValue), table(models.AttributeKind)
    found = rows(
        rover,
        select(kind.c.name, value.c.value)
        .join(kind, kind.c.id == value.c.kind_id)
        .where(value.c.run_id == rover.run_id("RB-0003"))
        .order_by(kind.c.name),
    )
    assert found == [("Customer", "Internal"), ("Lot", "L-26-48")]


def test_a_drawing_is_kept_by_its_digest_and_shown_with_its_step(rover: Rover) -> None:
    file, shown = table(models.StoredFile), table(models.ContentFile)
    found = rows(
        rover,
        select(CONTENT.c.title, shown.c.name, file.c.media_type, file.c.data)
        .join(shown, shown.c.content_id == CONTENT.c.id)
        .join(file, file.c.digest == shown.c.file_digest),
    )
    drawing = (SITE_FILE.parent / "drawings" / "channel_cut.png").read_bytes()
    assert found == [("Cut the 3 in channels", "channel_cut.png", "image/png", drawing)]


def test_the_datagrid_holds_what_the_procedure_fills_in(rover: Rover) -> None:
    preset, column = table(models.DatagridPreset), table(models.DatagridColumn)
    found = rows(
        rover,
        select(column.c.name, preset.c.value)
        .join(column, column.c.id == preset.c.column_id)
        .order_by(preset.c.row_id),
    )
    assert found == [("Pad", "T7"), ("Pad", "T11"), ("Pad", "T18"), ("Pad", "T16")]


def test_progress_is_told_up_to_the_end(empty: Rover) -> None:
    told: list[tuple[int, int, str]] = []
    command = dataclasses.replace(
        importing(empty.engine, SITE_FILE), progress=lambda *step: told.append(step)
    )
    empty.done("admin", command)
    assert told[0] == (1, 7, "PINs")
    assert told[7:9] == [(1, 86, "sites"), (2, 86, "attributes")]
    assert told[-1] == (86, 86, "runs")


def test_who_stops_an_import_finds_nothing_changed(empty: Rover) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if done == 60:
            raise KeyboardInterrupt

    command = dataclasses.replace(importing(empty.engine, SITE_FILE), progress=stop)
    with pytest.raises(KeyboardInterrupt):
        empty.engine.perform(empty.actor("admin"), command)
    assert rows(empty, select(func.count()).select_from(PART)) == [(0,)]
    assert empty.done("admin", importing(empty.engine, SITE_FILE)).made["run"]


def test_a_repeated_key_answers_as_the_first_time(empty: Rover) -> None:
    command = importing(empty.engine, SITE_FILE)
    first = empty.done("admin", command)
    second = empty.done("admin", command)
    assert (second.sentence, second.notes, second.replayed) == (first.sentence, first.notes, True)


def test_only_who_may_update_the_site_imports(rover: Rover) -> None:
    answer = rover.engine.perform(rover.actor("lead1"), importing(rover.engine, SITE_FILE))
    assert isinstance(answer, Refused)
    assert answer.code is Code.NOT_PERMITTED


def test_a_store_without_a_site_says_how_to_make_one(store: Store) -> None:
    engine = Engine(store, clock=FixedClock(MORNING), hasher=PlainHasher())
    command = importing(engine, SITE_FILE)
    for answer in (engine.perform(Actor(None, KIOSK), command), engine.preview(Actor(None, KIOSK), command)):
        assert isinstance(answer, Refused)
        assert answer.sentence == "There is no site in this store yet; make one with: ion-tui init"


def test_an_import_says_as_many_statements_for_much_stock_as_for_little(rover: Rover) -> None:
    def statements_for(count: int, prefix: str) -> int:
        serials = ", ".join(f"{prefix}-{number}" for number in range(count))
        command = saying(rover, f"inventory: [{{part: S11, serials: [{serials}], location: STOCK}}]")
        said: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            said.append(statement)

        event.listen(rover.engine.store._engine, "before_cursor_execute", note)
        rover.done("admin", command)
        event.remove(rover.engine.store._engine, "before_cursor_execute", note)
        return len(said)

    statements_for(1, "warm")
    assert statements_for(5, "few") == statements_for(200, "many")


def test_content_of_a_step_is_kept_once(rover: Rover) -> None:
    contents = rows(rover, select(func.count()).select_from(CONTENT))
    steps = rows(rover, select(func.count()).select_from(SOURCE))
    assert contents == steps == [(15,)]
