"""Operators: the first administrator, adding people, PINs, deactivating."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, insert, select, update

from data.models import Operator, OperatorRole, Role, RolePermission, Site, table
from ion_tui.engine import sessions
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Actor, AddOperator, DeactivateOperator, Initialize, SetPin
from ion_tui.engine.context import Context, read_person
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.permissions import ROLE_PERMISSIONS, Permission
from ion_tui.engine.pins import check_pin
from ion_tui.engine.values import clean_text

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

SITE: Final = table(Site)
OPERATOR: Final = table(Operator)
ROLE: Final = table(Role)
HOLDS: Final = table(OperatorRole)
GRANTS: Final = table(RolePermission)

CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
"""What an operator's ID looks like."""

_COUNT: Final = select(func.count()).select_from(OPERATOR)
_BY_CODE: Final = select(OPERATOR).where(OPERATOR.c.code == bindparam("code"))
_BY_BADGE: Final = select(OPERATOR.c.code).where(OPERATOR.c.badge == bindparam("badge"))
_ROLES: Final = select(ROLE.c.id, ROLE.c.name)
_SET_PIN: Final = (
    update(OPERATOR)
    .values(pin_hash=bindparam("hash"), failed_attempts=0, locked_until=None)
    .where(OPERATOR.c.id == bindparam("operator"))
)
_DEACTIVATE: Final = update(OPERATOR).values(active=False).where(OPERATOR.c.id == bindparam("operator"))
_ADMINS: Final = (
    select(func.count(OPERATOR.c.id.distinct()))
    .select_from(
        OPERATOR.join(HOLDS, HOLDS.c.operator_id == OPERATOR.c.id).join(
            GRANTS, GRANTS.c.role_id == HOLDS.c.role_id
        )
    )
    .where(
        OPERATOR.c.active,
        OPERATOR.c.id != bindparam("operator"),
        GRANTS.c.permission == Permission.UPDATE_SITE.value,
    )
)


def add_standard_roles(context: Context) -> dict[str, int]:
    """Make the roles that every site has; answers each role's id."""
    ids = {}
    for name, permissions in ROLE_PERMISSIONS.items():
        ids[name] = context.insert(ROLE, name=name)
        rows = [{"role_id": ids[name], "permission": permission.value} for permission in sorted(permissions)]
        context.tx.execute(insert(GRANTS), rows)
        context.record("role.add", "role", ids[name], name, after={"permissions": sorted(permissions)})
    return ids


def add_operator(
    context: Context,
    *,
    code: str,
    name: str,
    badge: str | None,
    pin_hash: str | None,
    role_ids: Sequence[int],
    role_names: Sequence[str],
) -> int:
    """Add one person with their roles; answers the id. The caller has checked code, badge and roles."""
    operator_id = context.insert(OPERATOR, code=code, name=name, badge=badge, pin_hash=pin_hash)
    if role_ids:
        context.tx.execute(
            insert(HOLDS), [{"operator_id": operator_id, "role_id": role} for role in role_ids]
        )
    context.record(
        "operator.add",
        "operator",
        operator_id,
        f"{name} ({code})",
        after={"badge": badge, "roles": list(role_names), "has_pin": pin_hash is not None},
    )
    return operator_id


def check_person(code: str, name: str) -> Refused | None:
    """Refuse an ID or a name that could not be read or typed."""
    if not CODE.fullmatch(code):
        return Refused(Code.INVALID, "An ID is 1 to 32 letters, digits, dots, dashes or underscores.")
    cleaned = clean_text(name, 120)
    if isinstance(cleaned, Refused):
        return cleaned
    return None if cleaned else Refused(Code.INVALID, "A person needs a name.")


class _Initialize:
    """Make the site, the standard roles and the first administrator."""

    def prepare(self, engine: Engine, actor: Actor, command: Initialize) -> str | Refused:
        """Check and hash the PIN."""
        del actor
        return check_pin(command.pin) or engine.hasher.hash(command.pin)

    def judge(self, context: Context, command: Initialize, prepared: Any) -> Judged | Refused:
        """Only an empty store, and a name for everything."""
        if context.tx.execute(_COUNT).scalar():
            return Refused(Code.CONFLICT, "This store has its site and operators already.")
        if isinstance(prepared, Refused):
            return prepared
        if not command.site.strip():
            return Refused(Code.INVALID, "A site needs a name.")
        return check_person(command.code, command.name) or Judged(NO_PLAN, prepared)

    def apply(self, context: Context, command: Initialize, judged: Judged) -> Applied:
        """Make it all."""
        context.insert(SITE, id=1, name=command.site.strip())
        context.record("site.make", "site", 1, command.site.strip())
        roles = add_standard_roles(context)
        operator_id = add_operator(
            context,
            code=command.code,
            name=command.name.strip(),
            badge=command.badge,
            pin_hash=judged.found,
            role_ids=[roles["Admin"]],
            role_names=["Admin"],
        )
        return Applied(
            f"{command.site.strip()} is ready; {command.name} administers it.", {"operator": (operator_id,)}
        )


