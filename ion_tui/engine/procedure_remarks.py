"""What is told after a procedure was taken in: what it still lacks, what it kept, what was made for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.exported import ExportedProcedure, Remark, Topic, settled
from ion_tui.engine.definitions.fields import ValueDefinition
from ion_tui.engine.definitions.numbers import plain
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.procedure_reading import StoredProcedure
from ion_tui.engine.site_import.plan import SiteChanges
from ion_tui.engine.wording import listed


def remarks_on(
    exported: ExportedProcedure,
    wanted: ProcedureDefinition,
    before: StoredProcedure | None,
    same: Collection[str],
    labels: Mapping[str, str],
) -> Iterator[Remark]:
    """What the procedure still lacks, and what becomes of what was here before.

    A step that is the `same` as before, and was approved, is not told of again.
    """
    steps = {placed.step.key: placed.step for placed in walk(wanted.steps)}
    for remark in exported.remarks:
        step = None if remark.step is None else steps[remark.step]
        looked_at = remark.step in same and before is not None and remark.step not in before.unapproved
        if not looked_at and not settled(remark, wanted, step):
            yield remark
    if before is None:
        return
    revision = before.definition.revision
    held = {placed.step.key: placed.step for placed in walk(before.definition.steps)}
    for key, step in steps.items():
        if key not in same and key in held:
            yield from _kept_limits(step, held[key], revision)
    gone = [before.labels[key] for key in held if key not in labels]
    if gone:
        yield Remark(
            None, Topic.OTHER, f"Not in the export any more, so not in this revision: {listed(gone)}."
        )


def _kept_limits(step: StepDefinition, held: StepDefinition, revision: str) -> Iterator[Remark]:
    """Limits that a step keeps though it changed: the export cannot say whether they still hold."""
    before = {value.name: value for value in (*held.fields, *held.columns)}
    for value in (*step.fields, *step.columns):
        limits = _limits(value)
        if limits and value.name in before and limits == _limits(before[value.name]):
            yield Remark(
                step.key,
                Topic.OTHER,
                f"{value.name} keeps {limits} of revision {revision}, as an export holds no limits: see that they "
                "still hold.",
                value.name,
                opens=True,
            )


def _limits(value: ValueDefinition) -> str:
    """The limits of a number in words; empty where it has none."""
    said = (
        ("min", value.minimum),
        ("max", value.maximum),
        ("target", value.target),
        ("tolerance", value.tolerance),
    )
    return ", ".join(f"{name} {plain(number)}" for name, number in said if number is not None)


def made_by_the_way(changes: SiteChanges) -> Iterator[str]:
    """What the site lacked and got, in its emptiest form."""
    for role in changes.roles.made:
        yield (
            f"The role {role.label} is new: it permits nothing and nobody holds it. Give it permissions and people "
            "in the site file, or with: ion-tui operator add"
        )
    for attribute in changes.attributes.made:
        yield f"The attribute {attribute.label} is new: it is {attribute.wanted.type}."


def told(remark: Remark, labels: Mapping[str, str]) -> str:
    """A remark as it is read: behind the step that it is about."""
    return remark.sentence if remark.step is None else f"{labels[remark.step]}: {remark.sentence}"
