"""Stores of both kinds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from tests.stores import *  # noqa: F403 - pytest finds fixtures by their names here


@pytest.fixture(scope="session")
def sqlite_shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One embedded store for all examples of a property."""
    path = tmp_path_factory.mktemp("shared") / "ion.db"
    shutil.copy(sqlite_template, path)
    store = Store.open(path)
    yield store
    store.close()
