"""One slip is one fault: what only follows from it is not reported beside it."""

# ruff: noqa: E501, ISC004 - a case of a table is a line

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.reading import expect

SLIPS: list[tuple[str, tuple[str, ...]]] = [
    # A misspelled key is read as the one that is meant.
    (
        "parts: [{number: S, revision: A, ▸trackng: serial}]\ninventory: [{part: S, serials: [a], location: ST}]",
        ('The key "trackng" is unknown here. Did you mean tracking?',),
    ),
    (
        "parts: [{▸nummer: S, revision: A}]\ninventory: [{part: S, quantity: 1, location: ST}]",
        ('The key "nummer" is unknown here. Did you mean number?',),
    ),
    (
        "▸part: [{number: S, revision: A}]\ninventory: [{part: S, quantity: 1, location: ST}]",
        ('The key "part" is unknown here. Did you mean parts?',),
    ),
    # What could not be read may still be referred to.
    (
        "parts: [▸{number: S}]\ninventory: [{part: S, quantity: 1, location: ST}]",
        ("`revision` is missing.",),
    ),
    (
        "parts: [{number: S, revision: A, tracking: ▸bylot}]\ninventory: [{part: S, lot: X, quantity: 1, location: ST}]",
        ('"bylot" is not possible here. Did you mean lot?',),
    ),
    (
        "parts: ▸all\ninventory: [{part: S, quantity: 1, location: ST}]",
        ("A list is expected here: begin each entry with `- `.",),
    ),
    (
        "procedures:\n  - code: P\n    title: P\n    revision: A\n    steps:\n      - ▸{key: a}\n      - {key: b, title: B, after: [a]}",
        ("`title` is missing.",),
    ),
    (
        "procedures:\n  - code: P\n    title: P\n    revision: A\n    steps:\n      - key: a\n        title: A\n        type: datagrid\n"
        "        columns: [▸{name: C, settable: false}, {name: D, type: string}]\n        rows: [{values: {C: x}}]",
        ("`type` is missing.",),
    ),
    # What needs a value is not told that the value is missing when it is only wrong.
    (
        "procedures: [{code: P, title: P, revision: A, steps: [{key: a, title: A, fields: [{name: F, type: number, target: 1, tolerance: ▸x}]}]}]",
        ('"x" is not a number.',),
    ),
    (
        "procedures: [{code: P, title: P, revision: A, steps: [{key: a, title: A, fields: [{name: F, type: select, options: ▸x}]}]}]",
        ("A list is expected here: begin each entry with `- `.",),
    ),
    (
        "parts: [{number: S, revision: A, tracking: serial}]\n"
        "procedures: [{code: P, title: P, part: S, revision: A, status: ▸relased}]\nruns: [{procedure: P, serial: S1}]",
        ('"relased" is not possible here. Did you mean released?',),
    ),
    (
        "parts: [{number: N, revision: A}, {number: S, revision: A, tracking: serial, mbom: ▸x}]\n"
        "procedures: [{code: P, title: P, part: S, revision: A, steps: [{key: a, title: A, requires: [{part: N, quantity: 1}]}]}]",
        ("A list is expected here: begin each entry with `- `.",),
    ),
    ("inventory: [{part: ▸S, quantity: ▸x, location: ST}]", ('There is no part "S".', '"x" is not a number.')),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "sentences"), SLIPS)
def test_one_slip_is_one_fault(tmp_path: Path, rest: str, sentences: tuple[str, ...]) -> None:
    text = f"site: X\nlocations: [{{name: Stock, code: ST}}]\n{rest}\n"
    expect(tmp_path, text, *sentences)


def test_a_work_center_that_is_not_quite_one(tmp_path: Path) -> None:
    expect(
        tmp_path,
        """\
        site: X
        locations: [{name: Bench, code: WC, work_center: ▸yes}]
        procedures:
          - {code: P, title: P, revision: A, steps: [{key: a, title: A, work_center: WC}]}
        """,
        '"yes" is a text: write true or false, without quotes.',
    )


def test_faults_behind_a_slip_keep_their_places(tmp_path: Path) -> None:
    """Entries that are left out while checking go on to count in the places and paths of the others."""
    (first, second) = expect(
        tmp_path,
        """\
        site: X
        locations: [{name: Stock, code: ST}]
        inventory:
          - ▸{quantity: 1, location: ST}
          - {part: ▸S, quantity: 1, location: ST}
        """,
        "`part` is missing.",
        'There is no part "S".',
    )
    assert (first.path, second.path) == ("inventory[0].part", "inventory[1].part")
