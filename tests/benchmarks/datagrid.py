"""From a key to its painted answer in a datagrid of 500 rows and 12 columns, against a bare DataTable.

Through ptys the whole kiosk is measured, with its store; headless, in one process, the grid alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from textual.app import App, ComposeResult
from textual.events import Key

from data.store import Store
from ion_tui.engine.commands import Actor, ImportSite, Initialize, Start
from ion_tui.engine.core import Engine
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.known import known
from ion_tui.importers.site_file import read_site
from screens.palettes import be_still, register_themes
from screens.widgets.data_grid import DataGrid
from screens.widgets.grid_layout import Cell, Column, GridLine, Look
from tests.benchmarks.apps.data_table_grid import READINGS, ROWS, GridApp
from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.kiosk import LOCK
from tests.benchmarks.site import ADMIN, KIOSK, done, new_engine
from tests.benchmarks.terminal import Terminal, terminal
from tests.benchmarks.timing import MILLISECONDS, median, no_collection, p99

GOAL: Final = 0.6
_SIZE: Final = f"{ROWS} × {READINGS + 3}"
_DOWN: Final = b"\x1b[B"
_BADGE: Final = "GRID-1"


def run(bench: Bench) -> Iterator[Figure]:
    """Move, type and enter in turns with a move in the bare table."""
    yield from _on_ptys(bench)
    yield from _headless(bench.times(400))


def _on_ptys(bench: Bench) -> Iterator[Figure]:
    step_id = _make_grid(bench.folder / "grid.db")
    arguments = ("kiosk", "--work-center", "WC-1", "--database", str(bench.folder / "grid.db"))
    acts: dict[str, bytes] = {"move": _DOWN, "first digit": b"1", "next digit": b"7", "Enter": b"\r"}
    took: dict[str, list[float]] = {what: [] for what in ("bare table", *acts)}
    with (
        terminal("ion_tui", arguments, home=bench.folder) as ours,
        terminal("tests.benchmarks.apps.data_table_grid", home=bench.folder) as limit,
    ):
        _open_grid(ours, step_id)
        limit.settles(1.0)
        for _ in range(bench.times(150)):
            for what, keys in acts.items():
                took[what].append(_answered(ours, keys))
            took["bare table"].append(_answered(limit, _DOWN))
    for what in acts:
        for name, of in (("median", median), ("p99", p99)):
            yield Figure(
                f"datagrid, {what}, {name}", _SIZE, of(took[what]), of(took["bare table"]), "ms", GOAL
            )


def _answered(opened: Terminal, keys: bytes) -> float:
    opened.settles()
    typed = opened.type(keys)
    return (opened.answers() - typed) * MILLISECONDS


def _open_grid(opened: Terminal, step_id: int) -> None:
    opened.sees(LOCK)
    opened.type(f"{_BADGE}\r".encode())
    opened.sees("Fill the grid")
    opened.settles(1.0)
    opened.type(f"STEP-{step_id}\r".encode())
    opened.sees(f"Row 1 of {ROWS}")
    opened.settles(1.0)


def _make_grid(path: Path) -> int:
    """A site with one run of one datagrid step that is in progress; answers the step."""
    store = Store.open(path, create=True)
    engine = new_engine(store)
    done(engine, Actor(None, KIOSK), Initialize(site="Bench", code="ADMIN", name="Ada Admin", pin="2468"))
    file = path.with_suffix(".yaml")
    file.write_text(_site_file(), encoding="utf-8")
    definition = read_site(file, known(engine))
    if not isinstance(definition, SiteDefinition):
        raise AssertionError(definition.faults)
    done(engine, ADMIN, ImportSite(definition=definition))
    step_id = _only_step(engine)
    operator = next(row.id for row in engine.reads.operators() if row.code == "G1")
    done(engine, Actor(operator, KIOSK), Start(step_id=step_id))
    store.close()
    return step_id


def _only_step(engine: Engine) -> int:
    run_id = engine.reads.runs()[0].run_id
    found = engine.reads.run(run_id)
    assert found is not None
    return found[1][0].step_id


def _site_file() -> str:
    readings = "\n".join(
        f"          - {{name: Reading {number}, type: number, unit: V, min: 1.5, max: 2.0}}"
        for number in range(READINGS)
    )
    rows = "\n".join(f"          - {{required: true, values: {{Pad: T{number}}}}}" for number in range(ROWS))
    return f"""
