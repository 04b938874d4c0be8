"""An operator who never stops: starts and signs off steps until the process is killed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from multiprocessing.connection import Connection
from typing import Final

from data.rows.work import QueueTab
from data.store import Store
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Actor, Command, Complete, LogOut, Start, StartRun
from ion_tui.engine.core import Engine
from ion_tui.engine.registry import handler_of
from tests.rover import PlainHasher

SITE: Final = """
site: Endless
locations:
  - {name: Bench, code: WC, work_center: true}
operators:
  - {id: op1, name: Operator One, badge: "B1", pin: "4821", roles: [Operator, Lead]}
parts:
  - {number: UNIT, revision: A, tracking: serial}
procedures:
  - code: P
    revision: A
    title: Endless
    part: UNIT
    kind: build
    status: released
    sequential: true
    steps:
""" + "".join(f"      - {{key: s{number}, title: Step {number}, work_center: WC}}\n" for number in range(12))
"""A site file: one procedure of twelve steps that ask for nothing."""


handler_of(LogOut())
"""Loads every handler: once in the server that workers are forked from, and not in each of them."""


def work(database: str, pipe: Connection) -> None:
    """Work, and say of each command when it is said and when it was acknowledged."""
    engine = Engine(Store.open(database), hasher=PlainHasher())
    actor = Actor(next(row.id for row in engine.reads.operators() if row.code == "op1"), "K1")
    for command in _commands(engine):
        pipe.send(("said", command))
        answer = engine.perform(actor, command)
        if not isinstance(answer, Outcome):
            pipe.send(("refused", answer))
            return
        pipe.send(("acknowledged", command))


def _commands(engine: Engine) -> Iterator[Command]:
    """What there is to do: finish what is in progress, start what is available, else begin another run."""
    (place,) = (row.id for row in engine.reads.work_centers())
    (procedure,) = (row.id for row in engine.reads.procedures())
    for number in count(sum(1 for _ in engine.reads.runs(limit=10_000))):
        for tab in (QueueTab.IN_PROGRESS, QueueTab.AVAILABLE):
            while rows := engine.reads.queue(place, tab, limit=1).rows:
                if tab is QueueTab.AVAILABLE:
                    yield Start(step_id=rows[0].step_id)
                yield Complete(step_id=rows[0].step_id)
        yield StartRun(procedure_id=procedure, serial=f"SN-{number}")
