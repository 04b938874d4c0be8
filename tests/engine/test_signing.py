"""Stories of signatures: who may sign, in whose place, over what; and PINs that are tried too often."""

from __future__ import annotations

import pytest

from data import models
from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.commands import (
    Actor,
    CheckIn,
    Credentials,
    DeactivateOperator,
    LogIn,
    LogOut,
    Record,
    Reopen,
    Rework,
    SetPin,
    Sign,
)
from ion_tui.engine.pins import check_pin, wait_after
from tests.engine.workshop import Field, Step, Workshop, badge_of, pin_of

BUILT = Field("Built by", "signoff", role="Operator")
SEEN = Field("Seen by", "signoff", role="Operator", more={"peer_review": True})
JUDGED = Field("Judged by", "signoff", role="Quality")
PLAY = Field("Play", required=False)


def started(shop: Workshop, *fields: Field) -> int:
    """A step with these fields, started by op1."""
    run = shop.run(Step("Fit", fields=fields))
    shop.start("op1", run["Fit"])
    return run["Fit"]


def test_a_signature_says_who_in_which_role_when_where_and_what_it_means(shop: Workshop) -> None:
    step = started(shop, JUDGED)
    shop.pass_time(minutes=7)
    shop.do("op1", shop.signing(step, "Judged by", "qa1"), kiosk="K7")
    signed = shop.rows(models.Signature, run_step_id=step)[0]
    role, kiosk = shop.row(models.Role, signed.role_id), shop.row(models.Kiosk, signed.kiosk_id)
    assert (signed.operator_id, role.name, kiosk.name) == (shop.people["qa1"], "Quality", "K7")
    assert (signed.signed_at, signed.attempt, signed.meaning) == (shop.clock.now(), 1, "Judged by: 0 Fit")
    field = shop.field(step, "Judged by")
    assert (field.signed_by, field.signed_at) == ("Inspector One", shop.clock.now())


def test_a_second_person_signs_without_ending_the_first_one_s_login(shop: Workshop) -> None:
    step = started(shop, JUDGED)
    answer = shop.sign(step, "Judged by", "qa1", by="op1")
    assert answer.sentence == "Judged by: signed by Inspector One."
    newest = shop.engine.reads.history(step_id=step)[0]
    assert newest.operator == "Operator One (op1)"
    assert '"signer":"qa1"' in (newest.after or "")
    shop.note("op1", step, "still here")


def test_only_the_role_that_the_field_names_signs(shop: Workshop) -> None:
    step = started(shop, JUDGED)
    for signer in ("op1", "lead1", "admin"):
        sentence = shop.refuse("op1", shop.signing(step, "Judged by", signer), Code.NOT_PERMITTED)
        assert sentence.startswith("Judged by is signed by somebody with the role Quality; ")


def test_there_is_one_signature_a_place(shop: Workshop) -> None:
    step = started(shop, BUILT)
    shop.sign(step, "Built by", "op1")
    sentence = shop.refuse("op2", shop.signing(step, "Built by", "op2"), Code.CONFLICT)
    assert sentence == "Built by is signed already."
    assert len(shop.rows(models.Signature, run_step_id=step)) == 1


def test_a_wrong_pin_signs_nothing_and_counts(shop: Workshop) -> None:
    step = started(shop, BUILT)
    field = shop.field(step, "Built by").field_id
    wrong = Sign(step_id=step, field_id=field, signer=Credentials(code="op2", pin="9999"))
    assert shop.refuse("op1", wrong, Code.NOT_IDENTIFIED) == "The ID or PIN is not right."
    assert shop.rows(models.Signature, run_step_id=step) == []
    assert shop.row(models.Operator, shop.people["op2"]).failed_attempts == 1
    shop.sign(step, "Built by", "op2", by="op1")
    assert shop.row(models.Operator, shop.people["op2"]).failed_attempts == 0


def test_who_left_does_not_sign(own_shop: Workshop) -> None:
    step = started(own_shop, BUILT)
    own_shop.do("admin", DeactivateOperator(code="op2"))
    sentence = own_shop.refuse("op1", own_shop.signing(step, "Built by", "op2"), Code.NOT_PERMITTED)
    assert "deactivated" in sentence


def test_a_field_that_is_no_signature_is_not_signed(shop: Workshop) -> None:
    step = started(shop, PLAY)
    shop.refuse("op1", shop.signing(step, "Play", "op1"), Code.NOT_FOUND)


