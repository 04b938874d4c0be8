"""What a file of the right form can still have wrong: references, duplicates, contradictions."""

# ruff: noqa: E501 - a case of a table is a line

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.reading import expect, site_of

PLACES = "locations: [{name: Shop, code: WC, work_center: true}, {name: Stock, code: ST}]\n"
PARTS = """\
parts:
  - {number: N, revision: A}
  - {number: L, revision: A, tracking: lot}
  - {number: S, revision: A, tracking: serial}
  - {number: T, revision: A, tracking: serial, tool: true}
"""

REFERENCES: list[tuple[str, tuple[str, ...]]] = [
    ("operators: [{id: a, name: A, roles: [▸Leed]}]", ('There is no role "Leed". Did you mean Lead?',)),
    (PARTS + "inventory: [{part: N, quantity: 1, location: ▸STK}]", ('There is no location "STK". Did you mean ST?',)),
    ("inventory: [{part: ▸Q, quantity: 1, location: ST}]", ('There is no part "Q".',)),
    (PARTS + "inventory: [{part: N, revision: ▸B, quantity: 1, location: ST}]", ('N has no revision "B": there is A.',)),
    ("parts: [{number: M, revision: A, mbom: [{part: ▸Q, quantity: 1}]}]", ('There is no part "Q".',)),
    (
        PARTS + "  - {number: M, revision: A, mbom: [{part: N, quantity: 1, substitutes: [▸Q, ▸N]}]}",
        ('There is no part "Q".', "N cannot be its own substitute."),
    ),
    ("procedures: [{code: P, title: P, revision: A, part: ▸Q}]", ('There is no part "Q".',)),
    ("purchase_orders: [{number: PO, supplier: ▸SUP}]", ('There is no supplier "SUP".',)),
    ("runs: [{procedure: ▸P, serial: S1}]", ('There is no procedure "P".',)),
    (
        PARTS + "  - {number: N, revision: B}\ninventory: [{part: ▸N, quantity: 1, location: ST}]",
        ("N has revisions A and B: say which with `revision`.",),
    ),
    (
        PARTS + "  - {number: N, revision: B}\nprocedures: [{code: P, title: P, revision: A, part: ▸N}]",
        ("N has revisions A and B: say which with `part_revision`.",),
    ),
]  # fmt: skip

STEP_REFERENCES: list[tuple[str, tuple[str, ...]]] = [
    ("work_center: ▸WCC", ('There is no work center "WCC". Did you mean WC?',)),
    ("work_center: ▸ST", ('"ST" is a location, but no work center: give it `work_center: true`.',)),
    ("approval: {role: ▸Qality}", ('There is no role "Qality". Did you mean Quality?',)),
    ("fields: [{name: F, type: signoff, role: ▸Nobody}]", ('There is no role "Nobody".',)),
    ("fields: [{name: F, type: tool, part: ▸Q}]", ('There is no part "Q".',)),
    ("fields: [{name: F, type: tool, part: ▸S}]", ("S is not a tool: give the part `tool: true`.",)),
    ("requires: [{part: ▸Q, quantity: 1}]", ('There is no part "Q".',)),
    ("requires: [{part: N, quantity: 1, substitutes: [{part: L, revision: ▸Z}]}]", ('L has no revision "Z": there is A.',)),
    ("outside_process: {purchase_order: ▸PO-2, line: 1}", ('There is no purchase order "PO-2". Did you mean PO-1?',)),
    ("outside_process: {purchase_order: PO-1, line: ▸2}", ('The purchase order "PO-1" has no line 2.',)),
    ("after: [▸zz]", ('There is no step of this procedure "zz".',)),
    ("after: [▸a]", ('The step "a" cannot wait on itself.',)),
    ("attributes: {▸Color: red}", ('There is no attribute for steps "Color".',)),
]  # fmt: skip

