"""Constants written out in a statement: what does not vary is not bound anew at every execution."""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast

from sqlalchemy import BindParameter, ClauseElement, Integer, String, literal_column
from sqlalchemy.sql.visitors import replacement_traverse

S = TypeVar("S", bound=ClauseElement)

_PLAIN: Final = (Integer, String)


def fixed(statement: S) -> S:
    """The same statement with its words and numbers written out; only what is bound by name stays bound.

    SQLAlchemy makes a parameter of every constant, and resolves, converts and binds each at every execution; and
    a store that sees parameters cannot tell that two sums are the same. Does not reach into a subquery that the
    statement selects from: fix that before it becomes one.
    """
    return cast("S", replacement_traverse(statement, {}, _written))


def _written(element: Any, **_: Any) -> Any:
    if not isinstance(element, BindParameter) or not element.unique or not isinstance(element.type, _PLAIN):
        return None
    if element.expanding:
        return literal_column(f"({', '.join(map(_literal, cast('Any', element.value)))})", element.type)
    return literal_column(_literal(element.value), element.type) if element.value is not None else None


def _literal(value: str | int | None) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
