"""The head of the Units screen: the step, the batch, and which units keep something from being signed off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from data.rows.units import UnitGrid, UnitRow
from ion_tui.engine.states import State
from ion_tui.engine.wording import batch_label, listed, step_label
from screens.step_parts.layout import GUTTER
from screens.styles import sheet_beside
from screens.theme import BATCH_GLYPH, OK_GLYPH
from screens.unit_parts.model import name_of
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, fit, spread

_DONE: Final = frozenset({State.COMPLETED, State.CANCELED})
_PILL: Final = 34
"""Cells of the batch's name."""
_NAMED: Final = ((6, 6), (4, 4), (4, 0), (2, 0), (1, 0), (0, 0))
"""How many of those that lack something, and of those that cannot be recorded, are named where there is room."""


class UnitsHead(Drawn):
    """Two lines, kept to the units as they were read last."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self) -> None:
        """Begin without units."""
        super().__init__()
        self._grid: UnitGrid | None = None

    def show(self, grid: UnitGrid) -> None:
        """Take the units as they are now."""
        self._grid = grid
        self.refresh()

    def draw(self, width: int) -> Sequence[Content]:
        """The step and its batch; beneath, what is missing, by unit."""
        grid = self._grid
        if grid is None:
            return [Content(""), Content("")]
        title = Content.assemble(
            ("Units  ", "$dim"), (clean(step_label(grid.number, grid.title)), "bold $strong")
        )
        below = Content.assemble(" " * GUTTER, missing(grid, width - GUTTER))
        return [spread(title, _pill(grid), width, gap=2), below]


def missing(grid: UnitGrid, width: int) -> Content:
    """Which units lack something to be signed off, and which cannot be recorded; as many names as there is room."""
    ways = [_missing(grid, *most) for most in _NAMED]
    return next((said for said in ways if said.cell_length <= width), ways[-1].truncate(width, ellipsis=True))


def _missing(grid: UnitGrid, most_lacking: int, most_barred: int) -> Content:
    lacking = [unit for unit in grid.units if unit.lacks and not unit.why_not]
    barred = [unit for unit in grid.units if unit.why_not and unit.state not in _DONE]
    done = sum(unit.state in _DONE for unit in grid.units)
    parts = []
    if lacking:
        verb = "lacks" if len(lacking) == 1 else "lack"
        parts.append(
            Content.assemble(
                (f"{len(lacking)} {verb} something", "bold $hold"), _named(lacking, most_lacking)
            )
        )
    if barred:
        parts.append(Content.assemble(f"{len(barred)} cannot be recorded", _named(barred, most_barred)))
    if not lacking and not barred and done < len(grid.units):
        parts.append(Content.styled(f"{OK_GLYPH} Every open unit is ready to sign off", "bold $ok"))
    if done:
        parts.append(Content.styled(f"{done} done", "$dim"))
    return Content(" · ").join(parts)


def _named(units: Sequence[UnitRow], most: int) -> str:
    names = [name_of(unit) for unit in units[:most]]
    more = [f"{len(units) - most} more"] if len(units) > most else []
    return clean(f": {listed([*names, *more])}") if names else ""


def _pill(grid: UnitGrid) -> Content:
    if grid.batch_id is None:
        return Content.styled("in no batch", "$hold")
    name = fit(batch_label(grid.batch_id, grid.batch_title), _PILL)
    return Content.styled(f" {BATCH_GLYPH} {name} ({len(grid.units)}) ", "$accent-on on $accent-fill")