STEP_CONTRADICTIONS: list[tuple[str, tuple[str, ...]]] = [
    ("fields: [{name: F, type: number, min: ▸2, max: 1}]", ("`min` 2 is above `max` 1: no number is in range.",)),
    ("fields: [{name: F, type: number, target: ▸2}]", ("`target` needs `tolerance`: how far from it is still in range (0: not at all).",)),
    ("fields: [{name: F, type: number, tolerance: ▸2}]", ("`tolerance` needs `target`: the number that it is the distance from.",)),
    ("fields: [{name: F, type: number, target: 1, tolerance: ▸-0.5}]", ("`tolerance` is below 0: it is the distance from `target`, without a sign.",)),
    ("fields: [{name: F, type: number, target: ▸1, tolerance: 1, min: 2}]", ("`target` 1 is below `min` 2.",)),
    ("fields: [{name: F, type: number, target: ▸3, tolerance: 1, max: 2.50}]", ("`target` 3 is above `max` 2.5.",)),
    ("fields: [{name: F, type: number, out_of_range: ▸issue}]", ("`out_of_range` needs a range: give `min`, `max`, or `target` with `tolerance`.",)),
    ("fields: [{name: F, type: string, unit: ▸mm}]", ("`unit` goes with number, not with string.",)),
    ("fields: [{name: F, type: boolean, min: ▸1}]", ("`min` goes with number, not with boolean.",)),
    ("fields: [{name: F, type: string, out_of_range: ▸issue}]", ("`out_of_range` goes with number, not with string.",)),
    ("fields: [▸{name: F, type: select}]", ("A select needs `options`.",)),
    ("fields: [▸{name: F, type: multiselect, options: []}]", ("A multiselect needs `options`.",)),
    ("fields: [{name: F, type: select, options: [a, b, ▸a]}]", ('The option "a" is listed twice.',)),
    ("fields: [{name: F, type: number, options: ▸[a]}]", ("`options` goes with select or multiselect, not with number.",)),
    ("fields: [▸{name: F, type: signoff}]", ("A signoff needs `role`.",)),
    ("fields: [{name: F, type: string, role: ▸Lead}]", ("`role` goes with signoff, not with string.",)),
    ("fields: [{name: F, type: string, peer_review: ▸true}]", ("`peer_review` goes with signoff, not with string.",)),
    ("fields: [{name: F, type: part, part: ▸S}]", ("`part` goes with tool, not with part.",)),
    ("fields: [{name: F, type: string, calibrated: ▸true}]", ("`calibrated` goes with tool, not with string.",)),
    ("fields: [{name: F, type: string}, {name: ▸F, type: boolean}]", ('The field "F" is there twice: it is also at procedures[0].steps[0].fields[0].name.',)),
    ("columns: ▸[{name: C, type: string}]", ("`columns` goes with a datagrid: give the step `type: datagrid`.",)),
    ("rows: ▸[{required: true}]", ("`rows` goes with a datagrid: give the step `type: datagrid`.",)),
    ("type: datagrid, columns: [{name: C, type: number, min: ▸2, max: 1}], rows: [{}]", ("`min` 2 is above `max` 1: no number is in range.",)),
    ("type: datagrid, columns: [{name: C, type: ▸file}], rows: [{}]", ("A cell holds no file: ask for it in a field of a step, or for its name in a string.",)),
    ("type: datagrid, columns: [{name: C, type: signoff, role: Lead, settable: ▸false}], rows: [{}]", ("Only people can fill in a signoff: the column must be settable.",)),
    ("type: datagrid, columns: [{name: C, type: string}, {name: ▸C, type: string}], rows: [{}]", ('The column "C" is there twice: it is also at procedures[0].steps[0].columns[0].name.',)),
    ("type: datagrid, columns: [{name: C, type: string, settable: false}], rows: [{values: {D: ▸x}}]", ('There is no column "D": there is C.',)),
    ("type: datagrid, columns: [{name: C, type: string}], rows: [{values: {C: ▸x}}]", ('The column "C" is settable: it is filled in on the floor, not here.',)),
    ("type: datagrid, columns: [{name: C, type: string, settable: false}], rows: [{values: {C: ▸5}}]", ("A text is expected here: put it in quotes.",)),
    ("type: datagrid, columns: [{name: C, type: number, settable: false}], rows: [{values: {C: ▸x}}]", ("A number is expected here, without quotes.",)),
    ("type: datagrid, columns: [{name: C, type: select, options: [up, down], settable: false}], rows: [{values: {C: ▸dwn}}]", ('"dwn" is not one of the options up or down. Did you mean down?',)),
    ("requires: [{part: S, quantity: ▸1.5}]", ("S is tracked by serial: 1.5 of it cannot be installed.",)),
    ("requires: [{part: N, quantity: 2, reference_designators: ▸[C1]}]", ("There are 1 reference designators for a quantity of 2.",)),
    ("requires: [{part: N, quantity: 2, reference_designators: [C1, ▸C1]}]", ('The place "C1" is there twice: it is also at procedures[0].steps[0].requires[0].reference_designators[0].',)),
    ("requires: [{part: N, quantity: 1}, {part: ▸N, quantity: 1}]", ('The part "N" is there twice: it is also at procedures[0].steps[0].requires[0].part.',)),
    ("files: [▸../secret.png]", ('"../secret.png" must be a path within the site file\'s folder, with slashes.',)),
    ("files: [▸gone.png]", ('There is no file "gone.png" beside the site file.',)),
    ("attributes: {Weight: ▸heavy}", ("A number is expected here, without quotes.",)),
    ("attributes: {Level: ▸middle}", ('"middle" is not one of the options low or high.',)),
]  # fmt: skip

