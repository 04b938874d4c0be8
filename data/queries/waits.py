"""What blocked steps wait on, for any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, bindparam, not_, select, union

from data.fixed import fixed
from data.ids import id_list, within
from data.models import (
    BuildRequirement,
    Location,
    Operator,
    RequirementSubstitute,
    RunStep,
    RunStepEdge,
    SessionStep,
    StepContent,
    table,
)
from data.queries.above import in_the_way
from data.rows.work import PersonAtWork, Upstream

_STEP: Final = table(RunStep)
_UP: Final = _STEP.alias("up")
_EDGE: Final = table(RunStepEdge)
_CONTENT: Final = table(StepContent)
_SESSION: Final = table(SessionStep)
_OPERATOR: Final = table(Operator)
_LOCATION: Final = table(Location)

_UPSTREAM: Final = fixed(
    select(
        _EDGE.c.step_id,
        _UP.c.id,
        _UP.c.number,
        _CONTENT.c.title,
        _UP.c.state,
        _UP.c.state_reason,
        _LOCATION.c.code,
    )
    .select_from(
        _EDGE.join(_UP, _UP.c.id == _EDGE.c.upstream_id)
        .join(_CONTENT, _CONTENT.c.id == _UP.c.content_id)
        .outerjoin(_LOCATION, _LOCATION.c.id == _UP.c.work_center_id)
    )
    .where(
        within(_EDGE.c.step_id),
        _EDGE.c.effective,
        _UP.c.state.not_in(["Completed", "Canceled"]),
        not_(and_(_UP.c.optional, _UP.c.state == "Todo")),
    )
    .order_by(_EDGE.c.step_id, _UP.c.ordinal)
)
_PEOPLE: Final = (
    select(_SESSION.c.run_step_id, _OPERATOR.c.id, _OPERATOR.c.code, _OPERATOR.c.name, _SESSION.c.started_at)
    .join(_OPERATOR, _OPERATOR.c.id == _SESSION.c.operator_id)
    .where(within(_SESSION.c.run_step_id), _SESSION.c.ended_at.is_(None))
    .order_by(_SESSION.c.run_step_id, _SESSION.c.started_at, _SESSION.c.id)
)


def people_at(tx: Connection, step_ids: Sequence[int]) -> dict[int, tuple[PersonAtWork, ...]]:
    """Who is checked in to each of these steps, first come first."""
    if not step_ids:
        return {}
    found: dict[int, list[PersonAtWork]] = {}
    for row in tx.execute(_PEOPLE, {"ids": id_list(step_ids)}).all():
        found.setdefault(row[0], []).append(PersonAtWork(row[1], row[2], row[3], row[4]))
    return {step: tuple(people) for step, people in found.items()}


def upstream_of(tx: Connection, step_ids: Sequence[int]) -> dict[int, tuple[Upstream, ...]]:
    """What gates each of these steps, in the order of the procedure, with who is at work on it."""
    if not step_ids:
        return {}
    rows = tx.execute(_UPSTREAM, {"ids": id_list(step_ids)}).all()
    people = people_at(tx, sorted({row[1] for row in rows}))
    found: dict[int, list[Upstream]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(
            Upstream(
                step_id=row[1],
                number=row[2],
                title=row[3],
                state=row[4],
                reason=row[5],
                people=tuple(person.code for person in people.get(row[1], ())),
                work_center=row[6],
            )
        )
    return {step: tuple(upstream) for step, upstream in found.items()}


_PARENT: Final = _STEP.alias("parent")
_PARENTS: Final = fixed(
    select(_STEP.c.id, _PARENT.c.number + " " + _CONTENT.c.title, _PARENT.c.state, _PARENT.c.state_reason)
    .select_from(
        _STEP.join(_PARENT, _PARENT.c.id == in_the_way(_STEP)).join(
            _CONTENT, _CONTENT.c.id == _PARENT.c.content_id
        )
    )
    .where(within(_STEP.c.id))
)
_NEED: Final = table(BuildRequirement)
_SUBSTITUTE: Final = table(RequirementSubstitute)
_NEED_PARTS: Final = union(
    select(_NEED.c.part_id).where(_NEED.c.id == bindparam("requirement")),
    select(_SUBSTITUTE.c.part_id).where(_SUBSTITUTE.c.requirement_id == bindparam("requirement")),
)


def parents_of(tx: Connection, step_ids: Sequence[int]) -> dict[int, tuple[str, str, str | None]]:
    """Label, state and the state's reason of the step above each that is in its way, or else of its parent."""
    if not step_ids:
        return {}
    return {row[0]: (row[1], row[2], row[3]) for row in tx.execute(_PARENTS, {"ids": id_list(step_ids)})}


def parts_of_requirement(tx: Connection, requirement_id: int) -> list[int]:
    """The part that a requirement asks for, and its substitutes."""
    return list(tx.execute(_NEED_PARTS, {"requirement": requirement_id}).scalars())
