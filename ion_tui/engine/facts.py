"""What the guards need to know of run steps, read for any number of them in one statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect, Text, TypeDecorator, bindparam, exists, select, type_coerce

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


class _StateOf(TypeDecorator[State]):
    """Reads a state as the enum's member: one look into a table, where calling the enum costs ten."""

    impl = Text
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], State | None] | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The look-up itself, so that no function of ours is called for a row."""
        return _STATES.get


_STATES: Final[dict[Any, State]] = {state.value: state for state in State}


class StepFacts(NamedTuple):
    """One run step as the guards see it; `checked_in` is about the person who acts.

    `reviewed` names what they signed as a peer. What is said of the parent is said of the nearest step above that
    is not in progress, where there is one. A row of `_FACTS` as it is: a verb on a batch makes one for every sibling.
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
    has_started: bool
    is_closed: bool
    checked_in: bool
    reviewed: str | None
    parent_number: str | None
    parent_title: str | None
    parent_state: State | None
    parent_reason: str | None
    state_reason: str | None
    batch_id: int | None
    status: str
    sibling_key: str | None

    @property
    def label(self) -> str:
        """Number and title."""
        return step_label(self.number, self.title)

    @property
    def parent_label(self) -> str | None:
        """Number and title of the step above; None where there is none."""
        return None if self.parent_number is None else step_label(self.parent_number, self.parent_title or "")

    @property
    def run_status(self) -> RunStatus:
        """What the run reads."""
        return RunStatus(self.status)

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
        type_coerce(STEP.c.state, _StateOf),
        STEP.c.version,
        STEP.c.attempt,
        STEP.c.optional,
        STEP.c.waits_on,
        STEP.c.parent_ready,
        STEP.c.started_at.is_not(None),
        RUN.c.closed_at.is_not(None),
        exists()
        .where(
            _SESSION.c.run_step_id == STEP.c.id,
            _SESSION.c.operator_id == bindparam("operator_id"),
            _SESSION.c.ended_at.is_(None),
        )
        .label("checked_in"),
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
        _PARENT.c.number.label("parent_number"),
        _PARENT_CONTENT.c.title.label("parent_title"),
        type_coerce(_PARENT.c.state, _StateOf).label("parent_state"),
        _PARENT.c.state_reason.label("parent_reason"),
        STEP.c.state_reason,
        STEP.c.batch_id,
        RUN.c.status,
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
    return [StepFacts._make(row) for row in rows.all()]