class TestBadges:
    """The site says whether a signature takes the PIN, or the badge alone."""

    def signed_with(self, shop: Workshop, credentials: Credentials) -> Outcome | Refused:
        step = started(shop, BUILT)
        field = shop.field(step, "Built by").field_id
        answer = shop.say("op1", Sign(step_id=step, field_id=field, signer=credentials))
        assert isinstance(answer, Outcome | Refused)
        return answer

    def test_with_pin_a_badge_alone_is_not_enough(self, shop: Workshop) -> None:
        answer = self.signed_with(shop, Credentials(badge=badge_of("op2")))
        assert isinstance(answer, Refused)
        assert isinstance(
            self.signed_with(shop, Credentials(badge=badge_of("op2"), pin=pin_of("op2"))), Outcome
        )
        assert isinstance(self.signed_with(shop, Credentials(code="op2", pin=pin_of("op2"))), Outcome)

    def test_with_badge_it_is_and_an_id_still_asks_for_the_pin(self, own_shop: Workshop) -> None:
        own_shop.setting(sign_with="badge")
        assert isinstance(self.signed_with(own_shop, Credentials(badge=badge_of("op2"))), Outcome)
        assert isinstance(self.signed_with(own_shop, Credentials(code="op2")), Refused)
        assert isinstance(self.signed_with(own_shop, Credentials(badge="B-nobody")), Refused)


class TestPeerReview:
    """A peer review is signed by somebody who had no session on the step and recorded nothing, in this attempt."""

    def refuse(self, shop: Workshop, step: int, signer: str) -> None:
        sentence = shop.refuse("op1", shop.signing(step, "Seen by", signer), Code.NOT_PERMITTED)
        assert "peer review" in sentence
        assert "somebody else signs" in sentence

    def test_who_was_checked_in_does_not_even_after_checking_out(self, shop: Workshop) -> None:
        step = started(shop, SEEN)
        shop.check_in("op2", step)
        self.refuse(shop, step, "op2")
        shop.check_out("op2", step)
        self.refuse(shop, step, "op2")
        shop.sign(step, "Seen by", "lead1", by="op1")

    def test_who_recorded_a_value_does_not(self, shop: Workshop) -> None:
        step = started(shop, SEEN, PLAY)
        shop.record("op2", step, "Play", "0.3")
        self.refuse(shop, step, "op2")

    @pytest.mark.parametrize("then", ["0.4", ""])
    def test_who_recorded_a_value_that_somebody_else_changed_does_not(
        self, shop: Workshop, then: str
    ) -> None:
        step = started(shop, SEEN, PLAY)
        shop.record("op2", step, "Play", "0.3")
        shop.record("op1", step, "Play", then)
        self.refuse(shop, step, "op2")

    def test_who_has_signed_as_a_peer_does_not_work_the_step_afterwards(self, shop: Workshop) -> None:
        step = started(shop, SEEN, PLAY)
        shop.sign(step, "Seen by", "op2", by="op1")
        play = shop.field(step, "Play").field_id
        for command in (CheckIn(step_id=step), Record(step_id=step, field_id=play, text="0.3")):
            assert "You signed Seen by" in shop.refuse("op2", command, Code.NOT_PERMITTED)
        shop.record("op1", step, "Play", "0.3")

    def test_who_worked_another_unit_or_step_does(self, shop: Workshop) -> None:
        procedure = shop.procedure(Step("Fit", fields=(SEEN, PLAY)), Step("Beside"))
        one, other = shop.run(procedure=procedure), shop.run(procedure=procedure)
        shop.start("op1", one["Fit"])
        shop.start("op2", one["Beside"])
        shop.start("op2", other["Fit"])
        shop.record("op2", other["Fit"], "Play", "0.3")
        shop.sign(one["Fit"], "Seen by", "op2", by="op1")

    @pytest.mark.parametrize("again", ["rework", "reopen"])
    def test_who_worked_an_earlier_attempt_does(self, shop: Workshop, again: str) -> None:
        run = shop.run(Step("Fit", fields=(SEEN, PLAY)), Step("Beside"))
        step = run["Fit"]
        shop.start("op2", step)
        shop.record("op2", step, "Play", "0.3")
        if again == "rework":
            shop.fail("op2", step)
            shop.do("lead1", Rework(step_id=step, reason="straightened"))
        else:
            shop.sign(step, "Seen by", "op1")
            shop.complete("op2", step)
            shop.do("lead1", Reopen(step_id=step, reason="a scratch"))
        shop.start("op1", step)
        shop.record("op1", step, "Play", "0.3")
        self.refuse(shop, step, "op1")
        shop.sign(step, "Seen by", "op2", by="op1")

    def test_logging_somebody_else_s_work_does_not_make_one_a_worker(self, shop: Workshop) -> None:
        step = started(shop, SEEN)
        shop.do("lead1", shop.signing(step, "Seen by", "op2"))


