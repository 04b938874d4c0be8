"""What a benchmark answers, and how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a benchmark works, and whether it only takes a quick look."""

    folder: Path
    quick: bool

    def times(self, number: int) -> int:
        """How often to measure: a fifth of `number`, and twice at least, when it is to be quick."""
        return max(number // 5, 2) if self.quick else number


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: ours against a limit of the same run; without a goal it only informs."""

    what: str
    size: str
    ours: float
    limit: float
    unit: str
    goal: float | None = None
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Ours over the limit."""
        return self.ours / self.limit

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met, to the two places that are printed; None where there is none."""
        if self.goal is None:
            return None
        ratio = round(self.ratio, 2)
        return ratio >= self.goal if self.more_is_better else ratio <= self.goal


def as_table(figures: Sequence[Figure]) -> Table:
    """The figures as one table."""
    table = Table(title="Ours against a limit in the same run", title_justify="left")
    for name in ("what", "size"):
        table.add_column(name, overflow="fold")
    for name in ("ours", "limit", "ratio", "goal"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("met", justify="center")
    for figure in figures:
        sign = "≥" if figure.more_is_better else "≤"
        table.add_row(
            figure.what,
            figure.size,
            _amount(figure.ours, figure.unit),
            _amount(figure.limit, figure.unit),
            f"{figure.ratio:.2f}×",
            "" if figure.goal is None else f"{sign} {figure.goal:g}×",
            {None: Text(""), True: Text("✔", style="green"), False: Text("✖", style="bold red")}[
                figure.is_met
            ],
        )
    return table


def _amount(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
