"""Every way in which a value can have the wrong form: where it stands, and what the sentence says."""

# ruff: noqa: E501 - a case of a table is a line

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.reading import expect, faults_of, site_of

TABLE: list[tuple[str, str]] = [
    # keys
    ("site: X\n▸colour: red", 'The key "colour" is unknown here: there are site, settings, attributes, locations, roles, operators, parts, inventory, procedures, suppliers, purchase_orders and runs.'),
    ("site: X\n▸part: []", 'The key "part" is unknown here. Did you mean parts?'),
    ("site: X\nroles:\n  - {name: A, permissions: [], ▸rank: 1}", 'The key "rank" is unknown here: there are name and permissions.'),
    ("site: X\n▸'<<': {a: 1}", "Merge keys (<<) are not part of YAML 1.2: write the keys out."),
    ("▸parts: []", "`site` is missing."),
    ("site: X\nparts:\n  - ▸{number: S2}", "`revision` is missing."),
    ("site: X\nparts:\n  - number: S2\n    revision:▸", "`revision` is missing."),
    ("▸- site: X", "Keys and values (`key: value`) are expected here."),
    ("▸just words", "Keys and values (`key: value`) are expected here."),
    # texts
    ("site: X\nparts: [{number: ▸00202, revision: A}]", 'A text is expected here: put it in quotes, "00202". As a number it would lose its zeros.'),
    ("site: X\nparts: [{number: S, revision: ▸1.10}]", 'A text is expected here: put it in quotes, "1.10". As a number it would lose its zeros.'),
    ("site: X\nparts: [{number: ▸true, revision: A}]", 'A text is expected here: put it in quotes, "true".'),
    ("site: X\nparts: [{number: ▸[S], revision: A}]", "A single text is expected here, not a list."),
    ("site: X\nparts: [{number: ▸{a: b}, revision: A}]", "A single text is expected here, not keys and values."),
    ('site: X\nparts: [{number: ▸"", revision: A}]', "A text is missing between the quotes."),
    ('site: X\nparts: [{number: ▸" S2", revision: A}]', '" S2" begins or ends with a space.'),
    ('site: X\nparts: [{number: ▸"S\\n2", revision: A}]', '"S\\n2" must stand on one line.'),
    (f"site: X\nparts: [{{number: ▸{'S' * 101}, revision: A}}]", "This text is longer than 100 characters."),
    ("site: X\noperators: [{id: a, name: A, roles: [▸~]}]", "A text is missing here."),
    # PINs
    ("site: X\noperators: [{id: a, name: A, pin: ▸0421}]", "Put the PIN in quotes: as a number it would lose the zeros it begins with."),
    ('site: X\noperators: [{id: a, name: A, pin: ▸"421"}]', "A PIN has 4 to 12 digits, 0 to 9, and nothing else."),
    ('site: X\noperators: [{id: a, name: A, pin: ▸"12a4"}]', "A PIN has 4 to 12 digits, 0 to 9, and nothing else."),
    ('site: X\noperators: [{id: a, name: A, pin: ▸"１２３４"}]', "A PIN has 4 to 12 digits, 0 to 9, and nothing else."),
    # words, flags, whole numbers
    ("site: X\nparts: [{number: S, revision: A, tracking: ▸serials}]", '"serials" is not possible here. Did you mean serial?'),
    ("site: X\nparts: [{number: S, revision: A, tracking: ▸qqq}]", '"qqq" is not possible here: write none, lot or serial.'),
    ("site: X\nparts: [{number: S, revision: A, tracking: ▸1}]", "One of the words none, lot or serial is expected here."),
    ("site: X\nparts: [{number: S, revision: A, tool: ▸yes}]", '"yes" is a text: write true or false, without quotes.'),
    ("site: X\nparts: [{number: S, revision: A, tool: ▸1}]", "true or false is expected here."),
    ("site: X\nroles: [{name: A, permissions: [▸CheckinX]}]", '"CheckinX" is not possible here. Did you mean CheckIn?'),
    ("site: X\nroles: [{name: A, permissions: [▸Fly]}]", '"Fly" is not possible here.'),
    ("site: X\nattributes: [{name: A, for: run, type: ▸signoff}]", "An attribute is string, number, boolean, datetime, select or multiselect."),
    ('site: X\nsettings: {idle_lock_minutes: ▸"10"}', '"10" is a text: a number stands without quotes.'),
    ("site: X\nsettings: {idle_lock_minutes: ▸1.5}", "A whole number is expected here."),
    ("site: X\nsettings: {idle_lock_minutes: ▸true}", "A whole number is expected here."),
    ("site: X\nsettings: {idle_lock_minutes: ▸0}", "A number of at least 1 is expected here."),
    ("site: X\nsettings: {session_limit_hours: ▸1000}", "A number of at most 168 is expected here."),
    ("site: X\nsettings: {step_numbering_base: ▸2}", "A number of at most 1 is expected here."),
    # lists and mappings
    ("site: X\nparts: ▸{number: S}", "A list is expected here: begin each entry with `- `."),
    ("site: X\nparts: ▸S2", "A list is expected here: begin each entry with `- `."),
    ("site: X\nparts: [▸S2]", "Keys and values (`key: value`) are expected here."),
    ("site: X\nparts:\n  -▸\n", "Keys and values (`key: value`) are expected here."),
    ("site: X\nsettings: ▸[]", "Keys and values (`key: value`) are expected here."),
    # zones, money
    ("site: X\nsettings: {time_zone: ▸America/Los_Angles}", '"America/Los_Angles" is not a time zone: write it as America/Los_Angeles or UTC. Did you mean America/Los_Angeles?'),
    ("site: X\nsettings: {time_zone: ▸../../etc/passwd}", '"../../etc/passwd" is not a time zone: write it as America/Los_Angeles or UTC.'),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "sentence"), TABLE)
