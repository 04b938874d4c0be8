"""Stories of the rover line: a redline goes on into the procedure, into other runs, and into an empty site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from data import models
from data.store import Store
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.commands import (
    Actor,
    Command,
    ImportSite,
    Initialize,
    ReleaseProcedure,
    StartRun,
)
from ion_tui.engine.content import Content
from ion_tui.engine.core import Engine
from ion_tui.engine.definitions.procedures import ProcedureDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.procedure_reading import stored_procedure
from ion_tui.engine.redlines.changes import Place, Terms
from ion_tui.engine.redlines.commands import MergeToProcedure, MergeToRuns
from ion_tui.engine.redlines.editing import added
from ion_tui.engine.verify import verify
from tests.engine.procedures.drafts import importing, site_file
from tests.engine.redlines.hands import Pen
from tests.rover import MORNING, PEOPLE, SITE_FILE, PlainHasher, Rover, rover_in
from tests.rover import importing as importing_site
from tests.stores import MakeStore


@dataclass(frozen=True)
class Line:
    """The rover line, as a pen writes on it."""

    rover: Rover

    @property
    def engine(self) -> Engine:
        """Its engine."""
        return self.rover.engine

    def do(self, who: str | None, command: Command, /) -> Outcome:
        """The outcome of a command."""
        return self.rover.done(who or "admin", command)


@pytest.fixture
def pen(rover: Rover) -> Pen:
    """The engineer's hand on the rover line."""
    return Pen(Line(rover))


@pytest.fixture(autouse=True)
def nothing_stored_is_wrong(rover: Rover) -> object:
    """After every story the whole store is as its rows say."""
    yield None
    assert verify(rover.engine.store) == []


def titles(rover: Rover, serial: str) -> list[str]:
    """Number and title of each step of a run, in their order."""
    found = rover.engine.reads.run(rover.run_id(serial))
    assert found is not None
    return [f"{row.number} {row.title}" for row in found[1]]


def refused(rover: Rover, who: str, command: Command, code: Code) -> str:
    """The sentence of a command that is refused."""
    answer = rover.engine.perform(rover.actor(who), command)
    assert isinstance(answer, Refused), answer
    assert answer.code is code, answer
    return answer.sentence


def weighed(pen: Pen, rover: Rover, serial: str = "RB-0001") -> int:
    """An approved redline on the rocker: other instructions, and a step to weigh it in front of what waits on it."""
    redline = pen.open(rover.step_id(serial, "1"), "the rocker is too heavy")
    rocker = pen.step(redline, "Begin the rocker")
    pen.reword(
        redline, "Begin the rocker", instructions=f"{rocker.content.instructions}\n\nUse the *light* bracket."
    )
    pen.add(redline, "Weigh the rocker", after="Begin the rocker", waits_on=("Begin the rocker",))
    pen.through(redline)
    return redline


def definition_of(rover: Rover, procedure_id: int) -> ProcedureDefinition:
    """A revision of the store as a definition."""
    found = stored_procedure(rover.engine, procedure_id)
    assert found is not None
    return found.definition


def test_the_sample_redlined_merged_and_taken_into_an_empty_site(
    rover: Rover, pen: Pen, tmp_path: Path, sqlite: MakeStore
) -> None:
    redline = weighed(pen, rover)
    assert titles(rover, "RB-0001") == titles(rover, "RB-0002")
    assert titles(rover, "RB-0001")[3:6] == [
        "1 Begin the rocker",
        "2 Weigh the rocker",
        "3 Start the bogie pivot",
    ]
    assert "Weigh the rocker" not in " ".join(titles(rover, "RB-0003"))
    command = MergeToProcedure(redline_ids=(redline,))
    plan = rover.engine.preview(rover.actor("eng1"), command)
    assert isinstance(plan, Plan)
    assert plan.warnings[0] == "PRC-RB revision B is a new draft, after revision A."
    answer = rover.done("eng1", command)
    assert answer.sentence == f"Redline {redline} made PRC-RB revision B, a new draft."
    made = definition_of(rover, answer.made["procedure"][0])
    assert [step.title for step in made.steps[:4]] == [
        "Fabricate",
        "Begin the rocker",
        "Weigh the rocker",
        "Start the bogie pivot",
    ]
    assert made.steps[1].instructions.endswith("Use the *light* bracket.")
    assert pen.row(redline).merged == ("PRC-RB B",)

    path = site_file(rover, stored_procedure(rover.engine, answer.made["procedure"][0]), tmp_path)  # type: ignore[arg-type]
    again = importing(rover, path)
    assert rover.done("admin", again).sentence == "Nothing to change."
    there = empty_site(sqlite())
    exported = importing_site(there.engine, path)
    taken = there.engine.perform(there.actor("admin"), exported)
    assert isinstance(taken, Outcome), taken
    assert steps_of(there, "PRC-RB", "B") == steps_of(rover, "PRC-RB", "B")


