"""The rover line, for every story."""

from pathlib import Path

import pytest

from data.store import Store
from ion_tui.engine.commands import DissolveBatch
from tests.rover import *  # noqa: F403 - pytest finds fixtures by their names here
from tests.rover import rover_in
from tests.stores import *  # noqa: F403 - likewise


@pytest.fixture
def single_runs(rover_file: Path) -> None:
    """The rover line with every run by itself, for stories that are about one unit."""
    store = Store.open(rover_file)
    rover = rover_in(store)
    batches = {row.batch_id for row in rover.engine.reads.runs() if row.batch_id is not None}
    for batch_id in sorted(batches):
        rover.done("lead1", DissolveBatch(batch_id=batch_id))
    store.close()
