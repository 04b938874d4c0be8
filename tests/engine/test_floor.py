"""Random procedures, people and verbs: after every command the floor is what the model of the spec says it is."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from random import Random
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import bindparam, select

from data import models
from data.ids import id_list, within
from data.store import Store
from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.commands import Actor, CheckOut, Credentials, Sign
from ion_tui.engine.states import Bucket
from tests.engine import workshop
from tests.engine.fixtures import OpenStore, open_workshop
from tests.engine.sayings import SAYINGS, Said
from tests.engine.workshop import Need, Workshop, pin_of, table
from tests.model import floor
from tests.model.floor import Floor, Step
from tests.model.procedures import procedure

PEOPLE: Final = ("op1", "op2", "lead1", "admin")
SEEDS: Final = st.integers(0, 2**32 - 1)
"""What chance makes of: evenly spread, and a command that is left out changes no other."""

OFTEN: Final = [saying for saying in SAYINGS for _ in range(saying.often)]
"""Each thing to say as often as it is said."""

NUMBERS: Final = count(1)
STEPS: Final = table(models.RunStep)
COVERED: Final = table(models.SessionStep)
VALUES: Final = table(models.FieldValue)
SIGNED: Final = table(models.Signature)
NEEDS: Final = table(models.BuildRequirement)
NOTES: Final = table(models.Note)
RUNS: Final = table(models.Run)
STOCK: Final = table(models.Inventory)

_STEPS: Final = select(STEPS).where(within(STEPS.c.id))
_AT_WORK: Final = select(COVERED).where(within(COVERED.c.run_step_id), COVERED.c.ended_at.is_(None))
_VALUES: Final = select(VALUES).where(within(VALUES.c.run_step_id))
_SIGNED: Final = select(SIGNED).where(within(SIGNED.c.run_step_id), SIGNED.c.voided_at.is_(None))
_INSTALLED: Final = select(NEEDS).where(within(NEEDS.c.run_step_id))
_NOTES: Final = select(NOTES).where(within(NOTES.c.run_step_id))
_RUN: Final = select(RUNS).where(RUNS.c.id == bindparam("run"))
_STOCK: Final = (
    select(STOCK.c.id, STOCK.c.quantity)
    .where(STOCK.c.lot == bindparam("lot"), STOCK.c.status == "available")
    .order_by(STOCK.c.quantity.desc(), STOCK.c.id)
)


class FloorMachine(RuleBasedStateMachine):
    """Two floors side by side: the model, and the engine on a store."""

    def __init__(self, store: Store) -> None:
        """Take the store; every example makes runs of its own in it."""
        super().__init__()
        self.shop: Workshop = open_workshop(store)
        self.floor: Floor = Floor()
        self.ids: dict[str, int] = {}
        self.runs: dict[str, int] = {}
        self.fields: dict[tuple[str, str], int] = {}
        self.needs: dict[str, int] = {}
        self.lot = f"LOT-{next(NUMBERS)}"

    @initialize(seed=SEEDS, size=st.integers(3, 13), twice=st.integers(0, 2), stock=st.integers(0, 9))
    def open_the_floor(self, seed: int, size: int, twice: int, stock: int) -> None:
        """One procedure, one or two runs of it, one lot of parts."""
        steps = procedure(seed, size)
        made = self.shop.procedure(*as_written(steps))
        every = [*steps, *(procedure(seed, size, "again") if twice == 2 else ())]
        self.floor = Floor(every, stock)
        self.shop.stock("B4", lot=self.lot, quantity=stock)
        for name in dict.fromkeys(step.run for step in every):
            run = self.shop.run(procedure=made)
            self.runs[name] = run.id
            self.ids |= {step.name: run[title_of(step)] for step in self.floor.of_run(name)}
        for step in every:
            view = self.shop.view(self.ids[step.name])
            self.fields |= {(step.name, field.name): field.field_id for field in view.fields}
            for need in view.requirements:
                self.needs[step.name] = need.requirement_id

    @rule(seed=SEEDS)
    def say(self, seed: int) -> None:
        """Somebody says something: nine times in ten what can be said now, and else whatever it is."""
        chance = Random(seed)
        who = chance.choice(PEOPLE)
        saying, among = chance.choice(OFTEN), self.floor.steps
        if chance.random() < 0.9:
            for likely in (saying, *chance.sample(OFTEN, len(OFTEN))):
                if fitting := [step for step in self.floor.steps if likely.fits(self, step, who)]:
                    saying, among = likely, fitting
                    break
        self.same(who, saying.says(self, who, chance.choice(among), chance.randrange(1000)))

    @invariant()
    def the_floors_are_the_same(self) -> None:
        """Everything that the model knows, read from the store."""
        if self.ids:
            assert self.as_stored() == self.as_modeled()

    def teardown(self) -> None:
        """What is derived is what the rows say."""
        assert self.shop.faults() == []

    def same(self, who: str, said: Said) -> None:
        """Say a command to the engine, and do the same in the model."""
        command, modeled = said
        actor = Actor(self.shop.people[who], workshop.KIOSK)
        key = self.shop.engine.allowed(actor, command.step_id)[command.step_verb]
        in_the_way = self.in_the_way(command.step_id)

        answer = self.shop.engine.perform(actor, command)

        assert isinstance(answer, Outcome) is modeled(), (command, answer)
        if key is not None and not isinstance(command, CheckOut):
            assert answer == key, "a dim key says why as the command itself does"
        if isinstance(answer, Refused):
            workshop.assert_one_sentence(answer.sentence)
            if answer.code is Code.NOT_AVAILABLE:
                assert any(f" {title}," in answer.sentence for title in in_the_way), answer
        self.shop.pass_time(minutes=1)

    # What the sayings ask.

    def can_be_worked(self, step: Step) -> bool:
        """Whether a step is in progress and available."""
        return step.state == floor.IN_PROGRESS and self.floor.available(step)

    def signing(self, step: Step, field: int, signer: str) -> Sign:
        """The command that signs a field of a step."""
        credentials = Credentials(code=signer, pin=pin_of(signer))
        return Sign(step_id=self.ids[step.name], field_id=field, signer=credentials)

    def stock_at_hand(self) -> tuple[int, int]:
        """The largest piece of the lot on the shelf: its id, and how much it is."""
        with self.shop.store.read() as tx:
            found = tx.execute(_STOCK, {"lot": self.lot}).first()
        return (found.id, int(found.quantity)) if found else (0, 0)

    def installs_of(self, step: Step) -> list[int]:
        """The ids of what is installed at a step, in the model's order."""
        needs = self.shop.view(self.ids[step.name]).requirements
        return [made.installation_id for need in needs for made in need.installs]

    def in_the_way(self, step_id: int) -> list[str]:
        """The titles of what keeps a step from being worked: what it waits on, and what is not worked above it."""
        step = next(one for one in self.floor.steps if self.ids[one.name] == step_id)
        found, above = self.floor.waits_on(step), step.parent
        while above is not None:
            found += [above] if above.state != floor.IN_PROGRESS else []
            above = above.parent
        return [title_of(one) for one in found]

    # What is compared.

    def as_modeled(self) -> dict[str, Any]:
        """What the model says of every step and run."""
        told: dict[str, Any] = {"stock": self.floor.stock}
        for step in self.floor.steps:
            told[step.name] = {
                "state": step.state,
                "attempt": step.attempt,
                "waits on": len(self.floor.waits_on(step)),
                "parent ready": self.floor.parent_ready(step),
                "tab": self.floor.queue_tab(step),
                "at work": step.at_work,
                "value": [] if step.value is None else [(step.value, step.is_confirmed)],
                "signed by": [] if step.signed_by is None else [step.signed_by],
                "installed": step.installed,
                "notes": step.notes,
            }
        told |= {run: (self.floor.run_status(run), *self.floor.progress(run)) for run in self.runs}
        return told

    def as_stored(self) -> dict[str, Any]:
        """What the store says of every step and run."""
        ids = {"ids": id_list(self.ids.values())}
        with self.shop.store.read() as tx:
            steps = {row.id: row for row in tx.execute(_STEPS, ids)}
            at_work, values, signed, installed, notes = (
                list(tx.execute(query, ids)) for query in (_AT_WORK, _VALUES, _SIGNED, _INSTALLED, _NOTES)
            )
            runs = {name: tx.execute(_RUN, {"run": run}).one() for name, run in self.runs.items()}
            stock = sum(row.quantity for row in tx.execute(_STOCK, {"lot": self.lot}))
        codes = {number: code for code, number in self.shop.people.items()}
        told: dict[str, Any] = {"stock": stock}
        for name, number in self.ids.items():
            row = steps[number]
            told[name] = {
                "state": row.state,
                "attempt": row.attempt,
                "waits on": row.waits_on,
                "parent ready": bool(row.parent_ready),
                "tab": Bucket(row.bucket).name.lower().replace("_", " "),
                "at work": {codes[one.operator_id] for one in at_work if one.run_step_id == number},
                "value": [(one.value, bool(one.confirmed)) for one in values if one.run_step_id == number],
                "signed by": [codes[one.operator_id] for one in signed if one.run_step_id == number],
                "installed": sum(one.installed for one in installed if one.run_step_id == number),
                "notes": sum(one.run_step_id == number for one in notes),
            }
        told |= {name: (run.status, run.steps_done, run.steps_counted) for name, run in runs.items()}
        return told


