"""Taking in a procedure that another system exported.

The export is laid over the newest revision here (`definitions.merging`). Where some revision says all of it already,
nothing changes; else it becomes a new draft, in which a step that did not change has the content row, the origin and
the approval that it had. Roles and attributes that the site lacks are made in their emptiest form, so that nothing of
the export is lost for want of them: a role that permits nothing and that nobody holds gives nothing away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from data.models import Procedure, table
from ion_tui.engine.answers import Plan, Refused
from ion_tui.engine.commands import ImportProcedure
from ion_tui.engine.context import Context
from ion_tui.engine.definitions.attributes import AttributeDefinition
from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.exported import ExportedProcedure
from ion_tui.engine.definitions.field_rules import Value
from ion_tui.engine.definitions.fields import ValueDefinition
from ion_tui.engine.definitions.merging import merged, same_procedure
from ion_tui.engine.definitions.people import RoleDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.definitions.revisions import next_revision
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.procedure_reading import Files, StoredProcedure, read_procedure
from ion_tui.engine.procedure_remarks import made_by_the_way, remarks_on, told
from ion_tui.engine.procedures import set_approved
from ion_tui.engine.site import refusal
from ion_tui.engine.site_import.attributes import Kinds, compare_attributes, value_text
from ion_tui.engine.site_import.people import compare_roles
from ion_tui.engine.site_import.plan import SiteChanges, carry_out, site_changes
from ion_tui.engine.site_import.settings import lock_site
from ion_tui.engine.site_import.steps import numbers
from ion_tui.engine.wording import step_label
from ion_tui.engine.words import AttributeScope, FieldType, ProcedureStatus

_PROCEDURE: Final = table(Procedure)
_REVISIONS: Final = (
    select(_PROCEDURE.c.id).where(_PROCEDURE.c.code == bindparam("code")).order_by(_PROCEDURE.c.id.desc())
)

SIGNS_BY_DEFAULT: Final = "Operator"
"""The role of a signature for which an export names none."""


@dataclass(frozen=True, slots=True)
class _New:
    """A revision that is to be made."""

    code: str
    revision: str
    changes: SiteChanges
    files: Files
    unapproved: tuple[str, ...]
    sentence: str
    notes: tuple[str, ...]


class _ImportProcedure(Plain[ImportProcedure]):
    """Take in an exported procedure."""

    def judge(self, context: Context, command: ImportProcedure, prepared: Any) -> Judged | Refused:
        """Compare with what there is; the plan's warnings are what would change and what was not carried over."""
        del prepared
        if context.command_id:
            lock_site(context.tx)
        exported, notes = _fitting(context, command.exported)
        code, revisions = _revisions(context.tx, exported)
        if code != exported.definition.code:
            notes.append(
                f"Another procedure here is called {exported.definition.code} and shares no step with this one: "
                f"this one is called {code}."
            )
        for stored in revisions:
            wanted = replace(
                _laid_over(exported, stored),
                code=code,
                revision=stored.definition.revision,
                status=stored.definition.status,
            )
            changes = site_changes(context, _site(context, exported, wanted), _files(exported, stored))
            if not (changes.faults or changes.made or changes.changed):
                return Judged(NO_PLAN, (stored, stored is revisions[0]))
        return self._new(context, exported, code, revisions, notes)

    def apply(self, context: Context, command: ImportProcedure, judged: Judged) -> Applied:
        """Make the draft, and leave those steps unapproved that somebody has to look at."""
        del command
        new = judged.found
        if not isinstance(new, _New):
            stored, is_newest = new
            label = f"{stored.definition.code} revision {stored.definition.revision}"
            later = "" if is_newest else ", and there is a later one"
            return Applied(f"Nothing to change: {label} says all that this export says{later}.")
        made = carry_out(context, new.changes, new.files, {}, None)
        procedure_id = made["procedure"][0]
        set_approved(context, procedure_id, new.unapproved, approved=False)
        if new.unapproved:
            label = f"{new.code} {new.revision}"
            after = {"unapproved": list(new.unapproved)}
            context.record("procedure.open", "procedure", procedure_id, label, after=after)
        return Applied(new.sentence, {"procedure": (procedure_id,)}, new.notes)

    def _new(
        self,
        context: Context,
        exported: ExportedProcedure,
        code: str,
        revisions: Sequence[StoredProcedure],
        notes: list[str],
    ) -> Judged | Refused:
        before = revisions[0] if revisions else None
        taken = [stored.definition.revision for stored in revisions]
        revision = next_revision(taken[0] if taken else None, taken)
        wanted = replace(
            _laid_over(exported, before), code=code, revision=revision, status=ProcedureStatus.DRAFT
        )
        files = _files(exported, before)
        changes = site_changes(context, _site(context, exported, wanted), files)
        if changes.faults:
            return refusal(changes.faults)
        steps = changes.procedures.steps[code, revision]
        labels = _labels(wanted, context.site.step_numbering_base)
        same = {
            step.key for step in steps if before is not None and before.contents.get(step.key) == step.digest
        }
        remarks = tuple(remarks_on(exported, wanted, before, same, labels))
        notes += made_by_the_way(changes)
        notes += [told(remark, labels) for remark in remarks]
        open_keys = {remark.step for remark in remarks if remark.opens}
        if before is not None:
            open_keys.update(key for key in before.unapproved if key in same)
        new = _New(
            code,
            revision,
            changes,
            files,
            tuple(step.key for step in steps if step.key in open_keys),
            _sentence(code, revision, len(steps), before, len(same)),
            tuple(notes),
        )
        return Judged(Plan((), warnings=(new.sentence, *notes)), new)