CONTRADICTIONS: list[tuple[str, tuple[str, ...]]] = [
    ("attributes: [{name: A, for: run, type: string}, {name: ▸A, for: run, type: number}]", ('The run attribute "A" is there twice: it is also at attributes[0].name.',)),
    ("attributes: [▸{name: A, for: run, type: select}]", ("A select attribute needs `options`.",)),
    ("attributes: [{name: A, for: run, type: string, options: ▸[a]}]", ("`options` goes with select or multiselect, not with string.",)),
    ("attributes: [{name: A, for: run, type: select, options: [a, ▸a]}]", ('The option "a" is listed twice.',)),
    (
        "attributes: [{name: A, for: run, type: ▸string}, {name: A, for: procedure, type: number}]",
        ('A run takes the value of its procedure\'s "A", which is number: both must be of one type.',),
    ),
    ("roles: [{name: R, permissions: []}, {name: ▸R, permissions: []}]", ('The role "R" is there twice: it is also at roles[0].name.',)),
    ("roles: [{name: R, permissions: [CheckIn, ▸CheckIn]}]", ('The permission "CheckIn" is there twice: it is also at roles[0].permissions[0].',)),
    ("roles: [▸{name: Admin, permissions: [CheckIn]}]", ("Admin has every permission: give this role another name.",)),
    ("operators: [{id: a, name: A}, {id: ▸a, name: B}]", ('The operator "a" is there twice: it is also at operators[0].id.',)),
    ("operators: [{id: a, name: A, badge: B1}, {id: b, name: B, badge: ▸B1}]", ('The badge "B1" is there twice: it is also at operators[0].badge.',)),
    ("operators: [{id: a, name: A, roles: [Lead, ▸Lead]}]", ('The role "Lead" is there twice: it is also at operators[0].roles[0].',)),
    ("parts: [{number: N, revision: A}, {number: ▸N, revision: A}]", ('Revision "A" of part "N" is there twice: it is also at parts[0].number.',)),
    ("parts: [{number: N, revision: A, tool: ▸true}]", ("A tool is told apart by its serial: give it `tracking: serial`.",)),
    ("parts: [{number: N, revision: A, mbom: [{part: ▸N, quantity: 1}]}]", ("These parts are made of each other: N A of N A.",)),
    (
        "parts:\n  - {number: N, revision: A, mbom: [{part: ▸M, quantity: 1}]}\n  - {number: M, revision: A, mbom: [{part: N, quantity: 1}]}",
        ("These parts are made of each other: M A of N A and N A of M A.",),
    ),
    (PARTS + "inventory: [▸{part: S, location: ST, quantity: 1}]", ("S is tracked by serial: give its `serials`.",)),
    (PARTS + "inventory: [{part: S, location: ST, serials: [a, b], quantity: ▸3}]", ("Each serial is one unit, so there are 2: leave `quantity` out.",)),
    (PARTS + "inventory: [{part: S, location: ST, serials: [a, ▸a]}]", ('The serial of S "a" is there twice: it is also at inventory[0].serials[0].',)),
    (
        PARTS + "inventory:\n  - {part: S, location: ST, serials: [a]}\n  - {part: S, revision: A, location: WC, serials: [▸a]}",
        ('The serial of S "a" is there twice: it is also at inventory[0].serials[0].',),
    ),
    (PARTS + "inventory: [▸{part: L, location: ST, quantity: 1}]", ("L is tracked by lot: give its `lot`.",)),
    (PARTS + "inventory: [▸{part: L, location: ST, lot: X}]", ("`quantity` is missing: how much there is.",)),
    (PARTS + "inventory: [{part: N, location: ST, lot: ▸X, quantity: 1}]", ("N is not tracked: it has no lot.",)),
    (PARTS + "inventory: [{part: L, location: ST, lot: X, serials: ▸[a], quantity: 1}]", ("L is tracked by lot: it has no serials.",)),
    (PARTS + "inventory: [{part: N, location: ST, quantity: 1}, {part: ▸N, location: ST, quantity: 2}]", ('At ST stock of "N" is there twice: it is also at inventory[0].part.',)),
    (
        PARTS + "inventory: [{part: L, location: ST, lot: X, quantity: 1}, {part: L, location: ST, lot: ▸X, quantity: 2}]",
        ('At ST, of L the lot "X" is there twice: it is also at inventory[0].lot.',),
    ),
    (PARTS + "inventory: [{part: S, location: ST, serials: [a], calibration_due: ▸2027-01-01}]", ("S is not a tool: only tools are calibrated.",)),
    ("suppliers: [{name: A, code: A}, {name: B, code: ▸A}]", ('The supplier "A" is there twice: it is also at suppliers[0].code.',)),
    (
        "suppliers: [{name: A, code: A}]\npurchase_orders: [{number: P, supplier: A}, {number: ▸P, supplier: A}]",
        ('The purchase order "P" is there twice: it is also at purchase_orders[0].number.',),
    ),
    (
        "suppliers: [{name: A, code: A}]\npurchase_orders: [{number: P, supplier: A, lines: [{line: 1, quantity: 1}, {line: ▸1, quantity: 2}]}]",
        ('Line "1" is there twice: it is also at purchase_orders[0].lines[0].line.',),
    ),
    (
        "suppliers: [{name: A, code: A}]\npurchase_orders: [{number: P, supplier: A, lines: [{line: 1, quantity: 1, unit_price: ▸-1, currency: ▸usd}]}]",
        ("A number of at least 0 is expected here.", '"usd" is not a currency: write its three capital letters, as USD.'),
    ),
    ("procedures: [{code: P, title: P, revision: A}, {code: ▸P, title: Q, revision: A}]", ('Revision "A" of procedure "P" is there twice: it is also at procedures[0].code.',)),
    ("procedures: [{code: P, title: P, revision: A, attributes: {Customer: ▸5}}]", ("A text is expected here: put it in quotes.",)),
]  # fmt: skip