def title_of(step: Step) -> str:
    """A step's title: its name without its run."""
    return step.name.split("/")[1]


def as_written(steps: list[Step], parent: Step | None = None) -> list[workshop.Step]:
    """The model's steps as a procedure is written, children within their parents."""
    return [
        workshop.Step(
            title_of(step),
            after=tuple(title_of(upstream) for upstream in step.upstream),
            optional=step.optional,
            steps=tuple(as_written(steps, step)),
            fields=tuple(fields_of(step)),
            needs=(Need("B4", step.asks_parts),) if step.asks_parts else (),
        )
        for step in steps
        if step.parent is parent
    ]


def fields_of(step: Step) -> list[workshop.Field]:
    """The reading, and the signature over it."""
    found = []
    if step.asks_value:
        limits = {"minimum": Decimal(0), "maximum": Decimal(10)}
        found.append(workshop.Field("Reading", more=limits))
    if step.asks_signature:
        peer = {"peer_review": step.is_peer_review}
        found.append(workshop.Field("Signature", "signoff", role="Operator", more=peer))
    return found


def run_on(opening: OpenStore, examples: int) -> None:
    """Run random floors on a store."""
    with opening() as store:

        class OnThisStore(FloorMachine):
            def __init__(self) -> None:
                super().__init__(store)

        bounded = settings(max_examples=examples, stateful_step_count=50)
        run_state_machine_as_test(OnThisStore, settings=bounded)


def test_the_embedded_store_is_the_model(sqlite_site: OpenStore) -> None:
    run_on(sqlite_site, examples=40)


def test_postgresql_is_the_model(postgres_site: OpenStore) -> None:
    run_on(postgres_site, examples=8)
