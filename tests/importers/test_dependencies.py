"""Circles of steps: found exactly where no order of starts and completions exists, and told link by link."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.engine.definitions.dependencies import circles, waits, walk
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from tests.importers.reading import expect, site_of

HEAD = "site: X\nprocedures:\n  - code: P\n    title: P\n    revision: A\n"

CIRCLES: list[tuple[str, tuple[str, ...]]] = [
    (
        """\
        steps:
          - {key: a, title: A, after: [b]}
          - {key: b, title: B, after: [▸a]}
        """,
        ("These steps wait on each other in a circle: b waits on a and a waits on b.",),
    ),
    (
        """\
        steps:
          - {key: a, title: A, after: [c]}
          - {key: b, title: B, after: [a]}
          - {key: c, title: C, after: [▸b]}
        """,
        ("These steps wait on each other in a circle: c waits on b, b waits on a and a waits on c.",),
    ),
    (
        """\
        steps:
          - key: a
            title: A
            steps: [{key: k, title: K, after: [b]}]
          - {key: b, title: B, after: [▸a]}
        """,
        ("These steps wait on each other in a circle: b waits on a, k is a part of a and k waits on b.",),
    ),
    (
        """\
        steps:
          - key: a
            title: A
            after: [k2]
            steps: [{key: k, title: K}]
          - {key: b, title: B, after: [▸k], steps: [{key: k2, title: K}]}
        """,
        (
            (
                "These steps wait on each other in a circle: "
                "b waits on k, k is a part of a, a waits on k2 and k2 is a part of b."
            ),
        ),
    ),
    (
        """\
        sequential: true
        steps:
          - {key: a, title: A, after: [▸b]}
          - {key: b, title: B}
        """,
        ("These steps wait on each other in a circle: a waits on b and b waits on a.",),
    ),
    (
        """\
        steps:
          - {key: a, title: A, after: [b]}
          - {key: b, title: B, after: [▸a]}
          - {key: c, title: C, after: [d]}
          - {key: d, title: D, after: [▸c]}
        """,
        (
            "These steps wait on each other in a circle: b waits on a and a waits on b.",
            "These steps wait on each other in a circle: d waits on c and c waits on d.",
        ),
    ),
    (
        """\
        steps:
          - key: a
            title: A
            after: [▸k]
            steps: [{key: k, title: K, after: [▸a]}]
        """,
        (
            '"k" is a part of "a": it starts when that has started.',
            '"k" is a part of "a": it starts while that is in progress.',
        ),
    ),
    (
        """\
        steps:
          - {key: a, title: A, after: [b, ▸b]}
          - {key: b, title: B}
          - {key: ▸b, title: B2}
        """,
        (
            'The step "b" is there twice: it is also at procedures[0].steps[0].after[0].',
            'The step "b" is there twice: it is also at procedures[0].steps[1].key.',
        ),
    ),
]


@pytest.mark.parametrize(("steps", "sentences"), CIRCLES)
def test_steps_that_wait_on_each_other(tmp_path: Path, steps: str, sentences: tuple[str, ...]) -> None:
    block = "\n".join(line[8:] for line in steps.splitlines())
    expect(tmp_path, HEAD + indent(block, "    ") + "\n", *sentences)


def test_children_may_wait_on_steps_elsewhere(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        HEAD
        + """\
    steps:
      - {key: a, title: A, steps: [{key: k, title: K}]}
      - {key: b, title: B, after: [k]}
      - {key: c, title: C, optional: true, after: [a, b], steps: [{key: m, title: M, after: [k]}]}
""",
    )
    assert [(wait.key, wait.upstream) for wait in waits(site.procedures[0])] == [
        ("b", "k"), ("c", "a"), ("c", "b"), ("m", "k"),
    ]  # fmt: skip


def test_a_sequence_holds_at_each_level(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        HEAD
        + """\
    sequential: true
    steps:
      - {key: a, title: A, steps: [{key: k, title: K}, {key: l, title: L}]}
      - {key: b, title: B}
""",
    )
    assert [(wait.key, wait.upstream) for wait in waits(site.procedures[0])] == [("l", "k"), ("b", "a")]


def test_steps_nest_up_to_five_levels(tmp_path: Path) -> None:
    steps = "[▸{key: s6, title: S, steps: [{key: s7, title: S}]}]"
    for level in range(5, 0, -1):
        steps = f"[{{key: s{level}, title: S, steps: {steps}}}]"
    expect(tmp_path, f"{HEAD}    steps: {steps}\n", "This step is on level 6: steps nest up to 5 levels.")


@st.composite
def procedures(draw: st.DrawFn) -> ProcedureDefinition:
    """Procedures of up to seven steps on up to three levels, with any waits, sensible or not."""
    count = draw(st.integers(1, 7))
    parents = [draw(st.integers(-1, child - 1)) for child in range(count)]
    edges = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=10))

    def step(number: int) -> StepDefinition:
        return StepDefinition(
            key=str(number),
            title="S",
            after=tuple(str(upstream) for key, upstream in sorted(edges) if key == number),
            steps=tuple(step(child) for child in range(count) if parents[child] == number),
        )

    top = tuple(step(number) for number in range(count) if parents[number] == -1)
    return ProcedureDefinition(code="P", title="P", revision="A", sequential=draw(st.booleans()), steps=top)


def _doable(procedure: ProcedureDefinition) -> bool:
    """Whether all steps get done when each is started and completed as soon as it can be."""
    placed = {found.step.key: found for found in walk(procedure.steps)}
    upstream: dict[str, set[str]] = {key: set() for key in placed}
    for wait in waits(procedure):
        around = {step.key for step in placed[wait.key].around}
        inside = {step.key for step in placed[wait.upstream].around}
        if wait.upstream != wait.key and wait.upstream not in around and wait.key not in inside:
            upstream[wait.key].add(wait.upstream)
    started: set[str] = set()
    completed: set[str] = set()
    for _ in range(2 * len(placed) + 1):
        for key, found in placed.items():
            if upstream[key] <= completed and all(step.key in started for step in found.around):
                started.add(key)
            if key in started and all(child.key in completed for child in found.step.steps):
                completed.add(key)
    return completed == set(placed)


@given(procedures())
def test_a_circle_is_found_exactly_when_the_steps_cannot_all_be_done(procedure: ProcedureDefinition) -> None:
    assert (next(circles(procedure), None) is None) == _doable(procedure)
