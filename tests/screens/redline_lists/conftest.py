"""A workshop on an embedded store: the screen is the same on every kind of store."""

from tests.screens.step.conftest import shop, sqlite_site, sqlite_template

__all__ = ["shop", "sqlite_site", "sqlite_template"]
