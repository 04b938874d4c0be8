"""Why a step has no sibling in another run of its batch, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from data.queries.kinship import Kin, RunKin, kin_of_runs, run_kin, run_of_step
from ion_tui.engine.wording import batch_label, listed, step_label

GONE: Final = "One of the two is not there any more."


def why_not_siblings(tx: Connection, step_id: int, run_ids: Sequence[int]) -> dict[int, str]:
    """For each run why no step of it is a sibling of this step; empty where one is, and for the step's own run."""
    own_id = run_of_step(tx, step_id)
    asked = {*run_ids} if own_id is None else {*run_ids, own_id}
    runs = run_kin(tx, sorted(asked))
    own = None if own_id is None else runs.get(own_id)
    if own is None:
        return dict.fromkeys(run_ids, GONE)
    steps_of = kin_of_runs(tx, sorted(asked))
    steps = {kin.step_id: kin for kin in steps_of[own.run_id]}
    return {
        run_id: _why_not(own, steps[step_id], steps, runs.get(run_id), steps_of[run_id]) for run_id in run_ids
    }


def _why_not(
    own: RunKin, step: Kin, around: Mapping[int, Kin], there: RunKin | None, theirs: Sequence[Kin]
) -> str:
    if there is None:
        return GONE
    if own.run_id == there.run_id:
        return ""
    return _apart(own, there) or _different(step, around, there, theirs)


def _apart(own: RunKin, there: RunKin) -> str:
    if own.batch_id is None:
        return f"{own.title} is in no batch."
    if there.batch_id != own.batch_id:
        return f"{there.title} is not in {batch_label(own.batch_id, own.batch_title)}."
    return ""


def _different(step: Kin, around: Mapping[int, Kin], there: RunKin, theirs: Sequence[Kin]) -> str:
    label = step_label(step.number, step.title)
    if step.is_outside:
        return f"{label} is an outside process, which has no siblings."
    if any(kin.sibling_key == step.sibling_key for kin in theirs):
        return ""
    same_origin = [kin for kin in theirs if kin.origin == step.origin]
    if not same_origin:
        return f"{there.title} has no step that comes from the same procedure step as {label}."
    other = next((kin for kin in same_origin if kin.digest == step.digest), same_origin[0])
    its_label = step_label(other.number, other.title)
    if other.is_outside:
        return f"{its_label} of {there.title} is an outside process, which has no siblings."
    if other.digest != step.digest:
        return f"{its_label} of {there.title} differs in its {_differences(step, other)}."
    return (
        f"{its_label} of {there.title} stands {_place(other, {kin.step_id: kin for kin in theirs})},"
        f" and this one {_place(step, around)}."
    )


def _differences(one: Kin, other: Kin) -> str:
    """What of the content is another; what is not told by name is a field, a limit or a part."""
    named = (
        ("kind", one.type != other.type),
        ("title", one.title != other.title),
        ("instructions", one.instructions != other.instructions),
    )
    return listed([word for word, differs in named if differs]) or "fields, limits, files or parts"


def _place(step: Kin, steps: Mapping[int, Kin]) -> str:
    """The steps that a step is part of, from the nearest: `under 0.1 Cut and 0 Fabricate`."""
    above = []
    parent = step.parent_id
    while parent is not None:
        kin = steps[parent]
        above.append(step_label(kin.number, kin.title))
        parent = kin.parent_id
    return f"under {listed(above)}" if above else "under no other step"
