"""The questions that screens and commands ask. Each is one read transaction and answers frozen rows.

Sentences are made here, by the rules, and not on the screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data.queries import catalog, files, scans, sessions, site, steps, waiting, waits
from data.queries import queue as queue_queries
from data.queries.issues import open_issues
from data.queries.outside import out_at_suppliers
from data.queries.readings import newest_readings
from data.queries.units import count_filled
from data.rows.issues import IssueRow
from data.rows.outside import OutsideRow
from data.rows.run_view import RunHistoryPage, RunView
from data.rows.site import (
    HistoryRow,
    OperatorRow,
    PartRevisionRow,
    PartRow,
    ProcedureRow,
    ProcedureStepRow,
    SetupRow,
    SiteRow,
    WorkCenterRow,
)
from data.rows.units import UnitGrid
from data.rows.work import (
    ApprovalRow,
    AttributeRow,
    FieldRow,
    FileRow,
    QueueOrder,
    QueuePage,
    QueueRow,
    QueueTab,
    ReadingsRow,
    RunHeader,
    RunListRow,
    ScanMatch,
    SessionRow,
    StepRow,
    StepView,
    StockRow,
    TreeRow,
    Upstream,
)
from ion_tui.engine import graph
from ion_tui.engine.attributes import attributes_of
from ion_tui.engine.batch_reads import BatchReads
from ion_tui.engine.clock import Clock, start_of_day
from ion_tui.engine.completion import completion_blockers
from ion_tui.engine.context import read_site, read_zone
from ion_tui.engine.drift import drift
from ion_tui.engine.grids import table_of
from ion_tui.engine.outside_reading import outside_work
from ion_tui.engine.parts import installable_here
from ion_tui.engine.queue_reading import queue_rows_of
from ion_tui.engine.ranges import Limits
from ion_tui.engine.run_reading import run_history_of, run_view_of
from ion_tui.engine.signatures import covered_digests
from ion_tui.engine.since_last import SinceLast, since_last
from ion_tui.engine.states import State
from ion_tui.engine.texts import is_readable
from ion_tui.engine.unit_reading import unit_grid_of
from ion_tui.engine.values import shown_value
from ion_tui.engine.wording import step_label, unit_label
from ion_tui.engine.words import FieldType

if TYPE_CHECKING:
    from data.store import Store
    from ion_tui.engine.redlines.reads import RedlineReads
    from ion_tui.engine.run_table import RunTable


class Reads:
    """Reads over one store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Take the store and the clock."""
        self._store = store
        self._clock = clock
        self.batches = BatchReads(store)

    @cached_property
    def redlines(self) -> RedlineReads:
        """The questions about redlines, loaded when the first is asked."""
        from ion_tui.engine.redlines.reads import RedlineReads  # noqa: PLC0415

        return RedlineReads(self._store)

    @cached_property
    def run_table(self) -> RunTable:
        """The questions about many runs, loaded when the first is asked."""
        from ion_tui.engine.run_table import RunTable  # noqa: PLC0415 - not before the first rows of a queue

        return RunTable(self._store, self._clock)

    def setup(self) -> SetupRow:
        """How far the store is set up."""
        with self._store.read() as tx:
            return site.setup(tx)

    def site(self) -> SiteRow | None:
        """The site's settings, or None before there is one."""
        with self._store.read() as tx:
            return read_site(tx)

    def operators(self) -> list[OperatorRow]:
        """Everybody, by ID."""
        with self._store.read() as tx:
            return site.operators(tx)

    def operator(self, operator_id: int) -> OperatorRow | None:
        """One person."""
        with self._store.read() as tx:
            return site.operator(tx, operator_id)

    def operator_with_badge(self, badge: str) -> OperatorRow | None:
        """Whose badge this is."""
        if not is_readable(badge):
            return None
        with self._store.read() as tx:
            return site.operator_with_badge(tx, badge)

    def part_numbers(self, limit: int) -> list[PartRow]:
        """The first part numbers, each with what it is."""
        with self._store.read() as tx:
            return catalog.part_numbers(tx, limit)

    def part_revisions(self, limit: int) -> list[PartRevisionRow]:
        """The first parts, each revision by itself."""
        with self._store.read() as tx:
            return catalog.part_revisions(tx, limit)

    def roles(self) -> list[str]:
        """The names of all roles."""
        with self._store.read() as tx:
            return catalog.roles(tx)

    def work_centers(self) -> list[WorkCenterRow]:
        """All work centers, by code."""
        with self._store.read() as tx:
            return site.work_centers(tx)

    def history(
        self,
        *,
        limit: int = 100,
        run_id: int | None = None,
        step_id: int | None = None,
        before: int | None = None,
    ) -> list[HistoryRow]:
        """History entries, newest first."""
        with self._store.read() as tx:
            return site.history(tx, limit=limit, run_id=run_id, step_id=step_id, before=before)

    def runs(
        self, *, limit: int = 100, before: int | None = None, search: str = "", status: str | None = None
    ) -> list[RunListRow]:
        """Runs, newest first."""
        if not is_readable(search):
            return []
        with self._store.read() as tx:
            return [
                _run_row(row)
                for row in site.runs(tx, limit=limit, before=before, search=search, status=status)
            ]

    def run(self, run_id: int) -> tuple[RunHeader, tuple[TreeRow, ...]] | None:
        """A run's header and its tree of steps."""
        with self._store.read() as tx:
            header = _header(tx, run_id)
            return None if header is None else (header, steps.read_tree(tx, run_id))

    def run_view(self, run_id: int) -> RunView | None:
        """Everything on a run's screen but its history, of one moment; None where it is not there."""
        with self._store.read() as tx:
            header = _header(tx, run_id)
            return None if header is None else run_view_of(tx, header, read_zone(tx))

    def run_history(self, run_id: int, *, limit: int = 100) -> RunHistoryPage:
        """The newest entries of a run's history, in words."""
        with self._store.read() as tx:
            return run_history_of(tx, run_id, limit, read_zone(tx))

    def run_attributes(self, run_id: int) -> tuple[AttributeRow, ...]:
        """The custom attributes of a run, and those of its procedure that it has not itself."""
        with self._store.read() as tx:
            return attributes_of(tx, run_id, None, read_zone(tx))

    def queue(
        self,
        work_center_id: int,
        tab: QueueTab = QueueTab.AVAILABLE,
        *,
        order: QueueOrder = QueueOrder.PRIORITY,
        limit: int = 50,
        offset: int = 0,
        mine: int | None = None,
        search: str = "",
    ) -> QueuePage:
        """One page of a work center's queue with the counts of all tabs.

        `mine` is an operator's id: their assigned runs and what they are checked in to. `search` looks in titles,
        part, serial, lot and batch.
        """
        now = self._clock.now()
        with self._store.read() as tx:
            day = start_of_day(now, read_zone(tx))
            facts, has_more = queue_queries.queue_page(
                tx,
                work_center_id,
                tab,
                day=day,
                order=order,
                limit=limit,
                offset=offset,
                mine=mine,
                search=search if is_readable(search) else NOTHING,
            )
            rows = queue_rows_of(tx, facts, now)
            counts = queue_queries.queue_counts(tx, work_center_id, day)
        return QueuePage(work_center_id, tab, rows, counts, has_more)

    def queue_group(self, step_id: int) -> tuple[QueueRow, ...]:
        """The single steps that a row of the queue stands for, each with its own why-not; of one step, itself."""
        with self._store.read() as tx:
            return queue_rows_of(tx, queue_queries.queue_group(tx, step_id), self._clock.now())

    def step(self, step_id: int) -> StepView | None:
        """Everything on a step's screen, of one moment; None where it is not there."""
        now = self._clock.now()
        with self._store.read() as tx:
            zone = read_zone(tx)
            row = steps.read_step(tx, step_id)
            header = None if row is None else _header(tx, row.run_id)
            if row is None or header is None:
                return None
            upstream = waits.upstream_of(tx, [step_id]).get(step_id, ()) if row.waits_on else ()
            columns, grid = table_of(tx, row, zone)
            return StepView(
                run=header,
                tree=steps.read_tree(tx, row.run_id),
                step=_step_row(row, steps.read_files(tx, row.content_id)),
                fields=_fields(tx, row, zone),
                columns=columns,
                grid=grid,
                requirements=steps.read_requirements(tx, step_id=step_id),
                gates=steps.read_gates(tx, step_id, row.attempt),
                notes=steps.read_notes(tx, step_id),
                people=waits.people_at(tx, [step_id]).get(step_id, ()),
                labor_seconds=_labor(steps.read_session_times(tx, step_id), now),
                blockers=completion_blockers(tx, [step_id]).get(step_id, ()),
                why_not=_why_not(row, upstream),
                outside=outside_work(tx, step_id) if row.is_outside else None,
                attributes=attributes_of(tx, row.run_id, step_id, zone),
            )

    def unit_grid(self, step_id: int, operator_id: int | None) -> UnitGrid | None:
        """A step's fields per unit on all units of its batch, as this person may fill them in; None: no such step."""
        with self._store.read() as tx:
            return unit_grid_of(tx, step_id, operator_id, read_zone(tx))

    def readings(self, step_id: int, field_id: int, *, limit: int = 10) -> ReadingsRow | None:
        """The last readings of a number field over all runs of its procedure step; None for another field."""
        with self._store.read() as tx:
            found = newest_readings(tx, step_id, field_id, limit)
        if found is None:
            return None
        this, readings = found
        limits = Limits(this.minimum, this.maximum, this.target, this.tolerance, this.unit)
        values = tuple(reading.value for reading in readings)
        return ReadingsRow(
            values=values,
            in_range=tuple(reading.in_range for reading in readings),
            lowest=limits.lowest,
            highest=limits.highest,
            unit=this.unit,
            drift=drift(values, limits),
        )

    def attached_file(self, step_id: int, field_id: int) -> FileRow | None:
        """The file in a field of a step."""
        with self._store.read() as tx:
            return files.attached(tx, step_id, field_id)

    def drawing(self, step_id: int, place: int) -> FileRow | None:
        """One of the files that are shown with a step's instructions, in their order from 0."""
        with self._store.read() as tx:
            return files.drawing(tx, step_id, place)

    def since_last(self, step_id: int, operator_id: int) -> SinceLast | None:
        """What is different in a step since this person last worked it; None where they have not yet."""
        with self._store.read() as tx:
            return since_last(tx, step_id, operator_id)

    def waiting_for_my_approval(self, operator_id: int) -> list[ApprovalRow]:
        """The gates at which a role of this person is asked for, the most urgent first."""
        with self._store.read() as tx:
            return waiting.waiting_for(tx, operator_id)

    def out_at_suppliers(self) -> list[OutsideRow]:
        """What has been sent out and is not all back, the longest first."""
        with self._store.read() as tx:
            return out_at_suppliers(tx)

    def open_issues(self, run_id: int) -> tuple[IssueRow, ...]:
        """The issues on a run's unit or steps that are not resolved, the newest first."""
        with self._store.read() as tx:
            return open_issues(tx, run_id)

    def my_sessions(self, operator_id: int, *, days: int = 7) -> list[SessionRow]:
        """An operator's sessions across work centers: open ones first, then those of the last days."""
        now = self._clock.now()
        with self._store.read() as tx:
            settings = read_site(tx)
            zone = ZoneInfo(settings.time_zone) if settings else ZoneInfo("UTC")
            limit = timedelta(hours=settings.session_limit_hours if settings else 12)
            since = start_of_day(now, zone) - timedelta(days=days - 1)
            rows = sessions.of_operator(tx, operator_id, since)
        return [_session_row(row, now, limit) for row in rows]

    def scan(self, code: str) -> list[ScanMatch]:
        """Everything that a scanned code names exactly; more than one means to ask which."""
        if not is_readable(code):
            return []
        with self._store.read() as tx:
            return scans.matches(tx, code.strip())

    def stock_for_scan(self, step_id: int, code: str) -> list[StockRow]:
        """Inventory that a scanned code names, each with the requirement of the step that it fits, or why none."""
        if not is_readable(code):
            return []
        with self._store.read() as tx:
            return installable_here(tx, step_id, scans.stock_with(tx, code.strip()))

    def stock_to_pick(self, step_id: int, requirement_id: int) -> list[StockRow]:
        """Available inventory of a requirement's part and its substitutes."""
        with self._store.read() as tx:
            parts = waits.parts_of_requirement(tx, requirement_id)
            rows = installable_here(tx, step_id, scans.stock_of_parts(tx, parts), requirement_id)
        return [row for row in rows if not row.refusal]

    def first_step(self, run_id: int) -> int | None:
        """The step to open when a run is asked for."""
        with self._store.read() as tx:
            return scans.step_of_run(tx, run_id)

    def procedures(self) -> list[ProcedureRow]:
        """All procedure revisions, by code and revision."""
        with self._store.read() as tx:
            return site.procedures(tx)

    def procedure_steps(self, procedure_id: int) -> list[ProcedureStepRow]:
        """The steps of a procedure revision, in order."""
        with self._store.read() as tx:
            return site.procedure_steps(tx, procedure_id)


