"""Stories of what is recorded on a batch: shared fields, fields per unit, and values that differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data import models
from ion_tui.engine.answers import Code, Plan
from ion_tui.engine.commands import Record, RecordCell, Rework
from tests.engine.batches.hands import Batch, batch_of
from tests.engine.workshop import Field, Grid, Step, Workshop

TORQUE = Field("Torque", required=False)
SERIAL = Field("Weight", required=False, more={"per_unit": True})
SIGNED = Field("Seen by", "signoff", role="Operator", required=False)


@pytest.fixture
def three(shop: Workshop) -> Batch:
    """Three runs whose one step is started."""
    batch = batch_of(shop, 3, Step("Fit", fields=(TORQUE, SERIAL, SIGNED)))
    shop.start("op1", batch.steps("Fit")[0])
    return batch


def values(shop: Workshop, batch: Batch, name: str = "Torque") -> list[str | None]:
    return [shop.field(step, name).value for step in batch.steps("Fit")]


def alone(command: Record) -> Record:
    return replace(command, only_this_run=True)


def test_a_shared_value_goes_to_every_unit_that_has_none(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    answer = shop.record("op1", fits[0], "Torque", "0.50")
    assert answer.sentence == "Torque: 0.50 on 3 of 3 runs."
    assert values(shop, three) == ["0.50"] * 3
    for run in three.runs:
        assert shop.engine.reads.history(run_id=run.id)[0].action == "field.record"


def test_a_value_that_differs_is_left_alone_and_named(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.do("op2", alone(shop.recording(fits[2], "Torque", "0.7")))
    command = shop.recording(fits[0], "Torque", "0.5")
    plan = shop.preview("op1", command)
    assert isinstance(plan, Plan)
    assert plan.overwrites == 1
    assert [(skip.step_id, skip.reason.sentence) for skip in plan.skipped] == [
        (fits[2], "Torque is 0.7 there, recorded by Operator Two at 08:00.")
    ]
    assert shop.do("op1", command).sentence == "Torque: 0.5 on 2 of 3 runs."
    assert values(shop, three) == ["0.5", "0.5", "0.7"]


def test_it_is_overwritten_where_that_is_chosen_and_kept_in_the_history(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.do("op2", alone(shop.recording(fits[2], "Torque", "0.7")))
    shop.record("op1", fits[0], "Torque", "0.5", overwrite=True)
    assert values(shop, three) == ["0.5"] * 3
    entry = shop.engine.reads.history(step_id=fits[2])[0]
    assert (entry.before, '"value":"0.5"' in (entry.after or "")) == ('{"value":"0.7","na":false}', True)


def test_the_same_value_is_nothing_to_skip(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.do("op2", alone(shop.recording(fits[2], "Torque", "0.5")))
    version = shop.field(fits[2], "Torque").value_version
    plan = shop.preview("op1", shop.recording(fits[0], "Torque", "0.5"))
    assert isinstance(plan, Plan)
    assert plan.skipped == ()
    shop.record("op1", fits[0], "Torque", "0.5")
    assert shop.field(fits[2], "Torque").value_version == version


def test_a_field_per_unit_is_nobody_else_s(shop: Workshop, three: Batch) -> None:
    assert shop.record("op1", three.steps("Fit")[1], "Weight", "12").sentence == "Weight: 12."
    assert values(shop, three, "Weight") == [None, "12", None]


def test_clearing_takes_it_away_where_overwriting_is_chosen(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.record("op1", fits[0], "Torque", "0.5")
    shop.record("op1", fits[0], "Torque", "")
    assert values(shop, three) == [None, "0.5", "0.5"]
    shop.record("op1", fits[1], "Torque", "", overwrite=True)
    assert values(shop, three) == [None, None, None]


def test_what_is_signed_over_on_one_unit_needs_a_reason_there(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.do("op1", alone(shop.recording(fits[1], "Torque", "0.7")))
    shop.do("op1", replace(shop.signing(fits[1], "Seen by", "op2"), only_this_run=True))
    command = shop.recording(fits[0], "Torque", "0.5", overwrite=True)
    plan = shop.preview("op1", command)
    assert isinstance(plan, Plan)
    assert [skip.reason.code for skip in plan.skipped] == [Code.REASON_NEEDED]
    shop.do("op1", replace(command, reason="wrong wrench"))
    assert values(shop, three) == ["0.5"] * 3


def test_after_rework_each_unit_confirms_and_its_value_is_of_its_attempt(
    shop: Workshop, three: Batch
) -> None:
    fits = three.steps("Fit")
    shop.record("op1", fits[0], "Torque", "0.5")
    shop.fail("op1", fits[0])
    shop.do("lead1", Rework(step_id=fits[2], reason="again", only_this_run=True))
    shop.do("lead1", Rework(step_id=fits[0], reason="again"))
    shop.start("op1", fits[0])
    shop.record("op1", fits[0], "Torque", "0.5")
    rows = [row for step in fits for row in shop.rows(models.FieldValue, run_step_id=step)]
    assert [(row.confirmed, row.attempt) for row in rows] == [(True, 2)] * 3


def test_a_cell_of_a_table_goes_to_every_unit_too(shop: Workshop) -> None:
    batch = batch_of(shop, 2, Step("Fit", grid=Grid((Field("Volts"),), (True, False))))
    fits = batch.steps("Fit")
    shop.start("op1", fits[0])
    cell = shop.view(fits[0]).grid[0].cells[0]
    shop.do("op1", RecordCell(step_id=fits[0], row_id=cell.row_id, column_id=cell.column_id, text="1.7"))
    assert [shop.view(step).grid[0].cells[0].value for step in fits] == ["1.7", "1.7"]
    assert [shop.view(step).grid[1].cells[0].value for step in fits] == [None, None]
