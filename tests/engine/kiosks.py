"""Kiosks as processes and threads of their own: what each of them does when all begin at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from threading import Barrier
from typing import Any

from data.store import Store
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.commands import (
    Actor,
    CheckIn,
    CheckOut,
    Complete,
    Hold,
    Record,
    Release,
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
