"""The rover line, for every story."""

from tests.rover import *  # noqa: F403 - pytest finds fixtures by their names here
from tests.stores import *  # noqa: F403 - likewise
