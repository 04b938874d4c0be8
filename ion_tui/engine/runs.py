"""Starting a run: a released procedure on an inventory, copied in a fixed number of statements whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    true,
    update,
)

from data.models import (
    ApprovalGate,
    AttributeKind,
    AttributeValue,
    Batch,
    BuildRequirement,
    ContentApproval,
    ContentRequirement,
    ContentSubstitute,
    Inventory,
    Location,
    MbomItem,
    MbomSubstitute,
    Operator,
    Part,
    Procedure,
    ProcedureEdge,
    ProcedureStep,
    RequirementSubstitute,
    Run,
    RunStep,
    RunStepEdge,
    table,
)
from data.models.types import Quantity, TextList, UtcDateTime
from ion_tui.engine import batches, graph, guards, rollup
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import StartRun
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.locking import lock_batch
from ion_tui.engine.permissions import Permission
from ion_tui.engine.states import State
from ion_tui.engine.values import FieldSpec, accept, clean_text
from ion_tui.engine.wording import unit_label
from ion_tui.engine.words import (
    AttributeScope,
    FieldType,
    InventoryStatus,
    ProcedureKind,
    ProcedureStatus,
    Tracking,
)

NO_DUE_DATE: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""What a run without a due date is sorted by."""

RUN: Final = table(Run)
STEP: Final = table(RunStep)
_EDGE: Final = table(RunStepEdge)
_PROCEDURE: Final = table(Procedure)
_SOURCE: Final = table(ProcedureStep)
_SOURCE_EDGE: Final = table(ProcedureEdge)
_PART: Final = table(Part)
_INVENTORY: Final = table(Inventory)
_BATCH: Final = table(Batch)
_OPERATOR: Final = table(Operator)
_LOCATION: Final = table(Location)
_NEED: Final = table(BuildRequirement)
_NEED_SUBSTITUTE: Final = table(RequirementSubstitute)
_CONTENT_NEED: Final = table(ContentRequirement)
_CONTENT_SUBSTITUTE: Final = table(ContentSubstitute)
_CONTENT_GATE: Final = table(ContentApproval)
_GATE: Final = table(ApprovalGate)
_MBOM: Final = table(MbomItem)
_MBOM_SUBSTITUTE: Final = table(MbomSubstitute)
_KIND: Final = table(AttributeKind)
_ATTRIBUTE: Final = table(AttributeValue)

_RUN_ID: Final = bindparam("run", type_=Integer)
_PROCEDURE_ID: Final = bindparam("procedure", type_=Integer)

_READ_PROCEDURE: Final = (
    select(
        _PROCEDURE.c.id,
        _PROCEDURE.c.code,
        _PROCEDURE.c.revision,
        _PROCEDURE.c.status,
        _PROCEDURE.c.kind,
        _PROCEDURE.c.part_id,
        _PART.c.number.label("part"),
        _PART.c.tracking,
        exists()
        .where(_SOURCE.c.procedure_id == _PROCEDURE.c.id, ~_SOURCE.c.approved)
        .label("has_unapproved"),
    )
    .select_from(_PROCEDURE.outerjoin(_PART, _PART.c.id == _PROCEDURE.c.part_id))
    .where(_PROCEDURE.c.id == _PROCEDURE_ID)
)
_STOCK_COLUMNS: Final = (
    _INVENTORY.c.id,
    _INVENTORY.c.part_id,
    _INVENTORY.c.serial,
    _INVENTORY.c.lot,
    _INVENTORY.c.status,
    _PART.c.number,
)
_READ_STOCK: Final = (
    select(*_STOCK_COLUMNS)
    .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
    .where(_INVENTORY.c.id == bindparam("inventory"))
)
_LOCK_STOCK: Final = (
    select(_INVENTORY.c.id).where(_INVENTORY.c.id == bindparam("inventory")).with_for_update()
)
_FIND_SERIAL: Final = (
    select(*_STOCK_COLUMNS)
    .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
    .where(_INVENTORY.c.part_id == bindparam("part"), _INVENTORY.c.serial == bindparam("serial"))
)
_OPEN_BATCH: Final = select(_BATCH.c.id).where(
    _BATCH.c.id == bindparam("id"), _BATCH.c.dissolved_at.is_(None)
)
_ACTIVE_OPERATOR: Final = select(_OPERATOR.c.id).where(_OPERATOR.c.id == bindparam("id"), _OPERATOR.c.active)
_IS_WORK_CENTER: Final = select(_LOCATION.c.id).where(
    _LOCATION.c.id == bindparam("id"), _LOCATION.c.is_work_center
)
_RUN_KINDS: Final = select(_KIND.c.id, _KIND.c.name, _KIND.c.type, _KIND.c.options).where(
    _KIND.c.scope == AttributeScope.RUN.value
)

