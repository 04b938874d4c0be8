"""Many kiosks act on one batch at once, each for all of it or for one run."""

from __future__ import annotations

from data import models
from ion_tui.engine import history
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import CreateBatch
from tests.engine import kiosks
from tests.engine.test_together import Together, together  # noqa: F401 - a fixture
from tests.engine.workshop import Field, Step, Workshop

STEPS = (
    Step("Fab", steps=(Step("Cut"), Step("Bend", after=("Cut",)))),
    Step("Fit", after=("Fab",), fields=(Field("Play", required=False),)),
    Step("Ship", after=("Fit",)),
)


def test_many_on_one_batch_lose_nothing_and_leave_everything_true(
    own_shop: Workshop,
    together: Together,  # noqa: F811 - the fixture
) -> None:
    size = 100 if own_shop.store.is_sqlite else 40
    runs = [own_shop.run(*STEPS) for _ in range(size)]
    own_shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in runs)))
    steps = [step for run in runs[:4] for step in run.steps.values()]
    number, often = (16, 5) if own_shop.store.is_sqlite else (4, 12)
    before = own_shop.record_length()[0]

    each = [(steps, seed, often, True) for seed in range(number)]
    answers = together(number, kiosks.work_at_random, each)

    told = [answer for one in answers for answer in one]
    done = [answer for answer in told if isinstance(answer, Outcome)]
    assert len(told) == number * often
    assert all(isinstance(answer, Outcome | Refused) for answer in told)
    assert max(outcome.changed for outcome in done) > size // 2
    assert own_shop.record_length()[0] == before + len(done)
    assert own_shop.faults() == []
    with own_shop.store.read() as tx:
        assert list(history.verify_chains(tx)) == []
    covered = [(row.run_step_id, row.operator_id) for row in own_shop.rows(models.SessionStep, ended_at=None)]
    assert len(covered) == len(set(covered))
