"""What the table classes share: one metadata with named constraints, and short ways to say a column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, MetaData, Table, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from data.models.types import DecimalText, Quantity, TextList, UtcDateTime

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# The engine validates, not the table classes: no start of a kiosk waits for validators, nor keeps them.
SQLModel.model_config["defer_build"] = True

_WHERE: Final = "where"


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


def partial(name: str, *columns: Any, where: str, unique: bool = False) -> Index:
    """An index over the rows for which `where` holds.

    The condition is kept beside it until `with_conditions` asks: said here, it would load PostgreSQL's dialect at
    every start of a kiosk.
    """
    return Index(name, *columns, unique=unique, info={_WHERE: where})


def with_conditions(metadata: MetaData) -> MetaData:
    """The metadata with the condition of each partial index, in both dialects, for what makes or compares schemas."""
    for found in metadata.tables.values():
        for index in found.indexes:
            if where := index.info.get(_WHERE):
                for dialect in ("sqlite", "postgresql"):
                    index.dialect_options[dialect]["where"] = sql(where)
    return metadata


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