RUNS: list[tuple[str, str, tuple[str, ...]]] = [
    ("revision: A", "{procedure: ▸P, serial: S1}", ("Procedure has unreleased steps: P revision A must be released before runs of it start.",)),
    ("revision: A, status: released", "{procedure: P, revision: ▸B, serial: S1}", ('P has no revision "B": there is A.',)),
    ("revision: A, status: released", "{procedure: P, serial: S1}, {procedure: P, serial: ▸S1}", ('A run of P on "S1" is there twice: it is also at runs[0].serial.',)),
    ("revision: A, status: released", "{procedure: P, serial: S1, operator: ▸op}", ('There is no operator "op".',)),
    ("revision: A, status: released", "{procedure: P, serial: S1, work_center: ▸ST}", ('"ST" is a location, but no work center: give it `work_center: true`.',)),
    ("revision: A, status: released", "{procedure: P, serial: S1, attributes: {▸Lt: x}}", ('There is no attribute for runs "Lt". Did you mean Lot?',)),
    (
        "revision: A, status: released",
        "{procedure: P, serial: S1, scheduled_start: 2026-11-24T08:00, scheduled_end: ▸2026-11-24T07:00}",
        ("The scheduled end is before the scheduled start.",),
    ),
]  # fmt: skip


def _site(rest: str) -> str:
    """A site with places and attributes, and the rest as given."""
    attributes = (
        ""
        if rest.startswith("attributes")
        else ("attributes: [{name: Customer, for: procedure, type: string}]\n")
    )
    return f"site: X\n{attributes}{PLACES}{rest}"