def _fitting(context: Context, exported: ExportedProcedure) -> tuple[ExportedProcedure, list[str]]:
    """The export with the attributes that the site can take, and a note for each value that it cannot."""
    kinds = compare_attributes(context.tx, SiteDefinition(name=context.site.name))
    defined = {attribute.name: attribute for attribute in exported.attributes}
    values: dict[str, Value] = {}
    made: list[AttributeDefinition] = []
    notes: list[str] = []
    for name, value in exported.definition.attributes.items():
        kind, is_new = _kind(kinds, defined[name])
        text = value_text(kind.type, kind.options, value, name=name, now=context.now, zone=context.zone)
        if isinstance(text, Refused):
            notes.append(
                f"The attribute {name} is left out: {text.sentence} Change the attribute here, or its value in ION."
            )
            continue
        values[name] = value
        if is_new:
            made.append(kind)
    definition = replace(exported.definition, attributes=values)
    return replace(exported, definition=definition, attributes=tuple(made)), notes


def _kind(kinds: Kinds, wanted: AttributeDefinition) -> tuple[AttributeDefinition, bool]:
    """The procedure attribute of this name, and whether it has to be made; of one type with that of runs."""
    for scope in (AttributeScope.PROCEDURE, AttributeScope.RUN):
        state = kinds.after.get((scope, wanted.name))
        if state is not None:
            found = replace(wanted, type=state.type, options=state.options)
            return found, scope is AttributeScope.RUN
    return wanted, True


def _revisions(tx: Connection, exported: ExportedProcedure) -> tuple[str, list[StoredProcedure]]:
    """The procedure's code, and its revisions that are there, newest first.

    A code that was not said by anybody belongs to another procedure where that has neither the title nor a step of
    this one; then the next code is tried.
    """
    proposed = exported.definition.code
    for number in count(1):
        code = proposed if number == 1 else f"{proposed}-{number}"
        ids = tx.execute(_REVISIONS, {"code": code}).scalars().all()
        revisions = [stored for id_ in ids if (stored := read_procedure(tx, id_)) is not None]
        if (
            not revisions
            or exported.named
            or any(same_procedure(exported.definition, stored.definition) for stored in revisions)
        ):
            return code, revisions
    raise AssertionError  # count() never ends


def _laid_over(exported: ExportedProcedure, stored: StoredProcedure | None) -> ProcedureDefinition:
    found = exported.definition
    if stored is not None:
        found = merged(found, stored.definition, kind_said=exported.kind_said)
    return replace(found, steps=tuple(_signed_by_somebody(found.steps)))


def _signed_by_somebody(steps: Sequence[StepDefinition]) -> Iterator[StepDefinition]:
    """The same steps, in which every signature is that of a role."""
    for step in steps:
        yield replace(
            step,
            fields=tuple(_with_role(value) for value in step.fields),
            columns=tuple(_with_role(value) for value in step.columns),
            steps=tuple(_signed_by_somebody(step.steps)),
        )


def _with_role(value: Any) -> Any:
    needs_one = value.type is FieldType.SIGNOFF and value.role is None
    return replace(value, role=SIGNS_BY_DEFAULT) if needs_one else value


def _site(context: Context, exported: ExportedProcedure, procedure: ProcedureDefinition) -> SiteDefinition:
    """The procedure as a part of a site file, with what the site lacks for it."""
    there = compare_roles(context.tx, SiteDefinition(name=context.site.name)).held
    values: list[ValueDefinition] = []
    for placed in walk(procedure.steps):
        values += (*placed.step.fields, *placed.step.columns)
    named = dict.fromkeys(value.role for value in values if value.role is not None)
    return SiteDefinition(
        name=context.site.name,
        attributes=exported.attributes,
        roles=tuple(RoleDefinition(name=role, permissions=()) for role in named if role not in there),
        procedures=(procedure,),
    )


def _files(exported: ExportedProcedure, stored: StoredProcedure | None) -> Files:
    return {**(stored.files if stored else {}), **exported.files}


def _labels(procedure: ProcedureDefinition, base: int) -> dict[str, str]:
    """How each step will be called, by its key."""
    placed = {found.step.key: found for found in walk(procedure.steps)}
    numbered = numbers(
        {key: found.around[-1].key if found.around else None for key, found in placed.items()},
        {key: int(found.path[-1]) for key, found in placed.items()},
        base,
    )
    return {key: step_label(numbered[key], found.step.title) for key, found in placed.items()}


def _sentence(code: str, revision: str, steps: int, before: StoredProcedure | None, same: int) -> str:
    made = f"{code} revision {revision} is a new draft of {steps} {'step' if steps == 1 else 'steps'}"
    if before is None:
        return f"{made}."
    return f"{made}, {same} of them as in revision {before.definition.revision}."


HANDLERS: Final[dict[type, Handler[Any]]] = {ImportProcedure: _ImportProcedure()}
