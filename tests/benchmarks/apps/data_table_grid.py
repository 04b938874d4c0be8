"""A bare app with one DataTable of 500 rows and 12 columns, its cursor on one cell."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable

ROWS = 500
READINGS = 9


class GridApp(App[None]):
    """Nothing but the table."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="cell", fixed_columns=1)

    def on_mount(self) -> None:
        """Fill half of it."""
        table = self.query_one(DataTable)
        table.add_columns("Pad", *(f"Reading {number}" for number in range(READINGS)), "Look", "Read by")
        for row in range(ROWS):
            reading = "1.75" if row < ROWS // 2 else ""
            table.add_row(f"T{row}", *[reading] * READINGS, "", "")


if __name__ == "__main__":
    GridApp().run()
