"""Stories of starting one procedure on several units at once: all of them, or none and each reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data import models
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import CreateBatch, StartRunsOnUnits
from tests.engine.workshop import Step, Workshop

SAW = Step("Saw")


@pytest.fixture(autouse=True)
def nothing_derived_is_wrong(own_shop: Workshop) -> object:
    """After every story, each stored value that could be derived is what it should be."""
    yield None
    assert own_shop.faults() == []


def test_serials_that_are_there_and_new_ones_get_a_run_each(own_shop: Workshop) -> None:
    made = own_shop.procedure(SAW)
    there = own_shop.stock("ASM", serial="SN-2")
    outcome = own_shop.do("lead1", StartRunsOnUnits(procedure_id=made, serials=("SN-1", " SN-2 ")))
    assert outcome.sentence == "2 runs are ready."
    rows = own_shop.rows(models.Run)
    assert outcome.made["run"] == tuple(row.id for row in rows)
    assert [row.title for row in rows] == ["Run 1: ASM · SN-1", "Run 2: ASM · SN-2"]
    assert rows[1].inventory_id == there
    assert own_shop.row(models.Inventory, rows[0].inventory_id).serial == "SN-1"


def test_everything_is_set_at_once_in_one_transaction(own_shop: Workshop) -> None:
    made, due = own_shop.procedure(SAW), own_shop.clock.now() + timedelta(days=3)
    center = next(row.id for row in own_shop.engine.reads.work_centers() if row.code == "WC")
    commands, _ = own_shop.record_length()
    outcome = own_shop.do(
        "lead1",
        StartRunsOnUnits(
            procedure_id=made,
            serials=tuple(f"SN-{number}" for number in range(30)),
            title="Order 7",
            operator_id=own_shop.people["op1"],
            work_center_id=center,
            priority=2,
            new_batch=" Rover  1 ",
            due_at=due,
        ),
    )
    assert own_shop.record_length()[0] == commands + 1
    assert outcome.sentence == "30 runs are ready in Batch 1: Rover 1."
    assert outcome.made["batch"] == (1,)
    assert own_shop.row(models.Batch, 1).size == 30
    for row in own_shop.rows(models.Run):
        assert (row.operator_id, row.work_center_id, row.priority) == (own_shop.people["op1"], center, 2)
        assert (row.batch_id, row.due_at) == (1, due)
        assert row.title.startswith("Order 7: ASM · SN-")


def test_a_single_run_has_its_title_as_it_is(own_shop: Workshop) -> None:
    made = own_shop.procedure(SAW)
    own_shop.do("lead1", StartRunsOnUnits(procedure_id=made, serials=("SN-1",), title="Order 7"))
    assert [row.title for row in own_shop.rows(models.Run)] == ["Order 7"]


def test_runs_join_a_batch_that_is_there(own_shop: Workshop) -> None:
    made = own_shop.procedure(SAW)
    batch = own_shop.do("lead1", CreateBatch(run_ids=(own_shop.run(procedure=made).id,))).made["batch"][0]
    own_shop.do("lead1", StartRunsOnUnits(procedure_id=made, serials=("A", "B"), batch_id=batch))
    assert own_shop.row(models.Batch, batch).size == 3


def test_a_unit_of_another_part_is_taken_with_a_warning(own_shop: Workshop) -> None:
    made, bolt = own_shop.procedure(SAW), own_shop.stock("BOLT", serial="B-1")
    said = StartRunsOnUnits(procedure_id=made, inventory_ids=(bolt,), serials=("SN-1",))
    plan = own_shop.preview("lead1", said)
    assert isinstance(plan, Plan)
    assert len(plan.warnings) == 1
    assert plan.warnings[0].endswith("is not linked to BOLT.")
    assert own_shop.do("lead1", said).notes == plan.warnings


def test_each_unit_that_cannot_have_a_run_is_named_and_none_is_started(own_shop: Workshop) -> None:
    made = own_shop.procedure(SAW)
    for serial in ("SN-1", "SN-2"):
        own_shop.stock("ASM", serial=serial, status="scrapped")
    before = own_shop.everything()
    said = StartRunsOnUnits(procedure_id=made, serials=("SN-0", "SN-1", "SN-2"), new_batch="")
    refused = own_shop.say("lead1", said)
    assert isinstance(refused, Refused)
    assert refused.sentence == "2 of 3 units cannot have a run, so none was started."
    assert ["SN-1" in refused.more[0], "SN-2" in refused.more[1]] == [True, True]
    assert own_shop.everything() == before


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"serials": ()}, "Name at least one unit: scan it, or type its serial."),
        ({"serials": ("A", "A ")}, '"A" is named twice: each unit gets one run.'),
        ({"serials": ("",)}, "A run needs an inventory, or the serial of the unit that it builds."),
        (
            {"serials": tuple(map(str, range(1001)))},
            "These are 1001 units: start at most 1000 runs at once.",
        ),
        ({"batch_id": 7}, "There is no such batch, or it has been dissolved."),
        ({"batch_id": 7, "new_batch": "B"}, "The runs join a batch, or make a new one, not both."),
        ({"priority": 6}, "A priority is 1 (most urgent) to 5."),
        ({"operator_id": 999}, "The operator to assign is not there or not active."),
        ({"procedure_id": 999}, "This procedure is not there any more."),
    ],
)
def test_what_cannot_be_started_is_refused(
    own_shop: Workshop, more: dict[str, object], sentence: str
) -> None:
    said: dict[str, object] = {"procedure_id": own_shop.procedure(SAW), "serials": ("A",), **more}
    assert own_shop.refuse("lead1", StartRunsOnUnits(**said)) == sentence  # type: ignore[arg-type]


def test_a_draft_is_refused_once_for_all_units(own_shop: Workshop) -> None:
    made = own_shop.procedure(SAW, status="draft")
    refused = own_shop.say("lead1", StartRunsOnUnits(procedure_id=made, serials=("A", "B")))
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("Procedure has unreleased steps")


def test_an_operator_starts_no_run(own_shop: Workshop) -> None:
    said = StartRunsOnUnits(procedure_id=own_shop.procedure(SAW), serials=("A",))
    assert "needs the permission CreateRun" in own_shop.refuse("op1", said, Code.NOT_PERMITTED)
