"""Datagrids: whether their columns and rows fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.field_rules import value_fault
from ion_tui.engine.definitions.procedures import StepDefinition
from ion_tui.engine.definitions.sentences import listed, quoted
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import FieldType, StepType
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.site_checks.catalog import Catalog

_KEYS: Final = ("columns", "rows")


def datagrids(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Columns and rows that are missing, needless, or contradict each other."""
    for index, procedure in enumerate(site.procedures):
        for placed in walk(procedure.steps):
            here = ("procedures", index, *placed.path)
            if placed.step.type is StepType.DATAGRID:
                yield from _datagrid(here, placed.step, catalog)
            else:
                yield from _no_datagrid(here, placed.step)


def _no_datagrid(path: Path, step: StepDefinition) -> Iterator[Problem]:
    """Columns or rows of a step that is no datagrid."""
    for key in _KEYS:
        if getattr(step, key):
            sentence = f"`{key}` goes with a datagrid: give the step `type: datagrid`."
            yield Problem((*path, key), sentence, ((*path, "type"),))


def _datagrid(path: Path, step: StepDefinition, catalog: Catalog) -> Iterator[Problem]:
    """A datagrid without columns or rows, and columns that nobody could fill in."""
    for key in _KEYS:
        if not getattr(step, key):
            yield Problem(path, f"A datagrid needs `{key}`.", ((*path, key),))
    for index, column in enumerate(step.columns):
        if column.type is FieldType.FILE:
            sentence = "A cell holds no file: ask for it in a field of a step, or for its name in a string."
            yield Problem((*path, "columns", index, "type"), sentence)
        elif not column.settable and column.type is FieldType.SIGNOFF:
            sentence = f"Only people can fill in a {column.type}: the column must be settable."
            yield Problem((*path, "columns", index, "settable"), sentence)
    for index in range(len(step.rows)):
        yield from _row((*path, "rows", index, "values"), step, index, catalog)


def _row(path: Path, step: StepDefinition, index: int, catalog: Catalog) -> Iterator[Problem]:
    """What a row fills in, against the columns."""
    columns = {column.name: column for column in step.columns}
    columns_path = (*path[:-3], "columns")
    for name, value in step.rows[index].values.items():
        here, column = (*path, name), columns.get(name)
        if column is None:
            if not catalog.doubts(name):
                sentence = f"There is no column {quoted(name)}: there is {listed(list(columns), 'and')}."
                yield Problem(here, sentence, (columns_path,))
        elif column.settable:
            yield Problem(
                here, f"The column {quoted(name)} is settable: it is filled in on the floor, not here."
            )
        else:
            wrong = value_fault(column.type, column.options, value)
            if wrong is not None:
                yield Problem(here, wrong)
