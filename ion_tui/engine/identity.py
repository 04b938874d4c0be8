"""Who is at the kiosk: badge or ID, PIN, and the attempts that are counted.

The slow comparison of a PIN happens before the transaction. A failed attempt is a command of its own, so that it
counts although what it was made for is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from sqlalchemy import bindparam, select, update

from data.models import Kiosk, Location, Operator, table
from data.models.types import UtcDateTime
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Actor, Command, Credentials, LogIn, LogOut, OpenKiosk
from ion_tui.engine.context import Context, read_person, read_site
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.pins import FREE_ATTEMPTS, wait_after
from ion_tui.engine.words import LogInWith, SignWith

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

_OPERATOR: Final = table(Operator)
_KIOSK: Final = table(Kiosk)
_LOCATION: Final = table(Location)

_COLUMNS: Final = (
    _OPERATOR.c.id,
    _OPERATOR.c.code,
    _OPERATOR.c.name,
    _OPERATOR.c.pin_hash,
    _OPERATOR.c.active,
    _OPERATOR.c.locked_until,
)
_BY_BADGE: Final = select(*_COLUMNS).where(_OPERATOR.c.badge == bindparam("badge"))
_BY_CODE: Final = select(*_COLUMNS).where(_OPERATOR.c.code == bindparam("code"))
_COUNT: Final = (
    update(_OPERATOR)
    .values(failed_attempts=_OPERATOR.c.failed_attempts + 1)
    .where(_OPERATOR.c.id == bindparam("operator"))
    .returning(_OPERATOR.c.failed_attempts, _OPERATOR.c.code)
)
_LOCK: Final = (
    update(_OPERATOR)
    .values(locked_until=bindparam("until", type_=UtcDateTime))
    .where(_OPERATOR.c.id == bindparam("operator"))
)
_FORGET: Final = (
    update(_OPERATOR)
    .values(failed_attempts=0, locked_until=None)
    .where(_OPERATOR.c.id == bindparam("operator"), _OPERATOR.c.failed_attempts > 0)
)

WRONG: Final = Refused(Code.NOT_IDENTIFIED, "The ID or PIN is not right.")
WRONG_PIN: Final = Refused(Code.NOT_IDENTIFIED, "The PIN is not right.")
UNKNOWN_BADGE: Final = Refused(Code.NOT_IDENTIFIED, "Nobody here has this badge.")
_DECOY: list[str] = []


@dataclass(frozen=True, slots=True)
class Identified:
    """Somebody who has shown who they are, just now."""

    operator_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt(Command):
    """Count a wrong PIN against an operator."""

    verb: ClassVar[str] = "failed attempt"
    operator_id: int


def identify(
    engine: Engine, credentials: Credentials, *, kiosk: str, needs_pin: bool
) -> Identified | Refused:
    """Check who somebody is; a wrong PIN is counted, and too many keep everybody from trying for a while.

    An unknown ID takes as long as a wrong PIN and reads the same.
    """
    with engine.store.read() as tx:
        if credentials.badge is not None:
            row = tx.execute(_BY_BADGE, {"badge": credentials.badge}).first()
        else:
            row = tx.execute(_BY_CODE, {"code": credentials.code or ""}).first()
    if row is None:
        if credentials.badge is not None:
            return UNKNOWN_BADGE
        engine.hasher.verify(_decoy(engine), credentials.pin or "")
        return WRONG
    if not row.active:
        return Refused(
            Code.NOT_PERMITTED, f"{row.name} ({row.code}) has been deactivated; ask an administrator."
        )
    if refused := _throttled(row.locked_until, engine.clock.now(), row.name):
        return refused
    if needs_pin or credentials.badge is None:
        if row.pin_hash is None:
            return Refused(Code.NOT_IDENTIFIED, f"{row.name} has no PIN yet; an administrator can set one.")
        if not engine.hasher.verify(row.pin_hash, credentials.pin or ""):
            engine.perform(Actor(None, kiosk), FailedAttempt(operator_id=row.id))
            return WRONG if credentials.badge is None else WRONG_PIN
    return Identified(row.id, row.code, row.name)


def _decoy(engine: Engine) -> str:
    if not _DECOY:
        _DECOY.append(engine.hasher.hash("0000"))
    return _DECOY[0]


def _throttled(locked_until: datetime | None, now: datetime, name: str) -> Refused | None:
    if locked_until is None or locked_until <= now:
        return None
    seconds = int((locked_until - now).total_seconds()) + 1
    left = f"{seconds} seconds" if seconds <= 90 else f"{-(-seconds // 60)} minutes"  # noqa: PLR2004
    return Refused(Code.THROTTLED, f"Too many wrong PINs for {name}: wait {left} and try again.")


def forget_attempts(context: Context, operator_id: int) -> None:
    """Start counting anew after somebody got in."""
    context.tx.execute(_FORGET, {"operator": operator_id})


class _FailedAttempt(Plain[FailedAttempt]):
    """Counts, and locks after too many."""

    def judge(self, context: Context, command: FailedAttempt, prepared: Any) -> Judged | Refused:
        """Always."""
        del context, command, prepared
        return Judged(NO_PLAN)

    def apply(self, context: Context, command: FailedAttempt, judged: Judged) -> Applied:
        """Count it."""
        del judged
        row = context.tx.execute(_COUNT, {"operator": command.operator_id}).first()
        if row is None:
            return Applied("Nobody to count it against.")
        wait = wait_after(row.failed_attempts)
        if wait:
            context.tx.execute(_LOCK, {"operator": command.operator_id, "until": context.now + wait})
        context.record(
            "operator.failed_attempt",
            "operator",
            command.operator_id,
            row.code,
            after={"attempts": row.failed_attempts, "locked": row.failed_attempts >= FREE_ATTEMPTS},
        )
        return Applied(f"Attempt {row.failed_attempts} failed.")


class _LogIn:
    """Identify, and write down who is there."""

    def prepare(self, engine: Engine, actor: Actor, command: LogIn) -> Identified | Refused:
        """Check badge and PIN as the site asks."""
        with engine.store.read() as tx:
            site = read_site(tx)
        needs_pin = site is None or site.log_in_with == LogInWith.BADGE_AND_PIN
        return identify(engine, command.credentials, kiosk=actor.kiosk, needs_pin=needs_pin)

    def judge(self, context: Context, command: LogIn, prepared: Any) -> Judged | Refused:
        """Refuse who was not identified."""
        del context, command
        if isinstance(prepared, Refused):
            return prepared
        return Judged(NO_PLAN, prepared)

    def apply(self, context: Context, command: LogIn, judged: Judged) -> Applied:
        """Write it down."""
        del command
        who: Identified = judged.found
        forget_attempts(context, who.operator_id)
        context.person = read_person(context.tx, who.operator_id)
        context.record("operator.log_in", "operator", who.operator_id, f"{who.name} ({who.code})")
        return Applied(f"{who.name} is logged in.", {"operator": (who.operator_id,)})


class _LogOut(Plain[LogOut]):
    """Write down that the kiosk was locked; sessions go on."""

    def judge(self, context: Context, command: LogOut, prepared: Any) -> Judged | Refused:
        """Always."""
        del context, command, prepared
        return Judged(NO_PLAN)

    def apply(self, context: Context, command: LogOut, judged: Judged) -> Applied:
        """Write it down."""
        del command, judged
        if context.person is not None:
            label = f"{context.person.name} ({context.person.code})"
            context.record("operator.log_out", "operator", context.person.id, label)
        return Applied("Locked.")


_FIND_PLACE: Final = select(_LOCATION.c.id, _LOCATION.c.name, _LOCATION.c.is_work_center).where(
    _LOCATION.c.code == bindparam("code")
)
_PIN_KIOSK: Final = (
    update(_KIOSK).values(work_center_id=bindparam("place")).where(_KIOSK.c.id == bindparam("kiosk"))
)


class _OpenKiosk(Plain[OpenKiosk]):
    """Pin the kiosk to a work center."""

    def judge(self, context: Context, command: OpenKiosk, prepared: Any) -> Judged | Refused:
        """Refuse what is no work center."""
        del prepared
        if command.work_center is None:
            return Judged(NO_PLAN, (None, "no work center"))
        row = context.tx.execute(_FIND_PLACE, {"code": command.work_center}).first()
        if row is None or not row.is_work_center:
            return Refused(
                Code.NOT_FOUND,
                f"There is no work center {command.work_center}; ion-tui work-center list shows those there are.",
            )
        return Judged(NO_PLAN, (row.id, row.name))

    def apply(self, context: Context, command: OpenKiosk, judged: Judged) -> Applied:
        """Pin it."""
        place_id, name = judged.found
        context.tx.execute(_PIN_KIOSK, {"place": place_id, "kiosk": context.kiosk_id})
        context.record(
            "kiosk.open", "kiosk", context.kiosk_id, name, after={"work_center": command.work_center}
        )
        return Applied(f"This kiosk works for {name}.", {"location": (place_id,) if place_id else ()})


def signing_needs_pin(site_sign_with: str) -> bool:
    """Whether a Signoff asks for the PIN, or takes the badge alone."""
    return site_sign_with == SignWith.PIN


HANDLERS: Final[dict[type, Handler[Any]]] = {
    FailedAttempt: _FailedAttempt(),
    LogIn: _LogIn(),
    LogOut: _LogOut(),
    OpenKiosk: _OpenKiosk(),
}