site: Bench
settings: {{time_zone: UTC, log_in_with: badge}}
locations:
  - {{name: Bench, code: WC-1, work_center: true}}
operators:
  - {{id: G1, name: Gwen Grid, badge: {_BADGE}, pin: "1357", roles: [Operator]}}
parts:
  - {{number: B-1, revision: A, description: Board, tracking: serial}}
procedures:
  - code: P-GRID
    title: Test a board
    part: B-1
    revision: A
    status: released
    steps:
      - key: fill
        title: Fill the grid
        work_center: WC-1
        type: datagrid
        columns:
          - {{name: Pad, type: string, settable: false}}
{readings}
          - {{name: Look, type: pass_fail}}
          - {{name: Read by, type: signoff, role: Operator}}
        rows:
{rows}
runs:
  - {{procedure: P-GRID, serial: B-0001, work_center: WC-1}}
"""


class _Painted:
    """Tells when an app has made what it would write to a terminal."""

    def __init__(self, app: App[None]) -> None:
        """Listen to the app."""
        self._app = app
        self._event = asyncio.Event()
        self._at = 0.0
        display = app._display

        def displayed(screen: Any, renderable: Any) -> None:
            display(screen, renderable)
            if renderable is not None:
                renderable.render_segments(app.console)
                self._at = perf_counter()
                self._event.set()

        app._display = displayed  # type: ignore[method-assign]

    async def answer(self, key: str) -> float:
        """Press a key, and wait for what is painted; answers milliseconds."""
        self._event.clear()
        pressed = perf_counter()
        self._app.post_message(Key(key, None))
        await self._event.wait()
        return (self._at - pressed) * MILLISECONDS


class _OneGrid(App[None]):
    """Nothing but our grid."""

    def __init__(self) -> None:
        super().__init__()
        register_themes(self)
        be_still(self)

    def compose(self) -> ComposeResult:
        yield DataGrid()

    def on_mount(self) -> None:
        columns = [Column("Pad", width=5, is_settable=False, is_typed=False)]
        columns += [
            Column(f"Reading {number}", "1.5 to 2.0 V", 12, is_right=True) for number in range(READINGS)
        ]
        columns += [
            Column("Look", width=6, is_typed=False),
            Column("Read by", "Operator", 18, is_typed=False),
        ]
        empty, read = Cell(), Cell("1.75", Look.VALUE)
        lines = [
            GridLine(
                str(row + 1),
                (Cell(f"T{row}", Look.FIXED), *[read if row < ROWS // 2 else empty] * READINGS, empty, empty),
            )
            for row in range(ROWS)
        ]
        grid = self.query_one(DataGrid)
        grid.update(columns, lines)
        grid.focus()


def _headless(times: int) -> Iterator[Figure]:
    """Move down, and to the right, in one process."""
    for what, keys in (("down", ["down"]), ("sideways", ["right"] * 11 + ["left"] * 11)):
        ours, limit = asyncio.run(_moved(keys, times))
        for name, of in (("median", median), ("p99", p99)):
            yield Figure(f"datagrid alone, {what}, {name}", _SIZE, of(ours), of(limit), "ms", GOAL)


async def _moved(keys: list[str], times: int) -> tuple[list[float], list[float]]:
    took: tuple[list[float], list[float]] = ([], [])
    makers: tuple[Callable[[], App[None]], ...] = (_OneGrid, GridApp)
    for make, side in zip(makers, took, strict=True):
        app = make()
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            app.query_one("DataTable, DataGrid").focus()
            await pilot.pause()
            painted = _Painted(app)
            with no_collection():
                for number in range(times):
                    side.append(await painted.answer(keys[number % len(keys)]))
                    await pilot.pause()
    return took