class _AddOperator:
    """Add a person."""

    def prepare(self, engine: Engine, actor: Actor, command: AddOperator) -> str | Refused | None:
        """Check and hash the PIN, if there is one."""
        del actor
        if command.pin is None:
            return None
        return check_pin(command.pin) or engine.hasher.hash(command.pin)

    def judge(self, context: Context, command: AddOperator, prepared: Any) -> Judged | Refused:
        """No ID or badge twice, and only roles that there are."""
        if isinstance(prepared, Refused):
            return prepared
        if refused := check_person(command.code, command.name):
            return refused
        if context.tx.execute(_BY_CODE, {"code": command.code}).first():
            return Refused(Code.CONFLICT, f"There is an operator {command.code} already.")
        if command.badge and (other := context.tx.execute(_BY_BADGE, {"badge": command.badge}).scalar()):
            return Refused(Code.CONFLICT, f"The badge {command.badge} is {other}'s.")
        roles = {row.name: row.id for row in context.tx.execute(_ROLES)}
        if unknown := [name for name in command.roles if name not in roles]:
            return Refused(
                Code.NOT_FOUND, f"There is no role {unknown[0]}; there are: {', '.join(sorted(roles))}."
            )
        return Judged(NO_PLAN, (prepared, [roles[name] for name in command.roles]))

    def apply(self, context: Context, command: AddOperator, judged: Judged) -> Applied:
        """Add them."""
        pin_hash, role_ids = judged.found
        operator_id = add_operator(
            context,
            code=command.code,
            name=command.name.strip(),
            badge=command.badge or None,
            pin_hash=pin_hash,
            role_ids=role_ids,
            role_names=command.roles,
        )
        return Applied(f"{command.name} ({command.code}) added.", {"operator": (operator_id,)})


class _SetPin:
    """Set a PIN: one's own, or anybody's with `UpdateSite`."""

    def prepare(self, engine: Engine, actor: Actor, command: SetPin) -> str | Refused:
        """Check and hash it."""
        del actor
        return check_pin(command.pin) or engine.hasher.hash(command.pin)

    def judge(self, context: Context, command: SetPin, prepared: Any) -> Judged | Refused:
        """One's own, or permitted."""
        if isinstance(prepared, Refused):
            return prepared
        row = context.tx.execute(_BY_CODE, {"code": command.code}).first()
        if row is None:
            return Refused(Code.NOT_FOUND, f"There is no operator {command.code}.")
        person = context.person
        if person is None or not person.active:
            return Refused(
                Code.NOT_PERMITTED, "Nobody is logged in: a PIN is set by its owner or an administrator."
            )
        if person.id != row.id and not person.may(Permission.UPDATE_SITE):
            return Refused(Code.NOT_PERMITTED, f"{person.name} may set only their own PIN.")
        return Judged(NO_PLAN, (row, prepared))

    def apply(self, context: Context, command: SetPin, judged: Judged) -> Applied:
        """Store the hash."""
        row, pin_hash = judged.found
        context.tx.execute(_SET_PIN, {"operator": row.id, "hash": pin_hash})
        context.record("operator.set_pin", "operator", row.id, f"{row.name} ({row.code})")
        return Applied(f"{command.code} has a new PIN.")


class _Deactivate(Plain[DeactivateOperator]):
    """Keep somebody out from now on."""

    def judge(self, context: Context, command: DeactivateOperator, prepared: Any) -> Judged | Refused:
        """Somebody who is there, and never the last administrator."""
        del prepared
        row = context.tx.execute(_BY_CODE, {"code": command.code}).first()
        if row is None:
            return Refused(Code.NOT_FOUND, f"There is no operator {command.code}.")
        if not row.active:
            return Refused(Code.CONFLICT, f"{row.name} ({row.code}) is deactivated already.")
        target = read_person(context.tx, row.id)
        is_admin = target is not None and target.may(Permission.UPDATE_SITE)
        if is_admin and not context.tx.execute(_ADMINS, {"operator": row.id}).scalar():
            return Refused(Code.CONFLICT, f"{row.name} is the last administrator; make another one first.")
        return Judged(NO_PLAN, row)

    def apply(self, context: Context, command: DeactivateOperator, judged: Judged) -> Applied:
        """Deactivate, and close what is open."""
        del command
        row = judged.found
        context.tx.execute(_DEACTIVATE, {"operator": row.id})
        closed = sessions.check_out_everywhere(context, row.id)
        context.record(
            "operator.deactivate",
            "operator",
            row.id,
            f"{row.name} ({row.code})",
            after={"sessions_closed": closed},
        )
        return Applied(f"{row.name} ({row.code}) is deactivated.")


HANDLERS: Final[dict[type, Handler[Any]]] = {
    Initialize: _Initialize(),
    AddOperator: _AddOperator(),
    SetPin: _SetPin(),
    DeactivateOperator: _Deactivate(),
}
