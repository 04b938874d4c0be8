"""Redlines as screens read them, made of what the store has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, or_, select

from data.models import Location, Procedure, ProcedureStep, table
from data.queries.redlines import redlines_with
from data.rows.redlines import RedlineRow
from ion_tui.engine.content import Content
from ion_tui.engine.contents import read_contents
from ion_tui.engine.differences import Change, Kind, differences
from ion_tui.engine.facts import CONTENT
from ion_tui.engine.redlines.changes import ADDING, ChangeKind, Place, RedlineChange, Ref, Terms, target
from ion_tui.engine.redlines.run_trees import RunRows, contents_of, read_runs
from ion_tui.engine.redlines.stored import StoredChange, stored_changes, with_contents
from ion_tui.engine.redlines.trees import Node, Placed, Tree, Unfit, placed
from ion_tui.engine.redlines.views import ChangeView, Draft, DraftStep, RedlineView, TreeLine
from ion_tui.engine.site_import.steps import STANDARD, standard_of
from ion_tui.engine.states import STATE_WORDS, WAYS_OUT, State
from ion_tui.engine.wording import listed, step_label

_CENTER: Final = table(Location)
_STEP: Final = table(ProcedureStep)
_PROCEDURE: Final = table(Procedure)
_CENTERS: Final = select(_CENTER.c.id, _CENTER.c.code, _CENTER.c.name).where(_CENTER.c.is_work_center)
_SOURCES: Final = (
    select(
        _STEP.c.id,
        _STEP.c.number,
        _STEP.c.origin,
        _STEP.c.content_id,
        _STEP.c.work_center_id,
        _STEP.c.lead_time_seconds,
        _STEP.c.optional,
        _PROCEDURE.c.code,
        _PROCEDURE.c.revision,
        _PROCEDURE.c.id.label("procedure_id"),
        CONTENT.c.title,
    )
    .select_from(
        _STEP.join(_PROCEDURE, _PROCEDURE.c.id == _STEP.c.procedure_id).join(
            CONTENT, CONTENT.c.id == _STEP.c.content_id
        )
    )
    .where(or_(_PROCEDURE.c.code == bindparam("code"), _STEP.c.origin.startswith(STANDARD)))
    .order_by(_PROCEDURE.c.id.desc(), _STEP.c.ordinal)
)


class _Reading:
    """One redline with its run's tree, before and after as far as its changes can be made."""

    def __init__(self, tx: Connection, row: RedlineRow) -> None:
        self.tx = tx
        self.row = row
        self.stored: Sequence[StoredChange] = stored_changes(tx, [row.id])[row.id]
        self.run: RunRows = read_runs(tx, [row.run_id])[row.run_id]
        asked = [one for stored in self.stored for one in (stored.before_id, stored.content_id)]
        self.held = contents_of(tx, [self.run], (one for one in asked if one is not None))
        self.before: list[Node] = self.run.nodes(self.held)
        self.tree = Tree.of(self.before)
        self.faults: dict[str, str] = {}
        if row.state in ("open", "in review"):
            self._make()

    def _make(self) -> None:
        held = {
            one.change.key: self.held[one.content_id] for one in self.stored if one.content_id is not None
        }
        for one in self.stored:
            try:
                self.tree.apply(one.change, held, self.run.code)
            except Unfit as unfit:
                self.faults[one.change.key] = unfit.sentence

    @property
    def fault(self) -> str:
        """Why not all changes can be made together."""
        if self.faults:
            return next(iter(self.faults.values()))
        try:
            self.tree.check()
        except Unfit as unfit:
            return unfit.sentence
        return ""

    def lines(self) -> list[TreeLine]:
        """The tree as it will be, or as it is once the redline is closed."""
        after = self.tree.in_order()
        base = self.run.base
        now, was = placed(after, base), {row.id: row.number for row in self.run.steps}
        kinds = self._kinds()
        return [self._line(node, now[node.ref], was, kinds) for node in after]

    def _line(
        self, node: Node, stands: Placed, was: Mapping[Any, str], kinds: Mapping[Ref, set[ChangeKind]]
    ) -> TreeLine:
        found = set(kinds.get(node.ref, set()))
        if node.removed and node.ref not in was:
            found.add(ChangeKind.REMOVE)
        return TreeLine(
            node.ref,
            stands.depth,
            stands.number,
            node.title,
            node.state,
            frozenset(found),
            was.get(node.ref, ""),
        )

    def _kinds(self) -> dict[Ref, set[ChangeKind]]:
        """What the redline does to each step."""
        kinds: dict[Ref, set[ChangeKind]] = {}
        origins = {row.origin: row.id for row in self.run.steps}
        for one in self.stored:
            change = one.change
            ref: Ref | None = change.step
            if change.kind in ADDING:
                ref = origins.get(f"{self.run.code}/{change.key}", change.key)
            if ref is not None:
                kinds.setdefault(ref, set()).add(change.kind)
        return kinds


