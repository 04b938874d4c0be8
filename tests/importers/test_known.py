"""Files that say only a part of a site, and refer to what the store already has."""

# ruff: noqa: E501 - a case of a table is a line

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from ion_tui.engine.definitions.attributes import AttributeDefinition
from ion_tui.engine.definitions.known import Known, KnownPart, KnownProcedure
from ion_tui.engine.words import AttributeScope, FieldType, Tracking
from tests.importers.reading import expect, site_of

STORE = Known(
    time_zone="Europe/Berlin",
    attributes={
        (AttributeScope.RUN, "Lot"): AttributeDefinition(
            name="Lot", scope=AttributeScope.RUN, type=FieldType.STRING
        )
    },
    locations={"WC": True, "ST": False},
    operators={"op1": "B1", "op2": None},
    parts={
        "N": {"A": KnownPart(tracking=Tracking.NONE), "B": KnownPart(tracking=Tracking.NONE)},
        "S": {"A": KnownPart(tracking=Tracking.SERIAL, mbom={("N", "B"): Decimal(2)})},
    },
    procedures={
        "P": {
            "A": KnownProcedure(released=False, part=("S", "A")),
            "B": KnownProcedure(released=True, part=("S", "A")),
            "C": KnownProcedure(released=False, part=("S", "A")),
        }
    },
    suppliers=frozenset({"SUP"}),
    purchase_orders={"PO": frozenset({1})},
)


def test_a_file_of_runs_only(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        """\
        site: X
        runs:
          - {procedure: P, serial: S1, operator: op1, work_center: WC, attributes: {Lot: L1},
             scheduled_start: 2026-07-01T08:00}
        """,
        STORE,
    )
    (run,) = site.runs
    assert run.revision == "B"
    assert run.scheduled_start == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)


def test_a_run_of_a_revision_that_is_not_released_any_more(tmp_path: Path) -> None:
    expect(
        tmp_path,
        "site: X\nruns: [{procedure: ▸P, revision: A, serial: S1}]",
        "Procedure has unreleased steps: P revision A must be released before runs of it start.",
        known=STORE,
    )


def test_a_file_of_stock_only_says_which_revision(tmp_path: Path) -> None:
    expect(
        tmp_path,
        "site: X\ninventory: [{part: ▸N, quantity: 1, location: ST}, {part: N, revision: A, quantity: 1, location: ST}]",
        "N has revisions A and B: say which with `revision`.",
        known=STORE,
    )


def test_what_a_file_says_itself_does_not_depend_on_the_store(tmp_path: Path) -> None:
    text = """\
        site: X
        parts: [{number: N, revision: C}]
        inventory: [{part: N, quantity: 1, location: ST}]
        """
    assert site_of(tmp_path, text, STORE).inventory[0].revision == "C"
    assert site_of(tmp_path, text, replace(STORE, parts={})).inventory[0].revision == "C"


def test_steps_are_held_against_the_mbom_in_the_store(tmp_path: Path) -> None:
    expect(
        tmp_path,
        """\
        site: X
        procedures:
          - code: Q
            title: Q
            part: S
            revision: A
            steps:
              - key: a
                title: A
                outside_process: {purchase_order: PO, line: 1}
                requires:
                  - {part: N, revision: B, quantity: ▸3}
                  - {part: ▸N, revision: A, quantity: 1}
        """,
        "With this step, the steps so far need 3 of N; the mBOM of S revision A has 2.",
        "The mBOM of S revision A has no N revision A.",
        known=STORE,
    )


def test_a_circle_of_parts_that_closes_in_the_store(tmp_path: Path) -> None:
    expect(
        tmp_path,
        "site: X\nparts: [{number: N, revision: B, mbom: [{part: ▸S, quantity: 1}]}]",
        "These parts are made of each other: N B of S A and S A of N B.",
        known=STORE,
    )


def test_a_badge_has_one_owner(tmp_path: Path) -> None:
    expect(
        tmp_path,
        "site: X\noperators: [{id: new, name: New, badge: ▸B1}]",
        'The badge "B1" is that of operator "op1" already.',
        known=STORE,
    )
    swapped = "site: X\noperators: [{id: new, name: New, badge: B1}, {id: op1, name: One, badge: B2}]"
    assert site_of(tmp_path, swapped, STORE).operators[0].badge == "B1"
    same = site_of(tmp_path, "site: X\noperators: [{id: op1, name: One, badge: B1}]", STORE)
    assert same.operators[0].badge == "B1"


def test_the_default_roles_are_there_without_being_said(tmp_path: Path) -> None:
    roles = "[Operator, Lead, Quality, Engineer, Admin]"
    site = site_of(tmp_path, f"site: X\noperators: [{{id: a, name: A, roles: {roles}}}]")
    assert len(site.operators[0].roles) == 5