def _with_step(step: str) -> str:
    """A site whose one step has what is given."""
    return (
        f"site: X\n{PLACES}{PARTS}"
        "attributes:\n  - {name: Weight, for: step, type: number}\n"
        "  - {name: Level, for: step, type: select, options: [low, high]}\n"
        "suppliers: [{name: A, code: A}]\n"
        "purchase_orders: [{number: PO-1, supplier: A, lines: [{line: 1, quantity: 1}]}]\n"
        "procedures:\n  - code: P\n    title: P\n    kind: rework\n    revision: A\n"
        f"    steps:\n      - {{key: a, title: A, {step}}}\n"
    )


@pytest.mark.parametrize(("rest", "sentences"), REFERENCES)
def test_a_reference_to_nothing_is_named(tmp_path: Path, rest: str, sentences: tuple[str, ...]) -> None:
    expect(tmp_path, _site(rest), *sentences)


@pytest.mark.parametrize(("step", "sentences"), STEP_REFERENCES)
def test_a_step_refers_to_what_is_there(tmp_path: Path, step: str, sentences: tuple[str, ...]) -> None:
    expect(tmp_path, _with_step(step).replace("{▸Color: red", "{Color: ▸red"), *sentences)


@pytest.mark.parametrize(("step", "sentences"), STEP_CONTRADICTIONS)
def test_a_step_makes_sense(tmp_path: Path, step: str, sentences: tuple[str, ...]) -> None:
    expect(tmp_path, _with_step(step), *sentences)


@pytest.mark.parametrize(("rest", "sentences"), CONTRADICTIONS)
def test_a_site_makes_sense(tmp_path: Path, rest: str, sentences: tuple[str, ...]) -> None:
    expect(tmp_path, _site(rest), *sentences)


@pytest.mark.parametrize(("procedure", "runs", "sentences"), RUNS)
def test_a_run_can_start(tmp_path: Path, procedure: str, runs: str, sentences: tuple[str, ...]) -> None:
    expect(
        tmp_path,
        f"site: X\n{PLACES}{PARTS}attributes: [{{name: Lot, for: run, type: string}}]\n"
        f"procedures: [{{code: P, title: P, part: S, {procedure}}}]\n"
        f"runs: [{runs}]\n".replace("{▸Lt: x", "{Lt: ▸x"),
        *sentences,
    )


def test_places_that_cannot_be_told_apart(tmp_path: Path) -> None:
    expect(
        tmp_path,
        """\
        site: X
        locations:
          - name: Shop
            code: A
            locations:
              - {name: Bench, code: ▸A}
              - {name: ▸Bench, code: B}
              - ▸{name: Table, work_center: true}
          - {name: Hall, locations: [{name: Bench}]}
        """,
        'The location code "A" is there twice: it is also at locations[0].code.',
        'A location named "Bench" is there twice: it is also at locations[0].locations[0].name.',
        "A work center needs a `code`: kiosks and steps call it by it.",
    )


