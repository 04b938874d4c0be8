"""Installing parts into build requirements, and taking them out: right part, revision, state and quantity."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from data.ids import id_list, within
from data.models import (
    BuildRequirement,
    Installation,
    Inventory,
    Part,
    RequirementSubstitute,
    Run,
    RunStep,
    table,
)
from data.models.types import Quantity, UtcDateTime
from data.rows.work import StockRow
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Install, Uninstall
from ion_tui.engine.context import Context
from ion_tui.engine.facts import StepFacts
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.states import Verb
from ion_tui.engine.values import is_quantity
from ion_tui.engine.wording import amount, unit_label
from ion_tui.engine.words import InventoryStatus, Tracking

REQUIREMENT: Final = table(BuildRequirement)
SUBSTITUTE: Final = table(RequirementSubstitute)
INSTALLATION: Final = table(Installation)
INVENTORY: Final = table(Inventory)
PART: Final = table(Part)
_RUN: Final = table(Run)
_STEP: Final = table(RunStep)

_READ_REQUIREMENT: Final = (
    select(
        REQUIREMENT.c.id,
        REQUIREMENT.c.run_id,
        REQUIREMENT.c.run_step_id,
        REQUIREMENT.c.part_id,
        REQUIREMENT.c.quantity,
        REQUIREMENT.c.installed,
        PART.c.number,
        PART.c.revision,
    )
    .join(PART, PART.c.id == REQUIREMENT.c.part_id)
    .where(REQUIREMENT.c.id == bindparam("requirement"), ~REQUIREMENT.c.withdrawn)
)
_READ_INVENTORY: Final = (
    select(
        INVENTORY.c.id,
        INVENTORY.c.part_id,
        INVENTORY.c.serial,
        INVENTORY.c.lot,
        INVENTORY.c.quantity,
        INVENTORY.c.location_id,
        INVENTORY.c.status,
        INVENTORY.c.source_id,
        PART.c.number,
        PART.c.revision,
        PART.c.tracking,
        PART.c.is_tool,
    )
    .join(PART, PART.c.id == INVENTORY.c.part_id)
    .where(INVENTORY.c.id == bindparam("inventory"))
)
_PIECE: Final = INVENTORY.alias("piece")
_SOURCE: Final = select(_PIECE.c.source_id).where(_PIECE.c.id == bindparam("inventory")).scalar_subquery()
_LOCK_INVENTORY: Final = (
    select(INVENTORY.c.id)
    .where(or_(INVENTORY.c.id == bindparam("inventory"), INVENTORY.c.id == _SOURCE))
    .order_by(INVENTORY.c.id)
    .with_for_update()
)
_IS_SUBSTITUTE: Final = select(
    exists().where(
        SUBSTITUTE.c.requirement_id == bindparam("requirement"), SUBSTITUTE.c.part_id == bindparam("part")
    )
)
_INSTALLED_IN: Final = (
    select(_RUN.c.title)
    .select_from(
        INSTALLATION.join(REQUIREMENT, REQUIREMENT.c.id == INSTALLATION.c.requirement_id).join(
            _RUN, _RUN.c.id == REQUIREMENT.c.run_id
        )
    )
    .where(INSTALLATION.c.inventory_id == bindparam("inventory"), INSTALLATION.c.removed_at.is_(None))
)
_TAKE: Final = (
    update(INVENTORY)
    .values(quantity=INVENTORY.c.quantity - bindparam("taken", type_=Quantity))
    .where(INVENTORY.c.id == bindparam("inventory"))
)
_SET_STATUS: Final = (
    update(INVENTORY).values(status=bindparam("to")).where(INVENTORY.c.id == bindparam("inventory"))
)
_GIVE_BACK: Final = (
    update(INVENTORY)
    .values(quantity=INVENTORY.c.quantity + bindparam("given", type_=Quantity))
    .where(INVENTORY.c.id == bindparam("inventory"))
)
_MERGE: Final = (
    update(INVENTORY)
    .values(quantity=Decimal(0), status=InventoryStatus.MERGED.value)
    .where(INVENTORY.c.id == bindparam("inventory"))
)
_COUNT: Final = (
    update(REQUIREMENT)
    .values(installed=REQUIREMENT.c.installed + bindparam("more", type_=Quantity))
    .where(REQUIREMENT.c.id == bindparam("requirement"))
)
_READ_INSTALLATION: Final = select(
    INSTALLATION.c.id,
    INSTALLATION.c.requirement_id,
    INSTALLATION.c.inventory_id,
    INSTALLATION.c.quantity,
    INSTALLATION.c.removed_at,
).where(INSTALLATION.c.id == bindparam("installation"))
_REMOVE: Final = (
    update(INSTALLATION)
    .values(removed_at=bindparam("at", type_=UtcDateTime), removed_by=bindparam("by"))
    .where(INSTALLATION.c.id == bindparam("installation"))
)


def _refuse(sentence: str) -> Refused:
    return Refused(Code.NOT_INSTALLABLE, sentence)


def identity_of(stock: Any) -> str:
    """An inventory as the operator knows it: its serial, its lot, or its part's number."""
    return str(stock.serial or stock.lot or stock.number)


