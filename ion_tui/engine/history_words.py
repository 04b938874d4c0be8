"""What an entry of the history says, in the floor's words: pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

_WHAT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "run.start": "Run started",
        "run.assign": "Assigned",
        "run.place": "Sent to a work center",
        "run.prioritize": "Priority",
        "run.schedule": "Due date",
        "run.plan": "Planned",
        "batch.add": "Joined a batch",
        "batch.remove": "Left its batch",
        "run_step.start": "Started",
        "run_step.complete": "Signed off",
        "run_step.hold": "Put on hold",
        "run_step.release": "Released",
        "run_step.fail": "Failed",
        "run_step.rework": "Sent to rework",
        "run_step.reopen": "Reopened",
        "run_step.cancel": "Canceled",
        "run_step.restore": "Restored",
        "session.check_in": "Checked in",
        "session.check_out": "Checked out",
        "field.record": "Recorded",
        "cell.record": "Recorded",
        "deviation.accept": "Deviation accepted",
        "signature.sign": "Signed",
        "signature.void": "Signature void",
        "approval.approved": "Approved",
        "approval.rejected": "Rejected",
        "note.add": "Note",
        "part.install": "Installed",
        "part.uninstall": "Uninstalled",
        "inventory.make": "Unit made",
        "issue.open": "Issue opened",
        "outside.send": "Sent out",
        "outside.receive": "Received back",
        "attribute.set": "Attribute",
    }
)
_TOLD: Final = (
    "state", "value", "installed", "received", "priority", "operator_id", "work_center_id", "to", "text",
    "role", "decision",
)  # fmt: skip
"""What of an entry's before and after is told, in this order."""


def what(action: str) -> str:
    """What was done, in a word or two: `run_step.complete` → `Signed off`."""
    return _WHAT.get(action) or action.partition(".")[2].replace("_", " ").capitalize()


_PLANNED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "due_at": ("%Y-%m-%d", ""),
        "scheduled_start": ("%Y-%m-%d %H:%M", "start "),
        "scheduled_end": ("%Y-%m-%d %H:%M", "end "),
    }
)
"""The times of a run's schedule, of which an entry may have several: how each is written, what is said before it."""


Names = Mapping[tuple[str, int], str]
"""What an id under a column's name is called: `("operator_id", 3)` → `Operator Two`."""

_NAMED: Final = ("operator_id", "work_center_id")


def change(before: str | None, after: str | None, names: Names, zone: ZoneInfo) -> str:
    """From what to what: `0 → 2`, `76.18`; a batch by its number. Empty where an entry tells nothing of the kind."""
    was, now = _values(before), _values(after)
    batch = now.get("batch") or was.get("batch")
    if batch is not None:
        return f"Batch {batch}"
    if not now.keys().isdisjoint(_PLANNED):
        return ", ".join(_moment(name, now[name], zone) for name in _PLANNED if name in now)
    for name in _TOLD:
        if name not in was and name not in now:
            continue
        one, other = was.get(name), now.get(name)
        if one is None and other is None:
            if now.get("na"):
                return "N/A"
            return "none" if name in now else ""
        if one is None or one == other:
            return _word(name, other, names)
        after_words = "nothing" if other is None else _word(name, other, names)
        return f"{_word(name, one, names)} → {after_words}"
    return ""


def named(entries: Iterable[str | None]) -> dict[str, set[int]]:
    """The ids in what entries hold that are to be told by name, by their column."""
    found: dict[str, set[int]] = {column: set() for column in _NAMED}
    for text in entries:
        for column in _NAMED:
            if isinstance(value := _values(text).get(column), int):
                found[column].add(value)
    return found


def _values(text: str | None) -> dict[str, Any]:
    said = {} if text is None else json.loads(text)
    return said if isinstance(said, dict) else {}


def _moment(name: str, value: str | None, zone: ZoneInfo) -> str:
    shape, said = _PLANNED[name]
    at = "none" if value is None else f"{datetime.fromisoformat(value).astimezone(zone):{shape}}"
    return f"{said}{at}"


def _word(name: str, value: Any, names: Names) -> str:
    if name in _NAMED:
        return names.get((name, value), str(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
