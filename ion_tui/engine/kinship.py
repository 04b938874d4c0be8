"""Why a step of one run has no sibling in another run of its batch, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from data.queries.kinship import Kin, RunKin, kin_of_run, run_kin, run_of_step
from ion_tui.engine.wording import batch_label, listed, step_label


def why_not_sibling(tx: Connection, step_id: int, run_id: int) -> str:
    """Why no step of the run is a sibling of this one; empty where one is."""
    own_id = run_of_step(tx, step_id)
    own = None if own_id is None else run_kin(tx, own_id)
    there = run_kin(tx, run_id)
    if own is None or there is None:
        return "One of the two is not there any more."
    if own.run_id == there.run_id:
        return ""
    steps = {kin.step_id: kin for kin in kin_of_run(tx, own.run_id)}
    return _apart(own, there) or _different(steps[step_id], steps, there, kin_of_run(tx, run_id))


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
