"""Taking an approved redline further: into other runs, and into the next draft revision of the procedure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select

from data.ids import id_list, within
from data.models import Location, Procedure, ProcedureEdge, ProcedureStep, RedlineMerge, table
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.content_reading import read_content_parts
from ion_tui.engine.context import Context
from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.definitions.revisions import next_revision
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.facts import CONTENT
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.locking import lock_batches_of
from ion_tui.engine.procedure_reading import Files, StoredProcedure, file_path, read_files, read_procedure
from ion_tui.engine.procedures import set_approved
from ion_tui.engine.redlines.applying import apply
from ion_tui.engine.redlines.changes import Ref, target, translated
from ion_tui.engine.redlines.commands import MergeToProcedure, MergeToRuns
from ion_tui.engine.redlines.planning import plan_application
from ion_tui.engine.redlines.run_trees import RunRows, read_held, read_runs
from ion_tui.engine.redlines.stored import StoredChange, find, find_one, label_of, stored_changes
from ion_tui.engine.redlines.trees import Node, Tree, Unfit
from ion_tui.engine.site import refusal
from ion_tui.engine.site_import.plan import SiteChanges, carry_out, site_changes
from ion_tui.engine.wording import listed
from ion_tui.engine.words import ProcedureStatus, StepType

_STEP: Final = table(ProcedureStep)
_EDGE: Final = table(ProcedureEdge)
_PROCEDURE: Final = table(Procedure)
_PLACE: Final = table(Location)
_MERGE: Final = table(RedlineMerge)

_REVISIONS: Final = (
    select(_PROCEDURE.c.id, _PROCEDURE.c.revision)
    .where(
        _PROCEDURE.c.code
        == select(_PROCEDURE.c.code).where(_PROCEDURE.c.id == bindparam("id")).scalar_subquery()
    )
    .order_by(_PROCEDURE.c.id.desc())
)
_STEPS: Final = (
    select(_STEP, CONTENT.c.title, CONTENT.c.digest)
    .join(CONTENT, CONTENT.c.id == _STEP.c.content_id)
    .where(_STEP.c.procedure_id == bindparam("id"))
    .order_by(_STEP.c.ordinal)
)
_EDGES: Final = (
    select(_EDGE.c.step_id, _EDGE.c.upstream_id)
    .join(_STEP, _STEP.c.id == _EDGE.c.step_id)
    .where(_STEP.c.procedure_id == bindparam("id"))
)
_CENTERS: Final = select(_PLACE.c.id, _PLACE.c.code).where(_PLACE.c.is_work_center)
_TEXTS: Final = select(CONTENT.c.id, CONTENT.c.title, CONTENT.c.instructions, CONTENT.c.type).where(
    within(CONTENT.c.id)
)
_TAKE_IN: Final = insert(_MERGE)


class _MergeToRuns(Plain[MergeToRuns]):
    """Apply an approved redline to runs that it has not reached."""

    def judge(self, context: Context, command: MergeToRuns, prepared: Any) -> Judged | Refused:
        """Judge the redline, and what it would do in each of the runs."""
        del prepared
        row = find_one(context, command.redline_id, None, ("approved",), "merged")
        if isinstance(row, Refused):
            return row
        into = sorted(set(command.run_ids) - {row.run_id})
        if not into:
            return Refused(Code.INVALID, "Choose a run to merge into.")
        if context.command_id:
            lock_batches_of(context.tx, [row.run_id, *into])
        planned = plan_application(context, row, stored_changes(context.tx, [row.id])[row.id], into)
        if isinstance(planned, Refused):
            return planned
        if not planned.groups:
            first = planned.skipped[0].reason.sentence if planned.skipped else "No run has its steps."
            return Refused(Code.NOT_LEGAL, f"{label_of(row.id)} changes none of these runs: {first}")
        plan = Plan(tuple(planned.changes), tuple(planned.skipped), tuple(planned.warnings))
        return Judged(plan, planned)

    def apply(self, context: Context, command: MergeToRuns, judged: Judged) -> Applied:
        """Do it."""
        del command
        planned = judged.found
        apply(context, planned)
        row, count = planned.row, len(planned.run_ids)
        context.record(
            "redline.merge",
            "redline",
            row.id,
            label_of(row.id),
            after={"runs": planned.run_ids},
            run_id=row.run_id,
        )
        runs = "1 run" if count == 1 else f"{count} runs"
        return Applied(f"{label_of(row.id)} is merged into {runs}.", notes=judged.plan.warnings)


@dataclass(frozen=True, slots=True)
class _Revision:
    """The revision that is to be made, and the redlines that it takes in."""

    rows: tuple[Any, ...]
    definition: ProcedureDefinition
    changes: SiteChanges
    files: Files
    unapproved: tuple[str, ...]
    notes: tuple[str, ...]


class _MergeToProcedure(Plain[MergeToProcedure]):
    """Make the next draft revision with what redlines of one run have changed."""

    def judge(self, context: Context, command: MergeToProcedure, prepared: Any) -> Judged | Refused:
        """Judge the redlines, and make their changes on the newest revision."""
        del prepared
        rows = _approved(context, command)
        if isinstance(rows, Refused):
            return rows
        run = read_runs(context.tx, [rows[0].run_id])[rows[0].run_id]
        revisions = context.tx.execute(_REVISIONS, {"id": run.procedure_id}).all()
        before = read_procedure(context.tx, revisions[0].id)
        if before is None:
            return Refused(Code.NOT_FOUND, "This procedure is not there any more.")
        merged = _merged(context, run, before, [row.id for row in rows])
        if isinstance(merged, Refused):
            return merged
        steps, files, notes = merged
        taken = [row.revision for row in revisions]
        definition = replace(
            before.definition,
            revision=next_revision(taken[0], taken),
            status=ProcedureStatus.DRAFT,
            sequential=False,
            steps=steps,
        )
        site = SiteDefinition(name=context.site.name, procedures=(definition,))
        changes = site_changes(context, site, files)
        if changes.faults:
            return refusal(changes.faults)
        label = f"{definition.code} revision {definition.revision}"
        told = (f"{label} is a new draft, after revision {before.definition.revision}.", *notes)
        found = _Revision(tuple(rows), definition, changes, files, before.unapproved, notes)
        return Judged(Plan((), warnings=told), found)

    def apply(self, context: Context, command: MergeToProcedure, judged: Judged) -> Applied:
        """Make the draft, and keep who wrote what of it."""
        del command
        found: _Revision = judged.found
        made = carry_out(context, found.changes, found.files, {}, None)
        procedure_id = made["procedure"][0]
        set_approved(context, procedure_id, found.unapproved, approved=False)
        context.tx.execute(
            _TAKE_IN,
            [
                {
                    "redline_id": row.id,
                    "procedure_id": procedure_id,
                    "merged_at": context.now,
                    "merged_by": context.actor.id,
                }
                for row in found.rows
            ],
        )
        label = f"{found.definition.code} {found.definition.revision}"
        for row in found.rows:
            context.record(
                "redline.merge",
                "redline",
                row.id,
                label_of(row.id),
                after={"procedure": label, "author": row.author},
                run_id=row.run_id,
            )
        what = listed([label_of(row.id) for row in found.rows])
        sentence = f"{what} made {found.definition.code} revision {found.definition.revision}, a new draft."
        return Applied(sentence, {"procedure": (procedure_id,)}, found.notes)


def _approved(context: Context, command: MergeToProcedure) -> list[Any] | Refused:
    """The redlines in the order in which they were approved: each was written for what the ones before had made."""
    rows = find(context, command.redline_ids)
    if isinstance(rows, Refused):
        return rows
    for row in rows:
        if row.state != "approved":
            return Refused(
                Code.NOT_LEGAL, f"{label_of(row.id)} is {row.state}: only what is approved is merged."
            )
    if len({row.run_id for row in rows}) > 1:
        return Refused(Code.INVALID, "Redlines of different runs are merged one run after another.")
    return sorted(rows, key=lambda row: (row.closed_at, row.id))


def _merged(
    context: Context, run: RunRows, before: StoredProcedure, redline_ids: list[int]
) -> tuple[tuple[StepDefinition, ...], Files, tuple[str, ...]] | Refused:
    """The steps of the newest revision with the changes made, the files that they show, and what to look at."""
    nodes, keys = _nodes(context.tx, before.id)
    tree = Tree.of(nodes)
    stored = stored_changes(context.tx, redline_ids)
    contents = {one.content_id for found in stored.values() for one in found if one.content_id is not None}
    held = read_held(context.tx, {*contents, *(node.content_id for node in nodes)})
    origin_of = {row.id: row.origin for row in run.steps}
    notes: list[str] = []
    for redline_id in redline_ids:
        for one in stored[redline_id]:
            by_origin = {node.origin: node.ref for node in tree.nodes.values()}
            there = {step: by_origin[origin] for step, origin in origin_of.items() if origin in by_origin}
            _note_moved_on(one, there, tree, notes)
            try:
                change = translated(one.change, there)
                asked = {} if one.content_id is None else {change.key: held[one.content_id]}
                tree.apply(change, asked, before.definition.code)
            except KeyError:
                return Refused(
                    Code.CONFLICT,
                    f"{label_of(redline_id)} changes a step that {before.definition.code} revision "
                    f"{before.definition.revision} does not have: merge the redline that adds it as well.",
                )
            except Unfit as unfit:
                return Refused(Code.INVALID, unfit.sentence)
    try:
        tree.check()
    except Unfit as unfit:
        return Refused(Code.INVALID, unfit.sentence)
    ids = {node.content_id for node in tree.nodes.values()}
    writer = _Writer(context.tx, before, keys, tree, ids)
    return writer.steps(None), {**before.files, **read_files(context.tx, sorted(ids))}, tuple(notes)


def _note_moved_on(one: StoredChange, there: dict[int, Ref], tree: Tree, notes: list[str]) -> None:
    step = target(one.change)
    if step is None or step not in there or one.before_id is None:
        return
    node = tree.nodes[there[step]]
    if node.content_id not in (one.before_id, one.content_id):
        notes.append(f"{node.title} was another one in the procedure already: look at what it says now.")


def _nodes(tx: Connection, procedure_id: int) -> tuple[list[Node], dict[Ref, str]]:
    """The steps of a revision by their ids, and the key of each."""
    waits: dict[int, set[int]] = {}
    for step_id, upstream in tx.execute(_EDGES, {"id": procedure_id}):
        waits.setdefault(step_id, set()).add(upstream)
    rows = tx.execute(_STEPS, {"id": procedure_id}).all()
    nodes = [
        Node(
            ref=row.id,
            parent=row.parent_id,
            title=row.title,
            origin=row.origin,
            content_id=row.content_id,
            digest=row.digest,
            waits_on=frozenset(waits.get(row.id, ())),
            work_center_id=row.work_center_id,
            lead_time_seconds=row.lead_time_seconds,
            optional=bool(row.optional),
            is_outside=bool(row.is_outside),
            order_line_id=row.purchase_order_line_id,
        )
        for row in rows
    ]
    return nodes, {row.id: row.key for row in rows}


class _Writer:
    """Writes a changed tree as a procedure's definition; what is removed is not written, nor waited on."""

    def __init__(
        self, tx: Connection, before: StoredProcedure, keys: dict[Ref, str], tree: Tree, ids: set[int]
    ) -> None:
        self._keys = keys
        self._tree = tree
        self._was = {placed.step.key: placed.step for placed in walk(before.definition.steps)}
        self._parts = read_content_parts(tx, ids)
        self._texts = {row.id: row for row in tx.execute(_TEXTS, {"ids": id_list(sorted(ids))})}
        self._centers: dict[int, str] = {row.id: row.code for row in tx.execute(_CENTERS)}

    def steps(self, parent: Ref | None) -> tuple[StepDefinition, ...]:
        """The steps in one step, or those in none."""
        return tuple(
            self._step(self._tree.nodes[ref])
            for ref in self._tree.below.get(parent, ())
            if not self._tree.nodes[ref].removed
        )

    def _step(self, node: Node) -> StepDefinition:
        key = self._keys.get(node.ref, str(node.ref))
        was = self._was.get(key)
        text, content_id, parts = self._texts[node.content_id], node.content_id, self._parts
        said = {
            "title": text.title,
            "type": StepType(text.type),
            "instructions": text.instructions,
            "files": tuple(file_path(digest, name) for name, digest in parts.files.get(content_id, ())),
            "fields": tuple(parts.fields.get(content_id, ())),
            "columns": tuple(parts.columns.get(content_id, ())),
            "rows": tuple(parts.rows.get(content_id, ())),
            "requires": tuple(parts.requires.get(content_id, ())),
            "approval": parts.approvals.get(content_id),
            "after": self._after(node),
            "optional": node.optional,
            "work_center": None if node.work_center_id is None else self._centers.get(node.work_center_id),
            "lead_time": None
            if node.lead_time_seconds is None
            else timedelta(seconds=node.lead_time_seconds),
            "steps": self.steps(node.ref),
        }
        return replace(was, **said) if was is not None else StepDefinition(key=key, **said)

    def _after(self, node: Node) -> tuple[str, ...]:
        """The keys of what a step waits on; through what is removed, what that waited on."""
        found: set[Ref] = set()
        looked = list(node.waits_on)
        seen: set[Ref] = set()
        while looked:
            ref = looked.pop()
            if ref in seen:
                continue
            seen.add(ref)
            upstream = self._tree.nodes[ref]
            if upstream.removed:
                looked += upstream.waits_on
            else:
                found.add(ref)
        return tuple(sorted(self._keys.get(ref, str(ref)) for ref in found))


HANDLERS: Final[dict[type, Handler[Any]]] = {
    MergeToProcedure: _MergeToProcedure(),
    MergeToRuns: _MergeToRuns(),
}
