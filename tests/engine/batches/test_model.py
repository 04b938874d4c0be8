"""Random batches of runs of two revisions, and random verbs: after each, every unit is what the model says of it.

The model knows no propagation: a verb is done to the step, and then to each sibling as if somebody said it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from data import models
from data.store import Store
from ion_tui.engine.answers import Outcome, Plan, Refused
from ion_tui.engine.commands import (
    AddNote,
    AddToBatch,
    CheckOut,
    Command,
    CreateBatch,
    DissolveBatch,
    Install,
    Record,
    RemoveFromBatch,
    Start,
    StepCommand,
    Uninstall,
)
from tests.engine.fixtures import OpenStore
from tests.engine.sayings import LEADS, Saying
from tests.engine.test_floor import OFTEN, PEOPLE, SEEDS, FloorMachine, as_written, title_of
from tests.model import floor
from tests.model.floor import Floor, Step
from tests.model.procedures import procedure

ALONE: Final = (AddNote, Install, Uninstall)
"""What goes to no sibling."""


class BatchMachine(FloorMachine):
    """The floor, with batches of some of its runs."""

    def __init__(self, store: Store) -> None:
        """Begin without a batch."""
        super().__init__(store)
        self.batch_of: dict[str, int] = {}
        self.revision_of: dict[str, str] = {}
        self.changed: set[str] = set()

    @initialize(seed=SEEDS, size=st.integers(2, 8), first=st.integers(1, 3), second=st.integers(0, 2))
    def open_the_floor(self, seed: int, size: int, first: int, second: int) -> None:
        """Two revisions of a procedure, in which some steps have changed, and runs of both."""
        chance = Random(seed)
        steps = procedure(seed, size)
        self.changed = {title_of(step) for step in steps if chance.random() < 0.3}
        code = f"B{self.shop.number()}"
        written = as_written(steps)
        revisions = {
            "A": self.shop.procedure(*written, code=code, revision="A"),
            "B": self.shop.procedure(*_changed(written, self.changed), code=code, revision="B"),
        }
        self.shop.stock("B4", lot=self.lot, quantity=9)
        self.floor = Floor([], 9)
        for number in range(first + second):
            name, revision = f"run{number}", "A" if number < first else "B"
            made = procedure(seed, size, name)
            self.floor.steps += made
            run = self.shop.run(procedure=revisions[revision])
            self.runs[name], self.revision_of[name] = run.id, revision
            self.ids |= {step.name: run[title_of(step)] for step in made}
        if first + second > 1 and chance.random() < 0.7:
            made_of = CreateBatch(run_ids=tuple(self.runs.values()))
            self.batch_of = dict.fromkeys(self.runs, self._done("lead1", made_of).made["batch"][0])
        for step in self.floor.steps:
            view = self.shop.view(self.ids[step.name])
            self.fields |= {(step.name, field.name): field.field_id for field in view.fields}
            for need in view.requirements:
                self.needs[step.name] = need.requirement_id

    @rule(seed=SEEDS)
    def say(self, seed: int) -> None:
        """Somebody says something to a step, for the batch or for this run only."""
        chance = Random(seed)
        who = chance.choice(PEOPLE)
        saying, among = chance.choice(OFTEN), self.floor.steps
        if chance.random() < 0.9:
            for likely in (saying, *chance.sample(OFTEN, len(OFTEN))):
                if fitting := [step for step in self.floor.steps if likely.fits(self, step, who)]:
                    saying, among = likely, fitting
                    break
        self._say_to(who, saying, chance.choice(among), chance)

    @rule(seed=SEEDS)
    def regroup(self, seed: int) -> None:
        """A lead changes which runs belong together."""
        chance = Random(seed)
        free = [name for name in self.runs if name not in self.batch_of]
        batches = sorted(set(self.batch_of.values()))
        who = chance.choice(sorted(LEADS))
        if free and (not batches or chance.random() < 0.4):
            some = chance.sample(free, chance.randint(1, len(free)))
            answer = self._done(who, CreateBatch(run_ids=tuple(self.runs[name] for name in some)))
            self.batch_of |= dict.fromkeys(some, answer.made["batch"][0])
        elif free and chance.random() < 0.6:
            name, batch = chance.choice(free), chance.choice(batches)
            self._done(who, AddToBatch(batch_id=batch, run_ids=(self.runs[name],)))
            self.batch_of[name] = batch
        elif batches and chance.random() < 0.6:
            name = chance.choice(sorted(self.batch_of))
            leaving = RemoveFromBatch(batch_id=self.batch_of.pop(name), run_ids=(self.runs[name],))
            self._done(who, leaving)
        elif batches:
            batch = chance.choice(batches)
            self._done(who, DissolveBatch(batch_id=batch))
            self.batch_of = {name: other for name, other in self.batch_of.items() if other != batch}

    def teardown(self) -> None:
        """What is derived is what the rows say, the rows of the queue and the sizes of batches too."""
        super().teardown()
        for name, run_id in self.runs.items():
            assert self.shop.row(models.Run, run_id).batch_id == self.batch_of.get(name)

    def siblings(self, step: Step) -> list[Step]:
        """The same step of the other runs in the batch: unless it has changed between their revisions."""
        return [
            other
            for other in self.floor.steps
            if other.run != step.run
            and self.batch_of.get(step.run) is not None
            and self.batch_of.get(other.run) == self.batch_of[step.run]
            and title_of(other) == title_of(step)
            and (
                self.revision_of[other.run] == self.revision_of[step.run]
                or title_of(step) not in self.changed
            )
        ]

    def _say_to(self, who: str, saying: Saying, step: Step, chance: Random) -> None:
        number = chance.randrange(1000)
        command, modeled = saying.says(self, who, step, number)
        is_alone, overwrites = chance.random() < 0.25, chance.random() < 0.3
        if is_alone:
            command = replace(command, only_this_run=True)
        if isinstance(command, Record) and overwrites:
            command = replace(command, overwrite=True)
        siblings = [] if is_alone or isinstance(command, ALONE) else self.siblings(step)
        others = [(other, self._on(who, saying, command, other, number)) for other in siblings]
        foreseen = self.shop.preview(who, command)
        skipped: set[int] = set()

        def everywhere() -> bool:
            if not modeled():
                return False
            skipped.update(self.ids[other.name] for other, on_other in others if not on_other())
            return True

        self.same(who, (command, everywhere))
        if isinstance(foreseen, Plan):
            assert {skip.step_id for skip in foreseen.skipped} == skipped, command
        else:
            assert isinstance(foreseen, Refused)

    def _on(
        self, who: str, saying: Saying, command: StepCommand, other: Step, number: int
    ) -> Callable[[], bool]:
        """The same in the model, to a sibling."""
        match command:
            case Start():
                starts = other.state == floor.TODO
                return lambda: self.floor.start(who, other) if starts else self.floor.check_in(who, other)
            case CheckOut(operator_id=int() as operator_id):
                whom = next(code for code, one in self.shop.people.items() if one == operator_id)
                return lambda: self.floor.check_out(who, other, whom, is_lead=who in LEADS)
            case Record(text=text, overwrite=overwrite):
                differs = other.value is not None and other.value != text
                on_other = saying.says(self, who, other, number)[1]
                return (lambda: False) if differs and not overwrite else on_other
            case _:
                return saying.says(self, who, other, number)[1]

    def _done(self, who: str, command: Command) -> Outcome:
        return self.shop.do(who, command)


def _changed(steps: list, titles: set[str]) -> Iterator:  # type: ignore[type-arg]
    """The steps, with other instructions where they have changed."""
    for step in steps:
        inside = tuple(_changed(step.steps, titles))
        words = "Otherwise." if step.title in titles else ""
        yield replace(step, steps=inside, instructions=words)


def run_on(opening: OpenStore, examples: int) -> None:
    """Run random batches on a store."""
    with opening() as store:

        class OnThisStore(BatchMachine):
            def __init__(self) -> None:
                super().__init__(store)

        bounded = settings(max_examples=examples, stateful_step_count=40)
        run_state_machine_as_test(OnThisStore, settings=bounded)


def test_the_embedded_store_is_the_model(sqlite_site: OpenStore) -> None:
    run_on(sqlite_site, examples=30)


def test_postgresql_is_the_model(postgres_site: OpenStore) -> None:
    run_on(postgres_site, examples=6)
