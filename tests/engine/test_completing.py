"""Stories of signing off: what has to be there, each thing that is missing told before the try; and failing."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pytest

from data import models
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import (
    AcceptDeviation,
    AddOperator,
    Approve,
    Complete,
    Credentials,
    Fail,
    RaiseIssue,
    Record,
    RecordCell,
    Sign,
)
from tests.engine.workshop import Field, Grid, Need, Run, Step, Workshop, badge_of, pin_of

PLAY: Final = Field("Play", more={"unit": "mm", "minimum": Decimal(0), "maximum": Decimal("0.5")})


def started(shop: Workshop, step: Step) -> int:
    """A run of one step, started by op1."""
    run = shop.run(step)
    shop.start("op1", run[step.title])
    return run[step.title]


def blockers(shop: Workshop, step: int) -> tuple[str, ...]:
    """What keeps the step from being signed off, as the screen shows it and as the refusal says it."""
    shown = shop.view(step).blockers
    answer = shop.say("op1", Complete(step_id=step))
    if shown:
        assert isinstance(answer, Refused)
        assert answer.code is Code.BLOCKED
        assert answer.more == shown
        assert shown[0] in answer.sentence
    return shown


def test_a_step_that_asks_for_nothing_is_signed_off_at_once(shop: Workshop) -> None:
    step = started(shop, Step("Look"))
    assert blockers(shop, step) == ()
    assert shop.state(step) == "Completed"


def test_everything_that_is_missing_is_told_at_once_and_in_order(shop: Workshop) -> None:
    step = started(
        shop,
        Step(
            "Fit",
            fields=(PLAY, Field("Note", "string", required=False), Field("By", "signoff", role="Quality")),
            needs=(Need("B4", 8),),
            gates=(("Engineer", 2),),
            steps=(Step("Below"),),
        ),
    )
    assert blockers(shop, step) == (
        "Play has no value",
        "By is not signed (Quality)",
        "8 × B4 to install (0 of 8)",
        "Approval by Engineer: 0 of 2",
        "0.0 Below is not started",
    )
    sentence = shop.refuse("op1", Complete(step_id=step), Code.BLOCKED)
    assert sentence == "0 Fit cannot be signed off yet: Play has no value. And 4 more."


class TestValues:
    """Every required field has a value, or N/A where that is allowed; every number is in range."""

    def test_what_is_not_required_may_be_left_out(self, shop: Workshop) -> None:
        assert (
            blockers(shop, started(shop, Step("Look", fields=(Field("Note", "string", required=False),))))
            == ()
        )

    def test_a_value_that_was_cleared_is_missing_again(self, shop: Workshop) -> None:
        step = started(shop, Step("Fit", fields=(PLAY,)))
        shop.record("op1", step, "Play", "0.3")
        shop.record("op1", step, "Play", "  ")
        assert blockers(shop, step) == ("Play has no value",)

    def test_n_a_is_a_value_only_where_it_is_allowed(self, shop: Workshop) -> None:
        step = started(
            shop,
            Step("Fit", fields=(PLAY, Field("Driver set", "datetime", more={"allow_not_applicable": True}))),
        )
        play, driver = (shop.field(step, name).field_id for name in ("Play", "Driver set"))
        sentence = shop.refuse("op1", Record(step_id=step, field_id=play, not_applicable=True), Code.INVALID)
        assert sentence == "Play does not allow N/A."
        shop.do("op1", Record(step_id=step, field_id=driver, not_applicable=True))
        assert shop.field(step, "Driver set").shown == "N/A"
        assert blockers(shop, step) == ("Play has no value",)

    def test_a_number_out_of_range_blocks_and_says_by_which_limit(self, shop: Workshop) -> None:
        step = started(shop, Step("Fit", fields=(PLAY,)))
        answer = shop.record("op1", step, "Play", "0.62")
        assert answer.sentence == "Play recorded: 0.62 mm is above 0.5 mm."
        assert shop.field(step, "Play").verdict == "0.62 mm is above 0.5 mm"
        assert blockers(shop, step) == ("Play: 0.62 mm is above 0.5 mm",)
        shop.record("op1", step, "Play", "0.50")
        assert blockers(shop, step) == ()

    def test_a_value_out_of_range_blocks_even_where_none_is_required(self, shop: Workshop) -> None:
        step = started(shop, Step("Fit", fields=(Field("Play", required=False, more=PLAY.more),)))
        shop.record("op1", step, "Play", "-0.01")
        assert blockers(shop, step) == ("Play: -0.01 mm is below 0 mm",)

    def test_quality_accepts_a_deviation_with_a_rationale_and_nobody_else_does(self, shop: Workshop) -> None:
        step = started(shop, Step("Fit", fields=(PLAY,)))
        shop.record("op1", step, "Play", "0.62")
        field = shop.field(step, "Play").field_id
        accept = AcceptDeviation(step_id=step, field_id=field, reason="still turns freely")
        assert "AcceptDeviation" in shop.refuse("op1", accept, Code.NOT_PERMITTED)
        unexplained = AcceptDeviation(step_id=step, field_id=field)
        assert "rationale" in shop.refuse("qa1", unexplained, Code.REASON_NEEDED)
        shop.do("qa1", accept)
        assert blockers(shop, step) == ()

    def test_another_reading_is_no_longer_what_was_accepted(self, shop: Workshop) -> None:
        step = started(shop, Step("Fit", fields=(PLAY,)))
        shop.record("op1", step, "Play", "0.62")
        accept = AcceptDeviation(step_id=step, field_id=shop.field(step, "Play").field_id, reason="turns")
        shop.do("qa1", accept)
        shop.record("op1", step, "Play", "0.9")
        assert blockers(shop, step) == ("Play: 0.9 mm is above 0.5 mm",)

    def test_an_issue_covers_a_reading_where_the_field_allows_it(self, shop: Workshop) -> None:
        lenient = Field("Mass", more={"maximum": Decimal(10), "out_of_range": "issue"})
        step = started(shop, Step("Weigh", fields=(lenient, PLAY)))
        for name, text in (("Mass", "11"), ("Play", "0.9")):
            shop.record("op1", step, name, text)
        mass, play = (shop.field(step, name).field_id for name in ("Mass", "Play"))

        refused = shop.refuse("op1", RaiseIssue(step_id=step, title="Loose", field_id=play), Code.NOT_LEGAL)
        assert "does not allow an issue" in refused
        shop.do("op1", RaiseIssue(step_id=step, title="Heavy", field_id=mass))

        assert blockers(shop, step) == ("Play: 0.9 mm is above 0.5 mm",)


class TestSignaturesAndGates:
    """Every required Signoff is signed, every approval gate satisfied."""

    def test_only_a_required_signature_blocks(self, shop: Workshop) -> None:
        fields = (
            Field("Built by", "signoff", role="Operator"),
            Field("Seen by", "signoff", role="Quality", required=False),
        )
        step = started(shop, Step("Fit", fields=fields))
        assert blockers(shop, step) == ("Built by is not signed (Operator)",)
        shop.sign(step, "Built by", "op1")
        assert blockers(shop, step) == ()

    def test_a_gate_counts_different_people_of_its_role(self, shop: Workshop) -> None:
        step = started(shop, Step("Inspect", gates=(("Operator", 2),)))
        gate = shop.view(step).gates[0].gate_id
        assert "role Operator" in shop.refuse("qa1", Approve(step_id=step, gate_id=gate), Code.NOT_PERMITTED)
        shop.do("op1", Approve(step_id=step, gate_id=gate))
        shop.refuse("op1", Approve(step_id=step, gate_id=gate), Code.CONFLICT)
        assert blockers(shop, step) == ("Approval by Operator: 1 of 2",)
        shop.do("op2", Approve(step_id=step, gate_id=gate))
        assert blockers(shop, step) == ()

    def test_a_site_can_ask_the_operator_to_sign_for_completing(self, own_shop: Workshop) -> None:
        own_shop.setting(complete_asks_to_sign=True)
        step = started(own_shop, Step("Look"))
        own_shop.refuse("op1", Complete(step_id=step), Code.NOT_IDENTIFIED)
        wrong = Credentials(code="op1", pin="0000")
        own_shop.refuse("op1", Complete(step_id=step, signer=wrong), Code.NOT_IDENTIFIED)
        own_shop.do("op1", Complete(step_id=step, signer=Credentials(code="op1", pin=pin_of("op1"))))
        signed = own_shop.rows(models.Signature, run_step_id=step)
        assert [(one.field_id, one.operator_id) for one in signed] == [(None, own_shop.people["op1"])]

    def test_who_signs_for_completing_is_somebody_who_may_complete(self, own_shop: Workshop) -> None:
        own_shop.setting(complete_asks_to_sign=True)
        step = started(own_shop, Step("Look"))
        own_shop.do("admin", AddOperator(code="guest", name="Guest", pin="4711"))
        signed = Complete(step_id=step, signer=Credentials(code="guest", pin="4711"))
        assert "UpdateRunStep" in own_shop.refuse("op1", signed, Code.NOT_PERMITTED)

    def test_elsewhere_completing_asks_nobody(self, shop: Workshop) -> None:
        step = started(shop, Step("Look"))
        shop.complete("op1", step)
        assert shop.rows(models.Signature, run_step_id=step) == []


GRID: Final = Step(
    "Dividers",
    grid=Grid(
        columns=(
            Field("Pad", "string", more={"settable": False}),
            Field("Volts", more={"unit": "V", "minimum": Decimal("1.5"), "maximum": Decimal("2.0")}),
            Field("Read by", "signoff", role="Operator"),
        ),
        rows=(True, False),
    ),
)


class TestDatagrids:
    """Every settable cell of a required row has a value."""

    def test_a_required_row_needs_its_settable_cells_and_no_other(self, shop: Workshop) -> None:
        step = started(shop, GRID)
        missing = blockers(shop, step)
        assert len(missing) == 2
        assert [words for words in missing if "Volts" in words and "no value" in words]
        assert [words for words in missing if "Read by" in words and "not signed" in words]

    def test_a_cell_out_of_range_blocks_in_any_row(self, shop: Workshop) -> None:
        step = started(shop, GRID)
        columns = shop.rows(models.DatagridColumn, content_id=shop.row(models.RunStep, step).content_id)
        rows = shop.rows(models.DatagridRow, content_id=shop.row(models.RunStep, step).content_id)
        volts = columns[1].id
        for row, text in zip(rows, ("1.80", "2.01"), strict=True):
            shop.do("op1", RecordCell(step_id=step, row_id=row.id, column_id=volts, text=text))
        missing = blockers(shop, step)
        assert [words for words in missing if "Row 2" in words and "above 2.0 V" in words]
        assert not [words for words in missing if "Row 1: Volts" in words]

    def test_what_the_procedure_fills_in_is_not_recorded(self, shop: Workshop) -> None:
        step = started(shop, GRID)
        content = shop.row(models.RunStep, step).content_id
        pad, row = (
            shop.rows(models.DatagridColumn, content_id=content)[0],
            shop.rows(models.DatagridRow, content_id=content)[0],
        )
        said = RecordCell(step_id=step, row_id=row.id, column_id=pad.id, text="T7")
        assert "filled in by the procedure" in shop.refuse("op1", said, Code.INVALID)


class TestParts:
    """Every build requirement of the step is installed, or excepted through an issue."""

    def test_a_requirement_blocks_until_all_of_it_is_in(self, shop: Workshop) -> None:
        step = started(shop, Step("Fit", needs=(Need("B4", 8), Need("S7", 1))))
        screws, bracket = shop.stock("B4", lot="L", quantity=100), shop.stock("S7", lot="F", quantity=1)
        shop.install("op1", step, "B4", screws, 3)
        assert blockers(shop, step) == ("5 × B4 to install (3 of 8)", "1 × S7 to install (0 of 1)")
        shop.install("op1", step, "B4", screws)
        shop.install("op1", step, "S7", bracket)
        assert blockers(shop, step) == ()

    def test_an_issue_excepts_a_requirement(self, shop: Workshop) -> None:
        step = started(shop, Step("Fit", needs=(Need("B4", 8),)))
        raised = shop.do("op1", RaiseIssue(step_id=step, title="No screws"))
        need = shop.need(step, "B4").requirement_id
        shop.set(models.BuildRequirement, need, excepted_by_issue_id=raised.made["issue"][0])
        assert blockers(shop, step) == ()

    def test_what_is_needed_on_the_run_itself_blocks_no_step(self, shop: Workshop) -> None:
        shop.mbom("ASM-RUN", Need("W1", 14))
        run = shop.run(procedure=shop.procedure(Step("Look"), part="ASM-RUN"))
        shop.start("op1", run["Look"])
        assert blockers(shop, run["Look"]) == ()


class TestFailing:
    """A failed step opens one issue with the unit, where the site says so."""

    def failed(self, shop: Workshop) -> Run:
        run = shop.run(Step("Fit"))
        shop.start("op1", run["Fit"])
        return run

    def test_fail_opens_one_issue_that_lists_the_unit(self, shop: Workshop) -> None:
        run = self.failed(shop)
        answer = shop.fail("op1", run["Fit"], "bent [red]")
        issues = shop.rows(models.Issue, run_step_id=run["Fit"])
        assert [(one.id, one.state, one.description) for one in issues] == [
            (answer.made["issue"][0], "open", "bent [red]")
        ]
        units = shop.rows(models.IssueUnit, issue_id=issues[0].id)
        assert [(one.inventory_id, one.run_step_id, one.quantity) for one in units] == [
            (run.unit, run["Fit"], 1)
        ]
        assert answer.sentence == f"0 Fit failed; issue {issues[0].id} opened."

    def test_a_site_can_say_that_it_opens_none(self, own_shop: Workshop) -> None:
        own_shop.setting(fail_opens_issue=False)
        run = self.failed(own_shop)
        answer = own_shop.fail("op1", run["Fit"])
        assert (answer.sentence, dict(answer.made)) == ("0 Fit failed.", {})
        assert own_shop.rows(models.Issue) == []

    @pytest.mark.parametrize("state", ["Todo", "Hold", "Completed"])
    def test_only_work_in_progress_fails(self, shop: Workshop, state: str) -> None:
        run = shop.run(Step("Fit"))
        if state != "Todo":
            shop.start("op1", run["Fit"])
        if state == "Hold":
            shop.hold("op1", run["Fit"])
        elif state == "Completed":
            shop.complete("op1", run["Fit"])
        shop.refuse("op1", Fail(step_id=run["Fit"], reason="bent"), Code.NOT_LEGAL)


def test_a_completed_step_is_locked(shop: Workshop) -> None:
    step = started(shop, Step("Fit", fields=(PLAY, Field("By", "signoff", role="Operator", required=False))))
    shop.record("op1", step, "Play", "0.3")
    shop.complete("op1", step)
    field = shop.field(step, "Play").field_id
    locked = shop.refuse("op1", Record(step_id=step, field_id=field, text="0.4"), Code.NOT_LEGAL)
    assert locked == "0 Fit is completed: nothing can be recorded on it; a lead can reopen it."
    badge = Credentials(badge=badge_of("op1"), pin=pin_of("op1"))
    shop.refuse(
        "op1", Sign(step_id=step, field_id=shop.field(step, "By").field_id, signer=badge), Code.NOT_LEGAL
    )
