"""Stores of both kinds: empty, with a workshop for stories, and with the rover line."""

from tests.engine.fixtures import *  # noqa: F403 - pytest finds fixtures by their names here
from tests.rover import *  # noqa: F403 - likewise
from tests.stores import *  # noqa: F403 - likewise
