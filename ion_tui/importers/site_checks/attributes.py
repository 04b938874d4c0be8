"""Attributes of the site's own: their definitions, and their values on procedures, steps and runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.field_rules import Value, repeated_options, value_fault
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import AttributeScope, FieldType
from ion_tui.importers.faults import Path, Problem
from ion_tui.importers.site_checks.catalog import Catalog

_CHOICES = (FieldType.SELECT, FieldType.MULTISELECT)


def attributes(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Attributes that contradict themselves or each other, and values that they cannot have."""
    yield from _definitions(site, catalog)
    for index, procedure in enumerate(site.procedures):
        here = ("procedures", index)
        yield from _values(catalog, (*here, "attributes"), AttributeScope.PROCEDURE, procedure.attributes)
        for placed in walk(procedure.steps):
            path = (*here, *placed.path, "attributes")
            yield from _values(catalog, path, AttributeScope.STEP, placed.step.attributes)
    for index, run in enumerate(site.runs):
        yield from _values(catalog, ("runs", index, "attributes"), AttributeScope.RUN, run.attributes)


def _definitions(site: SiteDefinition, catalog: Catalog) -> Iterator[Problem]:
    """Options that do not fit the type; types that keep a run from taking its procedure's value."""
    for index, attribute in enumerate(site.attributes):
        here = ("attributes", index)
        if attribute.type in _CHOICES and not attribute.options:
            yield Problem(here, f"A {attribute.type} attribute needs `options`.", ((*here, "options"),))
        if attribute.type not in _CHOICES and attribute.options:
            sentence = f"`options` goes with select or multiselect, not with {attribute.type}."
            yield Problem((*here, "options"), sentence)
        for repeated in repeated_options(attribute.options):
            yield Problem((*here, *repeated.path), repeated.sentence)
        of_procedure = catalog.attributes.get((AttributeScope.PROCEDURE, attribute.name))
        if attribute.scope is AttributeScope.RUN and of_procedure and of_procedure.type is not attribute.type:
            sentence = (
                f"A run takes the value of its procedure's {quoted(attribute.name)}, "
                f"which is {of_procedure.type}: both must be of one type."
            )
            yield Problem((*here, "type"), sentence)


def _values(
    catalog: Catalog, path: Path, scope: AttributeScope, values: Mapping[str, Value]
) -> Iterator[Problem]:
    """Values of attributes that are not there, or not of their type."""
    names = [name for known, name in catalog.attributes if known is scope]
    for name, value in values.items():
        attribute = catalog.attributes.get((scope, name))
        if attribute is None:
            sentence = catalog.unknown(f"attribute for {scope}s", name, names)
        else:
            sentence = value_fault(attribute.type, attribute.options, value)
        if sentence is not None:
            yield Problem((*path, name), sentence, (("attributes",),))
