"""A workshop on an embedded store: the screen is the same on every kind of store."""

from collections.abc import Iterator

import pytest

from tests.engine.fixtures import OpenStore, open_workshop, sqlite_site
from tests.engine.workshop import Workshop
from tests.stores import sqlite_template

__all__ = ["shop", "sqlite_site", "sqlite_template"]


@pytest.fixture
def shop(sqlite_site: OpenStore) -> Iterator[Workshop]:
    """A workshop of the test's own."""
    with sqlite_site() as store:
        yield open_workshop(store)
