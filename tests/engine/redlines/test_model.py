"""Random redlines, approvals, cancels and verbs on batched runs: after each, every run is what a slow model says.

The model keeps each run by itself, as a list of steps that know their text, their state and what they wait on; it
knows no sibling keys, no stored counts and no groups, and computes what can start from the states each time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import models
from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import Complete, Hold, Release, Start
from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import Place, Terms
from ion_tui.engine.redlines.commands import (
    CancelRedline,
    ChangeRedline,
    DecideRedlines,
    OpenRedline,
    SubmitRedline,
)
from ion_tui.engine.redlines.editing import added, modified, moved, removed
from tests.engine.batches.hands import Batch, batch_of
from tests.engine.redlines.hands import Pen
from tests.engine.workshop import Step, Workshop

TODO, WORKED, HELD, REDLINED, DONE, GONE = "Todo", "In Progress", "Hold", "Redline", "Completed", "Canceled"
EXAMPLES: Final = 30
LONG: Final = 20
"""How many things are said in one example."""


@dataclass
class StepModel:
    """One step of one run; `origin` is the same in each run, and `text` all that its content says."""

    origin: str
    text: str
    state: str = TODO
    former: str = TODO
    waits: set[str] = field(default_factory=set)
    removed: bool = False
    started: bool = False


@dataclass
class Draft:
    """A redline that is open: on which run, which steps are under it, what it does to each, and what it saw."""

    run: int
    redline: int
    on: str
    edits: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, the step by its origin or new title, and a text or the neighbor behind which it goes."""
    saw: dict[str, str] = field(default_factory=dict)
    under: dict[str, str] = field(default_factory=dict)
    """Origin of a step under it → what it was before."""


@dataclass
class Model:
    """Every run by itself."""

    runs: list[list[StepModel]]
    drafts: list[Draft] = field(default_factory=list)

    def step(self, run: int, origin: str) -> StepModel:
        """A step of a run."""
        return next(step for step in self.runs[run] if step.origin == origin)

    def has(self, run: int, origin: str) -> bool:
        """Whether a run has a step."""
        return any(step.origin == origin for step in self.runs[run])

    def free(self, run: int, step: StepModel) -> bool:
        """Whether all that a step waits on, through what has left the graph, is completed."""
        return all(one.state == DONE for one in self.upstream(run, step))

    def upstream(self, run: int, step: StepModel) -> list[StepModel]:
        """What gates a step."""
        found: dict[str, StepModel] = {}
        looked = list(step.waits)
        seen: set[str] = set()
        while looked:
            origin = looked.pop()
            if origin in seen:
                continue
            seen.add(origin)
            one = self.step(run, origin)
            if one.state == GONE:
                looked += one.waits
            else:
                found[origin] = one
        return list(found.values())

    def release(self, run: int, origin: str, before: str) -> None:
        """Let a step leave Redline, where no other draft holds it."""
        step = self.step(run, origin)
        if step.state == REDLINED and not any(d.run == run and origin in d.under for d in self.drafts):
            step.state = before
            if before == TODO:
                step.started = False


