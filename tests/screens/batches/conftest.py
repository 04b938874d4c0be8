"""A workshop on an embedded store, for the batch manager and the Run screen."""

from collections.abc import Iterator

import pytest

from tests.engine.fixtures import OpenStore, open_workshop, sqlite_site
from tests.engine.workshop import Workshop
from tests.stores import sqlite_template

__all__ = ["shop", "sqlite_site", "sqlite_template"]


@pytest.fixture
def shop(sqlite_site: OpenStore) -> Iterator[Workshop]:
    """A workshop of the test's own: what a screen shows is the same from every kind of store."""
    with sqlite_site() as store:
        yield open_workshop(store)