def test_a_wrong_form_is_named_at_its_place(tmp_path: Path, marked: str, sentence: str) -> None:
    expect(tmp_path, marked, sentence)


QUANTITIES: list[tuple[str, str]] = [
    ("0", "A number above 0 is expected here."),
    ("-1", "A number above 0 is expected here."),
    ("1000000000001", "A number of at most 1000000000000 is expected here."),
    ("0.0000001", "A quantity has at most 6 decimals."),
    (".inf", ".inf is not a number that can be measured or counted."),
    (".nan", ".nan is not a number that can be measured or counted."),
    ("1e400", "This number has more than 38 digits when it is written out."),
    ("1e-400", "This number has more than 38 digits when it is written out."),
    ("1e99999", "This number's exponent is out of all proportion; if it is a text, put it in quotes."),
    ("9" * 39, "This number has more than 38 digits when it is written out."),
    ("9" * 101, "This number is too long; if it is a text, put it in quotes."),
    ("'1,5'", '"1,5" is not a number: write decimals with a point.'),
    ("'4'", '"4" is a text: a number stands without quotes.'),
    ("１２", '"１２" is not a number: write it with the digits 0 to 9 and a point.'),
    ("1_000", '"1_000" is not a number: write it with the digits 0 to 9 and a point.'),
    ("two", '"two" is not a number.'),
    ("'[red]4[/]'", '"[red]4[/]" is not a number.'),
    ("true", "A number is expected here."),
    ("[1]", "A number is expected here."),
]


@pytest.mark.parametrize(("written", "sentence"), QUANTITIES)
def test_a_quantity_is_an_exact_number(tmp_path: Path, written: str, sentence: str) -> None:
    expect(
        tmp_path,
        f"""\
        site: X
        locations: [{{name: L, code: L}}]
        parts: [{{number: S, revision: A}}]
        inventory:
          - {{part: S, location: L, quantity: ▸{written}}}
        """,
        sentence,
    )


def test_a_decimal_comma_in_braces_is_recognized(tmp_path: Path) -> None:
    """`{min: 0,5}` is `min: 0` and a key `5` in YAML."""
    expect(
        tmp_path,
        """\
        site: X
        locations: [{name: L, code: L}]
        parts: [{number: S, revision: A}]
        inventory:
          - {part: S, location: L, quantity: 1,▸5}
        """,
        '"5" stands here as a key: write decimals with a point, and texts of digits in quotes.',
    )


LENGTHS: list[tuple[str, str]] = [
    ("40x", '"x" is not a unit of time: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w).'),
    ("5 days", '"days" is not a unit of time: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w).'),
    ("40M", '"M" is not a unit of time: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w).'),
    ("40", "A length of time needs a unit: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w)."),
    ("'40'", '"40" is not a length of time: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w).'),
    ("30m1h", '"30m1h" does not go from the largest unit to the smallest: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w).'),
    ("-5m", '"-5m" is not a length of time: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w).'),
    ("soon", '"soon" is not a length of time: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w).'),
    ("0.0001s", '"0.0001s" is not a whole number of seconds.'),
    ("999999w", '"999999w" is longer than ten years.'),
    ("[5m]", "A length of time is expected here: write numbers with their units, as 40m, 1h30m or 5d (s, m, h, d, w)."),
]  # fmt: skip


@pytest.mark.parametrize(("written", "sentence"), LENGTHS)
def test_a_length_of_time_has_units(tmp_path: Path, written: str, sentence: str) -> None:
    expect(
        tmp_path,
        f"""\
        site: X
        procedures:
          - code: P
            title: P
            revision: A
            steps: [{{key: a, title: A, lead_time: ▸{written}}}]
        """,
        sentence,
    )


