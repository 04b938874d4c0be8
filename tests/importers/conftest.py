"""What tests of importers share."""

from __future__ import annotations

from pathlib import Path

import pytest

import data

pytest.register_assert_rewrite("tests.importers.reading")


@pytest.fixture
def demo() -> Path:
    """The demo site's file."""
    return Path(data.__file__).parent / "demo" / "rover_site.yaml"
