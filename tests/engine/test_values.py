"""A table of what people type or scan × the field it goes into: the canonical value, or words that say why not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ion_tui.engine.answers import Refused
from ion_tui.engine.ranges import Limits
from ion_tui.engine.values import Accepted, FieldSpec, accept, calibration_refusal, shown_value
from ion_tui.engine.words import FieldType
from tests.engine.workshop import assert_one_sentence

ZONE: Final = ZoneInfo("America/Los_Angeles")
NOW: Final = datetime(2026, 11, 24, 16, 30, 40, tzinfo=UTC)
"""Half past eight in the morning at the site."""

MM: Final = Limits(minimum=Decimal(0), maximum=Decimal("0.5"), unit="mm")
VOLT: Final = Limits(target=Decimal(5), tolerance=Decimal("0.25"), unit="V")
PLAIN: Final = Limits()
OPTIONS: Final = ("1 from bottom", "2 from bottom", "Scratch", "none")


def read(type_: FieldType, text: str, limits: Limits = PLAIN) -> Accepted | Refused:
    """What a field of this type makes of a text."""
    return accept(FieldSpec("Reading", type_, limits, OPTIONS), text, now=NOW, zone=ZONE)


def value_of(type_: FieldType, text: str, limits: Limits = PLAIN) -> str:
    """The canonical value of a text that is accepted."""
    found = read(type_, text, limits)
    assert isinstance(found, Accepted), found
    return found.value


def words_of(type_: FieldType, text: str, limits: Limits = PLAIN) -> str:
    """The sentence with which a text is refused."""
    found = read(type_, text, limits)
    assert isinstance(found, Refused), found
    assert_one_sentence(found.sentence)
    return found.sentence


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.45", "0.45"),
        ("0.450", "0.450"),
        (" 0.5 ", "0.5"),
        ("0", "0"),
        ("-0.1", "-0.1"),
        ("+0.1", "0.1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0.45 mm", "0.45"),
        ("0.45mm", "0.45"),
        ("0.000000000001", "0.000000000001"),
        ("123456789012345678", "123456789012345678"),
    ],
)
def test_a_number_is_kept_as_it_was_typed(text: str, value: str) -> None:
    assert value_of(FieldType.NUMBER, text, Limits(unit="mm")) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("abc", "needs a number"),
        ("0.4.5", "needs a number"),
        ("--1", "needs a number"),
        ("1 2", "needs a number"),
        ("0x10", "not converted"),
        ("1_000", "not converted"),
        ("NaN", "needs a number"),
        ("Infinity", "needs a number"),
        ("-inf", "needs a number"),
        ("1e400", "without an exponent"),
        ("1E5", "without an exponent"),
        ("1e-3", "without an exponent"),
        ("0,45", "with a point"),
        ("1,000.5", "with a point"),
        ("４５", "the digits 0 to 9"),
        ("٤٥", "the digits 0 to 9"),
        ("½", "needs a number"),
        ("5²", "the digits 0 to 9"),
        ("1234567890123456789", "digits"),
        ("0.0000000000001", "digits"),
        ("[red]5[/red]", "needs a number"),
        ("5 [red]", "not converted"),
    ],
)
def test_what_is_no_number_is_refused_in_words(text: str, says: str) -> None:
    assert says in words_of(FieldType.NUMBER, text, MM)


@pytest.mark.parametrize("text", ["5 in", "5 cm", "5 m", "5 Mm", "5 MM", "5 mm2", "5 mmm"])
def test_another_unit_is_never_converted(text: str) -> None:
    assert words_of(FieldType.NUMBER, text, MM) == f"Reading is given in mm; {text} is not converted."


@pytest.mark.parametrize(("text", "unit"), [("5 MV", "mV"), ("5 mV", "MV"), ("5 Ma", "mA"), ("5 K", "k")])
def test_a_letter_s_case_can_make_another_unit(text: str, unit: str) -> None:
    assert "not converted" in words_of(FieldType.NUMBER, text, Limits(unit=unit))


def test_the_two_letters_for_micro_are_one_unit() -> None:
    assert value_of(FieldType.NUMBER, "5 \N{GREEK SMALL LETTER MU}m", Limits(unit="\N{MICRO SIGN}m")) == "5"
    assert value_of(FieldType.NUMBER, "5 \N{OHM SIGN}", Limits(unit="\N{GREEK CAPITAL LETTER OMEGA}")) == "5"


def test_a_unit_is_refused_where_the_field_has_none() -> None:
    assert words_of(FieldType.NUMBER, "5 mm") == "Reading is given without a unit; 5 mm is not converted."


@pytest.mark.parametrize(
    ("text", "limits", "verdict"),
    [
        ("0", MM, ""),
        ("0.5", MM, ""),
        ("0.500", MM, ""),
        ("0.5000000000", MM, ""),
        ("0.500000000001", MM, "0.500000000001 mm is above 0.5 mm"),
        ("-0.000000000001", MM, "-0.000000000001 mm is below 0 mm"),
        ("-0", MM, ""),
        ("0.62", MM, "0.62 mm is above 0.5 mm"),
        ("4.75", VOLT, ""),
        ("5.25", VOLT, ""),
        ("5.250", VOLT, ""),
        ("5.26", VOLT, "5.26 V is above 5.25 V (target 5 ± 0.25)"),
        ("4.7499", VOLT, "4.7499 V is below 4.75 V (target 5 ± 0.25)"),
        ("2", Limits(target=Decimal(2), tolerance=Decimal(0)), ""),
        ("2.0", Limits(target=Decimal(2), tolerance=Decimal(0)), ""),
        ("3", Limits(target=Decimal(2), tolerance=Decimal(0)), "3 is above 2 (target 2 ± 0)"),
        ("12", Limits(minimum=Decimal(12)), ""),
        ("11.999", Limits(minimum=Decimal(12)), "11.999 is below 12"),
        ("5", Limits(Decimal(0), Decimal(4), Decimal(5), Decimal(2)), "5 is above 4"),
        ("2.9", Limits(Decimal(0), Decimal(4), Decimal(5), Decimal(2)), "2.9 is below 3 (target 5 ± 2)"),
    ],
)
def test_a_bound_itself_is_in_range_and_beyond_it_a_number_is_kept_with_a_verdict(
    text: str, limits: Limits, verdict: str
) -> None:
    found = read(FieldType.NUMBER, text, limits)
    assert isinstance(found, Accepted)
    assert found.verdict == verdict


@given(st.decimals(min_value=-1000, max_value=1000, places=6), st.integers(0, 6))
def test_numbers_are_exact_to_the_last_digit(number: Decimal, zeros: int) -> None:
    text = f"{number:f}" + "0" * zeros
    found = read(FieldType.NUMBER, text, Limits(minimum=number, maximum=number))
    assert found == Accepted(text)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (MM, "0 to 0.5 mm"),
        (VOLT, "5 ± 0.25 V"),
        (Limits(minimum=Decimal(12), unit="V"), "at least 12 V"),
        (Limits(maximum=Decimal("0.50")), "at most 0.50"),
        (Limits(target=Decimal(2), tolerance=Decimal(0)), "2"),
        (PLAIN, ""),
    ],
)
def test_a_validation_is_said_in_words(limits: Limits, words: str) -> None:
    assert limits.words() == words


CHOICES: Final[dict[FieldType, dict[str, tuple[str, ...]]]] = {
    FieldType.BOOLEAN: {
        "yes": ("yes", "Y", "true", "TRUE", "1", "on", " yes "),
        "no": ("no", "N", "false", "0", "off"),
    },
    FieldType.PASS_FAIL: {"pass": ("pass", "P", "PASSED", "ok"), "fail": ("fail", "F", "failed")},
    FieldType.SELECT: {
        "1 from bottom": ("1 from bottom", "1 FROM BOTTOM"),
        "Scratch": ("scratch", " Scratch "),
    },
    FieldType.MULTISELECT: {
        "Scratch": ("scratch", "Scratch\n", "Scratch\nscratch"),
        "2 from bottom\nScratch": ("scratch\n2 from bottom", "2 from bottom\nScratch"),
    },
}
"""Type → canonical value → what people type for it."""


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        (type_, value, text)
        for type_, values in CHOICES.items()
        for value, texts in values.items()
        for text in texts
    ],
)
def test_a_choice_is_taken_as_it_is_usually_said(type_: FieldType, value: str, text: str) -> None:
    assert value_of(type_, text) == value


@pytest.mark.parametrize(
    ("type_", "text", "says"),
    [
        (FieldType.BOOLEAN, "maybe", "yes or no"),
        (FieldType.BOOLEAN, "２", "yes or no"),
        (FieldType.PASS_FAIL, "yes", "pass or fail"),
        (FieldType.SELECT, "bottom", "1 from bottom, 2 from bottom, Scratch, none"),
        (FieldType.SELECT, "[bold]Scratch", "is not"),
        (FieldType.SELECT, "x" * 4000, "…"),
        (FieldType.MULTISELECT, "Scratch\nbent", "“bent” is not one of them"),
        (FieldType.MULTISELECT, "\n \n", "choose at least one"),
    ],
)
def test_another_choice_is_refused_with_those_there_are(type_: FieldType, text: str, says: str) -> None:
    sentence = words_of(type_, text)
    assert says in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-24T08:00", "2026-11-24T08:00-08:00"),
        ("2026-11-24 08:00", "2026-11-24T08:00-08:00"),
        ("2026-07-04 08:00", "2026-07-04T08:00-07:00"),
        ("2026-11-24 08:00:30", "2026-11-24T08:00:30-08:00"),
        ("2026-11-24T16:00Z", "2026-11-24T16:00+00:00"),
        ("2026-11-24T17:00+01:00", "2026-11-24T17:00+01:00"),
        ("2026-11-24T08:00:00.250", "2026-11-24T08:00-08:00"),
        ("07:15", "2026-11-24T07:15-08:00"),
        ("7:15", "2026-11-24T07:15-08:00"),
        ("now", "2026-11-24T08:30-08:00"),
        (" NOW ", "2026-11-24T08:30-08:00"),
    ],
)
def test_a_time_is_kept_with_its_zone_and_the_site_s_where_it_has_none(text: str, value: str) -> None:
    assert value_of(FieldType.DATETIME, text) == value


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow", "24:00", "12:60", "2026-13-01 08:00", "2026-02-30 08:00", "2026-11-24 8 o'clock", "１２:００",
        "1/2/2026", "2026", "20:1",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    assert "such as 2026-11-24 08:30" in words_of(FieldType.DATETIME, text)


@pytest.mark.parametrize(
    "text", ["0001-01-01 00:00", "9999-12-31 23:59", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"]
)
def test_a_year_of_no_factory_is_refused(text: str) -> None:
    assert "year" in words_of(FieldType.DATETIME, text)


@pytest.mark.parametrize(
    ("text", "says"),
    [("2026-03-08 02:30", "does not exist"), ("2026-11-01 01:30", "comes twice")],
)
def test_a_time_that_the_site_s_clock_skips_or_shows_twice_needs_its_offset(text: str, says: str) -> None:
    assert says in words_of(FieldType.DATETIME, text)
    assert value_of(FieldType.DATETIME, f"{text}-07:00")


@given(st.datetimes(timezones=st.timezones()))
def test_a_time_that_is_accepted_can_always_be_shown(at: datetime) -> None:
    found = read(FieldType.DATETIME, at.isoformat())
    if isinstance(found, Accepted):
        assert shown_value(FieldType.DATETIME, found.value, None, ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "plain", "[red]not markup[/red]", "[A12]", "üöä €", "日本語", "🔩", "é", "a\tb\nc", "\\u0000", "%s {x} $y",
        "'; DROP TABLE run; --", "<b>", "x" * 4000,
    ],
)  # fmt: skip
def test_a_text_is_kept_as_given(text: str) -> None:
    assert value_of(FieldType.STRING, text) == text


def test_only_the_space_around_a_text_is_dropped() -> None:
    assert value_of(FieldType.STRING, "  two  words \n") == "two  words"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x" * 4001, "at most 4000 characters; this one has 4001"),
        ("x" * 1_000_000, "at most 4000 characters; this one has 1000000"),
        ("a\x00b", "cannot be shown"),
        ("a\x1b[31mred", "cannot be shown"),
        ("a\rb", "cannot be shown"),
        ("a\x07", "cannot be shown"),
        ("a\x7f", "cannot be shown"),
        ("a\x9b31m", "cannot be shown"),
        ("abc\u202etxt.exe", "cannot be shown"),
        ("a\u2066b\u2069", "cannot be shown"),
        ("\u200fa", "cannot be shown"),
        ("a\ud800", "cannot be shown"),
        ("a\ue000", "cannot be shown"),
        ("a\uffff", "cannot be shown"),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "type_", [FieldType.STRING, FieldType.NUMBER, FieldType.SELECT, FieldType.DATETIME, FieldType.BOOLEAN]
)
def test_what_cannot_be_shown_or_is_a_book_is_refused_everywhere(
    type_: FieldType, text: str, says: str
) -> None:
    assert says in words_of(type_, text)


@given(st.text(max_size=60), st.sampled_from([FieldType.STRING, FieldType.NUMBER, FieldType.BOOLEAN,
       FieldType.PASS_FAIL, FieldType.DATETIME, FieldType.SELECT, FieldType.MULTISELECT]))  # fmt: skip
def test_any_text_is_a_value_or_a_sentence_and_a_value_reads_back_as_itself(
    text: str, type_: FieldType
) -> None:
    found = read(type_, text, MM if type_ is FieldType.NUMBER else PLAIN)
    if isinstance(found, Refused):
        assert_one_sentence(found.sentence)
    elif found.value:
        assert read(type_, found.value, MM if type_ is FieldType.NUMBER else PLAIN) == found


@pytest.mark.parametrize(
    ("due", "today", "is_refused"),
    [
        (date(2026, 11, 24), date(2026, 11, 23), False),
        (date(2026, 11, 24), date(2026, 11, 24), False),
        (date(2026, 11, 24), date(2026, 11, 25), True),
        (None, date(2026, 11, 24), True),
    ],
)
def test_a_tool_is_in_date_up_to_the_day_it_is_due(
    due: date | None, today: date, *, is_refused: bool
) -> None:
    assert bool(calibration_refusal("DMM-7", due, today)) is is_refused
