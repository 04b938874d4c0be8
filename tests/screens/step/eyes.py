"""What an operator sees of a step."""

from __future__ import annotations

import re
from typing import Any

from textual.pilot import Pilot
from textual.widget import Widget

from screens.dialogs.plan import PlanDialog
from screens.dialogs.plan_lines import render_plan_line
from screens.step_parts.field_line import FieldLine
from screens.step_parts.heads import RunHead, StepHead
from screens.step_parts.requirement_line import RequirementLine
from screens.step_parts.sections import Records
from screens.step_parts.sign_off_panel import Missing, NextHead, NextSteps
from screens.step_parts.tree import render_line
from screens.step_parts.typed_line import TypedLine
from screens.theme import CURSOR_GLYPH
from screens.widgets.drawn import Drawn
from screens.widgets.key_bar import KeyBar
from screens.widgets.row_list import RowList
from screens.widgets.scan_box import Kind, ScanBox
from tests.screens.step.kiosk import StepKiosk


def kiosk(pilot: Pilot[Any]) -> StepKiosk:
    """The kiosk under the test's hands."""
    assert isinstance(pilot.app, StepKiosk)
    return pilot.app


def text_of(widget: Drawn) -> str:
    """The lines of a widget, without the blanks at their ends."""
    lines = widget.draw(widget.size.width)
    return "\n".join(line.plain.rstrip() for line in lines)


def line_of(pilot: Pilot[Any], name: str) -> FieldLine:
    """The line of a field."""
    return next(line for line in kiosk(pilot).step.sheet.fields if line.field.name == name)


def said_of(pilot: Pilot[Any], name: str) -> str:
    """A field's lines as one, without the cursor."""
    return " ".join(text_of(line_of(pilot, name)).replace(CURSOR_GLYPH, " ").split())


def part_of(pilot: Pilot[Any], number: str) -> RequirementLine:
    """The line of a part."""
    return next(line for line in kiosk(pilot).step.sheet.requirements if line.requirement.part == number)


def typed_in(pilot: Pilot[Any], name: str) -> str:
    """What stands in the box of a field that is typed."""
    line = line_of(pilot, name)
    assert isinstance(line, TypedLine)
    return line.text


def answer(pilot: Pilot[Any]) -> str:
    """The last answer in the scan box."""
    return kiosk(pilot).step.query_one(ScanBox).said[0]


def is_refused(pilot: Pilot[Any]) -> bool:
    """Whether the last answer was a refusal."""
    return kiosk(pilot).step.query_one(ScanBox).said[1] is Kind.REFUSED


def head(pilot: Pilot[Any]) -> str:
    """The head of the step."""
    return text_of(kiosk(pilot).step.query_one(StepHead))


def run_head(pilot: Pilot[Any]) -> str:
    """The line of the run."""
    return text_of(kiosk(pilot).step.query_one(RunHead))


def missing(pilot: Pilot[Any]) -> str:
    """What is missing to sign off."""
    return text_of(kiosk(pilot).step.query_one(Missing))


def records(pilot: Pilot[Any]) -> str:
    """Approvals, labor and notes."""
    return text_of(kiosk(pilot).step.query_one(Records))


def next_steps(pilot: Pilot[Any]) -> list[str]:
    """What can be worked next, after a step is done."""
    steps = kiosk(pilot).step.query_one(NextSteps)
    return [render_line(line, 60, False)[0].plain.rstrip() for line in steps.rows] if steps.display else []


def next_head(pilot: Pilot[Any]) -> str:
    """What is said of what is next."""
    return text_of(kiosk(pilot).step.query_one(NextHead))


def tree(pilot: Pilot[Any]) -> list[str]:
    """The run's steps, as the tree shows them."""
    return [render_line(line, 60, False)[0].plain.rstrip() for line in kiosk(pilot).step.run_tree.rows]


def dialog_text(pilot: Pilot[Any]) -> str:
    """Everything that is written in the open dialog."""
    parts = [str(widget.render()) for widget in pilot.app.screen.query("Static, Button").results(Widget)]
    boxes = list(pilot.app.screen.query(".dialog").results(Widget))
    titles = [str(title) for box in boxes for title in (box.border_title, box.border_subtitle)]
    return "\n".join([*titles, *parts])


def picked_from(pilot: Pilot[Any]) -> list[str]:
    """What is offered to be picked."""
    return [row.label for row in pilot.app.screen.query_one(RowList).rows]


def plan_rows(pilot: Pilot[Any]) -> list[str]:
    """The steps of the plan that is shown, each with what becomes of it or why nothing does."""
    dialog = pilot.app.screen
    assert isinstance(dialog, PlanDialog)
    lines = (render_plan_line(line, 90, False)[0].plain for line in dialog.steps.rows)
    return [re.sub(r" {2,}", "  ", line.strip()) for line in lines]


def keys_in_bar(pilot: Pilot[Any]) -> list[str]:
    """The keys of the bar, as they are called now."""
    bar = kiosk(pilot).step.query_one(KeyBar)
    return [f"{active.names[0]} {active.key.label}" for active in bar.keys]


async def put_cursor(pilot: Pilot[Any], name: str) -> None:
    """Go to a field, as Tab would."""
    kiosk(pilot).step.sheet.put_cursor(line_of(pilot, name))
    await pilot.pause()
