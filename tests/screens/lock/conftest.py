"""The rover line on an embedded store."""

from tests.rover import *  # noqa: F403 - pytest finds fixtures by their names here
from tests.stores import *  # noqa: F403 - likewise
