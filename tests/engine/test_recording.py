"""Stories of recording values: versions, corrections, tools, people and parts, and texts that mean harm."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import pytest

from data import models
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import (
    AddNote,
    AddOperator,
    CheckOut,
    Command,
    Credentials,
    DeactivateOperator,
    Fail,
    Hold,
    LogIn,
    OpenKiosk,
    Record,
    StartRun,
)
from ion_tui.engine.values import clean_text
from tests.engine.workshop import Field, Run, Step, Workshop, assert_one_sentence, badge_of, pin_of

PLAY: Final = Field("Play", more={"unit": "mm", "maximum": Decimal("0.5")})
NOTE: Final = Field("Note", "string", required=False)
METER: Final = Field("Meter", "tool", part="DMM-01", more={"calibrated": True})


def started(shop: Workshop, *fields: Field) -> int:
    """A step with these fields, started by op1."""
    run = shop.run(Step("Fit", fields=fields))
    shop.start("op1", run["Fit"])
    return run["Fit"]


def test_a_value_says_who_recorded_it_and_when_and_reads_as_it_was_typed(shop: Workshop) -> None:
    step = started(shop, PLAY)
    shop.pass_time(minutes=3)
    answer = shop.record("op2", step, "Play", "0.450 mm")
    field = shop.field(step, "Play")
    assert (field.value, field.shown, field.recorded_by, field.recorded_at) == (
        "0.450", "0.450 mm", "Operator Two", shop.clock.now(),
    )  # fmt: skip
    assert answer.sentence == "Play: 0.450 mm."


def test_recording_moves_the_value_s_version_and_not_the_step_s(shop: Workshop) -> None:
    step = started(shop, PLAY, NOTE)
    before = shop.view(step).step.version
    versions = []
    for text in ("0.1", "0.2", "0.3"):
        shop.record("op1", step, "Play", text)
        versions.append(shop.field(step, "Play").value_version)
    assert versions == sorted(set(versions))
    assert shop.field(step, "Note").value_version == 0
    assert shop.view(step).step.version == before


def test_two_people_fill_one_step_and_do_not_collide(shop: Workshop) -> None:
    step = started(shop, PLAY, NOTE)
    seen = shop.view(step).step.version
    shop.record("op1", step, "Play", "0.1", seen_version=seen, seen_value=0)
    shop.record("op2", step, "Note", "tight", seen_version=seen, seen_value=0)
    assert [row.value for row in shop.view(step).fields] == ["0.1", "tight"]


def test_who_has_not_seen_the_value_is_told_who_recorded_what_and_when(shop: Workshop) -> None:
    step = started(shop, PLAY)
    seen = shop.field(step, "Play").value_version
    shop.pass_time(minutes=5)
    shop.record("op2", step, "Play", "0.2", seen_value=seen)
    field = shop.field(step, "Play").field_id

    stale = Record(step_id=step, field_id=field, text="0.3", seen_value=seen)

    assert shop.refuse("op1", stale, Code.STALE) == (
        "Operator Two recorded 0.2 mm for Play at 08:05. Look again."
    )
    assert shop.field(step, "Play").value == "0.2"


def test_a_value_that_was_cleared_meanwhile_is_told(shop: Workshop) -> None:
    step = started(shop, PLAY)
    shop.record("op1", step, "Play", "0.2")
    seen = shop.field(step, "Play").value_version
    shop.record("op2", step, "Play", "", seen_value=seen)
    stale = Record(step_id=step, field_id=shop.field(step, "Play").field_id, text="0.3", seen_value=seen)
    assert "cleared" in shop.refuse("op1", stale, Code.STALE)


def test_a_value_that_was_cleared_and_recorded_anew_is_not_the_one_that_was_seen(shop: Workshop) -> None:
    step = started(shop, PLAY)
    shop.record("op1", step, "Play", "0.2")
    seen = shop.field(step, "Play").value_version
    shop.record("op2", step, "Play", "")
    shop.record("op2", step, "Play", "0.4")
    stale = Record(step_id=step, field_id=shop.field(step, "Play").field_id, text="0.3", seen_value=seen)
    assert "Operator Two recorded 0.4 mm" in shop.refuse("op1", stale, Code.STALE)


def test_saying_the_same_value_again_changes_nothing(shop: Workshop) -> None:
    step = started(shop, PLAY)
    shop.record("op1", step, "Play", "0.2")
    before = shop.rows(models.FieldValue, run_step_id=step)
    assert shop.record("op2", step, "Play", "0.2").sentence == "Play is 0.2 mm already."
    assert shop.rows(models.FieldValue, run_step_id=step) == before


def test_the_history_keeps_the_value_before_and_after(shop: Workshop) -> None:
    step = started(shop, PLAY)
    shop.record("op1", step, "Play", "0.2")
    shop.record("op1", step, "Play", "0.62", reason="misread")
    newest = shop.engine.reads.history(step_id=step)[0]
    assert (newest.action, newest.reason, newest.label) == ("field.record", "misread", "Play")
    assert '"value":"0.2"' in (newest.before or "")
    assert '"value":"0.62"' in (newest.after or "")
    assert "above 0.5 mm" in (newest.after or "")


class TestCorrecting:
    """Correcting a value asks for a reason once it was signed over."""

    def signed(self, shop: Workshop) -> int:
        step = started(shop, PLAY, Field("By", "signoff", role="Operator"))
        shop.record("op1", step, "Play", "0.2")
        shop.sign(step, "By", "op1")
        return step

    def test_before_the_signature_no_reason_is_asked(self, shop: Workshop) -> None:
        step = started(shop, PLAY, Field("By", "signoff", role="Operator"))
        shop.record("op1", step, "Play", "0.2")
        shop.record("op1", step, "Play", "0.3")

    @pytest.mark.parametrize("text", ["0.3", ""])
    def test_after_it_one_is(self, shop: Workshop, text: str) -> None:
        step = self.signed(shop)
        said = Record(step_id=step, field_id=shop.field(step, "Play").field_id, text=text)
        assert shop.refuse("op1", said, Code.REASON_NEEDED) == (
            "Play has been signed over; changing it needs a reason in words."
        )
        shop.record("op1", step, "Play", text, reason="misread")
        assert shop.field(step, "Play").value == (text or None)

    def test_a_blank_reason_is_none(self, shop: Workshop) -> None:
        step = self.signed(shop)
        said = Record(step_id=step, field_id=shop.field(step, "Play").field_id, text="0.3", reason=" \t")
        shop.refuse("op1", said, Code.REASON_NEEDED)

    def test_the_same_value_again_is_no_correction(self, shop: Workshop) -> None:
        shop.record("op1", self.signed(shop), "Play", "0.2")


class TestTools:
    """A tool is one of the part that the field names, at hand, and in date where that is asked."""

    def test_a_tool_is_taken_by_its_serial(self, shop: Workshop) -> None:
        step = started(shop, METER)
        tool = shop.stock("DMM-01", serial="DMM-7", calibration_due=date(2027, 6, 30))
        shop.record("op1", step, "Meter", " DMM-7 ")
        assert shop.field(step, "Meter").value == "DMM-7"
        assert [row.inventory_id for row in shop.rows(models.FieldValue, run_step_id=step)] == [tool]

    @pytest.mark.parametrize(
        ("now", "is_taken"),
        [
            (datetime(2026, 1, 31, 16, 0, tzinfo=UTC), True),
            (datetime(2026, 2, 1, 7, 59, tzinfo=UTC), True),
            (datetime(2026, 2, 1, 8, 0, tzinfo=UTC), False),
        ],
    )
    def test_the_due_day_counts_and_ends_at_the_site_s_midnight(
        self, own_shop: Workshop, now: datetime, *, is_taken: bool
    ) -> None:
        own_shop.clock.advance(now - own_shop.clock.now())
        step = started(own_shop, METER)
        own_shop.stock("DMM-01", serial="DMM-9", calibration_due=date(2026, 1, 31))
        said = Record(step_id=step, field_id=own_shop.field(step, "Meter").field_id, text="DMM-9")
        answer = own_shop.say("op1", said)
        assert isinstance(answer, Refused) is not is_taken
        if isinstance(answer, Refused):
            assert "DMM-9 was due for calibration on 2026-01-31" in answer.sentence

    def test_a_tool_that_was_never_calibrated_is_not_in_date(self, shop: Workshop) -> None:
        step = started(shop, METER)
        shop.stock("DMM-01", serial="DMM-none")
        said = Record(step_id=step, field_id=shop.field(step, "Meter").field_id, text="DMM-none")
        assert "has no calibration date" in shop.refuse("op1", said)

    def test_quality_lets_a_tool_pass_with_a_reason_and_the_operator_cannot(self, shop: Workshop) -> None:
        step = started(shop, METER)
        shop.stock("DMM-01", serial="DMM-old", calibration_due=date(2026, 1, 31))
        field = shop.field(step, "Meter").field_id
        by = {
            code: Credentials(code=code, pin=pin)
            for code, pin in (("qa1", pin_of("qa1")), ("op2", pin_of("op2")))
        }
        assert "OverrideGate" in shop.refuse(
            "op1",
            Record(step_id=step, field_id=field, text="DMM-old", override=by["op2"], reason="only one"),
            Code.NOT_PERMITTED,
        )
        shop.refuse(
            "op1",
            Record(step_id=step, field_id=field, text="DMM-old", override=by["qa1"]),
            Code.REASON_NEEDED,
        )
        shop.do(
            "op1", Record(step_id=step, field_id=field, text="DMM-old", override=by["qa1"], reason="only one")
        )
        assert shop.view(step).blockers == ()

    def test_where_no_calibration_is_asked_a_tool_out_of_date_is_taken(self, shop: Workshop) -> None:
        step = started(shop, Field("Hammer", "tool", part="HAM"))
        shop.stock("HAM", serial="HAM-1", calibration_due=date(2020, 1, 1))
        shop.record("op1", step, "Hammer", "HAM-1")

    def test_what_is_another_part_unknown_or_in_use_is_refused(self, shop: Workshop) -> None:
        step = started(shop, METER)
        shop.stock("S11", serial="PB-001")
        shop.stock("DMM-01", serial="DMM-away", status="in work", calibration_due=date(2027, 1, 1))
        field = shop.field(step, "Meter").field_id
        for text, says in (
            ("PB-001", "asks for DMM-01: PB-001 is S11"),
            ("DMM-8", "no tool here has the serial DMM-8"),
            ("DMM-away", "DMM-away is in work"),
        ):
            said = Record(step_id=step, field_id=field, text=text)
            assert says in shop.refuse("op1", said, Code.INVALID)


class TestPeopleAndParts:
    """A person by ID or badge, a part by its number."""

    def test_a_person_is_named_by_id_or_badge(self, shop: Workshop) -> None:
        step = started(shop, Field("Second pair", "user"))
        for text in ("op2", badge_of("op2")):
            shop.record("op1", step, "Second pair", text)
            assert shop.field(step, "Second pair").value == "op2"

    def test_nobody_and_who_left_are_refused(self, own_shop: Workshop) -> None:
        step = started(own_shop, Field("Second pair", "user"))
        own_shop.do("admin", DeactivateOperator(code="op2"))
        field = own_shop.field(step, "Second pair").field_id
        for text, says in (("op9", "nobody here has"), ("op2", "deactivated")):
            assert says in own_shop.refuse(
                "op1", Record(step_id=step, field_id=field, text=text), Code.INVALID
            )

    def test_a_part_is_named_by_its_number(self, shop: Workshop) -> None:
        step = started(shop, Field("Bracket", "part"))
        shop.part("S7")
        shop.record("op1", step, "Bracket", "S7")
        said = Record(step_id=step, field_id=shop.field(step, "Bracket").field_id, text="S8")
        assert shop.refuse("op1", said, Code.INVALID) == "Bracket: there is no part S8."


def test_signatures_and_files_are_not_typed(shop: Workshop) -> None:
    step = started(shop, Field("By", "signoff", role="Operator"), Field("Photo", "file", required=False))
    for name in ("By", "Photo"):
        said = Record(step_id=step, field_id=shop.field(step, name).field_id, text="op1")
        assert_one_sentence(shop.refuse("op1", said, Code.INVALID))


def test_a_field_of_another_step_is_not_there(shop: Workshop) -> None:
    step, other = started(shop, PLAY), started(shop, NOTE)
    said = Record(step_id=step, field_id=shop.field(other, "Note").field_id, text="x")
    shop.refuse("op1", said, Code.NOT_FOUND)


def test_notes_are_for_who_is_checked_in(shop: Workshop) -> None:
    step = started(shop)
    shop.note("op1", step, "Runs [red]hot[/red]")
    assert [(note.operator, note.body) for note in shop.view(step).notes] == [
        ("Operator One", "Runs [red]hot[/red]")
    ]
    sentence = shop.refuse("op2", AddNote(step_id=step, text="me too"), Code.NOT_CHECKED_IN)
    assert sentence == "You are not checked in to 0 Fit: nothing noted."
    shop.refuse("op1", AddNote(step_id=step, text="  "), Code.INVALID)


HARM: Final = (
    "\x00", "a\x00b", "\ud800", "\udcff", "\x1b[31m", "\u202e", "x" * 1_000_000, "[red]", "%s%n", "'; --", "\\",
    "\uffff", "💣" * 10, "a\u0301", "\u3000",
)  # fmt: skip
"""Texts that a broken scanner, a paste or somebody with time could enter."""


class TestHarm:
    """Wherever a text goes in, it is kept as it is or refused in a sentence; nothing breaks, nothing is half done."""

    def harmless(self, shop: Workshop, who: str | None, command: Command) -> None:
        answer = shop.say(who, command)
        if isinstance(answer, Refused):
            assert_one_sentence(answer.sentence)
            assert len(answer.sentence) < 400
            assert clean_text(answer.sentence) == answer.sentence

    @pytest.mark.parametrize("text", HARM, ids=lambda text: ascii(text[:12]))
    def test_in_every_field(self, shop: Workshop, text: str) -> None:
        types = (
            "string",
            "number",
            "boolean",
            "pass_fail",
            "datetime",
            "select",
            "multiselect",
            "user",
            "part",
        )
        fields = [Field(f"A {type_}", type_, more={"options": ("a", "b")}) for type_ in types]
        step = started(shop, *fields, METER)
        for field in shop.view(step).fields:
            said = Record(step_id=step, field_id=field.field_id, text=text)
            self.harmless(shop, "op1", said)
        for field in shop.view(step).fields:
            assert field.value is None or field.value == text.strip()

    @pytest.mark.parametrize("text", HARM, ids=lambda text: ascii(text[:12]))
    def test_in_every_reason_note_and_name(self, shop: Workshop, text: str) -> None:
        step = started(shop)
        shop.check_in("op2", step)
        self.harmless(shop, "op1", AddNote(step_id=step, text=text))
        out = CheckOut(step_id=step, operator_id=shop.people["op2"], reason=text)
        self.harmless(shop, "lead1", out)
        self.harmless(shop, "op1", Hold(step_id=step, reason=text))
        self.harmless(shop, "op1", Fail(step_id=step, reason=text))
        self.harmless(shop, "admin", AddOperator(code=text, name="Somebody"))
        self.harmless(shop, "admin", AddOperator(code=f"x{HARM.index(text)}", name=text, badge=text))
        self.harmless(shop, "admin", AddOperator(code="y", name="Y", roles=(text,)))
        procedure = shop.procedure(Step("Look"))
        self.harmless(shop, "lead1", StartRun(procedure_id=procedure, serial=text))
        self.harmless(shop, "lead1", StartRun(procedure_id=procedure, serial="S", title=text))
        named = {text: "a", "Lot": text}
        self.harmless(shop, "lead1", StartRun(procedure_id=procedure, serial="T", attributes=named))
        view = shop.view(step)
        assert view.step.state_reason is None or view.step.state_reason == text.strip()

    @pytest.mark.parametrize("text", HARM, ids=lambda text: ascii(text[:12]))
    def test_at_the_door(self, shop: Workshop, text: str) -> None:
        for credentials in (
            Credentials(badge=text),
            Credentials(badge=text, pin=text),
            Credentials(code=text, pin=text),
            Credentials(code="op1", pin=text),
        ):
            self.harmless(shop, None, LogIn(credentials=credentials))
        self.harmless(shop, None, OpenKiosk(work_center=text))
        reads = shop.engine.reads
        reads.scan(text)
        reads.operator_with_badge(text)
        reads.runs(search=text)
        reads.queue(1, search=text)


def test_a_reading_that_was_taken_can_be_shown_at_any_hour(shop: Workshop) -> None:
    run: Run = shop.run(Step("Fit", fields=(Field("At", "datetime"),)))
    shop.start("op1", run["Fit"])
    shop.record("op1", run["Fit"], "At", "2026-11-24T23:30Z")
    assert shop.field(run["Fit"], "At").shown == "2026-11-24 15:30"