NOTHING: Final = "\x1a"
"""What is searched for in place of a text that could stand nowhere: no text of the store holds it."""


def _header(tx: Connection, run_id: int) -> RunHeader | None:
    row = steps.read_run(tx, run_id)
    if row is None:
        return None
    return RunHeader(
        run_id=row.id,
        title=row.title,
        status=row.status,
        procedure=f"{row.procedure} {row.procedure_revision}",
        procedure_title=row.procedure_title,
        unit=unit_label(row.part, row.serial, row.lot),
        batch_id=row.batch_id,
        batch_title=row.batch_title,
        batch_size=steps.batch_size(tx, row.batch_id) if row.batch_id else 0,
        assigned_to=row.assigned_to,
        priority=row.priority,
        due_at=row.due_at,
        steps_done=row.steps_done,
        steps_counted=row.steps_counted,
        closed_at=row.closed_at,
    )


def _run_row(row: Any) -> RunListRow:
    return RunListRow(
        run_id=row.id,
        title=row.title,
        status=row.status,
        procedure=f"{row.procedure} {row.procedure_revision}",
        unit=unit_label(row.part, row.serial, row.lot),
        batch_id=row.batch_id,
        batch_title=row.batch_title,
        priority=row.priority,
        due_at=row.due_at,
        steps_done=row.steps_done,
        steps_counted=row.steps_counted,
        assigned_to=row.assigned_to,
        work_center=row.work_center,
    )