class TestDigest:
    """A signature stores a digest of the content, the values and the attempt that it covers."""

    def digest(self, shop: Workshop, *texts: str, attempt: int = 1, title: str = "Fit") -> str:
        run = shop.run(Step(title, fields=(PLAY, BUILT)))
        step = run[title]
        shop.set(models.RunStep, step, attempt=attempt)
        shop.start("op1", step)
        for text in texts:
            shop.record("op1", step, "Play", text)
        shop.sign(step, "Built by", "op1")
        return str(shop.rows(models.Signature, run_step_id=step)[0].digest)

    def test_another_value_content_or_attempt_is_another_digest(self, shop: Workshop) -> None:
        digests = [
            self.digest(shop),
            self.digest(shop, "0.3"),
            self.digest(shop, "0.30"),
            self.digest(shop, "0.3", attempt=2),
            self.digest(shop, "0.3", title="Fit anew"),
        ]
        assert len(set(digests)) == len(digests)
        assert all(len(digest) == 64 for digest in digests)

    def test_it_stays_what_it_was_when_the_value_changes(self, shop: Workshop) -> None:
        step = started(shop, PLAY, BUILT)
        shop.record("op1", step, "Play", "0.3")
        shop.sign(step, "Built by", "op1")
        before = shop.rows(models.Signature, run_step_id=step)
        shop.record("op1", step, "Play", "0.4", reason="misread")
        assert shop.rows(models.Signature, run_step_id=step) == before


class TestThrottling:
    """A few wrong PINs, and nobody can try for this person for a while; longer each time."""

    def tried(self, shop: Workshop, pin: str, code: str = "op1") -> Outcome | Refused:
        answer = shop.engine.perform(Actor(None, "K1"), LogIn(credentials=Credentials(code=code, pin=pin)))
        assert isinstance(answer, Outcome | Refused)
        return answer

    def code_of(self, answer: Outcome | Refused) -> Code | None:
        return answer.code if isinstance(answer, Refused) else None

    def test_the_right_pin_logs_in_and_forgets_what_was_wrong(self, own_shop: Workshop) -> None:
        for _ in range(4):
            assert self.code_of(self.tried(own_shop, "9999")) is Code.NOT_IDENTIFIED
        assert isinstance(self.tried(own_shop, pin_of("op1")), Outcome)
        assert own_shop.row(models.Operator, own_shop.people["op1"]).failed_attempts == 0

    def test_after_five_even_the_right_pin_waits_until_the_clock_says_so(self, own_shop: Workshop) -> None:
        for _ in range(5):
            assert self.code_of(self.tried(own_shop, "9999")) is Code.NOT_IDENTIFIED
        waiting = self.tried(own_shop, pin_of("op1"))
        assert isinstance(waiting, Refused)
        assert waiting.code is Code.THROTTLED
        assert waiting.sentence.startswith("Too many wrong PINs for Operator One: wait ")

        own_shop.pass_time(seconds=29)
        assert self.code_of(self.tried(own_shop, pin_of("op1"))) is Code.THROTTLED
        own_shop.pass_time(seconds=1)
        assert isinstance(self.tried(own_shop, pin_of("op1")), Outcome)

    def test_each_further_attempt_waits_longer_up_to_a_quarter_of_an_hour(self, own_shop: Workshop) -> None:
        for _ in range(5):
            self.tried(own_shop, "9999")
        own_shop.pass_time(seconds=30)
        assert self.code_of(self.tried(own_shop, "9999")) is Code.NOT_IDENTIFIED
        own_shop.pass_time(seconds=59)
        assert self.code_of(self.tried(own_shop, pin_of("op1"))) is Code.THROTTLED
        waits = [wait_after(failed).total_seconds() for failed in range(40)]
        assert waits[:5] == [0] * 5
        assert waits == sorted(waits)
        assert waits[-1] == 15 * 60

    def test_signing_and_logging_in_count_together_and_others_are_free(self, own_shop: Workshop) -> None:
        step = started(own_shop, BUILT)
        field = own_shop.field(step, "Built by").field_id
        for _ in range(3):
            wrong = Sign(step_id=step, field_id=field, signer=Credentials(code="op2", pin="9999"))
            own_shop.refuse("op1", wrong, Code.NOT_IDENTIFIED)
        for _ in range(2):
            self.tried(own_shop, "9999", "op2")
        own_shop.refuse("op1", own_shop.signing(step, "Built by", "op2"), Code.THROTTLED)
        assert isinstance(self.tried(own_shop, pin_of("op1")), Outcome)

    def test_an_id_that_is_nobody_s_reads_the_same_as_a_wrong_pin(self, shop: Workshop) -> None:
        nobody, wrong = self.tried(shop, "9999", "nobody"), self.tried(shop, "9999", "eng1")
        assert nobody == wrong

    def test_a_new_pin_from_an_administrator_ends_the_wait(self, own_shop: Workshop) -> None:
        for _ in range(5):
            self.tried(own_shop, "9999")
        own_shop.do("admin", SetPin(code="op1", pin="4711"))
        assert isinstance(self.tried(own_shop, "4711"), Outcome)


