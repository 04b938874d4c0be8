"""Approving a redline or rejecting it; with its last approval it is applied, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, insert, select

from data.ids import id_list, within
from data.models import Role, RolePermission, table
from ion_tui.engine import guards
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import Actor
from ion_tui.engine.context import Context, Person
from ion_tui.engine.handling import Applied, Handler, Judged, Withdrawn
from ion_tui.engine.in_place import acting, identified, settled
from ion_tui.engine.permissions import Permission
from ion_tui.engine.redlines.application import Application
from ion_tui.engine.redlines.applying import apply
from ion_tui.engine.redlines.commands import DecideRedlines
from ion_tui.engine.redlines.planning import plan_application
from ion_tui.engine.redlines.stored import (
    CHANGE,
    REDLINE,
    StoredChange,
    find,
    label_of,
    stored_changes,
    wrong_state,
)
from ion_tui.engine.redlines.writing_down import DECISION, mark, void_decisions
from ion_tui.engine.wording import listed

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

_ROLE: Final = table(Role)
_GRANTS: Final = table(RolePermission)

_GIVEN: Final = (
    select(DECISION.c.redline_id, DECISION.c.operator_id, DECISION.c.decision, _ROLE.c.name.label("role"))
    .select_from(DECISION.outerjoin(_ROLE, _ROLE.c.id == DECISION.c.role_id))
    .where(within(DECISION.c.redline_id), DECISION.c.voided_at.is_(None))
    .order_by(DECISION.c.id)
)
_BY_ROLE: Final = (
    select(_ROLE.c.id, _ROLE.c.name)
    .join(_GRANTS, _GRANTS.c.role_id == _ROLE.c.id)
    .where(within(_ROLE.c.id), _GRANTS.c.permission == bindparam("permission"))
    .order_by(_ROLE.c.name)
)
_DECIDE: Final = insert(DECISION)
_RIVALS: Final = (
    select(REDLINE.c.id, REDLINE.c.state)
    .where(
        REDLINE.c.closed_at.is_(None),
        REDLINE.c.id.in_(select(CHANGE.c.redline_id).where(within(CHANGE.c.run_step_id))),
    )
    .order_by(REDLINE.c.id)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One redline that is decided on, with what stands already."""

    row: Any
    stored: Sequence[StoredChange]
    role_id: int | None
    role: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Who decides on what; `applications` are those redlines that have every approval with this one."""

    person: Person
    decided: tuple[Standing, ...]
    applications: tuple[Application, ...]


class _DecideRedlines:
    """Approve or reject."""

    def prepare(self, engine: Engine, actor: Actor, command: DecideRedlines) -> Any:
        """Identify who decides in place, if somebody does."""
        return identified(engine, actor, command.signer)

    def judge(self, context: Context, command: DecideRedlines, prepared: Any) -> Judged | Refused:
        """Judge the person, each redline, and what applying it does."""
        person = acting(context, prepared)
        if isinstance(person, Refused):
            return person
        doing = "reject a redline" if command.rejected else "approve a redline"
        if refused := guards.permitted(person, Permission.APPROVE_REDLINE, doing):
            return refused
        assert person is not None  # noqa: S101 - else it was refused
        if command.rejected and not (command.reason or "").strip():
            return Refused(Code.REASON_NEEDED, "A rejection needs a reason in words.")
        rows = find(context, command.redline_ids)
        if isinstance(rows, Refused):
            return rows
        decided = self._standing(context, command, person, rows)
        if isinstance(decided, Refused):
            return decided
        if command.rejected:
            return Judged(Plan(()), _Found(person, decided, ()))
        return self._planned(context, person, decided)

    def _standing(
        self, context: Context, command: DecideRedlines, person: Person, rows: Sequence[Any]
    ) -> tuple[Standing, ...] | Refused:
        given: dict[int, list[Any]] = {}
        for row in context.tx.execute(_GIVEN, {"ids": id_list(row.id for row in rows)}):
            given.setdefault(row.redline_id, []).append(row)
        stored = stored_changes(context.tx, [row.id for row in rows])
        decided = []
        for row in rows:
            if refused := _decidable(context, row, person, given.get(row.id, ()), rejected=command.rejected):
                return refused
            role = _role_of(context, row, person, given.get(row.id, ()), rejected=command.rejected)
            if isinstance(role, Refused):
                return role
            role_id, name, missing = role
            decided.append(Standing(row, stored[row.id], role_id, name, missing))
        return tuple(decided)

    def _planned(self, context: Context, person: Person, decided: tuple[Standing, ...]) -> Judged | Refused:
        applications: list[Application] = []
        warnings: list[str] = []
        touched: dict[int, int] = {}
        for one in decided:
            if one.missing:
                warnings.append(f"{label_of(one.row.id)} then still needs {listed(list(one.missing))}.")
                continue
            application = plan_application(context, one.row, one.stored)
            if isinstance(application, Refused):
                return application
            for change in application.changes:
                other = touched.setdefault(change.step_id, one.row.id)
                if other != one.row.id:
                    return Refused(
                        Code.CONFLICT,
                        f"{label_of(other)} and {label_of(one.row.id)} both change {change.label}: approve one, "
                        "and look at the other again.",
                    )
            warnings += application.warnings
            applications.append(application)
        plan = Plan(
            tuple(change for one in applications for change in one.changes),
            tuple(skip for one in applications for skip in one.skipped),
            tuple(warnings),
        )
        return Judged(plan, _Found(person, decided, tuple(applications)))

    def apply(self, context: Context, command: DecideRedlines, judged: Judged) -> Applied:
        """Write the decisions; apply what has its last approval."""
        found: _Found = judged.found
        settled(context, found.person)
        reason = (command.reason or "").strip() or None
        decision = "rejected" if command.rejected else "approved"
        context.tx.execute(
            _DECIDE, [_decision(context, found, one, decision, reason) for one in found.decided]
        )
        applied = {application.row.id for application in found.applications}
        for one in found.decided:
            self._close(context, found, one, decision, reason, is_applied=one.row.id in applied)
        for number, application in enumerate(found.applications):
            current: Application | Refused = application
            if number:
                # The one before may have moved what this one counts by.
                stored = next(one.stored for one in found.decided if one.row.id == application.row.id)
                current = plan_application(context, application.row, stored)
            if isinstance(current, Refused):
                # What each may change by itself may be too much together, as steps that then wait on each other.
                raise Withdrawn(current)
            apply(context, current)
            _reopen_rivals(context, current)
        made = {"redline": tuple(one.row.id for one in found.decided)}
        return Applied(_sentence(found, decision), made, judged.plan.warnings)

    def _close(
        self,
        context: Context,
        found: _Found,
        one: Standing,
        decision: str,
        reason: str | None,
        *,
        is_applied: bool,
    ) -> None:
        row = one.row
        after = {"decision": decision, "by": found.person.code, "role": one.role, "reason": reason}
        if decision == "rejected":
            mark(context, row.id, state="open")
        elif is_applied:
            mark(context, row.id, state="approved", closed_at=context.now, closed_by=found.person.id)
        else:
            mark(context, row.id)
        context.record(
            f"redline.{decision}",
            "redline",
            row.id,
            label_of(row.id),
            before={"state": row.state},
            after=after,
            run_id=row.run_id,
            run_step_id=row.run_step_id,
        )


def _decidable(
    context: Context, row: Any, person: Person, given: Sequence[Any], *, rejected: bool
) -> Refused | None:
    """Why this person cannot decide on this redline now."""
    if refused := wrong_state(row, ("in review",), "decided on"):
        return refused
    if row.run_is_closed:
        return Refused(Code.NOT_LEGAL, f"{row.run_title} is closed; an administrator can reopen it.")
    if rejected:
        return None
    if person.id == row.author_id and not context.site.redline_author_may_approve:
        return Refused(
            Code.NOT_PERMITTED, f"{person.name} wrote {label_of(row.id)}: somebody else approves it."
        )
    if any(one.operator_id == person.id and one.decision == "approved" for one in given):
        return Refused(Code.CONFLICT, f"{person.name} has approved {label_of(row.id)} already.")
    return None


def _role_of(
    context: Context, row: Any, person: Person, given: Sequence[Any], *, rejected: bool
) -> tuple[int | None, str | None, tuple[str, ...]] | Refused:
    """The role that somebody decides for, and those that are still to come."""
    held = {name: role_id for role_id, name in person.roles.items()}
    wanted = context.site.redline_approved_by
    if rejected or not wanted:
        bound = {"ids": id_list(held.values()), "permission": Permission.APPROVE_REDLINE.value}
        granting = context.tx.execute(_BY_ROLE, bound).first()
        return (granting.id, granting.name, ()) if granting else (None, None, ())
    there = {one.role for one in given if one.decision == "approved"}
    missing = [role for role in wanted if role not in there]
    own = next((role for role in missing if role in held), None)
    if own is None:
        return Refused(
            Code.NOT_PERMITTED,
            f"{label_of(row.id)} still needs {listed(missing)}; {person.name} is neither."
            if len(missing) > 1
            else f"{label_of(row.id)} still needs {listed(missing)}; {person.name} is not.",
        )
    return held[own], own, tuple(role for role in missing if role != own)


def _decision(
    context: Context, found: _Found, one: Standing, decision: str, reason: str | None
) -> dict[str, Any]:
    return {
        "redline_id": one.row.id,
        "operator_id": found.person.id,
        "role_id": one.role_id,
        "decision": decision,
        "reason": reason,
        "decided_at": context.now,
        "kiosk_id": context.kiosk_id,
    }


def _reopen_rivals(context: Context, application: Application) -> None:
    """Open redlines that were written for what a step said before go back to their authors."""
    ids = sorted({change.step_id for change in application.changes})
    for row in context.tx.execute(_RIVALS, {"ids": id_list(ids)}).all():
        if row.state == "in review":
            mark(context, row.id, state="open")
            void_decisions(context, [row.id])
        else:
            mark(context, row.id)


def _sentence(found: _Found, decision: str) -> str:
    labels = listed([label_of(one.row.id) for one in found.decided])
    who = found.person.name
    if decision == "rejected":
        verb = "is" if len(found.decided) == 1 else "are"
        return f"{who} rejected {labels}: {'it' if verb == 'is' else 'they'} {verb} open again."
    if not found.applications:
        missing = sorted({role for one in found.decided for role in one.missing})
        return f"{who} approved {labels}; still needed: {listed(missing)}."
    runs = {run_id for application in found.applications for run_id in application.run_ids}
    on_runs = "its run" if len(runs) == 1 else f"{len(runs)} runs"
    return f"{who} approved {labels}: applied to {on_runs}."


HANDLERS: Final[dict[type, Handler[Any]]] = {DecideRedlines: _DecideRedlines()}