def _why_not(row: Any, upstream: Sequence[Upstream]) -> str:
    if row.state not in (State.TODO, State.IN_PROGRESS):
        return ""
    parent = None if row.parent_number is None else step_label(row.parent_number, row.parent_title)
    state = None if row.parent_state is None else State(row.parent_state)
    return graph.why_not(step_label(row.number, row.title), upstream, parent, state, row.parent_reason)


def _step_row(row: Any, files: tuple[str, ...]) -> StepRow:
    return StepRow(
        step_id=row.id,
        run_id=row.run_id,
        number=row.number,
        title=row.title,
        type=row.type,
        instructions=row.instructions,
        state=row.state,
        bucket=row.bucket,
        state_reason=row.state_reason,
        state_by=row.state_by_name,
        state_at=row.state_at,
        optional=bool(row.optional),
        is_outside=bool(row.is_outside),
        attempt=row.attempt,
        version=row.version,
        work_center_id=row.work_center_id,
        work_center=row.work_center,
        lead_time_seconds=row.lead_time_seconds,
        started_at=row.started_at,
        completed_at=row.completed_at,
        files=files,
    )


def _fields(tx: Connection, step: Any, zone: ZoneInfo) -> tuple[FieldRow, ...]:
    rows = steps.read_fields(tx, step.id, step.content_id)
    covered = ""
    if any(row.signed_digest for row in rows):
        (covered,) = covered_digests(tx, [step.id], step.content_id, [step.attempt])
    filled: dict[int, tuple[int, int]] = {}
    if step.batch_id is not None and step.sibling_key is not None and any(row.per_unit for row in rows):
        filled = count_filled(tx, step.batch_id, step.sibling_key)
    return tuple(_field_row(row, zone, covered, *filled.get(row.id, (0, 0))) for row in rows)


