"""Kiosks as processes and threads of their own: what each of them does when all begin at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from threading import Barrier
from time import perf_counter
from typing import Any, Final

from data.store import Store
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.commands import (
    Actor,
    AddToBatch,
    CheckIn,
    CheckOut,
    Command,
    Complete,
    Fail,
    Hold,
    Record,
    Release,
    RemoveFromBatch,
    Reopen,
    Rework,
    Start,
    StepCommand,
)
from ion_tui.engine.core import Engine
from tests.engine.fixtures import open_workshop
from tests.engine.workshop import Workshop

Answers = list[Outcome | Refused | Plan]
"""What one kiosk was answered."""


def kiosk_on(url: str, name: str) -> tuple[Engine, Workshop, str]:
    """A kiosk with a connection of its own, as another machine or process has it."""
    shop = open_workshop(Store.open(url))
    return shop.engine, shop, name


def say_at_once(url: str, name: str, ready: Any, who: str, said: StepCommand) -> Answers:
    """Say one command when everybody is ready."""
    engine, shop, kiosk = kiosk_on(url, name)
    ready.wait(timeout=60)
    answer = engine.perform(Actor(shop.people[who], kiosk), said)
    shop.store.close()
    return [answer]


def work_at_random(
    url: str,
    name: str,
    ready: Any,
    steps: Sequence[int],
    seed: int,
    often: int,
    in_batch: bool = False,  # noqa: FBT002 - handed over by place
) -> Answers:
    """Say random verbs to the same steps as everybody else, and take every answer as it comes.

    In a batch every third is for one run only.
    """
    engine, shop, kiosk = kiosk_on(url, name)
    chance = Random(seed)
    who = Actor(shop.people[chance.choice(("op1", "op2", "lead1"))], kiosk)
    ready.wait(timeout=60)
    answers = []
    for _ in range(often):
        said = _any_verb(chance, chance.choice(steps))
        if in_batch and chance.random() < 1 / 3:
            said = replace(said, only_this_run=True)
        answers.append(engine.perform(who, said))
    shop.store.close()
    return answers


_ROUND: Final[tuple[type[StepCommand], ...]] = (
    *(Start, Start, Start, CheckIn, CheckOut, Complete, Complete, Complete),
    *(Hold, Release, Fail, Rework, Reopen),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, how long it took in seconds, and how often the command was judged until then."""

    answer: Outcome | Refused | Plan
    took: float
    tries: int


class _Counting(Engine):
    """Counts how often it begins a command anew."""

    tries = 0

    def _in_one_go(self, *said: Any) -> Outcome | Refused | Plan:
        self.tries += 1
        return super()._in_one_go(*said)


def work_on_batch(
    url: str, name: str, ready: Any, batch_id: int, runs: Sequence[int], steps: Sequence[int], seconds: float
) -> list[Told]:
    """Say random verbs to a batch for so long, a third of them for one run only; now and then a run leaves or joins.

    What is completed or has failed is brought back, so that there is something to do until the end.
    """
    _, shop, kiosk = kiosk_on(url, name)
    engine = _Counting(shop.store, clock=shop.clock, hasher=shop.engine.hasher)
    chance = Random(name)
    who = Actor(shop.people[chance.choice(("op1", "op2", "lead1", "admin"))], kiosk)
    ready.wait(timeout=60)
    told, until = [], perf_counter() + seconds
    while (began := perf_counter()) < until:
        verb = chance.choice(_ROUND)(step_id=chance.choice(steps), reason="no parts")
        said: Command = verb
        if (roll := chance.random()) < 1 / 20:
            membership = chance.choice((AddToBatch, RemoveFromBatch))
            said = membership(batch_id=batch_id, run_ids=(chance.choice(runs),))
        elif roll < 1 / 3:
            said = replace(verb, only_this_run=True)
        engine.tries = 0
        answer = engine.perform(who, said)
        told.append(Told(answer, perf_counter() - began, engine.tries))
    shop.store.close()
    return told


def count_up(url: str, name: str, ready: Any, step: int, field: int, often: int) -> Answers:
    """Add one to a reading so many times, each time to what was just seen; who was too late looks again."""
    engine, shop, kiosk = kiosk_on(url, name)
    who, done = Actor(shop.people["op1"], kiosk), Answers()
    ready.wait(timeout=60)
    while len(done) < often:
        seen = shop.field(step, "Count")
        text = str(int(seen.value or 0) + 1)
        said = Record(step_id=step, field_id=field, text=text, seen_value=seen.value_version)
        answer = engine.perform(who, said)
        if isinstance(answer, Outcome):
            done.append(answer)
        else:
            assert isinstance(answer, Refused)
            assert answer.code is Code.STALE, answer
    shop.store.close()
    return done


def _any_verb(chance: Random, step: int) -> StepCommand:
    verbs = (Start, Start, CheckIn, CheckOut, Complete, Complete, Hold, Release, Release)
    verb = chance.choice(verbs)
    return verb(step_id=step, reason="no parts" if verb is Hold else None)


def barrier(parties: int) -> Barrier:
    """A moment for so many threads."""
    return Barrier(parties)
