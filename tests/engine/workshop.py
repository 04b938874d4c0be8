"""A workshop for stories: people, parts, stock and procedures made in a few lines, straight in the store.

What makes a story's setting is written to the tables as they are, so that a fault of the import or of another
verb does not hide behind it; what the story is about goes through the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import func, insert, select, update

from data import models
from data.rows.work import FieldRow, RequirementRow, StepView
from data.store import Store
from ion_tui.engine import batches, graph, queue_rows, rollup, sessions, verify
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.commands import (
    Actor,
    AddNote,
    CheckIn,
    CheckOut,
    Command,
    Complete,
    Credentials,
    Fail,
    Hold,
    Install,
    Record,
    Release,
    Sign,
    Start,
    StartRun,
    Uninstall,
)
from ion_tui.engine.core import Engine
from tests.engine.drafts import Field, Grid, Need, Step, inserted, part_id, table, write_procedure

__all__ = [
    "KIOSK", "MORNING", "PEOPLE", "ZONE", "Field", "Grid", "Need", "PlainHasher", "Run", "Step", "Workshop",
    "assert_one_sentence", "badge_of", "pin_of", "table",
]  # fmt: skip

MORNING: Final = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""Eight in the morning at the site, which is in Los Angeles."""

ZONE: Final = "America/Los_Angeles"
KIOSK: Final = "K1"

_NUMBERS: Final = count(1)
_PROCEDURES: Final[WeakKeyDictionary[Store, dict[str, int]]] = WeakKeyDictionary()

PEOPLE: Final = {
    "op1": ("Operator One", ("Operator",)),
    "op2": ("Operator Two", ("Operator",)),
    "lead1": ("Lead One", ("Operator", "Lead")),
    "qa1": ("Inspector One", ("Quality",)),
    "eng1": ("Engineer One", ("Engineer",)),
    "admin": ("Administrator", ("Admin",)),
}
"""ID → name and roles. Each one's PIN is `pin_of(id)`, and the badge `badge_of(id)`."""


class PlainHasher:
    """PINs kept as they are: a test's PINs are no secrets, and argon2 is slow on purpose."""

    def hash(self, pin: str) -> str:
        """The PIN with a word before it."""
        return f"plain:{pin}"

    def verify(self, stored: str, pin: str) -> bool:
        """Whether it is the same."""
        return stored == f"plain:{pin}"


def pin_of(code: str) -> str:
    """An operator's PIN: four digits of their own."""
    return f"{1000 + list(PEOPLE).index(code) * 111}"


def badge_of(code: str) -> str:
    """An operator's badge."""
    return f"B-{code}"


@dataclass(frozen=True)
class Run:
    """A run that was started: its id, its unit, and its steps by title."""

    id: int
    unit: int
    steps: Mapping[str, int]

    def __getitem__(self, title: str) -> int:
        """The id of a step."""
        return self.steps[title]


