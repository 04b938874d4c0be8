"""The numbers of parts, to pick from."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from data.models import Part, table
from data.rows.site import PartRow

_PART: Final = table(Part)
_NUMBERS: Final = (
    select(_PART.c.number, func.max(_PART.c.description))
    .group_by(_PART.c.number)
    .order_by(_PART.c.number)
    .limit(bindparam("limit"))
)


def part_numbers(tx: Connection, limit: int) -> list[PartRow]:
    """The first numbers with what they are, each once whatever its revisions."""
    return [PartRow(*row) for row in tx.execute(_NUMBERS, {"limit": limit})]
