"""Roles and operators. A PIN is only given to whoever has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from data.models import Operator, OperatorRole, Role, RolePermission, table
from ion_tui.engine.definitions.people import OperatorDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.people import check_person
from ion_tui.engine.permissions import Permission
from ion_tui.engine.pins import check_pin
from ion_tui.engine.site_import.differences import Compared, Held, Noun, compare
from ion_tui.engine.site_import.writing import Writing

_ROLE: Final = table(Role)
_GRANTS: Final = table(RolePermission)
_OPERATOR: Final = table(Operator)
_HOLDS: Final = table(OperatorRole)
_ROLES: Final = Noun("role", "role", "roles")
_OPERATORS: Final = Noun("operator", "operator", "operators")

_READ_ROLES: Final = (
    select(_ROLE.c.id, _ROLE.c.name, _GRANTS.c.permission)
    .outerjoin(_GRANTS, _GRANTS.c.role_id == _ROLE.c.id)
    .order_by(_ROLE.c.id)
)
_READ_OPERATORS: Final = (
    select(
        _OPERATOR.c.id,
        _OPERATOR.c.code,
        _OPERATOR.c.name,
        _OPERATOR.c.badge,
        _OPERATOR.c.active,
        _OPERATOR.c.pin_hash.is_not(None).label("has_pin"),
        _ROLE.c.name.label("role"),
    )
    .select_from(
        _OPERATOR.outerjoin(_HOLDS, _HOLDS.c.operator_id == _OPERATOR.c.id).outerjoin(
            _ROLE, _ROLE.c.id == _HOLDS.c.role_id
        )
    )
    .order_by(_OPERATOR.c.id)
)
_WITH_PIN: Final = select(_OPERATOR.c.code).where(_OPERATOR.c.pin_hash.is_not(None))
_ROW_ID: Final[BindParameter[int]] = bindparam("row_id")
_TAKE_BADGE: Final = update(_OPERATOR).values(badge=None).where(_OPERATOR.c.id == _ROW_ID)
_CHANGE: Final = (
    update(_OPERATOR)
    .values(name=bindparam("new_name"), badge=bindparam("new_badge"))
    .where(_OPERATOR.c.id == _ROW_ID)
)
_GIVE_PIN: Final = (
    update(_OPERATOR)
    .values(pin_hash=bindparam("new_hash"))
    .where(_OPERATOR.c.id == _ROW_ID, _OPERATOR.c.pin_hash.is_(None))
)
_REVOKE: Final = delete(_GRANTS).where(_GRANTS.c.role_id == _ROW_ID)
_RELIEVE: Final = delete(_HOLDS).where(_HOLDS.c.operator_id == _ROW_ID)


@dataclass(frozen=True, slots=True)
class RoleState:
    """What people of a role may do."""

    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperatorState:
    """A person as a file can speak of them; `has_pin` changes once, from false to true."""

    name: str
    badge: str | None
    roles: tuple[str, ...]
    has_pin: bool


Roles = Compared[str, RoleState]


@dataclass(frozen=True, slots=True)
class People:
    """The operators, and who of those in the store is deactivated."""

    compared: Compared[str, OperatorState]
    inactive: frozenset[str]

    def is_active(self, code: str) -> bool:
        """Whether there will be such a person, who is not deactivated."""
        return code in self.compared.after and code not in self.inactive


def compare_roles(tx: Connection, definition: SiteDefinition) -> Roles:
    """The roles of the file against those of the store."""
    ids: dict[str, int] = {}
    granted: dict[str, list[str]] = {}
    for row in tx.execute(_READ_ROLES):
        ids[row.name] = row.id
        granted.setdefault(row.name, []).extend([row.permission] if row.permission else [])
    held = {name: Held(ids[name], RoleState(tuple(sorted(granted[name])))) for name in ids}
    wanted = {
        role.name: RoleState(tuple(sorted({permission.value for permission in role.permissions})))
        for role in definition.roles
    }
    return compare(_ROLES, held, wanted, lambda name, _: name)


def compare_people(tx: Connection, definition: SiteDefinition) -> People:
    """The people of the file against those of the store."""
    held: dict[str, Held[OperatorState]] = {}
    inactive = set()
    roles: dict[str, list[str]] = {}
    for row in tx.execute(_READ_OPERATORS):
        roles.setdefault(row.code, []).extend([row.role] if row.role else [])
        state = OperatorState(row.name, row.badge, tuple(sorted(roles[row.code])), bool(row.has_pin))
        held[row.code] = Held(row.id, state)
        if not row.active:
            inactive.add(row.code)
    wanted = {operator.id: _wanted(operator, held.get(operator.id)) for operator in definition.operators}
    compared = compare(_OPERATORS, held, wanted, lambda code, state: f"{state.name} ({code})")
    return People(compared, frozenset(inactive))


def people_faults(definition: SiteDefinition, roles: Roles, people: People) -> Iterator[str]:
    """People who cannot be as the file says, badges of two people, and a site that nobody could administer."""
    for operator in definition.operators:
        refused = check_person(operator.id, operator.name)
        if refused is None and operator.pin is not None:
            refused = check_pin(operator.pin)
        if refused is not None:
            yield f"Operator {operator.id}: {refused.sentence}"
        for role in operator.roles:
            if role not in roles.after:
                yield f"Operator {operator.id}: there is no role {role}."
    holders: dict[str, str] = {}
    for code, state in people.compared.after.items():
        if state.badge is None:
            continue
        other = holders.setdefault(state.badge, code)
        if other != code:
            yield f"The badge {state.badge} of {state.name} ({code}) belongs to {other} already."
    administer = {
        name for name, state in roles.after.items() if Permission.UPDATE_SITE.value in state.permissions
    }
    if not any(
        administer.intersection(state.roles)
        for code, state in people.compared.after.items()
        if people.is_active(code)
    ):
        yield "Nobody could administer the site any more: leave one person a role with UpdateSite."


def pins_to_hash(tx: Connection, definition: SiteDefinition) -> dict[str, str]:
    """Code and PIN of those to whom the file gives their first one."""
    have = set(tx.execute(_WITH_PIN).scalars())
    return {
        operator.id: operator.pin
        for operator in definition.operators
        if operator.pin is not None and operator.id not in have
    }


def write_roles(writing: Writing, roles: Roles) -> None:
    """Make roles, and give each the permissions that the file says."""
    ids = writing.ids.roles
    ids.update(writing.insert_made(_ROLE, roles, lambda name, _: {"name": name}))
    writing.execute(_REVOKE, [{"row_id": ids[difference.key]} for difference in roles.changed])
    writing.execute(
        insert(_GRANTS),
        [
            {"role_id": ids[difference.key], "permission": permission}
            for difference in (*roles.made, *roles.changed)
            for permission in difference.wanted.permissions
        ],
    )
    for difference in roles.changed:
        writing.note_changed(roles, difference)


def write_people(writing: Writing, people: People) -> None:
    """Make and change people; badges that change hands are taken first, then given."""
    operators, ids, hashes = people.compared, writing.ids.operators, writing.pin_hashes
    changed = [(difference.key, difference) for difference in operators.changed]
    writing.execute(
        _TAKE_BADGE, [{"row_id": ids[code]} for code, difference in changed if "badge" in difference.changed]
    )
    ids.update(
        writing.insert_made(
            _OPERATOR,
            operators,
            lambda code, state: {
                "code": code,
                "name": state.name,
                "badge": state.badge,
                "pin_hash": hashes[code] if state.has_pin else None,
            },
        )
    )
    writing.update_changed(
        _CHANGE, operators, lambda _, state: {"new_name": state.name, "new_badge": state.badge}
    )
    writing.execute(
        _GIVE_PIN,
        [
            {"row_id": ids[code], "new_hash": hashes[code]}
            for code, difference in changed
            if "has_pin" in difference.changed
        ],
    )
    writing.execute(
        _RELIEVE, [{"row_id": ids[code]} for code, difference in changed if "roles" in difference.changed]
    )
    writing.execute(
        insert(_HOLDS),
        [
            {"operator_id": ids[difference.key], "role_id": writing.ids.roles[role]}
            for difference in (*operators.made, *operators.changed)
            if "roles" in difference.changed
            for role in difference.wanted.roles
        ],
    )


def _wanted(operator: OperatorDefinition, held: Held[OperatorState] | None) -> OperatorState:
    """A badge that the file does not name stays, and so does a PIN."""
    before = held.state if held else None
    return OperatorState(
        name=operator.name,
        badge=operator.badge or (before.badge if before else None),
        roles=tuple(sorted(set(operator.roles))),
        has_pin=operator.pin is not None or (before is not None and before.has_pin),
    )
