"""A hand for batches: some runs of the same steps that belong together."""

from __future__ import annotations

from dataclasses import dataclass

from data import models
from ion_tui.engine.commands import CreateBatch
from tests.engine.workshop import Run, Step, Workshop


@dataclass(frozen=True)
class Batch:
    """A batch and its runs, in the order in which they were started."""

    id: int
    runs: tuple[Run, ...]

    def steps(self, title: str) -> list[int]:
        """The siblings of a step, a run each."""
        return [run[title] for run in self.runs]


def batch_of(shop: Workshop, number: int, *steps: Step, title: str | None = None) -> Batch:
    """A batch of so many runs of these steps."""
    runs = tuple(shop.run(*steps) for _ in range(number))
    made = shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in runs), title=title)).made
    return Batch(made["batch"][0], runs)


def states(shop: Workshop, steps: list[int]) -> list[str]:
    """The state of each of these steps."""
    return [shop.state(step) for step in steps]


def rows_for(shop: Workshop, steps: list[int]) -> list[int]:
    """For how many siblings the row of each of these steps stands."""
    return [shop.row(models.RunStep, step).stands_for for step in steps]
