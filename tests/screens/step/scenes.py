"""Steps worth looking at, each made on a workshop with names of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from data import models
from ion_tui.engine.commands import AcceptDeviation, Approve, Credentials, RaiseIssue
from tests.engine.workshop import Field, Grid, Need, Step, Workshop, pin_of

INSTRUCTIONS = """Rod through the last hole of the bracket, then the second cut channel and bracket with collar clamps
**S22**.

- Use the second hole from the bottom.
- Torque to `1.2 Nm`.
"""
FIELDS = (
    Field("Hole used", "select", more={"options": ["1 from bottom", "2 from bottom", "3 from bottom"]}),
    Field(
        "Pivot play", more={"unit": "mm", "minimum": Decimal(0), "maximum": Decimal("0.5"), "per_unit": True}
    ),
    Field(
        "Mass", required=False, more={"unit": "g", "target": Decimal("412.5"), "tolerance": Decimal("2.5")}
    ),
    Field("Meter", "tool", part="DMM-01", more={"calibrated": True}),
    Field("Edges deburred", "boolean"),
    Field("Turns freely", "pass_fail"),
    Field("Torque driver set", "datetime", more={"allow_not_applicable": True}),
    Field("Finish defects", "multiselect", more={"options": ["none", "scratch", "stain", "dent"]}),
    Field("Second pair of hands", "user", required=False),
    Field("Bracket type", "part", required=False),
    Field("Remark", "string", required=False),
    Field("Photo", "file", required=False),
    Field("Built by", "signoff", role="Operator"),
    Field("Inspected by", "signoff", role="Quality", more={"peer_review": True}),
)
NEEDS = (
    Need("S22", 2),
    Need("S7", 2),
    Need("B11", 8, ("B11-ALT",)),
    Need("E11", 3, (), ("C1", "C2", "C3")),
)
STEPS = (
    Step("Fabricate", steps=(Step("Cut the channels"), Step("Cut the rod"))),
    Step(
        "Start the bogie pivot", after=("Fabricate",), instructions=INSTRUCTIONS, fields=FIELDS, needs=NEEDS
    ),
    Step("Attach the front corner channel", after=("Start the bogie pivot",)),
    Step("Weigh the joint", after=("Attach the front corner channel",), optional=True),
    Step("Final inspection", after=("Attach the front corner channel",), gates=(("Quality", 1),)),
)
PIVOT = "Start the bogie pivot"


def line(shop: Workshop) -> tuple[int, int, int]:
    """A run that has come to its pivot: that step, the one after it, the inspection."""
    shop.part("DMM-01", "serial", tool=True)
    shop.stock("DMM-01", serial="DMM-7", calibration_due=date(2027, 6, 30))
    run = shop.run(*STEPS, serial="RB-0001", priority=2)
    shop.start("op2", run["Fabricate"])
    shop.work("op2", run["Cut the channels"], run["Cut the rod"])
    shop.complete("op2", run["Fabricate"])
    return run[PIVOT], run["Attach the front corner channel"], run["Final inspection"]


def fresh(shop: Workshop) -> int:
    """A step that was just started: nothing is in it."""
    step, *_ = line(shop)
    shop.start("op1", step)
    return step


def worked(shop: Workshop) -> int:
    """A step at which two people are: some values in range, one out of range, one to be confirmed."""
    step = fresh(shop)
    shop.pass_time(minutes=14)
    shop.check_in("op2", step)
    for name, text in (
        ("Hole used", "2 from bottom"),
        ("Pivot play", "0.62"),
        ("Mass", "413.10"),
        ("Meter", "DMM-7"),
        ("Edges deburred", "yes"),
        ("Turns freely", "fail"),
        ("Torque driver set", "now"),
        ("Finish defects", "scratch\ndent"),
        ("Second pair of hands", "op2"),
        ("Remark", "Tight, but it turns"),
    ):
        shop.record("op1", step, name, text)
    shop.set(models.FieldValue, shop.rows(models.FieldValue)[5].id, confirmed=False)
    shop.install("op1", step, "S7", shop.stock("S7", lot="F-2207", quantity=64))
    shop.install("op1", step, "B11", shop.stock("B11", lot="N-530", quantity=5))
    shop.note("op1", step, "Bracket was [red]tight[/red]: needed two tries.")
    shop.sign(step, "Built by", "op1")
    shop.pass_time(minutes=3)
    return step


def completed(shop: Workshop) -> int:
    """A step that is signed off, with the next one at hand."""
    step = worked(shop)
    shop.record("op1", step, "Pivot play", "0.35", reason="measured again")
    shop.record("op1", step, "Turns freely", "pass", reason="greased")
    shop.install("op1", step, "S22", shop.stock("S22", quantity=60))
    shop.install("op1", step, "B11", shop.stock("B11-ALT", lot="N-777", quantity=500))
    shop.install("op1", step, "E11", shop.stock("E11", lot="CAP-19", quantity=500))
    shop.sign(step, "Inspected by", "qa1", by="op1")
    shop.complete("op1", step)
    return step


def blocked(shop: Workshop) -> int:
    """A step that waits on one at which two people are."""
    worked(shop)
    return shop.run_of(1)["Attach the front corner channel"]


def on_hold(shop: Workshop) -> int:
    """A step on hold, with a reason."""
    step = worked(shop)
    shop.hold("op1", step, "Rod is 2 mm short; [bold]new one[/bold] is being cut")
    return step


def failed(shop: Workshop) -> int:
    """A step that failed."""
    step = worked(shop)
    shop.fail("op1", step, "Bracket cracked at the second hole")
    return step


def hostile(shop: Workshop) -> int:
    """Names that are long, wide, or look like markup."""
    long = "Clearance between the rocker's inner bearing face and the differential bar's outer washer [red]warm[/red]"
    fields = (
        Field(long, more={"unit": "µm", "minimum": Decimal("-12.000000000001"), "maximum": Decimal("12.5")}),
        Field("測定者が確認した最終的な寸法値", more={"unit": "ミリ", "maximum": Decimal(10)}),
        Field("[@click=app.quit]quit[/]", "string", required=False),
        Field("色", "select", more={"options": ["赤 [red]", "青い青い青い青い青い青い", "緑"]}),
        Field("בדיקה", "boolean"),
    )
    run = shop.run(
        Step(
            "[b]取り付け[/b] and tighten every fastener of the rocker-bogie suspension in the given order",
            instructions="Do **not** use `[red]`. 手順書を読んでください。 <b>html</b> [link](https://example.org)",
            fields=fields,
            needs=(Need("品番-0001-ABCDEFGHIJKLMNOPQRSTUVWXYZ", 2),),
        ),
        serial="SN-[red]-0001",
        title="[red]Rover[/red] 探査車 of the second series, rebuilt for the desert trials of next year",
    )
    step = next(iter(run.steps.values()))
    shop.start("op1", step)
    name = "測定者が確認した最終的な寸法値"
    shop.record("op1", step, name, "10.25")
    shop.record("op1", step, "色", "青い青い青い青い青い青い")
    shop.note("op1", step, "注意: [blink]see drawing[/blink] " + "very " * 30 + "long")
    return step


def judged(shop: Workshop) -> int:
    """A step whose readings out of range are accepted, have an issue, or neither; and whose gates were decided at."""
    shop.part("DMM-01", "serial", tool=True)
    shop.stock("DMM-01", serial="DMM-9", calibration_due=date(2026, 1, 31))
    limit = {"unit": "mm", "maximum": Decimal("0.5")}
    step = shop.run(
        Step(
            "Check the pivot",
            fields=(
                Field("Pivot play", more=limit),
                Field("Shim gap", more={**limit, "out_of_range": "issue"}),
                Field("Runout", more=limit),
                Field("Meter", "tool", part="DMM-01", more={"calibrated": True}),
                Field("Built by", "signoff", role="Operator"),
            ),
            gates=(("Quality", 2), ("Engineer", 1)),
        ),
        serial="RB-0002",
    )["Check the pivot"]
    shop.start("op1", step)
    for name, text in (("Pivot play", "0.62"), ("Shim gap", "0.71"), ("Runout", "0.9")):
        shop.record("op1", step, name, text)
    shop.sign(step, "Built by", "op1")
    shop.record("op1", step, "Runout", "0.58", reason="measured again")
    play, gap = (shop.field(step, name).field_id for name in ("Pivot play", "Shim gap"))
    shop.do("qa1", AcceptDeviation(step_id=step, field_id=play, reason="loose fit is fine for the test rig"))
    shop.do("op1", RaiseIssue(step_id=step, field_id=gap, title="Shim is missing"))
    second = Credentials(code="qa1", pin=pin_of("qa1"))
    shop.record("op1", step, "Meter", "DMM-9", override=second, reason="checked against DMM-7")
    quality, engineer = (gate.gate_id for gate in shop.view(step).gates)
    shop.do("qa1", Approve(step_id=step, gate_id=quality))
    rejected = Approve(step_id=step, gate_id=engineer, rejected=True, reason="Runout is above the drawing")
    shop.do("eng1", rejected)
    return step


def table(shop: Workshop) -> int:
    """A datagrid step."""
    grid = Grid(
        columns=(
            Field("Pad", "string", more={"settable": False}),
            Field("Volts", more={"unit": "V", "minimum": Decimal("1.5"), "maximum": Decimal("2.0")}),
            Field("Read by", "signoff", role="Operator"),
        ),
        rows=(True, True, True, False),
    )
    step = shop.run(
        Step("Voltage dividers", instructions="Measure each pad to ground.", grid=grid), serial="CB-0101"
    )["Voltage dividers"]
    shop.start("op1", step)
    return step