class Story:
    """The model and the store side by side."""

    def __init__(self, shop: Workshop, seed: int, size: int, runs: int) -> None:
        self.shop, self.pen, self.chance = shop, Pen(shop), Random(seed)
        self.names = [f"S{number}" for number in range(size)]
        waits = {
            name: {one for one in self.names[:number] if self.chance.random() < 0.4}
            for number, name in enumerate(self.names)
        }
        written = (Step(name, after=tuple(sorted(waits[name])), instructions="t") for name in self.names)
        self.batch: Batch = batch_of(shop, runs, *written)
        self.model = Model(
            [[StepModel(name, "t", waits=set(waits[name])) for name in self.names] for _ in range(runs)]
        )
        self.count = 0

    def id_of(self, run: int, origin: str) -> int:
        """The step in the store."""
        return self.shop.run_of(self.batch.runs[run].id).steps[origin]

    # What is said.

    def work(self) -> None:
        """Somebody starts, completes, holds or releases one step of one run."""
        run = self.chance.randrange(len(self.model.runs))
        step = self.chance.choice(self.model.runs[run])
        step_id = self.id_of(run, step.origin)
        kind: type[Start | Complete | Hold | Release]
        if step.state == TODO:
            kind = self.chance.choice((Start, Start, Hold))
        elif step.state == WORKED:
            kind = self.chance.choice((Complete, Complete, Hold))
        else:
            kind = Release
        reason = "r" if kind is Hold else None
        answer = self.shop.say("op1", kind(step_id=step_id, only_this_run=True, reason=reason))
        allowed = self.may(run, step, kind)
        assert isinstance(answer, Outcome if allowed else Refused), answer
        if not allowed:
            return
        if kind is Start:
            step.state, step.started = WORKED, True
        elif kind is Complete:
            step.state = DONE
        elif kind is Hold:
            step.state = HELD
        else:
            step.state = WORKED if step.started else TODO

    def may(self, run: int, step: StepModel, kind: type) -> bool:
        """Whether the verb is legal."""
        if kind is Hold:
            return step.state in (TODO, WORKED)
        if kind is Release:
            return step.state == HELD
        wanted = TODO if kind is Start else WORKED
        return step.state == wanted and self.model.free(run, step)

    def open(self) -> None:
        """An engineer begins a redline."""
        run = self.chance.randrange(len(self.model.runs))
        step = self.chance.choice(self.model.runs[run])
        answer = self.shop.say("eng1", OpenRedline(step_id=self.id_of(run, step.origin), reason="why"))
        if step.state not in (TODO, WORKED, HELD):
            assert isinstance(answer, Refused), answer
            return
        assert isinstance(answer, Outcome), answer
        draft = Draft(run, answer.made["redline"][0], step.origin, under={step.origin: step.state})
        step.state = REDLINED
        self.model.drafts.append(draft)

    def write(self) -> None:
        """An engineer says one more thing in a draft."""
        if not self.model.drafts:
            return
        draft = self.chance.choice(self.model.drafts)
        steps = self.model.runs[draft.run]
        step = self.chance.choice(steps)
        kind = self.chance.choice(("reword", "reword", "add", "move", "remove"))
        self.count += 1
        other = self.chance.choice([one for one in steps if one is not step] or [step])
        view = self.pen.draft(draft.redline)
        ids = {one.origin: self.id_of(draft.run, one.origin) for one in steps}
        ref = ids[step.origin]
        if kind == "reword":
            text = f"{step.text}{self.count}"
            content = Content(title=step.origin, instructions=text)
            changes = modified(view.changes, ref, content=content)
            edit = ("reword", step.origin, text)
        elif kind == "add":
            name = f"N{self.count}"
            changes = added(view.changes, Content(title=name), Place(after=ref), Terms(waits_on=(ref,)))
            edit = ("add", name, step.origin)
        elif kind == "move" and other is not step:
            changes = moved(view.changes, ref, Place(after=ids[other.origin]))
            edit = ("move", step.origin, other.origin)
        else:
            changes = removed(view.changes, ref)
            edit = ("remove", step.origin, "")
        answer = self.shop.say("eng1", ChangeRedline(redline_id=draft.redline, changes=changes))
        if edit[0] != "add" and not self.changeable(draft, step):
            assert isinstance(answer, Refused), answer
            return
        if not isinstance(answer, Outcome):
            # What is removed in the draft is changed no more; the draft stays as it was.
            gone = {one[1] for one in draft.edits if one[0] == "remove"}
            assert step.origin in gone or other.origin in gone, answer
            return
        self.take_down(draft, edit, step)

    def changeable(self, draft: Draft, step: StepModel) -> bool:
        """Whether a draft may touch a step."""
        return not step.removed and (
            step.origin in draft.under or step.state in (TODO, WORKED, HELD, REDLINED)
        )

    def take_down(self, draft: Draft, edit: tuple[str, str, str], step: StepModel) -> None:
        """Keep an edit as the engine keeps it: one of a kind for a step, and nothing of what is removed."""
        kind, name, _ = edit
        if kind == "remove":
            draft.edits = [one for one in draft.edits if one[1] != name]
            draft.edits.append(edit)
        else:
            same = [index for index, one in enumerate(draft.edits) if one[:2] == (kind, name)]
            if same and kind != "add":
                draft.edits[same[0]] = edit
            else:
                draft.edits.append(edit)
        for one in draft.edits:
            if one[0] != "add":
                draft.saw[one[1]] = self.model.step(draft.run, one[1]).text
        if kind != "add" and step.origin not in draft.under:
            others = [d for d in self.model.drafts if d.run == draft.run and step.origin in d.under]
            draft.under[step.origin] = others[0].under[step.origin] if others else step.state
            step.state = REDLINED

    def cancel(self) -> None:
        """An engineer gives a redline up."""
        if not self.model.drafts:
            return
        draft = self.chance.choice(self.model.drafts)
        self.shop.do("eng1", CancelRedline(redline_id=draft.redline, reason="no"))
        self.model.drafts.remove(draft)
        for origin, before in draft.under.items():
            step = self.model.step(draft.run, origin)
            started = step.started
            self.model.release(draft.run, origin, before)
            step.started = started

    def approve(self) -> None:
        """A redline goes through review, once or twice."""
        if not self.model.drafts:
            return
        draft = self.chance.choice([one for one in self.model.drafts if one.edits] or self.model.drafts)
        submitted = self.shop.say("eng1", SubmitRedline(redline_id=draft.redline))
        moved_on = any(
            self.model.step(draft.run, origin).text != text
            for origin, text in draft.saw.items()
            if any(edit[0] != "add" and edit[1] == origin for edit in draft.edits)
        )
        if not draft.edits or moved_on:
            assert isinstance(submitted, Refused), submitted
            return
        if isinstance(submitted, Refused):
            # Somebody has completed or removed what it is about since.
            assert "completed" in submitted.sentence or "removed" in submitted.sentence, submitted
            return
        command = DecideRedlines(redline_ids=(draft.redline,))
        self.shop.do("qa1", command)
        again = self.shop.say("qa1", self.chance.choice((command, replace(command, key=f"k{draft.redline}"))))
        assert isinstance(again, Refused) or (isinstance(again, Outcome) and again.replayed)
        self.apply(draft)

    def apply(self, draft: Draft) -> None:
        """What an approved redline does, run by run and step by step."""
        self.model.drafts.remove(draft)
        own_texts = {step.origin: step.text for step in self.model.runs[draft.run]}
        about = {edit[1] for edit in draft.edits if edit[0] != "add"} | {draft.on}
        for run in range(len(self.model.runs)):
            is_own = run == draft.run
            alike = {
                origin
                for origin, text in own_texts.items()
                if self.model.has(run, origin) and self.model.step(run, origin).text == text
            }
            if is_own or alike & about:
                self.apply_to(run, draft, alike, is_own=is_own)
        for origin in draft.under:
            step = self.model.step(draft.run, origin)
            if not step.removed:
                self.model.release(draft.run, origin, TODO)

    def apply_to(self, run: int, draft: Draft, alike: set[str], *, is_own: bool) -> None:
        """The edits of a redline in one run."""
        steps = self.model.runs[run]
        for kind, name, told in draft.edits:
            if kind == "add":
                if not self.model.has(run, told):
                    continue
                at = next(index for index, one in enumerate(steps) if one.origin == told)
                steps.insert(at + 1, StepModel(name, "", waits={told}))
                continue
            if not is_own and (name not in alike or self.model.step(run, name).state == DONE):
                continue
            step = self.model.step(run, name)
            if not is_own and (step.removed or (kind == "move" and not self.model.has(run, told))):
                continue
            if kind == "reword":
                step.text = told
                self.begin_anew(run, name)
            elif kind == "move":
                steps.remove(step)
                at = next(index for index, one in enumerate(steps) if one.origin == told)
                steps.insert(at + 1, step)
            else:
                step.removed, step.state = True, GONE
            if not is_own and step.state == WORKED:
                step.state, step.started = TODO, False

    def begin_anew(self, run: int, origin: str) -> None:
        """A step that stands in Redline for other drafts still goes to Todo with the last of them."""
        for draft in self.model.drafts:
            if draft.run == run and origin in draft.under:
                draft.under[origin] = TODO

    # What is compared.

    def check(self) -> None:
        """Every run, step by step, and everything that is derived."""
        keys: dict[tuple[str, str], set[str]] = {}
        for run, steps in enumerate(self.model.runs):
            rows = self.shop.rows(models.RunStep, run_id=self.batch.runs[run].id)
            rows.sort(key=lambda row: row.ordinal)
            contents = [self.shop.row(models.StepContent, row.content_id) for row in rows]
            assert [content.title for content in contents] == [step.origin for step in steps]
            for row, content, step in zip(rows, contents, steps, strict=True):
                assert (row.state, content.instructions, row.removed) == (
                    step.state,
                    step.text,
                    step.removed,
                ), (run, step)
                gating = [one for one in self.model.upstream(run, step) if one.state != DONE]
                assert row.waits_on == len(gating), (run, step)
                keys.setdefault((step.origin, step.text), set()).add(row.sibling_key)
        assert all(len(found) == 1 for found in keys.values()), keys
        assert len({next(iter(found)) for found in keys.values()}) == len(keys)
        assert self.shop.faults() == []


@pytest.mark.slow
def test_every_run_is_what_the_model_says(shop: Workshop) -> None:
    @settings(max_examples=EXAMPLES)
    @given(seed=st.integers(0, 2**32), size=st.integers(1, 5), runs=st.integers(1, 3))
    def story(seed: int, size: int, runs: int) -> None:
        told = Story(shop, seed, size, runs)
        for _ in range(LONG):
            told.chance.choices(
                (told.work, told.open, told.write, told.approve, told.cancel), weights=(5, 2, 5, 3, 1)
            )[0]()
            told.check()

    story()