def test_steps_need_no_more_than_the_mbom_has(tmp_path: Path) -> None:
    expect(
        tmp_path,
        """\
        site: X
        parts:
          - {number: N, revision: A}
          - {number: M, revision: A}
          - {number: Z, revision: A, tracking: serial, mbom: [{part: N, quantity: 3.5}]}
        procedures:
          - code: P
            title: P
            part: Z
            revision: A
            steps:
              - {key: a, title: A, requires: [{part: N, quantity: 2}]}
              - key: b
                title: B
                requires:
                  - {part: ▸M, quantity: 1}
                steps:
                  - {key: c, title: C, requires: [{part: N, quantity: ▸2}]}
                  - {key: d, title: D, requires: [{part: N, quantity: 1}]}
          - {code: Q, title: Q, part: Z, kind: rework, revision: A, steps: [{key: a, title: A, requires: [{part: M, quantity: 9}]}]}
        """,
        "The mBOM of Z revision A has no M revision A.",
        "With this step, the steps so far need 4 of N; the mBOM of Z revision A has 3.5.",
    )  # fmt: skip


def test_a_run_needs_a_part_with_serials(tmp_path: Path) -> None:
    expect(
        tmp_path,
        """\
        site: X
        parts: [{number: N, revision: A}]
        procedures:
          - {code: P, title: P, part: N, revision: A, status: released}
          - {code: Q, title: Q, revision: A, status: released}
        runs:
          - {procedure: P, serial: ▸S1}
          - {procedure: ▸Q, serial: S1}
        """,
        "N is not tracked by serial, so no run can name a serial of it.",
        "Q revision A names no part, so its serial is of nothing: give the procedure its `part`.",
    )


def test_a_run_without_revision_takes_the_released_one(tmp_path: Path) -> None:
    text = """\
        site: X
        parts: [{number: S, revision: A, tracking: serial}]
        procedures:
          - {code: P, title: P, part: S, revision: A, status: released}
          - {code: P, title: P, part: S, revision: B}
        runs: [{procedure: P, serial: S1}]
        """
    assert site_of(tmp_path, text).runs[0].revision == "A"


def test_several_released_revisions_leave_it_open(tmp_path: Path) -> None:
    expect(
        tmp_path,
        """\
        site: X
        parts: [{number: S, revision: A, tracking: serial}]
        procedures:
          - {code: P, title: P, part: S, revision: A, status: released}
          - {code: P, title: P, part: S, revision: B, status: released}
        runs: [{procedure: ▸P, serial: S1}]
        """,
        "P has revisions A and B: say which with `revision`.",
    )


def test_what_is_read_says_the_revision_of_everything(tmp_path: Path) -> None:
    """The engine is never left to guess: references come with the revision that they mean."""
    site = site_of(
        tmp_path,
        f"""\
        site: X
        {PLACES.strip()}
        parts:
          - {{number: N, revision: C}}
          - {{number: T, revision: D, tracking: serial, tool: true}}
          - {{number: Z, revision: E, tracking: serial, mbom: [{{part: N, quantity: 1, substitutes: [{{part: T}}]}}]}}
        inventory: [{{part: N, quantity: 1, location: ST}}]
        procedures:
          - code: P
            title: P
            part: Z
            revision: F
            status: released
            steps:
              - key: a
                title: A
                fields: [{{name: F, type: tool, part: T}}]
                steps: [{{key: b, title: B, requires: [{{part: N, quantity: 1}}]}}]
        runs: [{{procedure: P, serial: S1}}]
        """,
    )
    item = site.parts[2].mbom[0]
    assert (item.revision, item.substitutes[0].revision) == ("C", "D")
    assert site.inventory[0].revision == "C"
    (procedure,) = site.procedures
    assert procedure.part_revision == "E"
    assert procedure.steps[0].fields[0].revision == "D"
    assert procedure.steps[0].steps[0].requires[0].revision == "C"
    assert site.runs[0].revision == "F"
