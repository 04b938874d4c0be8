"""Somebody acts in place: a second person shows who they are for one command; the first stays logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import Actor, Credentials
from ion_tui.engine.context import Context, Person, read_person
from ion_tui.engine.identity import Identified, forget_attempts
from ion_tui.engine.signatures import identify_signer

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine


def identified(engine: Engine, actor: Actor, credentials: Credentials | None) -> Identified | Refused | None:
    """Who shows who they are in place, checked outside the transaction; None where nobody does."""
    return None if credentials is None else identify_signer(engine, actor, credentials)


def acting(context: Context, prepared: Any) -> Person | Refused | None:
    """The person that a command counts for: the one in place, else the one who is logged in."""
    if isinstance(prepared, Refused):
        return prepared
    if prepared is None:
        return context.person
    return read_person(context.tx, prepared.operator_id)


def settled(context: Context, person: Person) -> None:
    """Forget the failed attempts of somebody who has acted in place."""
    if context.person is None or context.person.id != person.id:
        forget_attempts(context, person.id)
