"""What the table classes share: one metadata with named constraints, and short ways to say a column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, Table, Text
from sqlmodel import Field, SQLModel

from data.models.types import DecimalText, Quantity, TextList, UtcDateTime

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def table(model: type[SQLModel]) -> Table:
    """The Core table of a table class, for statements that are built once."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """A check that `column` holds one of `words`."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def check(name: str, rule: str) -> CheckConstraint:
    """A named check."""
    return CheckConstraint(rule, name=name)


def primary() -> Any:
    """A primary key that the store counts up."""
    return Field(default=None, primary_key=True)


def ref(target: str, **more: Any) -> Any:
    """A foreign key to `target` ("table.id"); indexed where `index=True`."""
    return Field(foreign_key=target, **more)


def text(**more: Any) -> Any:
    """A text of any length."""
    return Field(sa_type=Text, **more)


def instant(**more: Any) -> Any:
    """A UTC instant."""
    return Field(sa_type=UtcDateTime, **more)


def exact(**more: Any) -> Any:
    """An exact decimal as typed."""
    return Field(sa_type=DecimalText, **more)


def stock(**more: Any) -> Any:
    """An exact quantity of stock."""
    return Field(sa_type=Quantity, **more)


def texts(**more: Any) -> Any:
    """A short list of texts."""
    return Field(sa_type=TextList, **more)
