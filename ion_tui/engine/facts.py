"""What the guards need to know of run steps, read for any number of them in one statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Dialect,
    Text,
    TypeDecorator,
    and_,
    bindparam,
    exists,
    func,
    select,
    type_coerce,
)

from data.fixed import fixed
from data.ids import id_array, id_list, ids_of, within
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


_CHECKED_IN: Final = (
    exists()
    .where(
        _SESSION.c.run_step_id == STEP.c.id,
        _SESSION.c.operator_id == bindparam("operator_id"),
        _SESSION.c.ended_at.is_(None),
    )
    .label("checked_in")
)
_REVIEWED: Final = (
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
    .label("reviewed")
)
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
        _CHECKED_IN,
        _REVIEWED,
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

_SIBLING: Final = and_(
    STEP.c.batch_id == bindparam("batch"),
    STEP.c.sibling_key == bindparam("sibling_key"),
    STEP.c.id != bindparam("step"),
)
_ALIKE_IN: Final = (
    STEP.c.state,
    (STEP.c.waits_on == 0).label("is_free"),
    STEP.c.parent_ready,
    STEP.c.started_at.is_not(None).label("has_started"),
    RUN.c.closed_at.is_not(None).label("is_closed"),
    _CHECKED_IN,
    _REVIEWED,
)
_SIBLINGS: Final = (
    select(STEP.c.id, *_ALIKE_IN)
    .select_from(STEP.join(RUN, RUN.c.id == STEP.c.run_id))
    .where(_SIBLING)
    .subquery("siblings")
)
_GROUPS: Final = fixed(
    select(func.min(_SIBLINGS.c.id), id_array(_SIBLINGS.c.id)).group_by(
        *(column for column in _SIBLINGS.c if column.name != "id")
    )
)


class Alike(NamedTuple):
    """Steps of which the guards think alike, by their ids, and the facts of one of them."""

    facts: StepFacts
    ids: tuple[int, ...]


def read_facts(tx: Connection, step_ids: Sequence[int], operator_id: int | None) -> list[StepFacts]:
    """The facts of these steps, in id order; ids that do not exist are left out."""
    if not step_ids:
        return []
    rows = tx.execute(_READ, {"ids": id_list(step_ids), "operator_id": operator_id})
    return [StepFacts._make(row) for row in rows.all()]


def read_alike(tx: Connection, step: StepFacts, operator_id: int | None) -> list[Alike]:
    """The siblings of a step in the other runs of its batch, in groups of which the guards think alike."""
    if step.batch_id is None or step.sibling_key is None:
        return []
    bound = {"batch": step.batch_id, "sibling_key": step.sibling_key, "step": step.step_id}
    rows = tx.execute(_GROUPS, bound | {"operator_id": operator_id}).all()
    found = {row[0]: row[1] for row in rows}
    facts = read_facts(tx, sorted(found), operator_id)
    return [Alike(one, tuple(ids_of(found[one.step_id]))) for one in facts]