_COPY_STEPS: Final = insert(STEP).from_select(
    [
        "run_id", "origin", "content_id", "sibling_key", "ordinal", "position", "depth", "number", "work_center_id",
        "lead_time_seconds", "optional", "is_outside", "purchase_order_line_id", "batch_id", "priority", "due_sort",
        "state", "former_state", "state_at", "attempt", "waits_on", "parent_ready", "version", "command_id",
    ],
    select(
        _RUN_ID,
        _SOURCE.c.origin,
        _SOURCE.c.content_id,
        _SOURCE.c.sibling_key,
        _SOURCE.c.ordinal,
        _SOURCE.c.position,
        _SOURCE.c.depth,
        _SOURCE.c.number,
        func.coalesce(_SOURCE.c.work_center_id, bindparam("work_center", type_=Integer)),
        _SOURCE.c.lead_time_seconds,
        _SOURCE.c.optional,
        _SOURCE.c.is_outside,
        _SOURCE.c.purchase_order_line_id,
        bindparam("batch", type_=Integer),
        bindparam("priority", type_=Integer),
        bindparam("due_sort", type_=UtcDateTime),
        literal(State.TODO.value),
        literal(State.TODO.value),
        bindparam("now", type_=UtcDateTime),
        literal(1, Integer),
        literal(0, Integer),
        case((_SOURCE.c.parent_id.is_(None), true()), else_=false()),
        literal(1, Integer),
        bindparam("command", type_=Integer),
    )
    .where(_SOURCE.c.procedure_id == _PROCEDURE_ID)
    .order_by(_SOURCE.c.ordinal),
)  # fmt: skip
_CHILD_SOURCE: Final = _SOURCE.alias("child_source")
_PARENT_SOURCE: Final = _SOURCE.alias("parent_source")
_PARENT: Final = STEP.alias("parent")
_LINK_PARENTS: Final = (
    update(STEP)
    .values(
        parent_id=select(_PARENT.c.id)
        .select_from(
            _CHILD_SOURCE.join(_PARENT_SOURCE, _PARENT_SOURCE.c.id == _CHILD_SOURCE.c.parent_id).join(
                _PARENT, and_(_PARENT.c.run_id == _RUN_ID, _PARENT.c.ordinal == _PARENT_SOURCE.c.ordinal)
            )
        )
        .where(_CHILD_SOURCE.c.procedure_id == _PROCEDURE_ID, _CHILD_SOURCE.c.ordinal == STEP.c.ordinal)
        .correlate(STEP)
        .scalar_subquery()
    )
    .where(STEP.c.run_id == _RUN_ID, STEP.c.depth > 0)
)
_UPSTREAM_SOURCE: Final = _SOURCE.alias("upstream_source")
_UPSTREAM: Final = STEP.alias("upstream")
_COPY_EDGES: Final = insert(_EDGE).from_select(
    ["step_id", "upstream_id", "declared", "effective"],
    select(STEP.c.id, _UPSTREAM.c.id, literal(True, Boolean), literal(True, Boolean))
    .select_from(
        _SOURCE_EDGE.join(_SOURCE, _SOURCE.c.id == _SOURCE_EDGE.c.step_id)
        .join(_UPSTREAM_SOURCE, _UPSTREAM_SOURCE.c.id == _SOURCE_EDGE.c.upstream_id)
        .join(STEP, and_(STEP.c.run_id == _RUN_ID, STEP.c.ordinal == _SOURCE.c.ordinal))
        .join(
            _UPSTREAM, and_(_UPSTREAM.c.run_id == _RUN_ID, _UPSTREAM.c.ordinal == _UPSTREAM_SOURCE.c.ordinal)
        )
    )
    .where(_SOURCE.c.procedure_id == _PROCEDURE_ID),
)
_COPY_NEEDS: Final = insert(_NEED).from_select(
    ["run_id", "run_step_id", "part_id", "quantity", "installed", "reference_designators", "position"],
    select(
        STEP.c.run_id,
        STEP.c.id,
        _CONTENT_NEED.c.part_id,
        _CONTENT_NEED.c.quantity,
        literal(Decimal(0), Quantity),
        _CONTENT_NEED.c.reference_designators,
        _CONTENT_NEED.c.position,
    )
    .join(_CONTENT_NEED, _CONTENT_NEED.c.content_id == STEP.c.content_id)
    .where(STEP.c.run_id == _RUN_ID)
    .order_by(STEP.c.ordinal, _CONTENT_NEED.c.position),
)
_COPY_NEED_SUBSTITUTES: Final = insert(_NEED_SUBSTITUTE).from_select(
    ["requirement_id", "part_id"],
    select(_NEED.c.id, _CONTENT_SUBSTITUTE.c.part_id)
    .select_from(
        _NEED.join(STEP, STEP.c.id == _NEED.c.run_step_id)
        .join(
            _CONTENT_NEED,
            and_(
                _CONTENT_NEED.c.content_id == STEP.c.content_id, _CONTENT_NEED.c.position == _NEED.c.position
            ),
        )
        .join(_CONTENT_SUBSTITUTE, _CONTENT_SUBSTITUTE.c.requirement_id == _CONTENT_NEED.c.id)
    )
    .where(_NEED.c.run_id == _RUN_ID),
)
_STEP_NEED: Final = _NEED.alias("step_need")
_ON_STEPS: Final = (
    select(func.coalesce(func.sum(_STEP_NEED.c.quantity), literal(Decimal(0), Quantity)))
    .where(
        _STEP_NEED.c.run_id == _RUN_ID,
        _STEP_NEED.c.part_id == _MBOM.c.component_id,
        _STEP_NEED.c.run_step_id.is_not(None),
    )
    .correlate(_MBOM)
    .scalar_subquery()
)
_ADD_RUN_NEEDS: Final = insert(_NEED).from_select(
    ["run_id", "part_id", "quantity", "installed", "reference_designators", "position"],
    select(
        _RUN_ID,
        _MBOM.c.component_id,
        _MBOM.c.quantity - _ON_STEPS,
        literal(Decimal(0), Quantity),
        case(
            (literal(Decimal(0), Quantity) == _ON_STEPS, _MBOM.c.reference_designators),
            else_=literal((), TextList),
        ),
        _MBOM.c.position,
    )
    .where(_MBOM.c.part_id == bindparam("part", type_=Integer), _MBOM.c.quantity > _ON_STEPS)
    .order_by(_MBOM.c.position),
)
# The mBOM's substitutes count wherever its part is needed, besides those that a step names.
_NAMED_ALREADY: Final = _NEED_SUBSTITUTE.alias("named_already")
_ADD_MBOM_SUBSTITUTES: Final = insert(_NEED_SUBSTITUTE).from_select(
    ["requirement_id", "part_id"],
    select(_NEED.c.id, _MBOM_SUBSTITUTE.c.part_id)
    .select_from(
        _NEED.join(_MBOM, _MBOM.c.component_id == _NEED.c.part_id).join(
            _MBOM_SUBSTITUTE, _MBOM_SUBSTITUTE.c.mbom_item_id == _MBOM.c.id
        )
    )
    .where(
        _NEED.c.run_id == _RUN_ID,
        _MBOM.c.part_id == bindparam("part", type_=Integer),
        ~exists().where(
            _NAMED_ALREADY.c.requirement_id == _NEED.c.id,
            _NAMED_ALREADY.c.part_id == _MBOM_SUBSTITUTE.c.part_id,
        ),
    ),
)
_COPY_GATES: Final = insert(_GATE).from_select(
    ["run_step_id", "role_id", "needed"],
    select(STEP.c.id, _CONTENT_GATE.c.role_id, _CONTENT_GATE.c.count)
    .join(_CONTENT_GATE, _CONTENT_GATE.c.content_id == STEP.c.content_id)
    .where(STEP.c.run_id == _RUN_ID),
)
_COPY_STEP_ATTRIBUTES: Final = insert(_ATTRIBUTE).from_select(
    ["kind_id", "run_step_id", "value"],
    select(_ATTRIBUTE.c.kind_id, STEP.c.id, _ATTRIBUTE.c.value)
    .select_from(
        _ATTRIBUTE.join(_SOURCE, _SOURCE.c.id == _ATTRIBUTE.c.procedure_step_id).join(
            STEP, and_(STEP.c.run_id == _RUN_ID, STEP.c.ordinal == _SOURCE.c.ordinal)
        )
    )
    .where(_SOURCE.c.procedure_id == _PROCEDURE_ID),
)
_OWN: Final = _ATTRIBUTE.alias("own")
_OF_PROCEDURE: Final = _KIND.alias("of_procedure")
_INHERIT: Final = insert(_ATTRIBUTE).from_select(
    ["kind_id", "run_id", "value"],
    select(_KIND.c.id, _RUN_ID, _ATTRIBUTE.c.value)
    .select_from(
        _ATTRIBUTE.join(_OF_PROCEDURE, _OF_PROCEDURE.c.id == _ATTRIBUTE.c.kind_id).join(
            _KIND, and_(_KIND.c.name == _OF_PROCEDURE.c.name, _KIND.c.scope == AttributeScope.RUN.value)
        )
    )
    .where(
        _ATTRIBUTE.c.procedure_id == _PROCEDURE_ID,
        ~exists().where(_OWN.c.run_id == _RUN_ID, _OWN.c.kind_id == _KIND.c.id),
    ),
)
_SET_TITLE: Final = update(RUN).values(title=bindparam("new_title")).where(RUN.c.id == _RUN_ID)
_SET_STATUS: Final = (
    update(_INVENTORY).values(status=bindparam("to")).where(_INVENTORY.c.id == bindparam("inventory"))
)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a run is made of; without `stock`, the unit is made too."""

    procedure: Any
    stock: Any
    attributes: dict[int, str]


class _StartRun(Plain[StartRun]):
    """Make a run."""

    def judge(self, context: Context, command: StartRun, prepared: Any) -> Judged | Refused:
        """Judge procedure, inventory and assignment."""
        del prepared
        procedure = context.tx.execute(_READ_PROCEDURE, {"procedure": command.procedure_id}).first()
        if procedure is None:
            return Refused(Code.NOT_FOUND, "This procedure is not there any more.")
        if refused := unreleased(procedure):
            return refused
        if context.command_id and command.batch_id is not None:
            lock_batch(context.tx, command.batch_id)
        stock = _stock(context, command, procedure)
        if isinstance(stock, Refused):
            return stock
        attributes = _attributes(context, command)
        if isinstance(attributes, Refused):
            return attributes
        if refused := _assignment(context, command):
            return refused
        return Judged(
            Plan(changes=(), warnings=_warnings(procedure, stock)), _Found(procedure, stock, attributes)
        )

    def apply(self, context: Context, command: StartRun, judged: Judged) -> Applied:
        """Make the run, and let it join its batch."""
        applied = make_run(context, command, judged)
        if command.batch_id is not None:
            batches.join(context, command.batch_id)
        return applied


def make_run(context: Context, command: StartRun, judged: Judged) -> Applied:
    """Make unit, run, steps, edges, requirements and gates; its batch, if it names one, is settled by the caller."""
    found: _Found = judged.found
    procedure, stock = found.procedure, found.stock
    is_build = procedure.kind == ProcedureKind.BUILD
    unit_id = stock.id if stock else _make_unit(context, command, procedure)
    if stock and is_build and stock.status == InventoryStatus.AVAILABLE:
        context.tx.execute(_SET_STATUS, {"inventory": unit_id, "to": InventoryStatus.IN_WORK.value})
    unit = unit_of(command, judged)
    run_id = _insert_run(context, command, procedure, unit_id)
    title = (command.title or "").strip() or f"Run {run_id}: {unit}"
    context.tx.execute(_SET_TITLE, {"run": run_id, "new_title": title})
    _copy(context, command, procedure, run_id, found.attributes)
    context.record(
        "run.start",
        "run",
        run_id,
        title,
        after={
            "procedure": f"{procedure.code} {procedure.revision}",
            "unit": unit,
            "batch": command.batch_id,
        },
        run_id=run_id,
    )
    return Applied(f"{title} is ready.", {"run": (run_id,), "inventory": (unit_id,)}, judged.plan.warnings)


def unit_of(command: StartRun, judged: Judged) -> str:
    """What the unit of a run that is judged is called."""
    found: _Found = judged.found
    if found.stock is None:
        return unit_label(found.procedure.part, _serial(command), None)
    return unit_label(found.stock.number, found.stock.serial, found.stock.lot)


def _serial(command: StartRun) -> str:
    """The serial that a command names, without the space around it."""
    return (command.serial or "").strip()


def _stock(context: Context, command: StartRun, procedure: Any) -> Any:
    """The inventory that the run works on, None where it is to be made, or a refusal."""
    if command.inventory_id is not None:
        stock = context.tx.execute(_READ_STOCK, {"inventory": command.inventory_id}).first()
        if stock is None:
            return Refused(Code.NOT_FOUND, "This inventory is not there any more.")
    elif serial := _serial(command):
        if procedure.part_id is None:
            return Refused(
                Code.NOT_FOUND, f"{procedure.code} is linked to no part: pick an inventory for the run."
            )
        stock = context.tx.execute(_FIND_SERIAL, {"part": procedure.part_id, "serial": serial}).first()
        if stock is None:
            return _may_make(command, procedure)
    else:
        return Refused(Code.INVALID, "A run needs an inventory, or the serial of the unit that it builds.")
    if context.command_id and not context.is_sqlite:
        # Nobody installs it meanwhile; SQLite's writers take turns anyway.
        context.tx.execute(_LOCK_STOCK, {"inventory": stock.id})
        stock = context.tx.execute(_READ_STOCK, {"inventory": stock.id}).one()
    return unusable(stock.number, stock.serial, stock.lot, stock.status) or stock


def unreleased(procedure: Any) -> Refused | None:
    """Refuse a procedure revision that is not released whole."""
    if procedure.status == ProcedureStatus.RELEASED and not procedure.has_unapproved:
        return None
    return Refused(
        Code.NOT_LEGAL,
        f"Procedure has unreleased steps: release {procedure.code} revision {procedure.revision} first.",
    )


def unusable(part: str, serial: str | None, lot: str | None, status: str) -> Refused | None:
    """Refuse an inventory that no run can work on any more."""
    if status in (InventoryStatus.AVAILABLE, InventoryStatus.IN_WORK):
        return None
    return Refused(
        Code.NOT_INSTALLABLE,
        f"Part inventory is not in a state that allows a new run: {unit_label(part, serial, lot)} is {status}.",
    )


def _may_make(command: StartRun, procedure: Any) -> Refused | None:
    cleaned = clean_text(_serial(command), 80)
    if isinstance(cleaned, Refused):
        return cleaned
    if not cleaned:
        return Refused(Code.INVALID, "A serial is needed for the unit.")
    if procedure.kind == ProcedureKind.REWORK and not command.makes_unit:
        return Refused(
            Code.NOT_FOUND,
            f"There is no {procedure.part} with the serial {cleaned}: a rework run works on a unit that exists.",
        )
    if procedure.tracking != Tracking.SERIAL:
        return Refused(
            Code.INVALID, f"{procedure.part} is not tracked by serial: pick an inventory for the run."
        )
    return None


def _attributes(context: Context, command: StartRun) -> dict[int, str] | Refused:
    if not command.attributes:
        return {}
    kinds = {row.name: row for row in context.tx.execute(_RUN_KINDS)}
    values = {}
    for name, value in command.attributes.items():
        kind = kinds.get(name)
        if kind is None:
            there = f"; there are: {', '.join(sorted(kinds))}" if kinds else ""
            return Refused(Code.NOT_FOUND, f"Runs have no attribute {name}{there}.")
        spec = FieldSpec(name, FieldType(kind.type), options=tuple(kind.options or ()))
        accepted = accept(spec, value, now=context.now, zone=context.zone)
        if isinstance(accepted, Refused):
            return accepted
        values[kind.id] = accepted.value
    return values


def _assignment(context: Context, command: StartRun) -> Refused | None:
    for wanted, statement, sentence in (
        (command.operator_id, _ACTIVE_OPERATOR, "The operator to assign is not there or not active."),
        (command.work_center_id, _IS_WORK_CENTER, "The place to assign is no work center."),
        (command.batch_id, _OPEN_BATCH, "There is no such batch, or it has been dissolved."),
    ):
        if wanted is not None and context.tx.execute(statement, {"id": wanted}).first() is None:
            return Refused(Code.NOT_FOUND, sentence)
    if command.batch_id is not None and (
        refused := guards.permitted(context.person, Permission.UPDATE_RUN_BATCH, "add a run to a batch")
    ):
        return refused
    if not 1 <= command.priority <= 5:  # noqa: PLR2004
        return Refused(Code.INVALID, "A priority is 1 (most urgent) to 5.")
    start, end = command.scheduled_start, command.scheduled_end
    if start and end and end < start:
        return Refused(Code.INVALID, "The scheduled end is before the start.")
    if command.title is not None and isinstance(title := clean_text(command.title, 200), Refused):
        return title
    return None


def _warnings(procedure: Any, stock: Any) -> tuple[str, ...]:
    if stock is None or stock.part_id == procedure.part_id:
        return ()
    return (f"{procedure.code} is not linked to {stock.number}.",)


def _make_unit(context: Context, command: StartRun, procedure: Any) -> int:
    is_build = procedure.kind == ProcedureKind.BUILD
    unit_id = context.insert(
        _INVENTORY,
        part_id=procedure.part_id,
        serial=_serial(command),
        quantity=Decimal(1),
        status=(InventoryStatus.IN_WORK if is_build else InventoryStatus.AVAILABLE).value,
    )
    context.record(
        "inventory.make",
        "inventory",
        unit_id,
        unit_label(procedure.part, _serial(command), None),
        after={"quantity": "1"},
    )
    return unit_id


def _insert_run(context: Context, command: StartRun, procedure: Any, unit_id: int) -> int:
    return context.insert(
        RUN,
        title="",
        procedure_id=procedure.id,
        inventory_id=unit_id,
        batch_id=command.batch_id,
        operator_id=command.operator_id,
        work_center_id=command.work_center_id,
        priority=command.priority,
        due_at=command.due_at,
        due_sort=command.due_at or NO_DUE_DATE,
        scheduled_start=command.scheduled_start,
        scheduled_end=command.scheduled_end,
        created_at=context.now,
        created_by=context.person.id if context.person else None,
        command_id=context.command_id,
    )


def _copy(
    context: Context, command: StartRun, procedure: Any, run_id: int, attributes: dict[int, str]
) -> None:
    of_run = {"run": run_id, "procedure": procedure.id}
    tx = context.tx
    tx.execute(
        _COPY_STEPS,
        {
            **of_run,
            "work_center": command.work_center_id,
            "batch": command.batch_id,
            "priority": command.priority,
            "due_sort": command.due_at or NO_DUE_DATE,
            "now": context.now,
            "command": context.command_id,
        },
    )
    tx.execute(_LINK_PARENTS, of_run)
    tx.execute(_COPY_EDGES, of_run)
    if procedure.kind == ProcedureKind.BUILD:
        tx.execute(_COPY_NEEDS, {"run": run_id})
        tx.execute(_COPY_NEED_SUBSTITUTES, {"run": run_id})
        tx.execute(_ADD_RUN_NEEDS, {"run": run_id, "part": procedure.part_id})
        tx.execute(_ADD_MBOM_SUBSTITUTES, {"run": run_id, "part": procedure.part_id})
    tx.execute(_COPY_GATES, {"run": run_id})
    tx.execute(_COPY_STEP_ATTRIBUTES, of_run)
    for kind_id, value in attributes.items():
        context.insert(_ATTRIBUTE, kind_id=kind_id, run_id=run_id, value=value)
    tx.execute(_INHERIT, of_run)
    graph.settle_runs(tx, [run_id])
    rollup.settle_run(tx, run_id)


HANDLERS: Final[dict[type, Handler[Any]]] = {StartRun: _StartRun()}
