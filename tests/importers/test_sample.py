"""The demo site: every key that the form knows, read as it is meant."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import (
    AttributeScope,
    FieldType,
    LogInWith,
    OutOfRange,
    ProcedureKind,
    ProcedureStatus,
    StepType,
    Tracking,
)
from ion_tui.importers.faults import Faults
from ion_tui.importers.site_file import read_site
from tests.importers.reading import write


@pytest.fixture
def rover(demo: Path) -> SiteDefinition:
    """The demo site."""
    site = read_site(demo)
    assert isinstance(site, SiteDefinition), site
    return site


def test_settings_attributes_and_places(rover: SiteDefinition) -> None:
    assert rover.name == "Rover line"
    assert rover.settings is not None
    assert rover.settings.time_zone == "America/Los_Angeles"
    assert rover.settings.log_in_with is LogInWith.BADGE_AND_PIN
    assert (rover.settings.idle_lock_minutes, rover.settings.fail_opens_issue) == (10, True)
    assert rover.attributes[3].scope is AttributeScope.STEP
    assert rover.attributes[3].options == ("normal", "critical")
    (shop,) = rover.locations
    assert [place.code for place in shop.locations if place.work_center] == [
        "WC-MACH", "WC-MECH", "WC-ELEC", "WC-TEST", "WC-SHIP",
    ]  # fmt: skip


def test_people_parts_and_stock(rover: SiteDefinition) -> None:
    assert [operator.pin for operator in rover.operators][:2] == ["4821", "7305"]
    multimeter = rover.parts[16]
    assert (multimeter.number, multimeter.tracking, multimeter.tool) == ("DMM-01", Tracking.SERIAL, True)
    rocker = rover.parts[17]
    assert [substitute.part for substitute in rocker.mbom[-1].substitutes] == ["B11-ALT"]
    assert rover.parts[18].mbom[1].reference_designators[-1] == "C17"
    assert rover.inventory[-1].calibration_due == date(2026, 1, 31)
    assert rover.inventory[0].quantity == Decimal(64)


def test_the_build_procedure(rover: SiteDefinition) -> None:
    build = rover.procedures[0]
    assert (build.kind, build.status) == (ProcedureKind.BUILD, ProcedureStatus.RELEASED)
    steps = {placed.step.key: placed.step for placed in walk(build.steps)}
    assert list(steps)[:4] == ["fab", "cut-channel", "cut-rod", "rocker"]
    assert steps["cut-channel"].lead_time == timedelta(minutes=40)
    assert steps["anodize"].lead_time == timedelta(days=5)
    assert steps["cut-channel"].files == ("drawings/channel_cut.png",)
    rod = steps["cut-rod"].fields[0]
    assert (str(rod.target), str(rod.tolerance), rod.unit, rod.per_unit) == ("76.2", "0.8", "mm", True)
    play = steps["bogie"].fields[1]
    assert (play.minimum, play.maximum, play.out_of_range) == (Decimal(0), Decimal("0.5"), OutOfRange.ISSUE)
    assert steps["weigh"].optional
    assert steps["anodize"].outside_process is not None
    assert steps["inspect"].approval is not None
    assert steps["inspect"].approval.count == 1
    assert steps["inspect"].fields[0].peer_review
    assert "none" in steps["inspect"].fields[1].options


def test_the_datagrid(rover: SiteDefinition) -> None:
    grid = rover.procedures[1].steps[3]
    assert grid.type is StepType.DATAGRID
    assert [column.settable for column in grid.columns] == [False, True, True]
    assert grid.columns[2].type is FieldType.SIGNOFF
    assert str(grid.columns[1].maximum) == "2.0"
    assert [dict(row.values) for row in grid.rows] == [
        {"Pad": "T7"},
        {"Pad": "T11"},
        {"Pad": "T18"},
        {"Pad": "T16"},
    ]
    assert [row.required for row in grid.rows] == [True, True, True, False]


def test_orders_and_runs(rover: SiteDefinition) -> None:
    line = rover.purchase_orders[0].lines[0]
    assert (str(line.unit_price), line.currency) == ("18.50", "USD")
    first, *_, tested, spare = rover.runs
    assert (first.due, first.priority, first.batch, first.operator) == (
        date(2026, 12, 4), 2, "Rover 1 suspension", "op1",
    )  # fmt: skip
    assert rover.runs[2].priority == 3
    assert tested.scheduled_start == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert spare.title == "CB-0102 spare board"


def test_a_sample_with_any_line_damaged_is_read_or_refused_in_words(tmp_path: Path, demo: Path) -> None:
    """Thirty small accidents; none breaks the reader, and each fault says where it is."""
    lines = demo.read_text().splitlines()
    accidents = random.Random(2026)
    for _ in range(30):
        damaged = list(lines)
        number = accidents.randrange(len(damaged))
        line = damaged[number]
        at = accidents.randrange(len(line) + 1)
        damaged[number] = accidents.choice(
            [
                line[:at] + line[at + 1 :],
                line[:at] + accidents.choice("x:[]{},#'\"- 0é") + line[at:],
                "",
                line[1:],
            ]
        )
        answer = read_site(write(tmp_path, "\n".join(damaged)))
        for fault in answer.faults if isinstance(answer, Faults) else ():
            assert fault.sentence.endswith((".", "?"))
            assert 1 <= fault.line <= len(damaged) + 1
