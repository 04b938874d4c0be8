"""Every command of the command line, in the order of its help."""

from __future__ import annotations

from ion_tui.cli import (
    batches,
    command_line,
    database,
    demo,
    documents,
    history,
    kiosk,
    operators,
    outside,
    procedure_changes,
    procedures,
    redlines,
    run_attributes,
    run_lists,
    runs,
    site,
    work_centers,
)

__all__ = ["app"]

app = command_line()
for _module in (kiosk, demo, site, documents, database):
    _module.register(app)
procedure_changes.register(procedures.app)
run_attributes.register(runs.app)
run_lists.register(runs.app)
for _name, _group, _panel in (
    ("run", runs.app, kiosk.PANEL),
    ("batch", batches.app, kiosk.PANEL),
    ("redline", redlines.app, kiosk.PANEL),
    ("outside", outside.app, kiosk.PANEL),
    ("operator", operators.app, site.PANEL),
    ("work-center", work_centers.app, site.PANEL),
    ("procedure", procedures.app, site.PANEL),
    ("history", history.app, database.PANEL),
):
    app.add_typer(_group, name=_name, rich_help_panel=_panel)
