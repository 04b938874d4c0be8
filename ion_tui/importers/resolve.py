"""The same site with nothing left open: each reference with the revision that it means."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from ion_tui.engine.definitions.fields import FieldDefinition
from ion_tui.engine.definitions.parts import PartNeed, PartReference
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.definitions.runs import RunDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.site_checks.catalog import Catalog
from ion_tui.importers.site_checks.revisions import Found

Reference = TypeVar("Reference", bound=PartReference)
Need = TypeVar("Need", bound=PartNeed)


def resolved(site: SiteDefinition, catalog: Catalog) -> SiteDefinition:
    """`site` with the revision in every reference; it must have passed all checks."""
    return replace(
        site,
        parts=tuple(replace(part, mbom=_needs(part.mbom, catalog)) for part in site.parts),
        inventory=tuple(_reference(entry, catalog) for entry in site.inventory),
        procedures=tuple(_procedure(procedure, catalog) for procedure in site.procedures),
        runs=tuple(_run(run, catalog) for run in site.runs),
    )


def _reference(reference: Reference, catalog: Catalog) -> Reference:
    if reference.revision is not None:
        return reference
    return replace(reference, revision=_revision(reference.part, None, catalog))


def _revision(number: str, revision: str | None, catalog: Catalog) -> str | None:
    """The revision that is meant."""
    found = catalog.find_part(number, revision)
    return found[1] if isinstance(found, tuple) else revision


def _needs(needs: tuple[Need, ...], catalog: Catalog) -> tuple[Need, ...]:
    return tuple(
        replace(
            _reference(need, catalog),
            substitutes=tuple(_reference(substitute, catalog) for substitute in need.substitutes),
        )
        for need in needs
    )


def _procedure(procedure: ProcedureDefinition, catalog: Catalog) -> ProcedureDefinition:
    revision = procedure.part_revision
    if procedure.part is not None:
        revision = _revision(procedure.part, revision, catalog)
    return replace(
        procedure, part_revision=revision, steps=tuple(_step(step, catalog) for step in procedure.steps)
    )


def _step(step: StepDefinition, catalog: Catalog) -> StepDefinition:
    return replace(
        step,
        fields=tuple(_field(field, catalog) for field in step.fields),
        requires=_needs(step.requires, catalog),
        steps=tuple(_step(inner, catalog) for inner in step.steps),
    )


def _field(field: FieldDefinition, catalog: Catalog) -> FieldDefinition:
    return (
        field
        if field.part is None
        else replace(field, revision=_revision(field.part, field.revision, catalog))
    )


def _run(run: RunDefinition, catalog: Catalog) -> RunDefinition:
    found = catalog.find_procedure(run.procedure, run.revision)
    return replace(run, revision=found.revision) if isinstance(found, Found) else run
