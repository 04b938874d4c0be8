"""What is said of a value while it is typed, and once it is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from data.rows.work import FieldRow
from ion_tui.engine.clock import FixedClock
from screens.step_parts.reading import NOTHING, Tone, is_not_applicable, of_other_value, of_stored, of_typed
from screens.step_parts.site_time import SiteTime

NOON = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
TIME = SiteTime(FixedClock(NOON), ZoneInfo("America/Los_Angeles"))
PLAY = FieldRow(
    field_id=1,
    name="Play",
    type="number",
    unit="mm",
    required=True,
    allow_not_applicable=False,
    per_unit=False,
    limits="0 to 0.5 mm",
    minimum=Decimal(0),
    maximum=Decimal("0.5"),
    target=None,
    tolerance=None,
    options=(),
    role=None,
    peer_review=False,
    tool_part=None,
    calibrated=False,
    out_of_range="block",
    value=None,
    shown="",
    not_applicable=False,
    in_range=True,
    confirmed=True,
    verdict="",
    recorded_by=None,
    recorded_at=None,
    value_version=0,
    signed_by=None,
    signed_at=None,
)
SET_AT = replace(PLAY, name="Set at", type="datetime", limits="", unit=None, minimum=None, maximum=None)


@pytest.mark.parametrize(
    ("text", "tone", "words"),
    [
        ("", Tone.PLAIN, ""),
        ("-", Tone.PLAIN, ""),
        (" . ", Tone.PLAIN, ""),
        ("0.5", Tone.GOOD, "✔ in range"),
        ("0.50", Tone.GOOD, "✔ in range"),
        ("0.4 mm", Tone.GOOD, "✔ in range"),
        ("0.500000000001", Tone.BAD, "✗ 0.500000000001 mm is above 0.5 mm"),
        ("-0.1", Tone.BAD, "✗ -0.1 mm is below 0 mm"),
        ("0,4", Tone.BAD, "✗ Play: write the number with a point, such as 0.45, and without a comma."),
        ("4e2", Tone.BAD, "✗ Play: write the number out, without an exponent."),
        ("0.4 in", Tone.BAD, "✗ Play is given in mm; 0.4 in is not converted."),
        ("n/a", Tone.BAD, "✗ Play needs a number, such as 0.45; “n/a” is none."),
    ],
)
def test_a_number_is_judged_as_the_engine_will(text: str, tone: Tone, words: str) -> None:
    said = of_typed(PLAY, text, TIME)
    assert (said.tone, said.words) == (tone, words)


def test_a_number_without_limits_is_not_praised() -> None:
    assert of_typed(replace(PLAY, limits="", minimum=None, maximum=None), "7", TIME) == NOTHING


@pytest.mark.parametrize(
    ("text", "words"),
    [("now", "✔ 2026-11-24 12:00"), ("14:30", "✔ 2026-11-24 14:30"), ("14", ""), ("tomorrow", "")],
)
def test_a_time_is_read_back_once_it_is_one(text: str, words: str) -> None:
    assert of_typed(SET_AT, text, TIME).words == words


def test_not_applicable_is_understood_only_where_it_is_allowed() -> None:
    allowed = replace(PLAY, allow_not_applicable=True)
    assert [is_not_applicable(allowed, text) for text in ("n/a", " NA ", "N/A", "nah", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert not is_not_applicable(PLAY, "n/a")
    assert of_typed(allowed, "n/a", TIME).words == "✔ N/A"


def test_a_stored_value_says_who_and_when_or_what_is_wrong_with_it() -> None:
    stored = replace(
        PLAY, value="0.4", shown="0.4 mm", recorded_by="Operator One", recorded_at=NOON, value_version=1
    )
    assert of_stored(stored, TIME).words == "✔ Operator One 12:00"
    assert of_stored(stored, TIME).shorter == ("✔ 12:00", "✔")
    bad = replace(stored, in_range=False, verdict="0.62 mm is above 0.5 mm")
    assert of_stored(bad, TIME).words == "✗ 0.62 mm is above 0.5 mm"
    assert of_stored(replace(bad, confirmed=False), TIME).tone is Tone.ASK
    assert of_stored(PLAY, TIME) == NOTHING
    assert of_other_value(stored, TIME).words == "! Operator One recorded 0.4 mm at 12:00"
    assert of_other_value(PLAY, TIME).words == "! cleared meanwhile"
    signed = replace(PLAY, type="signoff", signed_by="Inspector One", signed_at=NOON)
    assert of_stored(signed, TIME).words == "✔ Inspector One 12:00"