def empty_site(store: Store) -> Rover:
    """A site with the parts and places of the rover line, and without a procedure or a run."""
    engine = Engine(store, clock=FixedClock(MORNING), hasher=PlainHasher())
    badge, pin = PEOPLE["admin"]
    made = engine.perform(
        Actor(None, "K1"),
        Initialize(site="Rover line", code="admin", name="Administrator", pin=pin, badge=badge),
    )
    assert isinstance(made, Outcome)
    whole = importing_site(engine, SITE_FILE)
    bare = replace(whole.definition, procedures=(), runs=())
    assert isinstance(bare, SiteDefinition)
    done = engine.perform(Actor(made.made["operator"][0], "K1"), ImportSite(definition=bare, files={}))
    assert isinstance(done, Outcome), done
    return rover_in(store)


def steps_of(rover: Rover, code: str, revision: str) -> list[tuple[object, ...]]:
    """What makes the steps of a revision what they are, without ids."""
    step, procedure, content = (
        models.table(one) for one in (models.ProcedureStep, models.Procedure, models.StepContent)
    )
    query = (
        select(
            step.c.key, step.c.origin, step.c.sibling_key, step.c.number, step.c.optional, content.c.digest
        )
        .select_from(
            step.join(procedure, procedure.c.id == step.c.procedure_id).join(
                content, content.c.id == step.c.content_id
            )
        )
        .where(procedure.c.code == code, procedure.c.revision == revision)
        .order_by(step.c.ordinal)
    )
    with rover.engine.store.read() as tx:
        return [tuple(row) for row in tx.execute(query)]


def test_a_run_of_the_new_revision_has_the_same_siblings(rover: Rover, pen: Pen) -> None:
    redline = weighed(pen, rover)
    procedure = pen.merge(redline)
    rover.done("eng1", ReleaseProcedure(procedure_id=procedure))
    rover.done("lead1", StartRun(procedure_id=procedure, serial="RB-0101"))
    step = models.table(models.RunStep)
    with rover.engine.store.read() as tx:
        keys = [
            set(tx.execute(select(step.c.sibling_key).where(step.c.run_id == rover.run_id(serial))).scalars())
            for serial in ("RB-0001", "RB-0101")
        ]
    assert keys[0] == keys[1]


def test_a_redline_goes_into_runs_outside_the_batch(rover: Rover, pen: Pen) -> None:
    redline = weighed(pen, rover)
    others = tuple(rover.run_id(serial) for serial in ("RB-0003", "RB-0004", "CB-0101"))
    command = MergeToRuns(redline_id=redline, run_ids=others)
    plan = rover.engine.preview(rover.actor("eng1"), command)
    assert isinstance(plan, Plan)
    assert [change.label for change in plan.changes] == ["1 Begin the rocker"] * 2
    assert {skip.reason.sentence for skip in plan.skipped} == {
        "It has no sibling of 1 Begin the rocker.",
        "It lacks a step that this change speaks of.",
    }
    assert rover.done("eng1", command).sentence == f"Redline {redline} is merged into 2 runs."
    assert titles(rover, "RB-0003") == titles(rover, "RB-0001")
    assert pen.row(redline).applied == 4
    sentence = refused(rover, "eng1", replace(command, key="again"), Code.NOT_LEGAL)
    assert sentence.startswith(f"Redline {redline} changes none of these runs")


def test_who_may_not_merge_is_refused_and_what_is_open_is_not_merged(rover: Rover, pen: Pen) -> None:
    redline = pen.open(rover.step_id("RB-0001", "1"))
    pen.reword(redline, "Begin the rocker", title="Begin the left rocker")
    command = MergeToProcedure(redline_ids=(redline,))
    refused(rover, "lead1", command, Code.NOT_PERMITTED)
    sentence = refused(rover, "eng1", replace(command, key="k"), Code.NOT_LEGAL)
    assert sentence == f"Redline {redline} is open: only what is approved is merged."


def test_a_run_built_as_it_is_done_becomes_a_procedure(rover: Rover, pen: Pen, tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(
        "site: Rover line\nprocedures:\n"
        "  - {code: PRC-NEW, title: Built as it is done, revision: A, status: released, part: OSR-RB}\n",
        "utf-8",
    )
    rover.done("admin", importing(rover, path))
    empty = next(row for row in rover.engine.reads.procedures() if row.code == "PRC-NEW")
    run = rover.done("lead1", StartRun(procedure_id=empty.id, serial="NEW-1")).made["run"][0]
    first = pen.open_run(run)
    pen.write(first, lambda draft: added(draft.changes, Content(title="Saw"), Place(), Terms()))
    pen.add(first, "File", after="Saw", waits_on=("Saw",))
    pen.through(first)
    assert titles(rover, "NEW-1") == ["0 Saw", "1 File"]
    second = pen.open_run(run, "one more")
    pen.add(second, "Paint", after="File", waits_on=("File",))
    pen.through(second)
    assert titles(rover, "NEW-1") == ["0 Saw", "1 File", "2 Paint"]
    assert refused(rover, "eng1", MergeToProcedure(redline_ids=(second,)), Code.CONFLICT) == (
        f"Redline {second} changes a step that PRC-NEW revision A does not have: merge the redline that adds it as"
        " well."
    )
    made = definition_of(rover, pen.merge(first, second))
    assert [(step.title, step.after) for step in made.steps] == [
        ("Saw", ()),
        ("File", (made.steps[0].key,)),
        ("Paint", (made.steps[1].key,)),
    ]
