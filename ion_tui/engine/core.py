"""The engine: one pipeline for every command. `perform` carries out, `preview` only says, `allowed` dims keys.

    who and where → open the command, once a key → permission → judge → apply → availability → rollup →
    history and link → commit

All of it is one transaction: change, propagation, derived values and history, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import IntegrityError

from data.models import Kiosk, table
from data.models.types import UtcDateTime
from data.queries.waits import upstream_of
from data.rows.site import SiteRow
from ion_tui.engine import graph, guards, history, queue_rows, rollup
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.clock import Clock, SystemClock
from ion_tui.engine.commands import Actor, Command, Initialize, StepCommand
from ion_tui.engine.completion import completion_blockers
from ion_tui.engine.context import Context, Person, read_person, read_place
from ion_tui.engine.facts import read_facts
from ion_tui.engine.handling import Handler, Judged, Moved, Withdrawn
from ion_tui.engine.history import COMMAND, LINK, Said
from ion_tui.engine.payload import payload_of
from ion_tui.engine.pins import Argon2, Hasher
from ion_tui.engine.registry import handler_of
from ion_tui.engine.states import Verb
from ion_tui.engine.texts import unreadable

if TYPE_CHECKING:
    from data.store import Store
    from ion_tui.engine.reads import Reads

_KIOSK: Final = table(Kiosk)
_FIND_KIOSK: Final = select(_KIOSK.c.id).where(_KIOSK.c.name == bindparam("name"))
_ADD_KIOSK: Final = text("INSERT INTO kiosk (name) VALUES (:name) ON CONFLICT (name) DO NOTHING")
_FIND_KEY: Final = (
    select(COMMAND.c.id, COMMAND.c.verb, COMMAND.c.payload, COMMAND.c.operator_id, LINK.c.outcome)
    .select_from(COMMAND.join(LINK, LINK.c.command_id == COMMAND.c.id))
    .where(COMMAND.c.key == bindparam("key"))
)
_OPEN_COMMAND: Final = text(
    "INSERT INTO command (key, verb, operator_id, operator_label, kiosk_id, said_at, reason, payload)"
    " VALUES (:key, :verb, :operator_id, :operator_label, :kiosk_id, :said_at, :reason, :payload)"
    " ON CONFLICT (key) DO NOTHING RETURNING id"
).bindparams(bindparam("said_at", type_=UtcDateTime))
"""Answers no id where the key was said before; on PostgreSQL it waits for whoever is saying it just now."""

_TRIES: Final = 3
"""How often a command is judged anew where somebody was faster, before that is an error."""

_NO_SITE: Final = SiteRow("", "UTC", "badge_and_pin", "pin", False, 10, True, 12, "even", 0, (), True)


class Engine:
    """The rules over one store. Safe to use from several threads; holds no state of the floor itself."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock | None = None,
        hasher: Hasher | None = None,
        history_key: bytes | None = None,
    ) -> None:
        """Take the store, the clock, how PINs are hashed, and the key of the history's links if there is one."""
        self.store = store
        self.clock = clock or SystemClock()
        self.hasher = hasher or Argon2()
        self._history_key = history_key
        self._reads: Reads | None = None

    @property
    def reads(self) -> Reads:
        """The questions that screens and commands ask; each answers frozen rows."""
        if self._reads is None:
            from ion_tui.engine.reads import Reads  # noqa: PLC0415

            self._reads = Reads(self.store, self.clock)
        return self._reads

    def perform(self, actor: Actor, command: Command) -> Outcome | Refused | Plan:
        """Carry a command out, once, whatever happens meanwhile.

        Answers the outcome; or one sentence that says why not, with nothing changed; or, where the command was
        confirmed against a plan that is not true any more, the plan as it is now. Raises StoreUnreachable when
        the store does not answer: say the same command again.
        """
        if refused := unreadable(command):
            return refused
        handler = handler_of(command)
        prepared = handler.prepare(self, actor, command)
        for _ in range(_TRIES):
            try:
                return self._in_one_go(actor, command, handler, prepared)
            except (IntegrityError, Moved):
                # On PostgreSQL somebody else has changed the same thing just now; judged anew, the command sees it.
                continue
        return self._in_one_go(actor, command, handler, prepared)

    def preview(self, actor: Actor, command: Command) -> Plan | Refused:
        """Say what a command would do, by the code that would do it; changes nothing and takes no lock."""
        if refused := unreadable(command):
            return refused
        handler = handler_of(command)
        try:
            with self.store.read() as tx:
                context = self._context(tx, actor, command)
                judged = self._judge(context, command, handler, None)
                return judged if isinstance(judged, Refused) else judged.plan.plan()
        except Withdrawn as withdrawn:
            return withdrawn.answer

    def allowed(self, actor: Actor, step_id: int) -> Mapping[Verb, Refused | None]:
        """For each verb: None where the actor may say it to the step now, or the refusal it would get."""
        with self.store.read() as tx:
            person = read_person(tx, actor.operator_id) if actor.operator_id is not None else None
            found = read_facts(tx, [step_id], actor.operator_id)
            if not found:
                gone = Refused(Code.NOT_FOUND, "This run step is not there any more.")
                return dict.fromkeys(Verb, gone)
            step = found[0]
            upstream = () if step.available else upstream_of(tx, [step_id]).get(step_id, ())
            blockers = completion_blockers(tx, [step_id]).get(step_id, ())
        return {verb: guards.judge(verb, step, person, upstream, blockers) for verb in Verb}

    def _in_one_go(
        self, actor: Actor, command: Command, handler: Handler[Any], prepared: Any
    ) -> Outcome | Refused | Plan:
        try:
            with self.store.write() as tx:
                return self._perform(tx, actor, command, handler, prepared)
        except Withdrawn as withdrawn:
            return withdrawn.answer

    def _perform(
        self,
        tx: Connection,
        actor: Actor,
        command: Command,
        handler: Handler[Any],
        prepared: Any,
    ) -> Outcome | Refused | Plan:
        context = self._context(tx, actor, command)
        if not context.kiosk_id:
            tx.execute(_ADD_KIOSK, {"name": actor.kiosk})
            context.kiosk_id = tx.execute(_FIND_KIOSK, {"name": actor.kiosk}).scalar_one()
        payload = payload_of(command)
        reason = (getattr(command, "reason", None) or "").strip() or None
        said = Said(
            key=command.key,
            verb=command.verb,
            operator_id=context.person.id if context.person else None,
            operator_label=_label(context.person),
            kiosk=actor.kiosk,
            said_at=context.now,
            reason=reason,
            payload=payload,
        )
        history.lock_chain(tx, context.kiosk_id)
        context.command_id = self._open(tx, context.kiosk_id, said)
        if not context.command_id:
            # Whoever repeats a command with another PIN does not repeat it.
            is_wrong_pin = isinstance(prepared, Refused) and prepared.code is Code.NOT_IDENTIFIED
            return prepared if is_wrong_pin else self._replayed(tx, said)
        judged = self._judge(context, command, handler, prepared)
        if isinstance(judged, Refused):
            raise Withdrawn(judged)
        confirmed = getattr(command, "confirmed", None)
        if confirmed is not None and confirmed != judged.plan.fingerprint:
            raise Withdrawn(judged.plan.plan())
        applied = handler.apply(context, command, judged)
        if judged.plan.moves:
            graph.settle(tx, context.command_id)
            settle_runs = rollup.settle_moved if judged.plan.only_moves else rollup.settle
            settle_runs(tx, context.command_id)
            if context.batch_id is not None:
                queue_rows.settle(tx, context.batch_id, context.command_id)
        outcome = Outcome(
            command_id=context.command_id,
            sentence=applied.sentence,
            changed=judged.plan.changed,
            skipped=judged.plan.left,
            made=applied.made,
            notes=applied.notes,
        )
        history.write(
            tx,
            command_id=context.command_id,
            kiosk_id=context.kiosk_id,
            said=said,
            entries=context.entries,
            outcome=_dumped(outcome),
            secret=self._history_key,
        )
        return applied.refused or outcome

    def _judge(
        self,
        context: Context,
        command: Command,
        handler: Handler[Any],
        prepared: Any,
    ) -> Judged | Refused:
        refused = guards.permitted(context.person, command.permission, _doing(command))
        return refused or handler.judge(context, command, prepared)

    def _context(self, tx: Connection, actor: Actor, command: Command) -> Context:
        site, kiosk_id = read_place(tx, actor.kiosk)
        if site is None and not isinstance(command, Initialize):
            raise Withdrawn(
                Refused(Code.NOT_FOUND, "There is no site in this store yet; make one with: ion-tui init")
            )
        return Context(
            tx=tx,
            now=self.clock.now(),
            site=site or _NO_SITE,
            person=read_person(tx, actor.operator_id) if actor.operator_id is not None else None,
            kiosk_id=kiosk_id,
            is_sqlite=self.store.is_sqlite,
        )

    def _open(self, tx: Connection, kiosk_id: int, said: Said) -> int:
        """Write the command down; answers its id, or 0 where its key was said before."""
        values = {
            "key": said.key,
            "verb": said.verb,
            "operator_id": said.operator_id,
            "operator_label": said.operator_label,
            "kiosk_id": kiosk_id,
            "said_at": said.said_at,
            "reason": said.reason,
            "payload": said.payload,
        }
        return tx.execute(_OPEN_COMMAND, values).scalar() or 0

    def _replayed(self, tx: Connection, said: Said) -> Outcome | Refused:
        """The first answer to this key."""
        row = tx.execute(_FIND_KEY, {"key": said.key}).one()
        if (row.verb, row.operator_id, row.payload) != (said.verb, said.operator_id, said.payload):
            return Refused(Code.KEY_REUSED, "This key belongs to another command; nothing was done.")
        return _loaded(row.outcome)


def _label(person: Person | None) -> str:
    return f"{person.name} ({person.code})" if person else ""


def _doing(command: Command) -> str:
    if isinstance(command, StepCommand):
        return f"{command.verb} a step"
    said, _, what = command.verb.partition(" ")
    if not what or what in ("in", "out") or what.endswith("s"):
        return command.verb
    return f"{said} {'an' if what[0] in 'aeio' else 'a'} {what}"


def _dumped(outcome: Outcome) -> str:
    return json.dumps(
        [
            outcome.command_id,
            outcome.sentence,
            outcome.changed,
            outcome.skipped,
            {kind: list(ids) for kind, ids in outcome.made.items()},
            list(outcome.notes),
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _loaded(stored: str) -> Outcome:
    command_id, sentence, changed, skipped, made, notes = json.loads(stored)
    return Outcome(
        command_id=command_id,
        sentence=sentence,
        changed=changed,
        skipped=skipped,
        made={kind: tuple(ids) for kind, ids in made.items()},
        notes=tuple(notes),
        replayed=True,
    )
