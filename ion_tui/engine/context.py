"""What a command knows while it is judged and carried out: the transaction, who, where, when, the site."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, insert, select

from data.models import Kiosk, Operator, OperatorRole, Role, RolePermission, Site, table
from data.rows.site import SiteRow
from ion_tui.engine.permissions import Permission

_SITE: Final = table(Site)
_KIOSK: Final = table(Kiosk)
_OPERATOR: Final = table(Operator)
_ROLE: Final = table(Role)
_HOLDS: Final = table(OperatorRole)
_GRANTS: Final = table(RolePermission)

_SETTINGS: Final = tuple(_SITE.c[name] for name in SiteRow.__slots__)
_READ_SITE: Final = select(*_SETTINGS)
_READ_PLACE: Final = select(
    *_SETTINGS, select(_KIOSK.c.id).where(_KIOSK.c.name == bindparam("kiosk")).scalar_subquery()
)
_READ_PERSON: Final = (
    select(
        _OPERATOR.c.code,
        _OPERATOR.c.name,
        _OPERATOR.c.active,
        _ROLE.c.id.label("role_id"),
        _ROLE.c.name.label("role"),
        _GRANTS.c.permission,
    )
    .select_from(
        _OPERATOR.outerjoin(_HOLDS, _HOLDS.c.operator_id == _OPERATOR.c.id)
        .outerjoin(_ROLE, _ROLE.c.id == _HOLDS.c.role_id)
        .outerjoin(_GRANTS, _GRANTS.c.role_id == _ROLE.c.id)
    )
    .where(_OPERATOR.c.id == bindparam("operator_id"))
)


@dataclass(frozen=True, slots=True)
class Person:
    """An operator with roles (id → name) and permissions, as the store has them in this transaction."""

    id: int
    code: str
    name: str
    active: bool
    roles: dict[int, str]
    permissions: frozenset[str]

    def may(self, permission: Permission) -> bool:
        """Whether a role of theirs holds `permission`."""
        return permission.value in self.permissions


def read_person(tx: Connection, operator_id: int) -> Person | None:
    """The person with this id, or None."""
    rows = tx.execute(_READ_PERSON, {"operator_id": operator_id}).all()
    if not rows:
        return None
    code, name, active = rows[0][:3]
    return Person(
        id=operator_id,
        code=code,
        name=name,
        active=bool(active),
        roles={role_id: role for *_, role_id, role, _ in rows if role_id is not None},
        permissions=frozenset(permission for *_, permission in rows if permission is not None),
    )


def read_site(tx: Connection) -> SiteRow | None:
    """The site's settings, or None before there is a site."""
    row = tx.execute(_READ_SITE).first()
    return None if row is None else SiteRow(*row)


def read_zone(tx: Connection) -> ZoneInfo:
    """The site's time zone; UTC before there is a site."""
    settings = read_site(tx)
    return ZoneInfo(settings.time_zone if settings else "UTC")


def read_place(tx: Connection, kiosk: str) -> tuple[SiteRow | None, int]:
    """The site's settings, or None before there is a site, and the kiosk's id, or 0 before it is known."""
    row = tx.execute(_READ_PLACE, {"kiosk": kiosk}).first()
    return (None, 0) if row is None else (SiteRow(*row[:-1]), row[-1] or 0)


@dataclass(slots=True)
class Context:
    """One command's transaction. `command_id` is 0 while a command is only judged.

    `batch_id` is the batch whose steps the command may change, None where it is about none.
    """

    tx: Connection
    now: datetime
    site: SiteRow
    person: Person | None
    kiosk_id: int
    is_sqlite: bool
    command_id: int = 0
    batch_id: int | None = None
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.time_zone)

    @property
    def actor(self) -> Person:
        """The person who acts; commands that need one are refused before this is asked."""
        if self.person is None:
            message = "This command needs a person."
            raise LookupError(message)
        return self.person

    def insert(self, statement_table: Any, **values: Any) -> int:
        """Insert one row and answer its id."""
        made = self.tx.execute(_inserting(statement_table), values).inserted_primary_key
        assert made is not None  # noqa: S101 - one row, with a key that the store counts
        return int(made[0])

    def record(  # noqa: PLR0913 - the columns of an entry
        self,
        action: str,
        target: str,
        target_id: int,
        label: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        run_id: int | None = None,
        run_step_id: int | None = None,
    ) -> None:
        """Note one change for the history; written together at the end of the command."""
        self.entries.append(
            {
                "command_id": self.command_id,
                "action": action,
                "target": target,
                "target_id": target_id,
                "label": label,
                "run_id": run_id,
                "run_step_id": run_step_id,
                "before": to_json(before),
                "after": to_json(after),
            }
        )


_INSERTS: dict[str, Any] = {}


def _inserting(statement_table: Any) -> Any:
    """One insert statement a table, so that SQLAlchemy's cache is hit by identity."""
    statement = _INSERTS.get(statement_table.name)
    if statement is None:
        statement = _INSERTS[statement_table.name] = insert(statement_table)
    return statement


def to_json(value: dict[str, Any] | None) -> str | None:
    """Compact JSON; decimals and times as text."""
    return (
        None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    )
