"""A store of before batches had rows of their own in the queue is brought up with what it holds."""

from __future__ import annotations

import pytest
from alembic import command

from data import models, schema
from ion_tui.engine.commands import Hold
from tests.engine.batches.hands import batch_of
from tests.engine.workshop import Step, Workshop


@pytest.mark.slow
def test_rows_and_sizes_are_computed_for_the_batches_that_are_there(own_shop: Workshop) -> None:
    batch = batch_of(own_shop, 3, Step("Fit"), Step("Ship", after=("Fit",)))
    own_shop.do("op1", Hold(step_id=batch.steps("Fit")[1], reason="scratched", only_this_run=True))
    before = [(row.id, row.stands_for) for row in own_shop.rows(models.RunStep)]
    with own_shop.store.write() as tx:
        configuration = schema.config()
        configuration.attributes["connection"] = tx
        command.downgrade(configuration, "0001")
    own_shop.store.upgrade()
    assert [(row.id, row.stands_for) for row in own_shop.rows(models.RunStep)] == before
    assert own_shop.row(models.Batch, batch.id).size == 3
    assert own_shop.faults() == []
