"""Parts and roles, to pick from."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from data.models import Part, Role, table
from data.rows.site import PartRevisionRow, PartRow

_PART: Final = table(Part)
_ROLE: Final = table(Role)
_NUMBERS: Final = (
    select(_PART.c.number, func.max(_PART.c.description))
    .group_by(_PART.c.number)
    .order_by(_PART.c.number)
    .limit(bindparam("limit"))
)
_REVISIONS: Final = (
    select(_PART.c.number, _PART.c.revision, _PART.c.description, _PART.c.is_tool)
    .order_by(_PART.c.number, _PART.c.revision)
    .limit(bindparam("limit"))
)
_ROLES: Final = select(_ROLE.c.name).order_by(_ROLE.c.name)


def part_numbers(tx: Connection, limit: int) -> list[PartRow]:
    """The first numbers with what they are, each once whatever its revisions."""
    return [PartRow(*row) for row in tx.execute(_NUMBERS, {"limit": limit})]


def part_revisions(tx: Connection, limit: int) -> list[PartRevisionRow]:
    """The first parts, each revision by itself."""
    return [PartRevisionRow(*row) for row in tx.execute(_REVISIONS, {"limit": limit})]


def roles(tx: Connection) -> list[str]:
    """The names of all roles."""
    return list(tx.execute(_ROLES).scalars())
