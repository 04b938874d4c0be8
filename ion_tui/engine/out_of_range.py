"""Out-of-range readings: accepted as a deviation with a rationale, or allowed by an issue attached to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from data.models import Deviation, table
from ion_tui.engine import issues
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import AcceptDeviation, Actor, RaiseIssue
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.in_place import acting, identified, settled
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.slots import Place, link_value, open_place
from ion_tui.engine.states import Verb
from ion_tui.engine.values import clean_text, shown_value
from ion_tui.engine.words import OutOfRange

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

_DEVIATION: Final = table(Deviation)
_LONGEST_TITLE: Final = 200


def _in_range(place: Place) -> Refused | None:
    if place.held is None:
        return Refused(Code.INVALID, f"{place.asked.name} has no value yet.")
    if place.held.in_range:
        return Refused(Code.INVALID, f"{place.asked.name} is in range.")
    return None


class _AcceptDeviation:
    """Accept a reading as it is, with a rationale, by somebody permitted."""

    def prepare(self, engine: Engine, actor: Actor, command: AcceptDeviation) -> Any:
        """Identify who accepts in place, if somebody does."""
        return identified(engine, actor, command.signer)

    def judge(self, context: Context, command: AcceptDeviation, prepared: Any) -> Judged | Refused:
        """Judge the person, the step, the reading and the rationale."""
        person = acting(context, prepared)
        if isinstance(person, Refused):
            return person
        place = open_place(context, Verb.ACCEPT, command, person)
        if isinstance(place, Refused):
            return place
        if refused := _in_range(place):
            return refused
        if place.held.deviation_id is not None:
            return Refused(Code.CONFLICT, f"{place.asked.name} has been accepted as a deviation already.")
        if not (command.reason or "").strip():
            return Refused(Code.REASON_NEEDED, "A deviation needs a rationale in words.")
        return Judged(unmoved(place.step), (place, person))

    def apply(self, context: Context, command: AcceptDeviation, judged: Judged) -> Applied:
        """Write the deviation and link the reading to it."""
        place, person = judged.found
        settled(context, person)
        rationale = (command.reason or "").strip()
        deviation_id = context.insert(
            _DEVIATION,
            run_step_id=place.step.step_id,
            rationale=rationale,
            accepted_by=person.id,
            accepted_at=context.now,
            kiosk_id=context.kiosk_id,
        )
        link_value(context.tx, place.slot, place.held.id, "deviation_id", deviation_id)
        shown = shown_value(place.asked.type, place.held.value, place.asked.unit, context.zone)
        context.record(
            "deviation.accept",
            "deviation",
            deviation_id,
            place.asked.name,
            after={"value": place.held.value, "rationale": rationale, "by": person.code},
            run_id=place.step.run_id,
            run_step_id=place.step.step_id,
        )
        return Applied(
            f"{place.asked.name}: {shown} accepted as a deviation by {person.name}.",
            {"deviation": (deviation_id,)},
        )


class _RaiseIssue(Plain[RaiseIssue]):
    """Open an issue on a step; where it names a reading that is out of range, attach it."""

    def judge(self, context: Context, command: RaiseIssue, prepared: Any) -> Judged | Refused:
        """Judge the step, the reading and its policy, and the words."""
        del prepared
        title = clean_text(command.title, _LONGEST_TITLE)
        if isinstance(title, Refused) or not title:
            return title if isinstance(title, Refused) else Refused(Code.INVALID, "An issue needs a title.")
        if command.field_id is None and command.row_id is None:
            step = judged_step(context, Verb.RAISE_ISSUE, command)
            return step if isinstance(step, Refused) else Judged(unmoved(step), (step, None, title))
        place = open_place(context, Verb.RAISE_ISSUE, command)
        if isinstance(place, Refused):
            return place
        if refused := _in_range(place):
            return refused
        if place.asked.out_of_range is not OutOfRange.ISSUE:
            return Refused(
                Code.NOT_LEGAL,
                f"{place.asked.name} does not allow an issue in place of a value in range: "
                "measure again, or have a deviation accepted.",
            )
        return Judged(unmoved(place.step), (place.step, place, title))

    def apply(self, context: Context, command: RaiseIssue, judged: Judged) -> Applied:
        """Open it, and attach it."""
        step, place, title = judged.found
        issue_id = issues.open_on(context, [step], title, (command.reason or "").strip())
        if place is not None:
            link_value(context.tx, place.slot, place.held.id, "issue_id", issue_id)
        return Applied(f"Issue {issue_id} opened: {title}.", {"issue": (issue_id,)})


HANDLERS: Final[dict[type, Handler[Any]]] = {AcceptDeviation: _AcceptDeviation(), RaiseIssue: _RaiseIssue()}