def _field_row(row: Any, zone: ZoneInfo, covered: str, units_filled: int, units: int) -> FieldRow:
    limits = Limits(row.minimum, row.maximum, row.target, row.tolerance, row.unit)
    verdict = ""
    if row.type == FieldType.NUMBER and row.value is not None:
        verdict = limits.verdict(Decimal(row.value))
    return FieldRow(
        field_id=row.id,
        name=row.name,
        type=row.type,
        unit=row.unit,
        required=bool(row.required),
        allow_not_applicable=bool(row.allow_not_applicable),
        per_unit=bool(row.per_unit),
        limits=limits.words(),
        minimum=limits.minimum,
        maximum=limits.maximum,
        target=limits.target,
        tolerance=limits.tolerance,
        options=row.options or (),
        role=row.role,
        peer_review=bool(row.peer_review),
        tool_part=row.tool_part,
        calibrated=bool(row.calibrated),
        out_of_range=row.out_of_range,
        value=row.value,
        shown="N/A" if row.not_applicable else shown_value(row.type, row.value, row.unit, zone),
        not_applicable=bool(row.not_applicable),
        in_range=row.in_range is None or bool(row.in_range),
        confirmed=row.confirmed is None or bool(row.confirmed),
        verdict=verdict,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        value_version=row.value_version or 0,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        changed_since_signed=bool(row.signed_digest) and row.signed_digest != covered,
        issue_id=row.issue_id,
        deviation=f"{row.accepted_by}: {row.rationale}" if row.accepted_by else "",
        media_type=row.media_type or "",
        size=row.size or 0,
        units=units,
        units_filled=units_filled,
    )


def _labor(times: Sequence[Any], now: datetime) -> int:
    return sum(max(0, int(((row.ended_at or now) - row.started_at).total_seconds())) for row in times)


def _session_row(row: Any, now: datetime, limit: timedelta) -> SessionRow:
    length = (row.ended_at or now) - row.started_at
    return SessionRow(
        session_id=row.session_id,
        step_id=row.step_id,
        run_id=row.run_id,
        step=step_label(row.number, row.title),
        run_title=row.run_title,
        work_center=row.work_center,
        operator=row.operator,
        started_at=row.started_at,
        ended_at=row.ended_at,
        seconds=max(0, int(length.total_seconds())),
        is_flagged=row.ended_at is None and length > limit,
        state=row.state,
    )
