"""A step that the redline adds: what it is, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import ADDING, Place, Ref, Terms
from ion_tui.engine.redlines.editing import Changes, added
from ion_tui.engine.redlines.views import Draft, DraftStep
from ion_tui.engine.wording import step_label
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.text import TextDialog
from screens.redline_parts import moving
from screens.redline_parts.desk import GONE, RedlineDesk, order_of
from screens.redline_parts.editing_lines import with_table

if TYPE_CHECKING:
    from ion_tui.engine.redlines.reads import SourceStep

_EMPTY: Final = -1
_EMPTY_TABLE: Final = -2
_BEHIND, _BEFORE, _IN = "behind", "before", "in"


async def add_step(desk: RedlineDesk) -> Outcome | Refused | None:
    """Ask for a step and its place, and add it; None where nobody says."""
    if desk.draft is None:
        return None
    run_id = desk.draft.row.run_id
    sources = await desk.ask(lambda reads: reads.redlines.sources(run_id))
    picked = await desk.pick(PickDialog("Which step is added?", _choices(sources)))
    if picked is None:
        return None
    near = desk.chosen_step
    where = await _where(desk, near)
    if where is None:
        return None
    ref = near.line.ref if near else None
    if picked >= 0:
        source = sources[picked]
        return await _added(desk, ref, where, source.content, source.terms)

    async def save(title: str) -> Outcome | Refused:
        if not title:
            return Refused(Code.INVALID, "A step has a title: say in a few words what is done.")
        content = Content(title=title)
        content = with_table(content) if picked == _EMPTY_TABLE else content
        center = near.terms.work_center_id if near else None
        return await _added(desk, ref, where, content, Terms(work_center_id=center))

    return await desk.pick(TextDialog("What is the new step called?", "Title", attempt=save, confirm="Add"))


async def duplicate_step(desk: RedlineDesk, step: DraftStep) -> Outcome | Refused:
    """Add a copy of a step right behind it."""
    return await _added(desk, step.line.ref, _BEHIND, step.content, step.terms, copy=True)


def _choices(sources: tuple[SourceStep, ...]) -> list[Choice[int]]:
    found = [
        Choice(_EMPTY, "An empty step", "instructions and fields"),
        Choice(_EMPTY_TABLE, "An empty step with a table", "of typed cells"),
    ]
    found += [
        Choice(
            number, source.label, "standard step" if source.is_standard else f"this procedure, {source.where}"
        )
        for number, source in enumerate(sources)
    ]
    return found


async def _where(desk: RedlineDesk, near: DraftStep | None) -> str | None:
    if near is None:
        return _BEHIND
    label = step_label(near.line.number, near.line.title)
    choices = [
        Choice(_BEHIND, f"Behind {label}"),
        Choice(_BEFORE, f"Before {label}"),
        Choice(_IN, f"In {label}", "as its last part", refused=near.why_not),
    ]
    return await desk.pick(PickDialog("Where does it stand?", choices))


async def _added(
    desk: RedlineDesk, ref: Ref | None, where: str, content: Content, terms: Terms, *, copy: bool = False
) -> Outcome | Refused:
    """Add a step, and choose it."""

    def edit(draft: Draft) -> Changes | Refused:
        order = order_of(draft)
        if ref is None:
            top = [one.ref for one in order if one.parent is None]
            return added(draft.changes, content, Place(after=top[-1] if top else None), terms)
        if not any(one.ref == ref for one in order):
            return GONE
        place = {_BEHIND: moving.behind, _BEFORE: moving.before, _IN: moving.inside}[where](order, ref)
        return added(draft.changes, content, place, terms, copy_of=ref if copy else None)

    before = {change.key for change in desk.draft.changes} if desk.draft else set()
    answer = await desk.change(edit)
    if isinstance(answer, Outcome) and desk.draft is not None:
        new = [
            change.key for change in desk.draft.changes if change.kind in ADDING and change.key not in before
        ]
        if new:
            desk.go_to(new[-1])
    return answer
