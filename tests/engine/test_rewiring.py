"""Cancel and restore in any order on large random graphs: what is stored is what the model of the spec says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, select

from data import models
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import Cancel, Complete, Hold, Restore, Start, StepCommand
from tests.engine.fixtures import OpenStore, open_workshop
from tests.engine.test_floor import as_written, title_of
from tests.engine.workshop import Workshop, assert_one_sentence, table
from tests.model import floor
from tests.model.floor import Floor, Step
from tests.model.procedures import can_all_start, large_procedure

SIZE: Final = 200
SAID: Final = 30
"""Commands an example."""

STEPS: Final = table(models.RunStep)
EDGES: Final = table(models.RunStepEdge)
_STEPS: Final = select(STEPS.c.id, STEPS.c.state, STEPS.c.waits_on, STEPS.c.parent_ready).where(
    STEPS.c.run_id == bindparam("run")
)
_EFFECTIVE: Final = (
    select(EDGES.c.step_id, EDGES.c.upstream_id)
    .join(STEPS, STEPS.c.id == EDGES.c.step_id)
    .where(STEPS.c.run_id == bindparam("run"), EDGES.c.effective)
)


@dataclass(repr=False)
class Both:
    """The same run in the model and in a store; it does not show itself, for each step would show all before it."""

    shop: Workshop
    floor: Floor
    run: int
    ids: dict[str, int]

    def say(self, command: StepCommand, modeled: Callable[[], bool]) -> None:
        """Say a command to the engine as an administrator, and do the same in the model."""
        answer = self.shop.say("admin", command)
        assert isinstance(answer, Outcome) is modeled(), (command, answer)
        if isinstance(answer, Refused):
            assert_one_sentence(answer.sentence)

    def differences(self) -> list[tuple[str, object, object]]:
        """Each step of which store and model say something else."""
        stored, modeled = self.as_stored(), self.as_modeled()
        return [(name, stored[name], modeled[name]) for name in stored if stored[name] != modeled[name]]

    def as_stored(self) -> dict[str, tuple[str, int, bool, frozenset[int]]]:
        """Each step's state, availability, and what it waits on, as the store has it."""
        with self.shop.store.read() as tx:
            rows = {row.id: row for row in tx.execute(_STEPS, {"run": self.run})}
            waits: dict[int, set[int]] = {}
            for edge in tx.execute(_EFFECTIVE, {"run": self.run}):
                waits.setdefault(edge.step_id, set()).add(edge.upstream_id)
        return {
            name: (
                rows[id_].state,
                rows[id_].waits_on,
                bool(rows[id_].parent_ready),
                frozenset(waits.get(id_, ())),
            )
            for name, id_ in self.ids.items()
        }

    def as_modeled(self) -> dict[str, tuple[str, int, bool, frozenset[int]]]:
        """The same, as the model has it."""
        return {
            step.name: (
                step.state,
                len(self.floor.waits_on(step)),
                self.floor.parent_ready(step),
                frozenset(self.ids[upstream.name] for upstream in self.floor.upstream(step)),
            )
            for step in self.floor.steps
        }


def begun(opened: Workshop, seed: int) -> Both:
    """A run of a large random procedure, with some of it worked."""
    steps = large_procedure(seed, SIZE)
    run = opened.run(procedure=opened.procedure(*as_written(steps)))
    both = Both(opened, Floor(steps), run.id, {step.name: run[title_of(step)] for step in steps})
    for step in Random(seed).sample(steps, 40):
        if both.floor.available(step):
            both.say(Start(step_id=both.ids[step.name]), partial(both.floor.start, "admin", step))
            if not both.floor.missing(step):
                both.say(Complete(step_id=both.ids[step.name]), partial(both.floor.complete, step))
    return both


def one_command(both: Both, chance: Random) -> None:
    """Cancel or restore a step, mostly one that can be; sometimes start or hold one in between."""
    away = [step for step in both.floor.steps if step.state == floor.CANCELED]
    others = [step for step in both.floor.steps if step.state not in (floor.CANCELED, floor.COMPLETED)]
    share = len(away) / SIZE
    roll = chance.random()
    if roll < 0.05:
        among: list[Step] = both.floor.steps
        step, verb = chance.choice(among), chance.choice(["cancel", "restore"])
    elif roll < 0.15 and others:
        step, verb = chance.choice(others), chance.choice(["start", "hold"])
    elif away and (not others or chance.random() < share + 0.2):
        step, verb = chance.choice(away), "restore"
    else:
        step, verb = chance.choice(others or both.floor.steps), "cancel"
    id_ = both.ids[step.name]
    said: dict[str, tuple[StepCommand, Callable[[], bool]]] = {
        "cancel": (Cancel(step_id=id_, reason="not needed"), lambda: both.floor.cancel(step)),
        "restore": (
            Restore(step_id=id_, reason="needed after all"),
            lambda: both.floor.restore(step, is_admin=True),
        ),
        "start": (Start(step_id=id_), lambda: both.floor.start("admin", step)),
        "hold": (Hold(step_id=id_, reason="no parts"), lambda: both.floor.hold(step)),
    }
    both.say(*said[verb])


def walk(opening: OpenStore, seed: int, times: int) -> None:
    """Say some commands; after each, the store is the model; in the end everything is restored, and as it was."""
    with opening() as store:
        both, chance = begun(open_workshop(store), seed), Random(f"{seed}/said")
        for _ in range(times):
            one_command(both, chance)
            assert both.differences() == []
        for step in both.floor.steps:
            if step.state == floor.CANCELED and (step.parent is None or step.parent.state != floor.COMPLETED):
                both.say(
                    Restore(step_id=both.ids[step.name], reason="needed after all"),
                    partial(both.floor.restore, step, is_admin=True),
                )
        assert both.differences() == []
        assert both.shop.faults() == []


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_two_hundred_steps_in_any_order(sqlite_site: OpenStore, seed: int) -> None:
    """A seed has no smaller one that says the same, so none is looked for."""
    walk(sqlite_site, seed, SAID)


def test_on_postgresql_too(postgres_site: OpenStore) -> None:
    walk(postgres_site, 7, 6)


@pytest.mark.parametrize("seed", range(3))
def test_a_large_random_procedure_can_be_worked_and_is_nested(seed: int) -> None:
    steps = large_procedure(seed, 60)
    assert can_all_start(steps)
    assert any(step.parent is not None and step.parent.parent is not None for step in steps)
    assert sum(len(step.upstream) for step in steps) > len(steps) // 2
