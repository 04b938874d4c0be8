"""Many kiosks act on one batch at once, each for all of it or for one run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import Final

import pytest

from data import models
from ion_tui.engine import history
from ion_tui.engine.answers import Outcome, Plan, Refused
from ion_tui.engine.commands import CreateBatch
from tests.engine import kiosks
from tests.engine.test_together import Together, together  # noqa: F401 - a fixture
from tests.engine.workshop import Field, Step, Workshop

STEPS: Final = (
    Step("Fab", steps=(Step("Cut"), Step("Bend", after=("Cut",)))),
    Step("Fit", after=("Fab",), fields=(Field("Play", required=False),)),
    Step("Ship", after=("Fit",)),
)
SECONDS: Final = float(os.environ.get("ION_TUI_TOGETHER_SECONDS", "0"))
"""For how long; a moment where nothing is said. With a minute, sixteen processes work on a hundred runs everywhere."""
MOMENT: Final = 2.0


def test_many_on_one_batch_lose_nothing_and_leave_everything_true(
    own_shop: Workshop,
    together: Together,  # noqa: F811 - the fixture
    pytestconfig: pytest.Config,
) -> None:
    number, size = (16, 100) if own_shop.store.is_sqlite or SECONDS else (4, 40)
    runs = [own_shop.run(*STEPS) for _ in range(size)]
    made = own_shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in runs)))
    steps = [step for run in runs[:4] for step in run.steps.values()]
    before = own_shop.record_length()[0]

    each = (made.made["batch"][0], [run.id for run in runs[4:]], steps, SECONDS or MOMENT)
    told = [one for answers in together(number, kiosks.work_on_batch, [each]) for one in answers]

    done = [one.answer for one in told if isinstance(one.answer, Outcome)]
    assert all(isinstance(one.answer, Outcome | Refused) for one in told)
    assert max(outcome.changed for outcome in done) > size // 2
    assert len({outcome.command_id for outcome in done}) == len(done)
    assert own_shop.record_length()[0] == before + len(done)
    assert own_shop.faults() == []
    with own_shop.store.read() as tx:
        assert list(history.verify_chains(tx)) == []
    covered = [(row.run_step_id, row.operator_id) for row in own_shop.rows(models.SessionStep, ended_at=None)]
    assert len(covered) == len(set(covered))
    if SECONDS:
        pytestconfig.get_terminal_writer().line(figures(told))


def figures(told: Sequence[kiosks.Told]) -> str:
    """How much was said, what was answered, and how long anybody waited."""
    done = [one for one in told if isinstance(one.answer, Outcome)]
    refused = Counter(one.answer.code.name for one in told if isinstance(one.answer, Refused))
    waits = sorted(one.took for one in told)
    return (
        f"{len(told)} commands, {len(done)} done, {refused.total()} refused ({dict(refused)}), "
        f"{sum(isinstance(one.answer, Plan) for one in told)} plans, {sum(one.tries - 1 for one in told)} judged anew; "
        f"waits: median {waits[len(waits) // 2]:.3f} s, 99 of 100 within {waits[len(waits) * 99 // 100]:.3f} s, "
        f"worst {waits[-1]:.3f} s"
    )