RUN = """\
site: X
settings: {{time_zone: America/Los_Angeles}}
parts: [{{number: S, revision: A, tracking: serial}}]
procedures: [{{code: P, title: P, part: S, revision: A, status: released}}]
runs:
  - {{procedure: P, serial: S1, {}}}
"""

TIMES: list[tuple[str, str]] = [
    ("due: ▸4.12.2026", '"4.12.2026" is not a day: write year-month-day, as 2026-12-04.'),
    ("due: ▸2026-02-30", "2026-02-30 is not a day of the calendar."),
    ("due: ▸1026-12-04", "1026-12-04 is out of range: years go from 1970 to 2999."),
    ("due: ▸20261204", '"20261204" is not a day: write year-month-day, as 2026-12-04.'),
    ("due: ▸2026-12-04T08:00", '"2026-12-04T08:00" is not a day: write year-month-day, as 2026-12-04.'),
    ("due: ▸２０２６-12-04", '"２０２６-12-04" is not a day: write year-month-day, as 2026-12-04.'),
    ("scheduled_start: ▸2026-11-24", '"2026-11-24" is not a date and time: write it as 2026-11-24T08:00.'),
    ("scheduled_start: ▸2026-11-24T25:00", '"2026-11-24T25:00" is not a time of the clock.'),
    ("scheduled_start: ▸2026-11-24T08:00+99:00", '"2026-11-24T08:00+99:00" is not a time of the clock.'),
    ("scheduled_start: ▸2026-03-08T02:30", '"2026-03-08T02:30" does not exist in America/Los_Angeles: the clock goes forward over it.'),
    ("scheduled_start: ▸2026-11-01T01:30", '"2026-11-01T01:30" comes twice in America/Los_Angeles: add the offset of the one that is meant, -07:00 or -08:00.'),
    ("scheduled_start: ▸[]", "This is not a date and time: write it as 2026-11-24T08:00."),
    ("priority: ▸0", "A number of at least 1 is expected here."),
    ("priority: ▸6", "A number of at most 5 is expected here."),
]  # fmt: skip


@pytest.mark.parametrize(("written", "sentence"), TIMES)
def test_days_and_times_are_those_of_a_calendar(tmp_path: Path, written: str, sentence: str) -> None:
    expect(tmp_path, RUN.format(written), sentence)


def test_what_is_left_empty_is_not_given(tmp_path: Path) -> None:
    """Somebody who comments out all runs leaves `runs:` behind."""
    site = site_of(
        tmp_path,
        """\
        site: X
        runs:
          # - {procedure: P, serial: S}
        parts:
          - {number: S, revision: A, description: , mbom: ~}
        """,
    )
    assert site.runs == ()
    assert site.parts[0].description == ""


def test_every_fault_of_the_file_comes_in_one_answer(tmp_path: Path) -> None:
    """A slip in one place hides nothing in another, of whatever kind."""
    expect(
        tmp_path,
        """\
        site: X
        settings: {time_zone: ▸Mars/Olympus}
        locations:
          - {nam▸e: 1, code: L}
        operators:
          - {id: a, name: A, pin: ▸"1", roles: [▸Operater]}
        parts:
          - {number: S, revision: A, ▸traking: serial}
          - {number: ▸7, revision: A}
        inventory:
          - {part: S, serials: [S1], location: L}
          - {part: ▸T, quantity: 1, location: L}
        """.replace("{nam▸e: 1", "{name: ▸1"),
        '"Mars/Olympus" is not a time zone: write it as America/Los_Angeles or UTC.',
        'A text is expected here: put it in quotes, "1". As a number it would lose its zeros.',
        "A PIN has 4 to 12 digits, 0 to 9, and nothing else.",
        'There is no role "Operater". Did you mean Operator?',
        'The key "traking" is unknown here. Did you mean tracking?',
        'A text is expected here: put it in quotes, "7". As a number it would lose its zeros.',
        'There is no part "T".',
    )


def test_a_fault_has_its_path_and_says_itself(tmp_path: Path) -> None:
    text = "site: X\nparts:\n  - number: S\n    revision: A\n    mbom:\n      - {part: T, quantity: 1}\n"
    (fault,) = faults_of(tmp_path, text)
    assert fault.place == "line 6, column 16"
    assert fault.path == "parts[0].mbom[0].part"
    assert str(fault) == 'line 6, column 16 (parts[0].mbom[0].part): There is no part "T".'


def test_a_pin_is_never_repeated(tmp_path: Path) -> None:
    site = site_of(tmp_path, 'site: X\noperators: [{id: a, name: A, pin: "4821"}]')
    assert "4821" not in repr(site)
