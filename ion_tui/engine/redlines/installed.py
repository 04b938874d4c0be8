"""Where more is installed than a changed step would ask for: there the change waits until it is taken out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select

from data.ids import id_list, within
from data.models import ContentRequirement, Part, table
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.context import Context
from ion_tui.engine.redlines.carrying_over import too_much_installed
from ion_tui.engine.redlines.changes import target
from ion_tui.engine.redlines.run_trees import (
    RunRows,
)
from ion_tui.engine.redlines.stored import StoredChange
from ion_tui.engine.wording import amount

_PART: Final = table(Part)


_WANTED: Final = table(ContentRequirement)


_NUMBER: Final = select(_PART.c.number).where(_PART.c.id == bindparam("part"))


_ASKS: Final = (
    select(_WANTED.c.content_id, _WANTED.c.part_id, _WANTED.c.quantity)
    .where(within(_WANTED.c.content_id))
    .order_by(_WANTED.c.content_id, _WANTED.c.part_id)
)


def installed_here(
    context: Context, stored: Sequence[StoredChange], steps: Collection[int]
) -> dict[str, Refused]:
    """Changes, by key, after which more would be installed in a step of these than is asked for."""
    refused: dict[str, Refused] = {}
    for one in stored:
        step = target(one.change)
        if step is None or one.content_id is None or step not in steps:
            continue
        over = too_much_installed(context, one.content_id, [step])
        for part, installed, asked in over.values():
            refused[one.change.key] = _over(context, part, installed, asked)
    return refused


def installed_elsewhere(
    context: Context,
    own: RunRows,
    siblings_of: Mapping[str, Mapping[int, int]],
    stored: Sequence[StoredChange],
) -> dict[int, dict[str, Refused]]:
    """Run → changes that it cannot take because of what is installed there; asked only where requirements change."""
    keys = {row.id: row.sibling_key for row in own.steps}
    contents = {row.id: row.content_id for row in own.steps}
    blocked: dict[int, dict[str, Refused]] = {}
    asks = _asks(context, contents, stored)
    for one in stored:
        step = target(one.change)
        if step is None or one.content_id is None or asks[contents[step]] == asks[one.content_id]:
            continue
        run_of = {step_id: run_id for run_id, step_id in siblings_of.get(keys[step], {}).items()}
        over = too_much_installed(context, one.content_id, sorted(run_of))
        for step_id, (part, installed, asked) in over.items():
            refused = _over(context, part, installed, asked)
            blocked.setdefault(run_of[step_id], {})[one.change.key] = refused
    return blocked


def _asks(
    context: Context, contents: Mapping[int, int], stored: Sequence[StoredChange]
) -> dict[int, list[tuple[int, Any]]]:
    ids = {one.content_id for one in stored if one.content_id is not None}
    ids |= {contents[step] for one in stored if (step := target(one.change)) is not None}
    found: dict[int, list[tuple[int, Any]]] = {content_id: [] for content_id in ids}
    for content_id, part_id, quantity in context.tx.execute(_ASKS, {"ids": id_list(sorted(ids))}):
        found[content_id].append((part_id, quantity))
    return found


def _over(context: Context, part_id: int, installed: Any, asked: Any) -> Refused:
    number = context.tx.execute(_NUMBER, {"part": part_id}).scalar()
    wanted = f"{amount(asked)} would be needed" if asked else "none would be needed"
    return Refused(
        Code.BLOCKED, f"{amount(installed)} × {number} are installed, and {wanted}: uninstall first."
    )
