"""An empty Textual app that imports sqlmodel: what a kiosk with models at its top could at best be."""

from __future__ import annotations

import sqlmodel

from tests.benchmarks.apps.empty import EmptyApp


class WithSqlmodel(EmptyApp):
    """A header, once sqlmodel is there."""

    TITLE = sqlmodel.SQLModel.__name__


if __name__ == "__main__":
    WithSqlmodel().run()