@dataclass
class Workshop:
    """One site with its people, and a hand for everything."""

    engine: Engine
    clock: FixedClock
    people: Mapping[str, int]

    @property
    def store(self) -> Store:
        """The store under the engine."""
        return self.engine.store

    # Saying things.

    def say(self, who: str | None, command: Command, *, kiosk: str = KIOSK) -> Outcome | Refused | Plan:
        """What the engine answers when this person says this."""
        return self.engine.perform(Actor(self.people[who] if who else None, kiosk), command)

    def preview(self, who: str | None, command: Command) -> Plan | Refused:
        """What the engine says it would do."""
        return self.engine.preview(Actor(self.people[who] if who else None, KIOSK), command)

    def do(self, who: str | None, command: Command, *, kiosk: str = KIOSK) -> Outcome:
        """Say it; it has to be carried out."""
        answer = self.say(who, command, kiosk=kiosk)
        assert isinstance(answer, Outcome), answer
        return answer

    def refuse(self, who: str | None, command: Command, code: Code | None = None) -> str:
        """Say it; it has to be refused. Answers the sentence."""
        answer = self.say(who, command)
        assert isinstance(answer, Refused), answer
        assert code is None or answer.code is code, answer
        assert_one_sentence(answer.sentence)
        return answer.sentence

    def start(self, who: str, step: int) -> Outcome:
        """Start a step."""
        return self.do(who, Start(step_id=step))

    def complete(self, who: str, step: int) -> Outcome:
        """Sign a step off."""
        return self.do(who, Complete(step_id=step))

    def work(self, who: str, *steps: int) -> None:
        """Start and sign off steps that ask for nothing, in turn."""
        for step in steps:
            self.start(who, step)
            self.complete(who, step)

    def hold(self, who: str, step: int, reason: str = "no parts") -> Outcome:
        """Put a step on hold."""
        return self.do(who, Hold(step_id=step, reason=reason))

    def release(self, who: str, step: int) -> Outcome:
        """Release a step."""
        return self.do(who, Release(step_id=step))

    def fail(self, who: str, step: int, reason: str = "bent") -> Outcome:
        """Fail a step."""
        return self.do(who, Fail(step_id=step, reason=reason))

    def check_in(self, who: str, step: int) -> Outcome:
        """Check in to a step."""
        return self.do(who, CheckIn(step_id=step))

    def check_out(self, who: str, step: int) -> Outcome:
        """Check out of a step."""
        return self.do(who, CheckOut(step_id=step))

    def record(self, who: str, step: int, name: str, text: str, **more: Any) -> Outcome:
        """Record a field by its name."""
        return self.do(who, self.recording(step, name, text, **more))

    def recording(self, step: int, name: str, text: str, **more: Any) -> Record:
        """The command that records a field by its name."""
        return Record(step_id=step, field_id=self.field(step, name).field_id, text=text, **more)

    def sign(self, step: int, name: str, signer: str, *, by: str | None = None) -> Outcome:
        """Sign a field by its name, with ID and PIN; `by` is who is logged in."""
        return self.do(by or signer, self.signing(step, name, signer))

    def signing(self, step: int, name: str, signer: str) -> Sign:
        """The command that signs a field, with ID and PIN."""
        credentials = Credentials(code=signer, pin=pin_of(signer))
        return Sign(step_id=step, field_id=self.field(step, name).field_id, signer=credentials)

    def note(self, who: str, step: int, text: str) -> Outcome:
        """Write a note."""
        return self.do(who, AddNote(step_id=step, text=text))

    def install(
        self, who: str, step: int, part: str, stock: int, quantity: int | Decimal | None = None
    ) -> Outcome:
        """Install stock into the step's requirement of a part."""
        return self.do(who, self.installing(step, part, stock, quantity))

    def installing(self, step: int, part: str, stock: int, quantity: int | Decimal | None = None) -> Install:
        """The command that installs stock into the step's requirement of a part."""
        return Install(
            step_id=step,
            requirement_id=self.need(step, part).requirement_id,
            inventory_id=stock,
            quantity=None if quantity is None else Decimal(quantity),
        )

    def uninstall(self, who: str, step: int, installation: int) -> Outcome:
        """Take a part out again."""
        return self.do(who, Uninstall(step_id=step, installation_id=installation))

    # Looking.

    def view(self, step: int) -> StepView:
        """What the step's screen shows."""
        view = self.engine.reads.step(step)
        assert view is not None
        return view

    def state(self, step: int) -> str:
        """The state of a step."""
        return str(self.row(models.RunStep, step).state)

    def states(self, run: Run) -> dict[str, str]:
        """The state of each step of a run."""
        found = self.engine.reads.run(run.id)
        assert found is not None
        return {row.title: row.state for row in found[1]}

    def status(self, run: Run) -> str:
        """What the run reads."""
        found = self.engine.reads.run(run.id)
        assert found is not None
        return found[0].status

    def at_work(self, step: int) -> list[str]:
        """Who is checked in to a step, by ID."""
        return [person.code for person in self.view(step).people]

    def field(self, step: int, name: str) -> FieldRow:
        """A field of a step by its name."""
        return next(row for row in self.view(step).fields if row.name == name)

    def sessions(self, step: int) -> list[Any]:
        """The sessions that cover a step, from the first: from when to when, of whom, and the check-in they are of."""
        covered, session = table(models.SessionStep), table(models.LaborSession)
        query = (
            select(covered, session.c.checked_out_at)
            .join(session, session.c.id == covered.c.session_id)
            .where(covered.c.run_step_id == step)
            .order_by(covered.c.id)
        )
        with self.store.read() as tx:
            return list(tx.execute(query))

    def need(self, step: int, part: str) -> RequirementRow:
        """A requirement of a step by its part's number."""
        return next(row for row in self.view(step).requirements if row.part == part)

    def row(self, model: Any, row_id: int) -> Any:
        """One row of a table."""
        with self.store.read() as tx:
            return tx.execute(select(table(model)).where(table(model).c.id == row_id)).one()

    def rows(self, model: Any, **where: Any) -> list[Any]:
        """The rows of a table that have these values, as they were made."""
        columns = table(model).c
        query = select(table(model)).where(*(columns[name] == value for name, value in where.items()))
        with self.store.read() as tx:
            return list(tx.execute(query.order_by(*table(model).primary_key.columns)))

    def record_length(self) -> tuple[int, int]:
        """How many commands and entries the record holds: a refusal leaves it as it was."""
        counts = (
            select(func.count()).select_from(table(model)) for model in (models.Command, models.History)
        )
        with self.store.read() as tx:
            commands, entries = (int(tx.execute(query).scalar_one()) for query in counts)
        return commands, entries

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """The whole store, to see that nothing was changed."""
        with self.store.read() as tx:
            return {
                name: sorted((tuple(row) for row in tx.execute(select(found))), key=repr)
                for name, found in models.Site.metadata.tables.items()
            }

    def faults(self) -> list[str]:
        """Each derived value that is not what the rows say, in words; of what a procedure is made of, nothing."""
        checks = (
            graph,
            rollup,
            sessions,
            batches,
            queue_rows,
            verify.copies,
            verify.edges,
            verify.stock,
            verify.values,
        )
        with self.store.read() as tx:
            return [fault for check in checks for fault in check.differences(tx)]

    # Making what a story needs.

    def set(self, model: Any, row_id: int, **values: Any) -> None:
        """Change a row as no verb would: the setting of a story, not a part of it."""
        with self.store.write() as tx:
            tx.execute(update(table(model)).where(table(model).c.id == row_id).values(**values))

    def insert(self, model: Any, **values: Any) -> int:
        """Write a row as no verb would; answers its id."""
        with self.store.write() as tx:
            return inserted(tx, model, **values)

    def setting(self, **values: Any) -> None:
        """Change the site's settings."""
        self.set(models.Site, 1, **values)

    def put(self, step: int, state: str, **more: Any) -> None:
        """Put a step into a state by force, with what the schema asks of it; nothing that hangs on it follows."""
        values = {
            "state": state,
            "started_at": MORNING if state in ("In Progress", "Completed") else None,
            "completed_at": MORNING if state == "Completed" else None,
            **more,
        }
        self.set(models.RunStep, step, **values)

    def pass_time(self, **time: float) -> None:
        """Let the clock move on."""
        self.clock.advance(timedelta(**time))

    def number(self) -> int:
        """A number that no other story uses."""
        return next(_NUMBERS)

    def part(self, number: str, tracking: str = "none", revision: str = "A", *, tool: bool = False) -> int:
        """Make a part, or answer the one that is there."""
        with self.store.write() as tx:
            return part_id(tx, number, tracking, revision, tool=tool)

    def stock(
        self,
        number: str,
        *,
        serial: str | None = None,
        lot: str | None = None,
        quantity: int | Decimal = 1,
        status: str = "available",
        revision: str = "A",
        calibration_due: date | None = None,
    ) -> int:
        """Put inventory of a part on the shelf."""
        tracking = "serial" if serial else "lot" if lot else "none"
        with self.store.write() as tx:
            return inserted(
                tx,
                models.Inventory,
                part_id=part_id(tx, number, tracking, revision),
                serial=serial,
                lot=lot,
                quantity=Decimal(quantity),
                status=status,
                calibration_due=calibration_due,
            )

    def mbom(self, number: str, *needs: Need, revision: str = "A") -> None:
        """Say what one assembly takes."""
        with self.store.write() as tx:
            assembly = part_id(tx, number, "serial", revision)
            for position, need in enumerate(needs):
                item = inserted(
                    tx,
                    models.MbomItem,
                    part_id=assembly,
                    component_id=part_id(tx, need.part, "none", "A"),
                    quantity=Decimal(need.quantity),
                    reference_designators=need.designators,
                    position=position,
                )
                for substitute in need.substitutes:
                    values = {"mbom_item_id": item, "part_id": part_id(tx, substitute, "none", "A")}
                    tx.execute(insert(table(models.MbomSubstitute)).values(**values))

    def procedure(self, *steps: Step, part: str | None = "ASM", kind: str = "build", **more: Any) -> int:
        """Make a released procedure."""
        with self.store.write() as tx:
            code = more.pop("code", None) or f"P{next(_NUMBERS)}"
            values = {"revision": "A", "status": "released", "title": "A procedure", **more}
            return write_procedure(tx, code, steps, part=part, kind=kind, **values)

    def run(self, *steps: Step, procedure: int | None = None, by: str = "lead1", **more: Any) -> Run:
        """Start a run of these steps on a unit of its own."""
        of = procedure if procedure is not None else self._procedure_of(steps)
        if "inventory_id" not in more and "serial" not in more:
            more["serial"] = f"SN-{next(_NUMBERS)}"
        made = self.do(by, StartRun(procedure_id=of, **more)).made
        return self.run_of(made["run"][0])

    def _procedure_of(self, steps: tuple[Step, ...]) -> int:
        """One procedure for all runs of the same steps."""
        made = _PROCEDURES.setdefault(self.store, {})
        if repr(steps) not in made:
            made[repr(steps)] = self.procedure(*steps)
        return made[repr(steps)]

    def run_of(self, run_id: int) -> Run:
        """A run that is there."""
        found = self.engine.reads.run(run_id)
        assert found is not None
        unit = self.row(models.Run, run_id).inventory_id
        return Run(run_id, unit, {row.title: row.step_id for row in found[1]})


def assert_one_sentence(sentence: str) -> None:
    """A refusal is for an operator: one line, a capital or a name at its start, a period at its end."""
    assert sentence, "a refusal without a word"
    assert "\n" not in sentence
    assert sentence.endswith((".", "init")), sentence
    assert not any(word in sentence for word in ("None", "Traceback", "sqlalchemy", "State.", "Verb.")), (
        sentence
    )
