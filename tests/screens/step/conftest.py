"""A workshop on an embedded store, for the Step screen."""

from collections.abc import Iterator

import pytest

from tests.engine.fixtures import *  # noqa: F403 - pytest finds fixtures by their names here
from tests.engine.fixtures import OpenStore, open_workshop
from tests.engine.workshop import Workshop
from tests.stores import *  # noqa: F403 - likewise


@pytest.fixture
def shop(sqlite_site: OpenStore) -> Iterator[Workshop]:
    """A workshop of the test's own: what a screen shows is the same from every kind of store."""
    with sqlite_site() as store:
        yield open_workshop(store)