def read_view(tx: Connection, redline_id: int) -> RedlineView | None:
    """A redline to be read; None where there is none."""
    rows = redlines_with(tx, [redline_id])
    if not rows:
        return None
    reading = _Reading(tx, rows[0])
    return RedlineView(rows[0], change_views(reading), tuple(reading.lines()))


def views_of(tx: Connection, row: RedlineRow) -> tuple[ChangeView, ...]:
    """The changes of a redline, each with what is different."""
    return change_views(_Reading(tx, row))


def change_views(reading: _Reading) -> tuple[ChangeView, ...]:
    """Each change with what is different before and after it."""
    ids = {one for stored in reading.stored for one in (stored.before_id, stored.content_id)}
    contents = read_contents(reading.tx, (one for one in ids if one is not None))
    words = _Words(reading)
    return tuple(_change_view(reading, one, contents, words) for one in reading.stored)


def _change_view(
    reading: _Reading, stored: StoredChange, contents: Mapping[int, Content], words: _Words
) -> ChangeView:
    change, about = stored.change, target(stored.change)
    after = None if stored.content_id is None else contents[stored.content_id]
    before = None if stored.before_id is None else contents[stored.before_id]
    found: list[Change] = []
    if change.kind in ADDING and after is not None:
        found += differences(Content(title=after.title), after)
    elif after is not None and before is not None:
        found += differences(before, after)
    found += words.of(change)
    label = words.label(change, after)
    moved_on = False
    if about is not None and stored.before_id is not None and reading.row.closed_at is None:
        now = next(row.content_id for row in reading.run.steps if row.id == about)
        moved_on = now != stored.before_id
    return ChangeView(
        change.key,
        change.kind,
        label,
        about,
        tuple(found),
        reading.faults.get(change.key, ""),
        moved_on,
    )


class _Words:
    """What places and terms are called."""

    def __init__(self, reading: _Reading) -> None:
        self._own: dict[Ref, Node] = {node.ref: node for node in reading.before}
        stands = placed(reading.before, reading.run.base)
        self._label: dict[Ref, str] = {
            ref: step_label(stands[ref].number, node.title) for ref, node in self._own.items()
        }
        for ref, node in reading.tree.nodes.items():
            self._label.setdefault(ref, node.title)
        for one in reading.stored:
            if one.change.kind in ADDING and one.content_id is not None:
                self._label.setdefault(one.change.key, reading.held[one.content_id].title)
        self._centers = {row.id: row.code or row.name for row in reading.tx.execute(_CENTERS)}
        self._below = Tree.of(reading.before).below
        self._is_closed = reading.row.closed_at is not None

    def label(self, change: RedlineChange, after: Content | None) -> str:
        """The step that a change is about."""
        if change.kind in ADDING:
            return after.title if after is not None else "A step"
        return self._of(change.step)

    def _of(self, ref: Ref | None) -> str:
        return "nothing" if ref is None else self._label.get(ref, "a step that is gone")

    def of(self, change: RedlineChange) -> Iterator[Change]:
        """What is different in place and terms."""
        own = self._own.get(change.step) if change.step is not None else None
        if change.place is not None:
            is_move = change.kind is ChangeKind.MOVE and own is not None and not self._is_closed
            before = self._stands(own) if is_move and own is not None else ""
            kind = Kind.CHANGED if before else Kind.ADDED
            yield Change(kind, "Place", before=before, after=self._place(change.place))
        if change.kind is ChangeKind.DUPLICATE:
            yield Change(Kind.ADDED, "Copy", after=f"of {self._of(change.step)}")
        if change.kind is ChangeKind.REMOVE:
            yield Change(Kind.REMOVED, "Step", before=self._of(change.step))
        if change.terms is not None:
            was = None if change.kind in ADDING or self._is_closed else own
            yield from self._terms(was, change.terms)

    def _terms(self, was: Node | None, terms: Terms) -> Iterator[Change]:
        before = ("", "", "", "")
        if was is not None:
            waits = tuple(was.waits_on)
            before = self._aspects(
                Terms(
                    waits_on=waits,
                    work_center_id=was.work_center_id,
                    lead_time_seconds=was.lead_time_seconds,
                    optional=was.optional,
                )
            )
        names = ("Waits on", "Work center", "Lead time", "Optional")
        for what, old, new in zip(names, before, self._aspects(terms), strict=True):
            if old != new:
                yield Change(Kind.CHANGED if was is not None else Kind.ADDED, what, before=old, after=new)

    def _aspects(self, terms: Terms) -> tuple[str, str, str, str]:
        minutes = (terms.lead_time_seconds or 0) // 60
        return (
            listed(sorted(self._of(ref) for ref in terms.waits_on)),
            self._centers.get(terms.work_center_id, "") if terms.work_center_id is not None else "",
            f"{minutes // 60}:{minutes % 60:02d} h" if terms.lead_time_seconds is not None else "",
            "optional" if terms.optional else "",
        )

    def _place(self, place: Place) -> str:
        where = "" if place.parent is None else f"in {self._of(place.parent)}, "
        return f"{where}as the first" if place.after is None else f"{where}behind {self._of(place.after)}"

    def _stands(self, node: Node) -> str:
        neighbors = self._below.get(node.parent, [])
        at = neighbors.index(node.ref)
        return self._place(Place(parent=node.parent, after=neighbors[at - 1] if at else None))


