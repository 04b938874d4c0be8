"""A set of ids as one bind parameter, so that a statement is compiled once for any number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Row, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of whatever columns, for the few functions between a query and the frozen row made of it."""


class _IdSet(FunctionElement[Any]):
    """The rows of a JSON array of integers."""

    name = "id_set"
    inherit_cache = True


@compiles(_IdSet, "sqlite")
def _for_sqlite(element: _IdSet, compiler: Any, **more: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **more)}))"  # noqa: S608


@compiles(_IdSet, "postgresql")
def _for_postgresql(element: _IdSet, compiler: Any, **more: Any) -> str:
    inside = compiler.process(element.clauses, **more)
    return f"(SELECT value::bigint FROM json_array_elements_text(CAST({inside} AS json)))"  # noqa: S608


class _TextSet(FunctionElement[Any]):
    """The rows of a JSON array of texts."""

    name = "text_set"
    inherit_cache = True


@compiles(_TextSet, "sqlite")
def _texts_for_sqlite(element: _TextSet, compiler: Any, **more: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **more)}))"  # noqa: S608


@compiles(_TextSet, "postgresql")
def _texts_for_postgresql(element: _TextSet, compiler: Any, **more: Any) -> str:
    inside = compiler.process(element.clauses, **more)
    return f"(SELECT value FROM json_array_elements_text(CAST({inside} AS json)))"  # noqa: S608


class _IdArray(FunctionElement[str]):
    """The ids of a group as one text."""

    name = "id_array"
    type = Text()
    inherit_cache = True


@compiles(_IdArray, "sqlite")
def _array_for_sqlite(element: _IdArray, compiler: Any, **more: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **more)})"


@compiles(_IdArray, "postgresql")
def _array_for_postgresql(element: _IdArray, compiler: Any, **more: Any) -> str:
    return f"string_agg(CAST({compiler.process(element.clauses, **more)} AS text), ',')"


def id_array(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The ids of a group, in no order, as a text that `ids_of` reads."""
    return _IdArray(column)


def ids_of(text: str) -> list[int]:
    """The ids in what `id_array` answers, in order."""
    return sorted(map(int, text.split(",")))


def text_in(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column IN (the texts bound as name)`; bind them as a JSON array."""
    parameter: BindParameter[str] = bindparam(name, type_=Text)
    return column.op("IN", is_comparison=True)(_TextSet(parameter))


def within(column: ColumnElement[Any], name: str = "ids") -> ColumnElement[bool]:
    """`column IN (the ids bound as name)`; bind the text that `id_list` makes."""
    parameter: BindParameter[str] = bindparam(name, type_=Text)
    return column.op("IN", is_comparison=True)(_IdSet(parameter))


def id_list(ids: Iterable[int]) -> str:
    """The bound value for `within`."""
    return "[" + ",".join(map(str, ids)) + "]"
