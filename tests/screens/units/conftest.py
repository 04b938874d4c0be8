"""A workshop on an embedded store, for the Units screen."""

from tests.screens.step.conftest import *  # noqa: F403 - pytest finds fixtures by their names here
