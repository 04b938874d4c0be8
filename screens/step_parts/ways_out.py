"""What can be done about the reading under the cursor: accept it out of range, attach an issue, allow its tool."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import ClassVar, TypeAlias

from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import AcceptDeviation, Credentials, RaiseIssue, Record
from ion_tui.engine.permissions import Permission
from screens.dialogs.issue import IssueDialog
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.reason import ReasonDialog
from screens.planned import previewed
from screens.step_parts.bench import Bench
from screens.step_parts.field_line import FieldLine
from screens.step_parts.grid import GridPart
from screens.step_parts.in_place import said_in_place


class _Way(Enum):
    ACCEPT = "Accept it as a deviation"
    ATTACH = "Attach an issue to it"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading out of range that nothing covers yet: a field's, or a cell's by its row and column."""

    name: str
    verdict: str
    field_id: int | None = None
    row_id: int | None = None
    column_id: int | None = None

    label: ClassVar[str] = "Accept"

    @property
    def words(self) -> str:
        """What is out of range, and by how much."""
        return f"{self.name}: {self.verdict}"


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that was refused, as its calibration is not in date, and why in the engine's words."""

    line: FieldLine
    code: str
    why: str

    label: ClassVar[str] = "Allow"


WayOut: TypeAlias = Reading | Tool
"""What the issue key is about under the cursor; `label` is what it is called meanwhile."""


def here(bench: Bench) -> WayOut | None:
    """What can be done something about under the cursor, on a step whose values can be recorded."""
    stop = bench.sheet.stop
    if isinstance(stop, GridPart):
        return _cell(stop)
    if not isinstance(stop, FieldLine) or not stop.editable:
        return None
    if stop.to_allow:
        return Tool(stop, stop.to_allow, stop.refusal)
    field = stop.field
    if field.is_covered or stop.is_dirty:
        return None
    return Reading(
        field.name,
        field.verdict or "out of range",
        field_id=field.field_id,
    )


def _cell(part: GridPart) -> Reading | None:
    if not part.model.rows:
        return None
    spot = part.spot
    cell = part.model.stored(part.model.place(spot))
    if not part.can_record or cell.is_covered or part.model.entry(spot) is not None:
        return None
    verdict = cell.verdict or "out of range"
    return Reading(part.model.name(spot), verdict, row_id=spot.row_id, column_id=spot.column_id)


async def take(bench: Bench, way_out: WayOut) -> None:
    """Ask what is needed, and do it."""
    if isinstance(way_out, Tool):
        await _allow(bench, way_out)
        return
    attach = RaiseIssue(
        step_id=bench.step_id,
        title=way_out.words,
        field_id=way_out.field_id,
        row_id=way_out.row_id,
        column_id=way_out.column_id,
    )
    no_issue = await previewed(bench.floor, attach)
    if isinstance(no_issue, Refused):
        await _accept(bench, way_out, no_issue.sentence)
        return
    in_place = "" if _may_accept(bench) else "by somebody who may, in place"
    choices = [Choice(_Way.ACCEPT, _Way.ACCEPT.value, in_place), Choice(_Way.ATTACH, _Way.ATTACH.value)]
    dialog = PickDialog("Out of range", choices, [way_out.words, "Measured again, the new reading counts."])
    match await bench.app.push_screen_wait(dialog):
        case _Way.ACCEPT:
            await _accept(bench, way_out)
        case _Way.ATTACH:
            await _attach(bench, way_out, attach)


async def _accept(bench: Bench, reading: Reading, *more: str) -> None:
    lines = [reading.words, *more]
    dialog = ReasonDialog("Accept as a deviation", "Rationale", lines, confirm="Accept")
    rationale = await bench.app.push_screen_wait(dialog)
    if rationale is None:
        return

    def accept(signer: Credentials | None) -> AcceptDeviation:
        return AcceptDeviation(
            step_id=bench.step_id,
            field_id=reading.field_id,
            row_id=reading.row_id,
            column_id=reading.column_id,
            reason=rationale,
            signer=signer,
        )

    lines = [reading.words, f"Rationale: {rationale}", _needs(Permission.ACCEPT_DEVIATION)]
    await said_in_place(bench, accept, "Accept as a deviation", lines, by_self=_may_accept(bench))


async def _attach(bench: Bench, reading: Reading, command: RaiseIssue) -> None:
    dialog = IssueDialog(f"Issue on {reading.name}", proposed=command.title)
    words = await bench.app.push_screen_wait(dialog)
    if words is not None:
        command = replace(command, title=words.title, reason=words.description)
        bench.answer(await bench.say(command))
        await bench.reload()


async def _allow(bench: Bench, tool: Tool) -> None:
    title = f"Allow {tool.code} out of calibration"
    reason = await bench.app.push_screen_wait(ReasonDialog(title, "Reason", [tool.why], confirm="Go on"))
    if reason is None:
        return
    step_id, field_id = bench.step_id, tool.line.field.field_id

    def record(second: Credentials | None) -> Record:
        return Record(step_id=step_id, field_id=field_id, text=tool.code, override=second, reason=reason)

    lines = [tool.why, f"Reason: {reason}", f"By a second person. {_needs(Permission.OVERRIDE_GATE)}"]
    await said_in_place(bench, record, title, lines, by_self=False)
    if tool.line.field.value == tool.code:
        tool.line.restore()


def _needs(permission: Permission) -> str:
    return f"Needs the permission {permission}."


def _may_accept(bench: Bench) -> bool:
    operator = bench.floor.operator
    return operator is not None and Permission.ACCEPT_DEVIATION in operator.permissions
