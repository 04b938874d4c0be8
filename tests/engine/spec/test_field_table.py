"""Section 3 of the spec: each type of field takes what its row says, keeps it exactly, and refuses the rest."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from data import models
from data.rows.work import FieldRow
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import AttachFile, Record
from ion_tui.engine.words import FieldType
from tests.engine.spec.rows import FIELDS, missing
from tests.engine.workshop import Field, Step, Workshop, badge_of

TYPES: Final = {
    "String": ("string",),
    "Number": ("number",),
    "Boolean, Pass/Fail": ("boolean", "pass_fail"),
    "Datetime": ("datetime",),
    "Select, Multiselect": ("select", "multiselect"),
    "Signoff": ("signoff",),
    "File attachment": ("file",),
    "Tool": ("tool",),
    "User, Part": ("user", "part"),
}
"""Row → the types that it is about."""

NAME: Final = "Field"


def test_every_row_has_a_test_that_is_named_for_it() -> None:
    assert missing(FIELDS, sys.modules[__name__]) == []
    assert tuple(TYPES) == FIELDS
    assert {name for names in TYPES.values() for name in names} == set(FieldType)


def on(shop: Workshop, type_: str, **more: object) -> int:
    """A step in progress that asks for one such field."""
    role, part = more.pop("role", None), more.pop("part", None)
    asked = Field(NAME, type_, role=role, part=part, more=more)  # type: ignore[arg-type]
    step = shop.run(Step("Fit", fields=(asked,)))["Fit"]
    shop.start("op1", step)
    return step


def read(shop: Workshop, step: int, text: str) -> FieldRow:
    """The field after `text` was recorded."""
    shop.record("op1", step, NAME, text)
    return shop.field(step, NAME)


def refused(shop: Workshop, step: int, text: str) -> str:
    """Why `text` was not; the field is as it was."""
    before = shop.field(step, NAME)
    sentence = shop.refuse("op1", shop.recording(step, NAME, text), Code.INVALID)
    assert shop.field(step, NAME) == before
    return sentence


@pytest.mark.parametrize("text", ["Zähler 7", "手順書", "[red]", "'; --", "=cmd|' /C calc'!A0", "a\tb\nc"])
def test_string_keeps_a_text_as_it_was_given(shop: Workshop, text: str) -> None:
    assert read(shop, on(shop, "string"), text).value == text


@pytest.mark.parametrize(
    ("limits", "below", "least", "most", "above"),
    [
        ({"minimum": Decimal("0.10"), "maximum": Decimal("0.50")}, "0.099", "0.1", "0.500", "0.501"),
        (
            {"target": Decimal("0.3"), "tolerance": Decimal("0.2")},
            "0.099999999999",
            "0.1",
            "0.5",
            "0.500000000001",
        ),
    ],
)
def test_number_is_an_exact_decimal_with_its_unit_and_a_bound_is_in_range(
    shop: Workshop, limits: dict[str, Decimal], below: str, least: str, most: str, above: str
) -> None:
    step = on(shop, "number", unit="mm", **limits)
    for text in (least, most, f"{least} mm"):
        row = read(shop, step, text)
        assert (row.value, row.unit, row.in_range) == (text.removesuffix(" mm"), "mm", True)
    for text, side in ((below, "below"), (above, "above")):
        row = read(shop, step, text)
        assert (row.value, row.in_range) == (text, False)
        assert f"{text} mm is {side}" in row.verdict
        assert shop.view(step).blockers == (f"{NAME}: {row.verdict}",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("NaN", "needs a number"),
        ("Infinity", "needs a number"),
        ("1e400", "without an exponent"),
        ("0,45", "without a comma"),
        ("０.４５", "the digits 0 to 9"),
        ("0.45 in", "0.45 in is not converted"),
        ("1" * 19, "at most 18 digits"),
        ("[red]", "needs a number"),
    ],
)
def test_number_refuses_what_is_none_or_would_have_to_be_guessed(
    shop: Workshop, text: str, says: str
) -> None:
    assert says in refused(shop, on(shop, "number", unit="mm"), text)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("boolean", "Y", "yes"),
        ("boolean", "no", "no"),
        ("pass_fail", "pass", "pass"),
        ("pass_fail", "F", "fail"),
    ],
)
def test_boolean_pass_fail_take_one_of_two_words(shop: Workshop, type_: str, text: str, value: str) -> None:
    step = on(shop, type_)
    assert read(shop, step, text).value == value
    assert "is neither" in refused(shop, step, "perhaps")


def test_datetime_is_kept_with_the_zone_of_the_site(shop: Workshop) -> None:
    step = on(shop, "datetime")
    assert read(shop, step, "2026-11-24 07:30").value == "2026-11-24T07:30-08:00"
    assert read(shop, step, "2026-11-24T15:30+01:00").value == "2026-11-24T15:30+01:00"
    assert shop.field(step, NAME).shown == "2026-11-24 06:30"
    assert "needs a date and time" in refused(shop, step, "yesterday")


def test_select_multiselect_take_what_is_on_the_controlled_list(shop: Workshop) -> None:
    one = on(shop, "select", options=["blue", "red [A]", "green"])
    assert read(shop, one, "red [A]").value == "red [A]"
    assert "is one of: blue, red [A], green" in refused(shop, one, "yellow")
    several = on(shop, "multiselect", options=["none", "scratch", "dent"])
    assert read(shop, several, "dent\nscratch").value == "scratch\ndent"
    assert "yellow" in refused(shop, several, "scratch\nyellow")


def test_signoff_is_for_a_role_and_as_peer_review_for_who_has_not_worked_the_step(shop: Workshop) -> None:
    step = on(shop, "signoff", role="Operator", peer_review=True)
    assert "Operator" in shop.refuse("op1", shop.signing(step, NAME, "qa1"), Code.NOT_PERMITTED)
    assert "has worked this step" in shop.refuse("op1", shop.signing(step, NAME, "op1"), Code.NOT_PERMITTED)
    shop.sign(step, NAME, "op2", by="op1")
    (signature,) = shop.rows(models.Signature, run_step_id=step)
    assert (signature.operator_id, signature.signed_at) == (shop.people["op2"], shop.clock.now())
    assert shop.at_work(step) == ["op1"], "nobody else has come or gone"
    assert "is signed, not typed" in refused(shop, step, "Operator Two")


def test_file_attachment_is_told_by_its_content_and_has_a_limit(shop: Workshop) -> None:
    step = on(shop, "file")

    def attaching(name: str, data: bytes) -> AttachFile:
        return AttachFile(step_id=step, field_id=shop.field(step, NAME).field_id, name=name, data=data)

    shop.do("op1", attaching("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(40)))
    (kept,) = shop.rows(models.StoredFile)
    assert (kept.media_type, kept.size) == ("image/png", 48)
    assert shop.field(step, NAME).value == "photo.txt"
    for name, data, says in (
        ("program.exe", b"MZ\x90\x00\xff\xff", "is no image, PDF, ZIP or text"),
        ("huge.txt", b"x" * (10 * 1024 * 1024 + 1), "is larger than 10 MB"),
        ("empty.png", b"", "is empty"),
        ("../../etc/passwd", b"root", "cannot be shown"),
    ):
        assert says in shop.refuse("op1", attaching(name, data), Code.INVALID)
    assert len(shop.rows(models.StoredFile)) == 1
    assert "takes a file, not a text" in refused(shop, step, "photo.png")


def test_tool_is_one_by_its_serial_in_calibration_or_let_pass_by_a_second_person(shop: Workshop) -> None:
    number = f"DMM-{shop.number()}"
    shop.part(number, "serial", tool=True)
    shop.stock(number, serial=f"{number}/1", calibration_due=date(2027, 1, 1))
    shop.stock(number, serial=f"{number}/2", calibration_due=date(2026, 1, 1))
    step = on(shop, "tool", part=number, calibrated=True)
    assert read(shop, step, f"{number}/1").value == f"{number}/1"
    assert f"asks for {number}: no tool here" in refused(shop, step, "DMM-999/9")
    late = shop.recording(step, NAME, f"{number}/2")
    assert "was due for calibration on 2026-01-01" in shop.refuse("op1", late, Code.OVERRIDE_NEEDED)
    shop.record(
        "op1",
        step,
        NAME,
        f"{number}/2",
        reason="only one left",
        override=shop.signing(step, NAME, "qa1").signer,
    )
    assert shop.field(step, NAME).deviation == "Inspector One: only one left"


def test_user_part_name_somebody_or_something_that_there_is(shop: Workshop) -> None:
    person = on(shop, "user")
    assert read(shop, person, "op2").value == "op2"
    assert read(shop, person, badge_of("lead1")).value == "lead1"
    assert "nobody here has the ID or badge nobody" in refused(shop, person, "nobody")
    part = on(shop, "part")
    shop.part("S7")
    assert read(shop, part, "S7").value == "S7"
    assert "there is no part S8" in refused(shop, part, "S8")


@pytest.mark.parametrize("type_", ["string", "number", "boolean", "select", "tool", "user", "part"])
def test_a_field_of_any_type_may_allow_n_a(shop: Workshop, type_: str) -> None:
    for allowed in (True, False):
        step = on(shop, type_, options=["a"], allow_not_applicable=allowed)
        field = shop.field(step, NAME).field_id
        said = Record(step_id=step, field_id=field, not_applicable=True)
        if allowed:
            shop.do("op1", said)
            assert shop.view(step).blockers == ()
        else:
            assert shop.refuse("op1", said, Code.INVALID) == f"{NAME} does not allow N/A."
            assert shop.view(step).blockers == (f"{NAME} has no value",)
