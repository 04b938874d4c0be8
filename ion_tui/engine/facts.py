"""What the guards need to know of run steps, read for any number of them in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, exists, select

from data.fixed import fixed
from data.ids import id_list, within
from data.models import Run, RunStep, SessionStep, Signature, StepContent, StepField, table
from data.queries.above import in_the_way
from ion_tui.engine.states import RunStatus, State
from ion_tui.engine.wording import step_label

STEP: Final = table(RunStep)
RUN: Final = table(Run)
CONTENT: Final = table(StepContent)
_SESSION: Final = table(SessionStep)
_SIGNATURE: Final = table(Signature)
_FIELD: Final = table(StepField)
_PARENT: Final = STEP.alias("parent")
_PARENT_CONTENT: Final = CONTENT.alias("parent_content")


class StepFacts(NamedTuple):
    """One run step as the guards see it; `checked_in` is about the person who acts.

    `reviewed` names what they signed as a peer. What is said of the parent is said of the nearest step above that
    is not in progress, where there is one. A named tuple: a verb on a batch makes one for every sibling.
    """

    step_id: int
    run_id: int
    run_title: str
    unit_id: int
    number: str
    title: str
    content_id: int
    state: State
    version: int
    attempt: int
    optional: bool
    waits_on: int
    parent_ready: bool
    parent_label: str | None
    parent_state: State | None
    parent_reason: str | None
    started_at: datetime | None
    state_reason: str | None
    closed_at: datetime | None
    batch_id: int | None
    checked_in: bool
    run_status: RunStatus
    reviewed: str | None
    sibling_key: str | None

    @property
    def label(self) -> str:
        """Number and title."""
        return step_label(self.number, self.title)

    @property
    def available(self) -> bool:
        """Whether nothing upstream and no parent keeps it from being worked."""
        return self.waits_on == 0 and self.parent_ready


_FACTS: Final = (
    select(
        STEP.c.id,
        STEP.c.run_id,
        RUN.c.title.label("run_title"),
        RUN.c.inventory_id,
        STEP.c.number,
        CONTENT.c.title,
        STEP.c.content_id,
        STEP.c.state,
        STEP.c.version,
        STEP.c.attempt,
        STEP.c.optional,
        STEP.c.waits_on,
        STEP.c.parent_ready,
        _PARENT.c.number.label("parent_number"),
        _PARENT_CONTENT.c.title.label("parent_title"),
        _PARENT.c.state.label("parent_state"),
        _PARENT.c.state_reason.label("parent_reason"),
        STEP.c.started_at,
        STEP.c.state_reason,
        RUN.c.closed_at,
        STEP.c.batch_id,
        exists()
        .where(
            _SESSION.c.run_step_id == STEP.c.id,
            _SESSION.c.operator_id == bindparam("operator_id"),
            _SESSION.c.ended_at.is_(None),
        )
        .label("checked_in"),
        RUN.c.status.label("run_status"),
        select(_FIELD.c.name)
        .join(_SIGNATURE, _SIGNATURE.c.field_id == _FIELD.c.id)
        .where(
            _SIGNATURE.c.run_step_id == STEP.c.id,
            _SIGNATURE.c.operator_id == bindparam("operator_id"),
            _SIGNATURE.c.voided_at.is_(None),
            _FIELD.c.peer_review,
        )
        .limit(1)
        .correlate(STEP)
        .scalar_subquery()
        .label("reviewed"),
        STEP.c.sibling_key,
    )
    .select_from(
        STEP.join(RUN, RUN.c.id == STEP.c.run_id)
        .join(CONTENT, CONTENT.c.id == STEP.c.content_id)
        .outerjoin(_PARENT, _PARENT.c.id == in_the_way(STEP))
        .outerjoin(_PARENT_CONTENT, _PARENT_CONTENT.c.id == _PARENT.c.content_id)
    )
    .order_by(STEP.c.id)
)
_READ: Final = fixed(_FACTS.where(within(STEP.c.id)))
_READ_SIBLINGS: Final = fixed(
    _FACTS.where(
        STEP.c.batch_id == bindparam("batch"),
        STEP.c.sibling_key == bindparam("sibling_key"),
        STEP.c.id != bindparam("step"),
    )
)


def read_facts(tx: Connection, step_ids: Sequence[int], operator_id: int | None) -> list[StepFacts]:
    """The facts of these steps, in id order; ids that do not exist are left out."""
    return _made(tx.execute(_READ, {"ids": id_list(step_ids), "operator_id": operator_id}))


def read_siblings(tx: Connection, step: StepFacts, operator_id: int | None) -> list[StepFacts]:
    """The facts of a step's siblings in the other runs of its batch, in id order."""
    if step.batch_id is None or step.sibling_key is None:
        return []
    bound = {"batch": step.batch_id, "sibling_key": step.sibling_key, "step": step.step_id}
    return _made(tx.execute(_READ_SIBLINGS, bound | {"operator_id": operator_id}))


def _made(rows: Any) -> list[StepFacts]:
    return [
        StepFacts(
            step_id=row[0],
            run_id=row[1],
            run_title=row[2],
            unit_id=row[3],
            number=row[4],
            title=row[5],
            content_id=row[6],
            state=State(row[7]),
            version=row[8],
            attempt=row[9],
            optional=bool(row[10]),
            waits_on=row[11],
            parent_ready=bool(row[12]),
            parent_label=None if row[13] is None else step_label(row[13], row[14]),
            parent_state=None if row[15] is None else State(row[15]),
            parent_reason=row[16],
            started_at=row[17],
            state_reason=row[18],
            closed_at=row[19],
            batch_id=row[20],
            checked_in=bool(row[21]),
            run_status=RunStatus(row[22]),
            reviewed=row[23],
            sibling_key=row[24],
        )
        for row in rows
    ]