class TestLoggingIn:
    """Badge and PIN, or the badge alone where the site says so."""

    def logged_in(self, shop: Workshop, credentials: Credentials) -> Outcome | Refused:
        answer = shop.engine.perform(Actor(None, "K1"), LogIn(credentials=credentials))
        assert isinstance(answer, Outcome | Refused)
        return answer

    def test_with_badge_and_pin(self, shop: Workshop) -> None:
        answer = self.logged_in(shop, Credentials(badge=badge_of("op1"), pin=pin_of("op1")))
        assert isinstance(answer, Outcome)
        assert answer.made["operator"] == (shop.people["op1"],)
        assert isinstance(self.logged_in(shop, Credentials(badge=badge_of("op2"))), Refused)

    def test_with_the_badge_alone(self, own_shop: Workshop) -> None:
        own_shop.setting(log_in_with="badge")
        assert isinstance(self.logged_in(own_shop, Credentials(badge=badge_of("op1"))), Outcome)
        assert isinstance(self.logged_in(own_shop, Credentials(code="op1")), Refused)
        assert isinstance(self.logged_in(own_shop, Credentials(code="op1", pin=pin_of("op1"))), Outcome)

    def test_who_left_is_told_so(self, own_shop: Workshop) -> None:
        own_shop.do("admin", DeactivateOperator(code="op1"))
        answer = self.logged_in(own_shop, Credentials(code="op1", pin=pin_of("op1")))
        assert isinstance(answer, Refused)
        assert "deactivated" in answer.sentence

    def test_locking_the_kiosk_closes_no_session(self, shop: Workshop) -> None:
        step = started(shop)
        shop.do("op1", LogOut())
        assert shop.at_work(step) == ["op1"]

    def test_the_pin_is_in_no_record(self, shop: Workshop) -> None:
        shop.do(None, LogIn(credentials=Credentials(code="op1", pin=pin_of("op1"))))
        shop.do("op1", SetPin(code="op1", pin="583921"))
        written = [row.payload for row in shop.rows(models.Command)]
        written += [f"{row.before} {row.after}" for row in shop.rows(models.History)]
        assert not [text for text in written if "583921" in text or f'"{pin_of("op1")}"' in text]
        assert "583921" not in repr(SetPin(code="op1", pin="583921"))
        shop.do("admin", SetPin(code="op1", pin=pin_of("op1")))


class TestPins:
    """A PIN is four to twelve digits; everybody changes their own, an administrator anybody's."""

    @pytest.mark.parametrize("pin", ["0000", "123456789012"])
    def test_of_digits(self, pin: str) -> None:
        assert check_pin(pin) is None

    @pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "１２３４", "12 4", "-123", "²³²³"])
    def test_and_nothing_else(self, pin: str) -> None:
        refused = check_pin(pin)
        assert refused is not None
        assert refused.sentence == "A PIN is 4 to 12 digits."

    def test_everybody_changes_their_own_and_nobody_else_s(self, own_shop: Workshop) -> None:
        own_shop.do("op1", SetPin(code="op1", pin="4711"))
        sentence = own_shop.refuse("lead1", SetPin(code="op1", pin="4712"), Code.NOT_PERMITTED)
        assert sentence == "Lead One may set only their own PIN."
        own_shop.refuse(None, SetPin(code="op1", pin="4712"), Code.NOT_PERMITTED)
        own_shop.do("admin", SetPin(code="op1", pin="4713"))


def test_a_value_in_a_signature_s_place_is_refused(shop: Workshop) -> None:
    step = started(shop, BUILT)
    said = Record(step_id=step, field_id=shop.field(step, "Built by").field_id, text="op1")
    assert "signed, not typed" in shop.refuse("op1", said, Code.INVALID)
