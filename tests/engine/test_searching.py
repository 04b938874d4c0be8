"""Finding work by some letters of it, whatever their case, in whatever alphabet."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data import models
from data.rows.work import QueueTab
from tests.engine.workshop import Step, Workshop, table


@pytest.mark.parametrize("letters", ["öl", "ÖL", "größe", "GRÖSSE", "Größe pr", "запуск", "100%", "_x"])
def test_a_queue_is_searched_without_regard_to_case(own_shop: Workshop, letters: str) -> None:
    own_shop.run(
        Step("Größe prüfen"), Step("ÖLSTAND prüfen"), Step("ЗАПУСК"), Step("Fill to 100%"), Step("A_X")
    )
    found = {
        row.title
        for row in own_shop.engine.reads.queue(center(own_shop), QueueTab.AVAILABLE, search=letters).rows
    }
    expected = {
        "öl": {"ÖLSTAND prüfen"},
        "größe": {"Größe prüfen"},
        "größe pr": {"Größe prüfen"},
        "grösse": set(),
        "запуск": {"ЗАПУСК"},
        "100%": {"Fill to 100%"},
        "_x": {"A_X"},
    }
    assert found == expected[letters.lower()]


def test_runs_are_searched_without_regard_to_case(own_shop: Workshop) -> None:
    run = own_shop.run(Step("One"), title="Kühlung ÜBERARBEITET")
    assert [row.run_id for row in own_shop.engine.reads.runs(search="überarb")] == [run.id]
    assert own_shop.engine.reads.runs(search="uberarb") == []


def center(shop: Workshop) -> int:
    """The work center of the workshop's steps."""
    locations = table(models.Location)
    with shop.store.read() as tx:
        found: int = tx.execute(select(locations.c.id).where(locations.c.code == "WC")).scalar_one()
    return found
