"""A bare app with one DataTable of 200 rows."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable

COLUMNS = ("state", "priority", "step", "run", "unit", "batch", "due")
ROWS = 200


class TableApp(App[None]):
    """Nothing but the table."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        for row in range(ROWS):
            table.add_row(
                "Todo", "P3", f"Fit part {row} to the rocker", f"Run {row}", f"SN-{row:07d}", "Rover 1", "Fri"
            )


if __name__ == "__main__":
    TableApp().run()