def installable(
    requirement: Any,
    stock: Any,
    *,
    is_substitute: bool,
    installed_in: str | None,
) -> Refused | None:
    """Refuse an inventory that is not the right part, revision, or in a state that can be installed. Pure."""
    identity = identity_of(stock)
    if stock.part_id != requirement.part_id and not is_substitute:
        if stock.number == requirement.number:
            return _refuse(
                f"{identity} is {stock.number} revision {stock.revision}; revision {requirement.revision} is needed: "
                "nothing installed."
            )
        what = identity if identity == stock.number else f"{identity} is {stock.number},"
        joined = f"{what} is not" if what == identity else f"{what} not"
        return _refuse(f"{joined} {requirement.number}: nothing installed.")
    if stock.status != InventoryStatus.AVAILABLE:
        where = f" in {installed_in}" if installed_in else ""
        return _refuse(f"{identity} is {stock.status}{where}: nothing installed.")
    if stock.quantity <= 0:
        return _refuse(f"Nothing is left of {identity}: nothing installed.")
    return None


class _Install(Plain[Install]):
    """Put inventory into a requirement; a part of it splits it."""

    def judge(self, context: Context, command: Install, prepared: Any) -> Judged | Refused:
        """Judge the step, the part, its state, and the quantity."""
        del prepared
        step = judged_step(context, Verb.INSTALL, command)
        if isinstance(step, Refused):
            return step
        requirement = context.tx.execute(_READ_REQUIREMENT, {"requirement": command.requirement_id}).first()
        if requirement is None or not _belongs(requirement, step):
            return Refused(
                Code.NOT_FOUND, f"{step.label} does not ask for this part any more; open it again."
            )
        _lock(context, command.inventory_id)
        stock = context.tx.execute(_READ_INVENTORY, {"inventory": command.inventory_id}).first()
        if stock is None:
            return Refused(Code.NOT_FOUND, "This inventory is not there any more.")
        if stock.id == step.unit_id:
            return _refuse(f"{identity_of(stock)} is the unit that this run works on: nothing installed.")
        is_substitute = stock.part_id != requirement.part_id and bool(
            context.tx.execute(
                _IS_SUBSTITUTE, {"requirement": requirement.id, "part": stock.part_id}
            ).scalar()
        )
        installed_in = context.tx.execute(_INSTALLED_IN, {"inventory": stock.id}).scalar()
        if refused := installable(requirement, stock, is_substitute=is_substitute, installed_in=installed_in):
            return refused
        quantity = _quantity(command, requirement, stock)
        return (
            quantity
            if isinstance(quantity, Refused)
            else Judged(unmoved(step), (step, requirement, stock, quantity))
        )

    def apply(self, context: Context, command: Install, judged: Judged) -> Applied:
        """Split where needed, install, count."""
        del command
        step, requirement, stock, quantity = judged.found
        if quantity == stock.quantity:
            inventory_id = stock.id
            context.tx.execute(_SET_STATUS, {"inventory": stock.id, "to": InventoryStatus.INSTALLED.value})
        else:
            context.tx.execute(_TAKE, {"inventory": stock.id, "taken": quantity})
            inventory_id = context.insert(
                INVENTORY,
                part_id=stock.part_id,
                lot=stock.lot,
                quantity=quantity,
                location_id=stock.location_id,
                status=InventoryStatus.INSTALLED.value,
                source_id=stock.id,
            )
        installation_id = context.insert(
            INSTALLATION,
            requirement_id=requirement.id,
            inventory_id=inventory_id,
            quantity=quantity,
            installed_at=context.now,
            installed_by=context.actor.id,
        )
        context.tx.execute(_COUNT, {"requirement": requirement.id, "more": quantity})
        identity = unit_label(stock.number, stock.serial, stock.lot)
        done = requirement.installed + quantity
        context.record(
            "part.install",
            "installation",
            installation_id,
            identity,
            before={"installed": amount(requirement.installed)},
            after={"installed": amount(done), "quantity": amount(quantity), "inventory": inventory_id},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        return Applied(
            f"{amount(quantity)} × {identity} installed ({amount(done)} of {amount(requirement.quantity)}).",
            {"installation": (installation_id,)},
        )


def _lock(context: Context, inventory_id: int) -> None:
    """Keep others from an inventory and what it was split from until the command is done.

    SQLite's writers take turns anyway.
    """
    if context.command_id and not context.is_sqlite:
        context.tx.execute(_LOCK_INVENTORY, {"inventory": inventory_id})


def _belongs(requirement: Any, step: StepFacts) -> bool:
    if requirement.run_step_id is None:
        return bool(requirement.run_id == step.run_id)
    return bool(requirement.run_step_id == step.step_id)


def _quantity(command: Install, requirement: Any, stock: Any) -> Decimal | Refused:
    missing = requirement.quantity - requirement.installed
    identity = identity_of(stock)
    if missing <= 0:
        return _complete(requirement)
    wanted: Decimal = min(missing, stock.quantity) if command.quantity is None else command.quantity
    if not is_quantity(wanted):
        return _refuse("A quantity to install is above zero, with at most six decimals.")
    if (stock.serial is not None or stock.tracking == Tracking.SERIAL) and wanted != 1:
        return _refuse(f"{identity} is one unit: a serial is installed whole.")
    if wanted > missing:
        return _refuse(f"Only {amount(missing)} × {requirement.number} are still needed: nothing installed.")
    if wanted > stock.quantity:
        return _refuse(f"Only {amount(stock.quantity)} are left of {identity}: nothing installed.")
    return wanted


class _Uninstall(Plain[Uninstall]):
    """Take an installed inventory out; a split part goes back to where it came from."""

    def judge(self, context: Context, command: Uninstall, prepared: Any) -> Judged | Refused:
        """Judge the step, and that it is still installed here."""
        del prepared
        step = judged_step(context, Verb.UNINSTALL, command)
        if isinstance(step, Refused):
            return step
        installed = context.tx.execute(_READ_INSTALLATION, {"installation": command.installation_id}).first()
        if installed is None or installed.removed_at is not None:
            return Refused(Code.NOT_FOUND, "This part has been taken out already.")
        requirement = context.tx.execute(_READ_REQUIREMENT, {"requirement": installed.requirement_id}).first()
        if requirement is None or not _belongs(requirement, step):
            return Refused(Code.NOT_FOUND, f"This part is not installed at {step.label}.")
        _lock(context, installed.inventory_id)
        stock = context.tx.execute(_READ_INVENTORY, {"inventory": installed.inventory_id}).one()
        source = None
        if stock.source_id is not None:
            source = context.tx.execute(_READ_INVENTORY, {"inventory": stock.source_id}).first()
        return Judged(unmoved(step), (step, installed, requirement, stock, source))

    def apply(self, context: Context, command: Uninstall, judged: Judged) -> Applied:
        """Take it out, give it back, keep the row."""
        del command
        step, installed, requirement, stock, source = judged.found
        context.tx.execute(_REMOVE, {"installation": installed.id, "at": context.now, "by": context.actor.id})
        context.tx.execute(_COUNT, {"requirement": requirement.id, "more": -installed.quantity})
        if source is not None and source.status == InventoryStatus.AVAILABLE:
            context.tx.execute(_GIVE_BACK, {"inventory": source.id, "given": installed.quantity})
            context.tx.execute(_MERGE, {"inventory": stock.id})
        else:
            context.tx.execute(_SET_STATUS, {"inventory": stock.id, "to": InventoryStatus.AVAILABLE.value})
        identity = unit_label(stock.number, stock.serial, stock.lot)
        left = requirement.installed - installed.quantity
        context.record(
            "part.uninstall",
            "installation",
            installed.id,
            identity,
            before={"installed": amount(requirement.installed)},
            after={"installed": amount(left), "quantity": amount(installed.quantity)},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        return Applied(f"{amount(installed.quantity)} × {identity} taken out.")


_NEEDS_OF_STEP: Final = (
    select(
        REQUIREMENT.c.id,
        REQUIREMENT.c.part_id,
        REQUIREMENT.c.quantity,
        REQUIREMENT.c.installed,
        REQUIREMENT.c.run_step_id,
        PART.c.number,
        PART.c.revision,
        _RUN.c.inventory_id.label("unit_id"),
    )
    .select_from(
        _STEP.join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(
            REQUIREMENT,
            and_(
                REQUIREMENT.c.run_id == _STEP.c.run_id,
                or_(REQUIREMENT.c.run_step_id == _STEP.c.id, REQUIREMENT.c.run_step_id.is_(None)),
            ),
        )
        .join(PART, PART.c.id == REQUIREMENT.c.part_id)
    )
    .where(_STEP.c.id == bindparam("step"), ~REQUIREMENT.c.withdrawn)
    .order_by(REQUIREMENT.c.run_step_id.is_(None), REQUIREMENT.c.position, REQUIREMENT.c.id)
)
_SUBSTITUTES_OF: Final = select(SUBSTITUTE.c.requirement_id, SUBSTITUTE.c.part_id).where(
    within(SUBSTITUTE.c.requirement_id)
)


def installable_here(
    tx: Connection, step_id: int, stock: Sequence[Any], requirement_id: int | None = None
) -> list[StockRow]:
    """Each inventory with the requirement of the step (or of its run) that it fits, or why it fits none.

    A requirement that still needs something comes before one that is complete, one of the step before one of the
    run. With `requirement_id`, only that one is asked.
    """
    needs = [row for row in tx.execute(_NEEDS_OF_STEP, {"step": step_id}) if requirement_id in (None, row.id)]
    substitutes: dict[int, set[int]] = {}
    for need_id, part_id in tx.execute(_SUBSTITUTES_OF, {"ids": id_list(need.id for need in needs)}):
        substitutes.setdefault(need_id, set()).add(part_id)
    return [_fitted(tx, row, needs, substitutes) for row in stock]


def _fitted(tx: Connection, stock: Any, needs: Sequence[Any], substitutes: dict[int, set[int]]) -> StockRow:
    fitting = [
        need
        for need in needs
        if need.part_id == stock.part_id or stock.part_id in substitutes.get(need.id, ())
    ]
    fitting.sort(key=lambda need: need.installed >= need.quantity)
    need = fitting[0] if fitting else None
    identity = identity_of(stock)
    refused: Refused | None
    if need is None:
        same_number = next((other for other in needs if other.number == stock.number), None)
        if same_number is not None:
            refused = installable(same_number, stock, is_substitute=False, installed_in=None)
        else:
            what = identity if identity == stock.number else f"{identity} ({stock.number})"
            refused = _refuse(f"{what} is not needed here: nothing installed.")
    elif stock.id == need.unit_id:
        refused = _refuse(f"{identity} is the unit that this run works on: nothing installed.")
    else:
        where = (
            tx.execute(_INSTALLED_IN, {"inventory": stock.id}).scalar()
            if stock.status != "available"
            else None
        )
        refused = installable(need, stock, is_substitute=stock.part_id != need.part_id, installed_in=where)
        if refused is None and need.installed >= need.quantity:
            refused = _complete(need)
    return StockRow(
        inventory_id=stock.id,
        requirement_id=need.id if need else None,
        part=stock.number,
        revision=stock.revision,
        identity=identity,
        quantity=stock.quantity,
        location=stock.location or "",
        status=stock.status,
        is_substitute=need is not None and stock.part_id != need.part_id,
        refusal=refused.sentence if refused else "",
    )


def _complete(requirement: Any) -> Refused:
    return _refuse(
        f"{requirement.number} is complete ({amount(requirement.installed)} of {amount(requirement.quantity)}): "
        "nothing installed."
    )


HANDLERS: Final[dict[type, Handler[Any]]] = {Install: _Install(), Uninstall: _Uninstall()}