def read_draft(tx: Connection, redline_id: int) -> Draft | None:
    """A redline to be edited; None where there is none."""
    rows = redlines_with(tx, [redline_id])
    if not rows:
        return None
    reading = _Reading(tx, rows[0])
    nodes = {node.ref: node for node in reading.tree.in_order()}
    contents = read_contents(tx, {node.content_id for node in nodes.values()})
    steps = tuple(
        DraftStep(
            line,
            nodes[line.ref].parent,
            contents[nodes[line.ref].content_id],
            Terms(
                waits_on=_in_order(nodes[line.ref].waits_on, nodes),
                work_center_id=nodes[line.ref].work_center_id,
                lead_time_seconds=nodes[line.ref].lead_time_seconds,
                optional=nodes[line.ref].optional,
            ),
            _why_not(nodes[line.ref], line),
        )
        for line in reading.lines()
    )
    return Draft(rows[0], with_contents(tx, reading.stored), steps, reading.fault)


def _in_order(refs: frozenset[Ref], nodes: Mapping[Ref, Node]) -> tuple[Ref, ...]:
    order = {ref: number for number, ref in enumerate(nodes)}
    return tuple(sorted(refs, key=lambda ref: order.get(ref, 0)))


def _why_not(node: Node, line: TreeLine) -> str:
    """Why a step cannot be changed."""
    label = step_label(line.number, line.title)
    if node.removed:
        return f"{label} is removed."
    if node.state in (State.COMPLETED, State.CANCELED):
        return f"{label} is {STATE_WORDS[node.state]}; {WAYS_OUT[node.state]}."
    return ""


def read_sources(tx: Connection, run_id: int) -> Iterator[tuple[str, str, bool, Content, Terms]]:
    """Steps that can be copied into a run: those of its procedure's newest revision, and every standard step once."""
    run = read_runs(tx, [run_id]).get(run_id)
    if run is None:
        return
    rows = tx.execute(_SOURCES, {"code": run.code}).all()
    newest = max((row.procedure_id for row in rows if row.code == run.code), default=None)
    seen: set[str] = set()
    found: list[tuple[Any, bool]] = []
    for row in rows:
        standard = standard_of(row.origin)
        if row.procedure_id == newest:
            found.append((row, False))
        if standard is not None and standard not in seen:
            seen.add(standard)
            found.append((row, True))
    contents = read_contents(tx, {row.content_id for row, _ in found})
    for row, is_standard in sorted(found, key=lambda one: one[1]):
        terms = Terms(
            work_center_id=row.work_center_id,
            lead_time_seconds=row.lead_time_seconds,
            optional=bool(row.optional),
        )
        where = f"{row.code} {row.revision}"
        yield step_label(row.number, row.title), where, is_standard, contents[row.content_id], terms
