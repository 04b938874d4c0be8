"""Issues: problems with parts, opened from a step, each with the units that it affects."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import insert, select

from data.ids import id_list, within
from data.models import Inventory, Issue, IssueUnit, table
from ion_tui.engine.context import Context
from ion_tui.engine.facts import RUN, STEP, StepFacts

ISSUE: Final = table(Issue)
UNIT: Final = table(IssueUnit)
_INVENTORY: Final = table(Inventory)

_ADD_UNITS: Final = insert(UNIT)
_UNITS: Final = (
    select(STEP.c.id, _INVENTORY.c.id.label("inventory_id"), _INVENTORY.c.quantity)
    .select_from(
        STEP.join(RUN, RUN.c.id == STEP.c.run_id).join(_INVENTORY, _INVENTORY.c.id == RUN.c.inventory_id)
    )
    .where(within(STEP.c.id))
    .order_by(STEP.c.id)
)


def open_for_failure(context: Context, steps: Sequence[StepFacts], reason: str) -> int:
    """Open one issue that lists the unit of every failed step; answers its id."""
    first = steps[0]
    title = f"{first.label} failed" if len(steps) == 1 else f"{first.label} failed on {len(steps)} units"
    return open_on(context, steps, title, reason)


def open_on(context: Context, steps: Sequence[StepFacts], title: str, description: str) -> int:
    """Open an issue on steps, with the units of their runs; answers its id."""
    first = steps[0]
    issue_id = context.insert(
        ISSUE,
        title=title,
        description=description,
        state="open",
        run_step_id=first.step_id,
        opened_by=context.actor.id,
        opened_at=context.now,
    )
    units = context.tx.execute(_UNITS, {"ids": id_list(step.step_id for step in steps)}).all()
    context.tx.execute(
        _ADD_UNITS,
        [
            {
                "issue_id": issue_id,
                "inventory_id": unit.inventory_id,
                "run_step_id": unit.id,
                "quantity": unit.quantity or Decimal(1),
            }
            for unit in units
        ],
    )
    context.record(
        "issue.open",
        "issue",
        issue_id,
        title,
        after={"state": "open", "units": [unit.inventory_id for unit in units]},
        run_id=first.run_id,
        run_step_id=first.step_id,
    )
    return issue_id
